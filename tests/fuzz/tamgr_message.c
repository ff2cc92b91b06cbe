/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tamgr_handle(), params_check(): any messages of TAs, opens and closes of the
 * gateway, answers of the supplicant, and deaths of TAs. The books are checked
 * after each event by the world; here, that a message for another TA has
 * only what its sender may give.
 */
#include <string.h>

#include "abi/tamgr_msg.h"
#include "services/tamgr/params.h"
#include "tests/fuzz/fuzz.h"
#include "tests/unit/tamgr_world.h"

struct sent {
    uint64_t w[KMSG_WORDS];
    unsigned leases;
    uint32_t length[KMSG_LEASES], rights[KMSG_LEASES];
};

static uint64_t number(struct reader *in)
{
    uint8_t how = reader_u8(in);

    if (how < 0x40)
        return how;
    if (how < 0x60)
        return (uint64_t)how << 30;
    return how < 0xc0 ? 0 : reader_u64_le(in);
}

static void sent_fill(struct reader *in, struct sent *s)
{
    uint8_t more = reader_u8(in);

    memset(s, 0, sizeof(*s));
    s->w[0] = reader_u8(in) % 10 | (uint64_t)reader_u16_le(in) << 16;
    s->w[0] |= (uint64_t)(reader_u8(in) & (more & 0x10 ? 0xff : 0xf)) << 32;
    s->w[1] = more & 0x20 ? file_uuid(0).w[0] : number(in);
    s->w[2] = number(in);
    s->leases = more % (KMSG_LEASES + 1);
    for (unsigned i = 0; i < s->leases; i++) {
        s->rights[i] = reader_u8(in) & 3;
        s->length[i] = (uint32_t)number(in);
    }
    for (unsigned i = 3; i < KMSG_WORDS && more & 8; i++)
        s->w[i] =
            more & 0x40 && i % 2 == 0 ? s->length[(i - 4) / 2 % 4] : number(in);
}

static void params_try(const struct sent *s)
{
    struct event ev = {.kind = KEV_CALL, .leases = s->leases};
    uint64_t w[KMSG_WORDS];
    unsigned lease = 0;

    memcpy(ev.w, s->w, sizeof(ev.w));
    memcpy(ev.lease_length, s->length, sizeof(s->length));
    memcpy(ev.lease_rights, s->rights, sizeof(s->rights));
    if (!params_check(&ev, TA_INVOKE, w))
        return;
    CHECK(w[1] == 0 && w[2] == 0 && w[0] >> 36 == 0);
    for (unsigned n = 0; n < 4; n++) {
        uint32_t type = TA_PARAM_TYPE(TA_MSG_TYPES(w[0]), n);

        if (type < PARAM_MEMREF_INPUT) {
            CHECK(!(TA_MSG_LEASES(w[0]) >> n & 1));
            continue;
        }
        CHECK(type <= PARAM_MEMREF_INOUT && w[3 + 2 * n] == 0);
        if (TA_MSG_LEASES(w[0]) >> n & 1)
            CHECK(w[4 + 2 * n] == ev.lease_length[lease++]);
        else
            CHECK(w[4 + 2 * n] == 0);
    }
    CHECK(lease == s->leases);
}

/* A living TA; 0: there is none. */
static uint32_t some_ta(struct reader *in)
{
    uint32_t slot = reader_u8(in);

    for (uint32_t i = 0; i < PROCESS_SLOTS; i++) {
        struct process *p = &world.processes[(slot + i) % PROCESS_SLOTS];

        if (p->state == STARTED)
            return p->pid;
    }
    return 0;
}

static void script_fill(struct reader *in)
{
    uint8_t how = reader_u8(in);

    if (how & 0x80)
        script(1 + how % 3,
               (struct script){.dies = how & 0x10,
                               .result = reader_u32_le(in) * (how >> 5 & 1)});
    if (how & 0x40) {
        world.fault_at = 1 + reader_u8(in) % 4;
        world.fault_status = how & 8 ? KERR_PEER_DIED : KERR_OK;
        /* The gateway gives no memory without saying where it is. */
        world.fault_result = reader_u32_le(in);
        world.fault_result += world.fault_result == 0 && world.fault_at > 1;
        world.fault_size = number(in);
    }
    world.map_error = how == 1 ? KERR_NO_MEMORY : KERR_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct reader in = reader_init(data, size);

    world_setup(NULL);
    for (unsigned step = 0; MORE(&in) && step < 40; step++) {
        uint8_t what = reader_u8(&in);
        uint32_t ta = some_ta(&in);
        struct sent s;

        script_fill(&in);
        if (what < 0x40 || !ta) {
            open_file(0, what % 8);
            continue;
        }
        if (what < 0x60) {
            closed(0, reader_u8(&in));
            continue;
        }
        sent_fill(&in, &s);
        params_try(&s);
        message_leases(0, ta, s.w, s.leases, s.length, s.rights);
    }
    return 0;
}
