/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tamgr_handle(), params_check(): any messages of TAs, to tamgr itself too,
 * opens and closes of the gateway, answers of the supplicant, and deaths of
 * TAs, on several threads at once. The books are checked after each event by
 * the world; here, that a message for another TA has only what its sender may
 * give, and that every thread comes to its end.
 * Floor: 68
 */
#include <string.h>

#include "abi/ta/control.h"
#include "abi/tamgr_msg.h"
#include "services/tamgr/params.h"
#include "tests/fuzz/fuzz.h"
#include "tests/unit/tamgr_world.h"

struct sent {
    uint64_t w[KMSG_WORDS];
    unsigned leases;
    uint32_t length[KMSG_LEASES], rights[KMSG_LEASES];
};

enum { OPENED = 8 };

static uint64_t opened[OPENED]; /* answers of late, many of them sessions */

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
        world.fault_result = reader_u32_le(in);
        world.fault_size = number(in);
    }
    world.map_error = how == 1 ? KERR_NO_MEMORY : KERR_OK;
}

/* What a TA asks tamgr as a TA, in a session that is perhaps its own. */
static void system_fill(struct reader *in, struct sent *s)
{
    static const uint64_t heads[] = {
        0x61ull << 16 | 2ull << 32, /* DEVICES: value in, memory out */
        0x2222ull << 16,            /* STATS */
        0x11ull << 16,              /* KILL */
    };

    s->w[0] = TAMGR_TA_INVOKE | PICK(in, heads);
    s->w[1] = opened[reader_u8(in) % OPENED];
    s->w[2] = reader_u8(in) % 6u;
    s->w[3] = reader_u8(in) % 4u;
    s->leases = (s->w[0] >> 32) != 0;
    s->rights[0] = KLEASE_WRITE;
    s->length[0] = reader_u8(in);
    s->w[6] = s->length[0];
}

/* An event of a living TA, or of the gateway. */
static struct event event_make(struct reader *in)
{
    static const struct uuid_words self = SYSTEM_UUID_WORDS;
    static const struct uuid_words control = CONTROL_UUID_WORDS;
    uint8_t what = reader_u8(in);
    uint32_t ta = some_ta(in);
    struct event ev = {.kind = KEV_CALL, .sender = SERVICE_GATEWAY};
    struct sent s;

    script_fill(in);
    if (what < 0x40 || !ta)
        return open_event(what % 8);
    if (what < 0x60) {
        ev.w[0] = TAMGR_CLOSED;
        ev.w[1] = opened[what % OPENED];
        return ev;
    }
    sent_fill(in, &s);
    if (what >= 0xe0)
        system_fill(in, &s);
    else if (what >= 0xd0)
        memcpy(&s.w[1], &self, sizeof(self));
    else if (what >= 0xa0)
        s.w[1] = opened[what % OPENED];
    if (what == 0xff && instance_of(&world.tamgr.books, ta))
        instance_of(&world.tamgr.books, ta)->uuid = control;
    params_try(&s);
    ev.sender = ta;
    ev.leases = s.leases;
    memcpy(ev.w, s.w, sizeof(ev.w));
    memcpy(ev.lease_length, s.length, sizeof(s.length));
    memcpy(ev.lease_rights, s.rights, sizeof(s.rights));
    return ev;
}

enum { THREADS = 4 };

/* All threads end: whoever waits is woken by one that does not. */
static void threads_end(struct thread *thread)
{
    bool busy = true;

    for (unsigned n = 0; busy; n++) {
        CHECK(n < 2000);
        busy = false;
        for (unsigned i = 0; i < THREADS; i++) {
            busy |= !thread[i].done;
            (void)thread_step(&thread[i]);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct reader in = reader_init(data, size);
    struct thread thread[THREADS];

    world_setup(NULL);
    memset(opened, 0, sizeof(opened));
    for (unsigned i = 0; i < THREADS; i++)
        thread[i].done = true;
    for (unsigned step = 0; MORE(&in) && step < 60; step++) {
        uint8_t how = reader_u8(&in);
        struct thread *t = &thread[how % THREADS];

        if (t->done) {
            struct event ev = event_make(&in);

            thread_begin(t, how % THREADS, &ev);
        }
        for (unsigned n = how / THREADS; n > 0 && !t->done; n--)
            if (!thread_step(t))
                break;
        if (t->done)
            opened[step % OPENED] = t->action.w[1];
    }
    threads_end(thread);
    return 0;
}
