/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The processes of the target `system` that are no parts. The crypto service
 * is honest, with the digests of tests/unit/tamgr_image.h, and believes any
 * signature; every counter is 0. TAs do what the input says: ask anyone for
 * anything, touch their leases, make any kernel call with any registers, die.
 */
#include <string.h>

#include "abi/crypto_msg.h"
#include "abi/gateway_msg.h"
#include "abi/ta_msg.h"
#include "abi/tamgr_msg.h"
#include "host/program_call.h"
#include "runtime/rt.h"
#include "tests/fuzz/system.h"
#include "tests/fuzz/system_machine.h"
#include "tests/unit/tamgr_image.h"

/* ---- crypto ---- */

static void serve_digest(struct rt_event *ev)
{
    static uint8_t data[TEST_IMAGE_MAX];
    uint8_t chunk[KCOPY_MAX], out[64];
    uint32_t n = rt_event_lease_length(ev, 0), step;
    size_t head = ev->w[0] >> 32, length = ev->w[2];

    for (uint32_t at = 0; at < n && n <= sizeof(data); at += step) {
        step = n - at < KCOPY_MAX ? n - at : KCOPY_MAX;
        if (rt_borrow_read(0, at, chunk, step))
            step = n;
        else
            memcpy(data + at, chunk, step);
    }
    CHECK(length <= sizeof(out) && n <= sizeof(data));
    fake_digest((uint32_t)ev->w[1], &ev->w[3], head, data, n, out, length);
    memset(ev->w, 0, sizeof(ev->w));
    ev->w[1] = length;
    if (rt_borrow_write(1, 0, out, length))
        ev->w[0] = (uint32_t)R_ERROR_GENERIC;
}

static void crypto_serve(struct rt_event *ev)
{
    uint64_t n = ev->w[1];

    switch (ev->w[0] & 0xffff) {
    case CRYPTO_DIGEST:
        serve_digest(ev);
        break;
    case CRYPTO_RANDOM:
        memset(ev->w, 0, sizeof(ev->w));
        ev->w[1] = n;
        for (unsigned i = 2; i < 10; i++)
            ev->w[i] = arch_random();
        break;
    default:
        memset(ev->w, 0, sizeof(ev->w));
    }
}

void crypto_start(uint64_t pid, uint64_t isar0, uint64_t argument)
{
    struct rt_event ev = {0};

    (void)pid, (void)isar0, (void)argument;
    for (;;) {
        rt_reply_recv(&ev);
        crypto_serve(&ev);
    }
}

/* ---- nv ---- */

/* Nothing was ever seen: TAs here have version 0. */
void nv_start(uint64_t pid, uint64_t isar0, uint64_t argument)
{
    struct rt_event ev = {0};

    (void)pid, (void)isar0, (void)argument;
    for (;;) {
        rt_reply_recv(&ev);
        memset(ev.w, 0, sizeof(ev.w));
    }
}

/* ---- TAs ---- */

/* A message with any leases of the caller's to a service. */
static void ask(uint32_t target, struct rt_event *ev)
{
    uint8_t bytes[256];
    struct klease lease[KMSG_LEASES];
    uint8_t how = reader_u8(&input);
    size_t n = how % (KMSG_LEASES + 1u);

    memset(bytes, how, sizeof(bytes));
    for (size_t i = 0; i < n; i++) {
        lease[i] = (struct klease){(uintptr_t)bytes, reader_u8(&input),
                                   reader_u8(&input) & 3};
        if (how & 0x80)
            lease[i].address = system_number();
    }
    (void)rt_call(target, ev, lease, how == 0xff ? KLEASE_FORWARD : n);
}

static void ask_gateway(void)
{
    struct rt_event ev = {
        .w = {reader_u8(&input) % 10u, system_number(), reader_u8(&input)}};

    ask(SERVICE_GATEWAY, &ev);
}

/* Sessions that TAs were given. */
static uint64_t opened;

static void ask_tamgr(void)
{
    static const uint16_t types[] = {0, 0x61, 0x11, 0x2222, 5, 0x765};
    uint8_t how = reader_u8(&input);
    struct rt_event ev = {.w = {how % 9u}};

    ev.w[0] |= (uint64_t)PICK(&input, types) << 16;
    ev.w[0] |= (uint64_t)(reader_u8(&input) & 0xf) << 32;
    ev.w[1] = how & 0x80 ? opened : system_number();
    ev.w[2] = reader_u8(&input) % 6u;
    if (how % 9 == TAMGR_TA_OPEN)
        system_uuid(reader_u8(&input) % (SYSTEM_TAS + 2), &ev.w[1]);
    for (unsigned i = 3; i < KMSG_WORDS && how & 0x40; i++)
        ev.w[i] = system_number();
    ask(SERVICE_TAMGR, &ev);
    if (how % 9 == TAMGR_TA_OPEN && ev.w[0] << 32 == 0)
        opened = ev.w[1];
}

static void touch_lease(void)
{
    uint8_t bytes[64] = {0};
    unsigned lease = reader_u8(&input) % 6u;
    uint64_t at = system_number();
    size_t n = reader_u8(&input) % sizeof(bytes);

    if (lease & 1)
        (void)rt_borrow_read(lease / 2, at, bytes, n);
    else
        (void)rt_borrow_write(lease / 2, at, bytes, n);
}

static void any_call(void)
{
    uint64_t x[17];

    for (unsigned i = 0; i < 17; i++)
        x[i] = system_number();
    host_kcall(reader_u8(&input) % (KCALL_LIMIT + 2u), x);
}

/* One thing that the input wants; false: it wants a reply. */
static bool act(void)
{
    void *memory;
    uint8_t what = reader_u8(&input);

    switch (what % 16) {
    case 1:
    case 2:
        ask_gateway();
        return true;
    case 3:
    case 4:
    case 5:
        ask_tamgr();
        return true;
    case 6:
        touch_lease();
        return true;
    case 7:
        memory = rt_mem_map(1 + what / 16u);
        if (memory)
            memset(memory, what, PAGE_SIZE);
        return true;
    case 8:
        any_call();
        return true;
    case 9:
        rt_exit(what);
    default:
        return false;
    }
}

static void ta_reply(struct rt_event *ev)
{
    uint8_t how = reader_u8(&input);

    memset(ev->w, 0, sizeof(ev->w));
    ev->w[0] = (uint64_t)ORIGIN_TRUSTED_APP << 32;
    if (how & 1)
        ev->w[0] = reader_u32_le(&input);
    for (unsigned i = 0; i < KMSG_WORDS && how & 2; i++)
        ev->w[i] = system_number();
}

void ta_start(uint64_t pid, uint64_t isar0, uint64_t argument)
{
    struct rt_event ev = {0};

    (void)pid, (void)isar0, (void)argument;
    for (;;) {
        rt_reply_recv(&ev);
        while (MORE(&input) && act())
            ;
        ta_reply(&ev);
    }
}
