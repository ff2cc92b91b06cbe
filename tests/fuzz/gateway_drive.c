/* SPDX-License-Identifier: BSD-2-Clause */
/* See gateway_drive.h. */
#include "tests/fuzz/gateway_drive.h"

#include <string.h>

#include "services/gateway/call.h"

enum { DEATHS_MAX = 2 }; /* the world has room for so many pids */

/* A number that may mean something. */
static uint64_t number(struct reader *in)
{
    static const uint64_t edges[] = {ARG,        PAGE_SIZE,  UINT32_MAX,
                                     UINT64_MAX, 1ull << 63, RAM_PA - 1};
    uint8_t n = reader_u8(in);

    switch (reader_u8(in) % 8) {
    case 0:
        return n;
    case 1:
        return PICK(in, edges);
    case 2:
        return ram_pa(n);
    case 3:
        return ram_pa(LISTS + n % 8) + reader_u8(in);
    case 4:
        return (uint64_t)n << 8;
    case 5:
        return (uint64_t)n * PAGE_SIZE;
    case 6:
        return n % 16u;
    default:
        return reader_u64_le(in);
    }
}

void drive_init(struct drive *d, const uint8_t *data, size_t size)
{
    memset(d, 0, sizeof(*d));
    d->in = reader_init(data, size);
    for (uint32_t i = 0; i < 3; i++)
        d->pid[i] = TA_PID + i;
    world_init();
    world.maps_most = 1 + reader_u8(&d->in) % 16u;
}

static void acted(struct drive *d, unsigned act, struct action a)
{
    bool nested = d->act[act].nested;

    switch (a.kind) {
    case ACTION_REPLY:
        CHECK(nested);
        d->act[act].nested = false;
        d->act[act].state = DRIVE_PROCESS;
        if (d->act[act].asked == GW_SHM_ALLOC && w[0] == 0)
            d->shm = w[1];
        break;
    case ACTION_START:
        CHECK(!nested);
        d->act[act].state = DRIVE_PROCESS;
        d->act[act].target = a.target;
        break;
    case ACTION_DONE:
        CHECK(!nested);
        d->act[act].state = DRIVE_IDLE;
        break;
    case ACTION_RESUME:
        d->act[act].state = DRIVE_LINUX;
        break;
    }
}

static void param_fill(struct reader *in, struct optee_msg_param *p)
{
    static const uint64_t attrs[] = {
        OPTEE_MSG_NONE,
        OPTEE_MSG_VALUE_INPUT,
        OPTEE_MSG_VALUE_INOUT,
        OPTEE_MSG_VALUE_INPUT | OPTEE_MSG_META,
        OPTEE_MSG_RMEM_INPUT,
        OPTEE_MSG_RMEM_OUTPUT,
        OPTEE_MSG_RMEM_INOUT,
        OPTEE_MSG_TMEM_INPUT,
        OPTEE_MSG_TMEM_OUTPUT,
        OPTEE_MSG_TMEM_INOUT,
        OPTEE_MSG_TMEM_INPUT | OPTEE_MSG_NONCONTIG,
        OPTEE_MSG_TMEM_OUTPUT | OPTEE_MSG_NONCONTIG,
    };

    p->attr = PICK(in, attrs);
    if (p->attr == OPTEE_MSG_NONE)
        p->attr = reader_u16_le(in);
    p->u.value.a = number(in);
    p->u.value.b = number(in);
    p->u.value.c = number(in);
}

/* The message of `act`, which begins `at`. */
static void message_fill(struct reader *in, struct optee_msg_header *at)
{
    struct optee_msg_param *p = (struct optee_msg_param *)(at + 1);
    unsigned n = reader_u8(in) % 8;

    *at = (struct optee_msg_header){.cmd = reader_u8(in) % 9,
                                    .func = reader_u8(in),
                                    .session = reader_u8(in) % 24,
                                    .num_params = n};
    if (n == 7)
        at->num_params = reader_u32_le(in);
    for (unsigned i = 0; i < n && i < 6; i++)
        param_fill(in, p + i);
    if (at->cmd == OPTEE_MSG_CMD_OPEN_SESSION && n >= 2) {
        p[0].attr = p[1].attr = OPTEE_MSG_VALUE_INPUT | OPTEE_MSG_META;
        p[1].u.value.c &= 7;
    }
}

void drive_call(struct drive *d, unsigned act)
{
    static const uint32_t ids[] = {
        OPTEE_SMC_CALL_WITH_REGD_ARG, OPTEE_SMC_CALL_WITH_RPC_ARG,
        OPTEE_SMC_CALL_WITH_ARG, OPTEE_SMC_RETURN_FROM_RPC};
    uint8_t how = reader_u8(&d->in);
    uint64_t offset = act * 384, at = ram_pa(ARG_PAGE) + offset;

    world.hurried = how & 0x10;
    if (!(how & 0x80))
        message_fill(&d->in, header(act));
    memset(w, 0xee, sizeof(w));
    w[0] = ids[how % 4];
    if (how % 4 == 0)
        at = ARG;
    if (how & 0x40)
        at = number(&d->in);
    if (how & 0x20)
        offset = number(&d->in);
    w[1] = at >> 32;
    w[2] = (uint32_t)at;
    w[3] = offset;
    acted(d, act, event(KEV_SMC, act, 0));
}

/* Linux answers an RPC where it was told to: at the end of the message, as it
 * is now. */
static void rpc_answer(struct reader *in, unsigned act, unsigned n)
{
    if (header(act)->num_params > 3)
        return;
    rpc_header(act)->ret = n & 1 ? reader_u32_le(in) : 0;
    for (unsigned i = 0; i < n % 4; i++) {
        struct optee_msg_param *p = rpc_param(act, i);
        uint8_t what = reader_u8(in);

        if (what & 1)
            p->attr =
                OPTEE_MSG_TMEM_OUTPUT | (what & 2 ? OPTEE_MSG_NONCONTIG : 0);
        if (what & 4)
            p->u.value.a = number(in);
        if (what & 8)
            p->u.value.b = number(in);
        if (what & 16)
            p->u.value.c = number(in);
    }
}

void drive_resume(struct drive *d, unsigned act)
{
    uint8_t how = reader_u8(&d->in);
    uint64_t at;

    if (how)
        rpc_answer(&d->in, act, how);
    at = how & 0x40 ? number(&d->in) : ram_pa(DATA + act);
    memset(w, 0, sizeof(w));
    w[0] = OPTEE_SMC_RETURN_FROM_RPC;
    w[1] = at >> 32;
    w[2] = (uint32_t)at;
    w[5] = how;
    world.ticks += 1000u << (how >> 4);
    acted(d, act, event(KEV_RESUME, act, 0));
}

/* A request about sockets, by whom it may be, most of it as it should be. */
static uint32_t socket_fill(struct drive *d, unsigned act)
{
    struct reader *in = &d->in;
    uint8_t how = reader_u8(in);

    if (w[0] == GW_CLIENT_GONE) {
        w[1] = how & 1 ? d->act[act].target : how >> 4 & 1;
        return SERVICE_TAMGR;
    }
    w[1] = how % 7;
    w[2] = how & 0x80 ? d->shm : 0;
    w[3] = how & 0x40 ? number(in) : how >> 3 & 7;
    w[4] = how & 0x20 ? number(in) : reader_u8(in) % 4;
    w[5] = how & 0x10 ? number(in) : 0;
    return d->act[act].target;
}

void drive_ask(struct drive *d, unsigned act)
{
    struct reader *in = &d->in;
    static const uint32_t services[] = {SERVICE_KERNEL, SERVICE_TAMGR,
                                        SERVICE_STORAGE};
    uint8_t who = reader_u8(in);
    uint32_t sender = who & 1 ? d->act[act].target : PICK(in, services);

    memset(w, 0, sizeof(w));
    w[0] = reader_u8(in);
    if (w[0] >= 0xd0)
        w[0] = w[0] >= 0xf0 ? GW_PLUGIN : GW_SOCKET + w[0] % 2;
    else
        w[0] %= 10;
    w[1] = number(in);
    w[2] = who & 2 ? 1 + ((uint64_t)who >> 4) : number(in);
    if (w[0] == GW_RPC)
        w[1] = reader_u8(in) | (uint64_t)reader_u16_le(in) << 32;
    for (unsigned i = 3; i < KMSG_WORDS && who & 4; i++)
        w[i] = number(in);
    if (w[0] == GW_SOCKET || w[0] == GW_CLIENT_GONE)
        sender = socket_fill(d, act);
    if (w[0] == GW_PLUGIN)
        sender = d->act[act].target;
    d->act[act].nested = true;
    d->act[act].asked = w[0];
    acted(d, act, event(KEV_CALL, act, sender));
}

/* The TA with that pid dies; another instance takes its place. */
static bool dies(struct drive *d, uint32_t pid)
{
    for (unsigned i = 0; i < 3 && d->deaths < DEATHS_MAX; i++) {
        if (d->pid[i] != pid)
            continue;
        world.dead_pid = pid;
        d->pid[i] += 0x100;
        d->deaths++;
        return true;
    }
    return false;
}

void drive_complete(struct drive *d, unsigned act)
{
    static const enum kerr errors[] = {KERR_NO_OBJECT, KERR_DEADLOCK,
                                       KERR_DEPTH, KERR_NO_MEMORY};
    struct reader *in = &d->in;
    uint8_t how = reader_u8(in);
    enum kerr status = KERR_OK;

    memset(w, 0, sizeof(w));
    if (how % 8 == 1)
        status = dies(d, d->act[act].target) ? KERR_PEER_DIED : KERR_DEPTH;
    else if (how % 8 == 2)
        status = PICK(in, errors);
    else if (d->act[act].target == SERVICE_TAMGR) {
        w[0] = how & 0x80 ? reader_u32_le(in) : 0;
        w[1] = d->pid[how % 3];
        w[2] = reader_u8(in) % 24; /* no id: tamgr never does that ... */
        w[2] += w[2] == 0;
    } else {
        w[0] = (uint64_t)reader_u8(in) << 32 | (how & 0x80 ? number(in) : 0);
        for (unsigned i = 1; i < KMSG_WORDS && how & 0x40; i++)
            w[i] = number(in);
    }
    acted(d, act, event(KEV_COMPLETION, act, status));
}

void drive_meddle(struct drive *d)
{
    static const uint32_t fast[] = {
        OPTEE_SMC_CALLS_UID,        OPTEE_SMC_EXCHANGE_CAPABILITIES,
        OPTEE_SMC_GET_THREAD_COUNT, OPTEE_SMC_DISABLE_SHM_CACHE,
        OPTEE_SMC_ENABLE_SHM_CACHE, OPTEE_SMC_GET_OS_UUID};
    struct reader *in = &d->in;
    uint8_t what = reader_u8(in), n = reader_u8(in);

    switch (what % 4) {
    case 0:
        w[0] = PICK(in, fast);
        CHECK(event(KEV_FAST_SMC, ACTIVATIONS, 0).kind == ACTION_DONE);
        break;
    case 1:
        list_write(LISTS + n % 8, DATA + n, reader_u16_le(in) % 700u,
                   what >> 2 & 1);
        break;
    case 2:
        ((uint64_t *)ram(n % DATA))[reader_u16_le(in) % 512u] = number(in);
        break;
    default:
        world.create_error = n & 1 ? KERR_NO_MEMORY : KERR_OK;
    }
}

void drive_finish(struct drive *d)
{
    bool busy = true;

    d->in = reader_init(NULL, 0);
    world.create_error = KERR_OK;
    for (unsigned round = 0; busy; round++) {
        CHECK(round < 2000);
        busy = false;
        for (unsigned act = 0; act < DRIVEN; act++) {
            if (d->act[act].state == DRIVE_IDLE)
                continue;
            busy = true;
            world.ticks += 100000;
            if (d->act[act].state == DRIVE_LINUX)
                drive_resume(d, act);
            else
                drive_complete(d, act);
        }
    }
    CHECK(call_count() == 0);
    CHECK(world.windows == shm_count());
}
