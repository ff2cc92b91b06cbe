/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's objects, driven through its two doors on the host's machine
 * half. The services are loops of this file: a message is a function to call
 * in the service, so each test says beside its checks what its processes do.
 * All tests share one machine; each leaves it as it was.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "abi/bundle.h"
#include "abi/gateway_msg.h"
#include "abi/optee_smc.h"
#include "abi/tamgr_msg.h"
#include "host/machine.h"
#include "host/program.h"
#include "runtime/rt.h"
#include "runtime/start.h"

#define OTHER  SERVICE_KEYS    /* a second server */
#define ABSENT SERVICE_STORAGE /* may be called, is not there */
#define DENIED SERVICE_ATTEST  /* may not be called */

/* In a job: 0 is success, else the line of what was not so. */
#define WANT(call, error)                                                      \
    do {                                                                       \
        if ((call) != (error))                                                 \
            return __LINE__;                                                   \
    } while (0)

/* What a message means, w[0]; the gateway's numbers are below. */
enum { JOB = 100, PAUSE };

/* What an SMC means, x0; and what it says when it comes back, x0. */
enum { SMC_HERE = 1, SMC_FORWARD, SMC_PAUSE };
enum { DONE = 0x10, PARKED, PAUSED };

typedef uint64_t (*job)(const uint64_t *w); /* w[1] is itself */

static struct {
    unsigned woken, wakes;
    unsigned deaths;
    uint64_t died[3]; /* pid, why, code */
    unsigned turns;
    uint64_t start;       /* argument of the server that started last */
    unsigned completions; /* in servers */
} seen;

/* ---- programs ---- */

/* In place of a job: the server asks the gateway to pause, without waiting. */
static uint64_t relay(const uint64_t *w);

static uint64_t job_run(const uint64_t *w)
{
    return ((job)(uintptr_t)w[1])(w);
}

static void on_smc(struct rt_event *ev)
{
    switch (ev->w[0]) {
    case SMC_FORWARD:
        ev->w[0] = JOB;
        memmove(&ev->w[1], &ev->w[2], 4 * sizeof(ev->w[0]));
        rt_start_recv((uint32_t)ev->w[5], ev, 0, NULL, 0);
        break;
    case SMC_PAUSE:
        ev->w[0] = PAUSED;
        rt_nw_return_recv(ev, 1, 1);
        break;
    default:
        ev->w[1] = job_run(ev->w);
        ev->w[0] = DONE;
        rt_nw_return_recv(ev, 0, 0);
        break;
    }
}

static void on_call(struct rt_event *ev)
{
    if (ev->w[0] == GW_WAKE) {
        seen.woken = (unsigned)ev->w[1];
        seen.wakes++;
        rt_reply_recv(ev);
        return;
    }
    ev->w[0] = ev->w[0] == GW_WAIT ? PARKED : PAUSED;
    rt_nw_return_recv(ev, 1, 0);
}

static void gateway_step(struct rt_event *ev)
{
    switch (rt_event_kind(ev)) {
    case KEV_COMPLETION:
        ev->w[1] = ev->w[0];
        ev->w[2] = ev->sender;
        ev->w[0] = DONE;
        rt_nw_return_recv(ev, 0, 0);
        break;
    case KEV_RESUME:
        ev->w[0] = DONE;
        if (ev->cookie)
            rt_nw_return_recv(ev, 0, 0);
        else
            rt_reply_recv(ev);
        break;
    case KEV_CALL:
        on_call(ev);
        break;
    default:
        on_smc(ev);
        break;
    }
}

static void gateway_start(uint64_t pid, uint64_t isar0, uint64_t argument)
{
    struct rt_event ev = {0};

    (void)pid, (void)isar0, (void)argument;
    rt_reply_recv(&ev);
    for (;;)
        gateway_step(&ev);
}

static void server_start(uint64_t pid, uint64_t isar0, uint64_t argument)
{
    struct rt_event ev = {0};

    (void)pid, (void)isar0;
    seen.start = argument;
    rt_reply_recv(&ev);
    for (;;) {
        if (rt_event_kind(&ev) == KEV_COMPLETION) {
            seen.completions++;
        } else if (ev.w[0] == TAMGR_DIED) {
            seen.deaths++;
            memcpy(seen.died, &ev.w[1], sizeof(seen.died));
        } else if (ev.w[1] == (uintptr_t)relay) {
            ev.w[0] = PAUSE;
            rt_start_recv(SERVICE_GATEWAY, &ev, 0, NULL, 0);
            continue;
        } else {
            ev.w[0] = job_run(ev.w);
        }
        rt_reply_recv(&ev);
    }
}

bool host_image_open(const struct process *p, struct host_image *image)
{
    *image = (struct host_image){
        .start = p->pid == SERVICE_GATEWAY ? gateway_start : server_start};
    return true;
}

void host_image_close(struct host_image *image)
{
    (void)image;
}

/* ---- the normal world ---- */

struct answer {
    uint64_t x[8];
};

static struct answer smc(uint64_t x0, uint64_t x1, uint64_t x2, uint64_t x3,
                         uint64_t x4, uint64_t x5)
{
    struct answer a = {{x0, x1, x2, x3, x4, x5}};

    machine_smc(a.x, false);
    while (a.x[0] == OPTEE_SMC_RETURN_RPC_FOREIGN_INTR) {
        a = (struct answer){{OPTEE_SMC_RETURN_FROM_RPC, 0, 0, a.x[3]}};
        machine_smc(a.x, false);
        seen.turns++;
    }
    return a;
}

/* Runs a job in the gateway; its result. */
static uint64_t here(job j, uint64_t a, uint64_t b)
{
    struct answer r = smc(SMC_HERE, (uintptr_t)j, a, b, 0, 0);

    assert_int_equal(r.x[0], DONE);
    return r.x[1];
}

static struct answer forward(uint32_t pid, job j, uint64_t a, uint64_t b)
{
    return smc(SMC_FORWARD, 0, (uintptr_t)j, a, b, pid);
}

/* Runs a job in a process that must reply; its result. */
static uint64_t in(uint32_t pid, job j, uint64_t a, uint64_t b)
{
    struct answer r = forward(pid, j, a, b);

    assert_int_equal(r.x[0], DONE);
    assert_int_equal(r.x[2], KERR_OK);
    return r.x[1];
}

static struct answer resume(struct answer a)
{
    return smc(OPTEE_SMC_RETURN_FROM_RPC, 0, 0, a.x[3], 0, 0);
}

/* ---- jobs ---- */

static uint64_t add_one(const uint64_t *w)
{
    return w[2] + 1;
}

static uint64_t pause_then(const uint64_t *w)
{
    struct rt_event ev = {.w = {PAUSE}};

    if (rt_call(SERVICE_GATEWAY, &ev, NULL, 0))
        return 0;
    if (w[2] == 0)
        rt_exit(w[3]);
    return w[2];
}

static uint64_t die(const uint64_t *w)
{
    rt_exit(w[2]);
}

static uint64_t relay(const uint64_t *w)
{
    return w[0]; /* never run */
}

static uint64_t keep(const uint64_t *w)
{
    uint64_t much[KKEEP_BYTES / 8] = {[KKEEP_BYTES / 8 - 1] = w[2]};

    WANT(rt_keep_write(much, sizeof(much) + 1), KERR_ARGUMENT);
    WANT(rt_keep_read(much, sizeof(much) + 1), KERR_ARGUMENT);
    WANT(rt_keep_write((void *)(uintptr_t)8, 8), KERR_ADDRESS);
    WANT(rt_keep_write(much, sizeof(much)), KERR_OK);
    return 0;
}

static uint64_t kept(const uint64_t *w)
{
    uint64_t much[KKEEP_BYTES / 8];

    (void)w;
    return rt_keep_read(much, sizeof(much)) ? 0 : much[KKEEP_BYTES / 8 - 1];
}

static uint64_t stats_free(const uint64_t *w)
{
    struct kstats s;

    (void)w;
    return rt_stats(&s) ? 0 : (uint64_t)s.pages_free << 32 | s.pages_reserved;
}

static uint64_t call_server(const uint64_t *w)
{
    struct rt_event ev = {.w = {JOB, w[2], w[3]}};

    return rt_call(SERVICE_CRYPTO, &ev, NULL, 0);
}

static uint64_t call_other(const uint64_t *w)
{
    struct rt_event ev = {
        .w = {JOB, (uintptr_t)call_server, (uintptr_t)add_one, w[2]}};
    enum kerr err = rt_call(OTHER, &ev, NULL, 0);

    return err ? 1000 : ev.w[0];
}

/* ---- tests ---- */

static void test_call(void **state)
{
    (void)state;
    assert_int_equal(in(SERVICE_CRYPTO, add_one, 41, 0), 42);
    assert_int_equal(forward(ABSENT, add_one, 0, 0).x[2], KERR_PEER_DIED);
    assert_int_equal(forward(DENIED, add_one, 0, 0).x[2], KERR_DENIED);
    assert_int_equal(forward(SERVICE_LIMIT, add_one, 0, 0).x[2],
                     KERR_PEER_DIED);
}

static void test_deadlock(void **state)
{
    (void)state;
    assert_int_equal(in(SERVICE_CRYPTO, call_other, 0, 0), KERR_DEADLOCK);
    assert_int_equal(in(OTHER, call_server, (uintptr_t)add_one, 0), KERR_OK);
}

/* Two wait for one; they are woken one by one, in the order they came. */
static void test_busy(void **state)
{
    struct answer first = forward(SERVICE_CRYPTO, pause_then, 7, 0);
    struct answer second = forward(SERVICE_CRYPTO, add_one, 1, 0);
    struct answer third = forward(SERVICE_CRYPTO, add_one, 2, 0);
    unsigned wakes = seen.wakes;

    (void)state;
    assert_int_equal(first.x[0], PAUSED);
    assert_int_equal(second.x[0], PARKED);
    assert_int_equal(third.x[0], PARKED);
    /* Back early: still busy, so it waits behind the other. */
    second = resume(second);
    assert_int_equal(second.x[0], PARKED);
    first = resume(first);
    assert_int_equal(first.x[1], 7);
    assert_int_equal(seen.wakes, wakes + 1);
    assert_int_equal(seen.woken, third.x[1]);
    third = resume(third);
    assert_int_equal(third.x[1], 3);
    assert_int_equal(seen.wakes, wakes + 2);
    second = resume(second);
    assert_int_equal(second.x[1], 2);
}

/* A service that died is there again for the next message. */
static void test_death(void **state)
{
    uint64_t before, start;
    unsigned turns, deaths = seen.deaths;

    (void)state;
    assert_int_equal(in(SERVICE_CRYPTO, add_one, 1, 0), 2);
    before = here(stats_free, 0, 0);
    turns = seen.turns;
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(forward(SERVICE_CRYPTO, die, 7, 0).x[2],
                         KERR_PEER_DIED);
        assert_int_equal(in(SERVICE_CRYPTO, add_one, 1, 0), 2);
        assert_true(seen.turns > turns);
        turns = seen.turns;
        start = seen.start;
        assert_int_equal(start, i + 1);
    }
    assert_int_equal(seen.deaths, deaths); /* tamgr has no part in it */
    assert_int_equal(here(stats_free, 0, 0), before);
}

/* Who waits for one that dies is woken and told. */
static void test_death_waited_for(void **state)
{
    struct answer first = forward(SERVICE_CRYPTO, pause_then, 0, 9);
    struct answer second = forward(SERVICE_CRYPTO, add_one, 1, 0);
    unsigned wakes = seen.wakes;

    (void)state;
    assert_int_equal(second.x[0], PARKED);
    first = resume(first);
    assert_int_equal(first.x[2], KERR_PEER_DIED);
    assert_int_equal(seen.wakes, wakes + 1);
    second = resume(second);
    assert_int_equal(second.x[1], 2); /* by the next one */
}

/* What refers to a service that died does not meet the next one: a reply that
 * it waited for, a lease of its. */
static void test_death_forgotten(void **state)
{
    struct answer first = forward(SERVICE_TAMGR, relay, 0, 0);
    unsigned wakes = seen.wakes, completions = seen.completions;

    (void)state;
    assert_int_equal(first.x[0], PAUSED);
    assert_int_equal(in(SERVICE_TAMGR, keep, 4711, 0), 0);
    assert_int_equal(forward(SERVICE_TAMGR, die, 7, 0).x[2], KERR_PEER_DIED);
    assert_int_equal(seen.wakes, wakes + 1); /* should it wait for one */
    assert_int_equal(in(SERVICE_TAMGR, add_one, 1, 0), 2);
    first = resume(first);
    assert_int_equal(first.x[0], DONE);
    assert_int_equal(first.x[2], KERR_PEER_DIED);
    assert_int_equal(seen.completions, completions);
    assert_int_equal(in(SERVICE_TAMGR, kept, 0, 0), 4711);
    /* It is the death that makes the difference. */
    first = forward(SERVICE_TAMGR, relay, 0, 0);
    first = resume(first);
    assert_int_equal(first.x[2], KERR_OK);
    assert_int_equal(seen.completions, completions + 1);
}

static void test_resume_keys(void **state)
{
    struct answer r = smc(SMC_PAUSE, 0, 0, 0, 0, 0), wrong = r;

    (void)state;
    wrong.x[3] ^= 1u << 8;
    assert_int_equal(resume(wrong).x[0], OPTEE_SMC_RETURN_ERESUME);
    wrong.x[3] = 0xff;
    assert_int_equal(resume(wrong).x[0], OPTEE_SMC_RETURN_ERESUME);
    assert_int_equal(resume(r).x[0], DONE);
    assert_int_equal(resume(r).x[0], OPTEE_SMC_RETURN_ERESUME);
}

static void test_activations(void **state)
{
    struct answer r[ACTIVATIONS], one_more;

    (void)state;
    for (unsigned i = 0; i < ACTIVATIONS; i++) {
        r[i] = smc(SMC_PAUSE, 0, 0, 0, 0, 0);
        assert_int_equal(r[i].x[0], PAUSED);
    }
    one_more = smc(SMC_PAUSE, 0, 0, 0, 0, 0);
    assert_int_equal(one_more.x[0], OPTEE_SMC_RETURN_ETHREAD_LIMIT);
    for (unsigned i = 0; i < ACTIVATIONS; i++)
        assert_int_equal(resume(r[i]).x[0], DONE);
    assert_int_equal(here(add_one, 1, 0), 2);
}

/* ---- leases ---- */

/* In the server: reads and writes lease 0, and tries what is outside. */
static uint64_t use_lease(const uint64_t *w)
{
    uint8_t byte[16] = {0};

    WANT(rt_borrow_read(0, 0, byte, 8), KERR_OK);
    byte[0]++;
    WANT(rt_borrow_write(0, 0, byte, 8), KERR_OK);
    WANT(rt_borrow_read(0, 1, byte, 8), KERR_ARGUMENT);
    WANT(rt_borrow_read(0, 9, byte, 0), KERR_ARGUMENT);
    WANT(rt_borrow_read(1, 0, byte, 8), KERR_OK);
    WANT(rt_borrow_write(1, 0, byte, 8), KERR_ARGUMENT);
    WANT(rt_borrow_read(2, 0, byte, 1), KERR_NO_OBJECT);
    WANT(rt_borrow_read(0, 0, (void *)(uintptr_t)w[2], 8), KERR_ADDRESS);
    return 0;
}

static uint64_t lend(const uint64_t *w)
{
    uint8_t mine[8] = {5};
    const struct klease l[2] = {
        {(uintptr_t)mine, 8, KLEASE_READ | KLEASE_WRITE},
        {(uintptr_t)mine, 8, KLEASE_READ}};
    struct rt_event ev = {.w = {JOB, (uintptr_t)use_lease, w[2]}};

    if (rt_call(SERVICE_CRYPTO, &ev, l, 2) || ev.w[0])
        return 0;
    return mine[0];
}

static void test_leases(void **state)
{
    static uint64_t of_nobody;

    (void)state;
    assert_int_equal(in(OTHER, lend, (uintptr_t)&of_nobody, 0), 6);
}

/* ---- processes ---- */

static uint64_t ta_create(const uint64_t *w)
{
    struct kprocess k = {.name = "ta",
                         .quota = (uint32_t)w[2],
                         .rights = (uint32_t)w[3],
                         .may_call = 1u << SERVICE_GATEWAY,
                         .arena = 1ull << 32};
    uint32_t pid = 0;
    enum kerr err = rt_process_create(&k, &pid);

    return err ? err : (uint64_t)pid << 8;
}

/* w[2] pid. What may be done with an embryo; 0, or the line that is not so. */
static uint64_t ta_fill(const uint64_t *w)
{
    uint32_t pid = (uint32_t)w[2];
    uint64_t va = USER_VA_MIN;
    uint8_t data[600] = {1};

    WANT(rt_process_map(pid, va, 2, KMAP_READ), KERR_OK);
    WANT(rt_process_map(pid, va, 1, KMAP_READ), KERR_STATE);
    WANT(rt_process_map(pid, va + 1, 1, KMAP_READ), KERR_ARGUMENT);
    WANT(rt_process_map(pid, va, 1, KMAP_READ | KMAP_WRITE | KMAP_EXEC),
         KERR_ARGUMENT);
    WANT(rt_process_map(pid, USER_VA_MAX, 1, KMAP_READ), KERR_ARGUMENT);
    WANT(rt_process_write(pid, va + PAGE_SIZE - 300, data, 600), KERR_OK);
    WANT(rt_process_write(pid, va + 2 * PAGE_SIZE - 1, data, 2), KERR_ADDRESS);
    WANT(rt_process_start(pid, va, va + 8, 0), KERR_ARGUMENT);
    WANT(rt_process_start(pid, va, va + 16, 0), KERR_OK);
    WANT(rt_process_start(pid, va, va + 16, 0), KERR_STATE);
    WANT(rt_process_map(pid, va + (1u << 20), 1, KMAP_READ), KERR_STATE);
    WANT(rt_process_reap(pid), KERR_STATE);
    return 0;
}

static uint64_t ta_kill(const uint64_t *w)
{
    return rt_process_kill((uint32_t)w[2]);
}

static uint64_t ta_reap(const uint64_t *w)
{
    return rt_process_reap((uint32_t)w[2]);
}

static uint32_t ta_make(uint32_t quota)
{
    uint32_t pid =
        (uint32_t)(in(SERVICE_TAMGR, ta_create, quota, KRIGHT_TA) >> 8);

    assert_int_not_equal(pid, 0);
    assert_int_equal(in(SERVICE_TAMGR, ta_fill, pid, 0), 0);
    return pid;
}

static void test_process(void **state)
{
    uint64_t before = here(stats_free, 0, 0);
    uint32_t pid = ta_make(32), second;

    (void)state;
    assert_int_equal(in(pid, add_one, 1, 0), 2);
    assert_int_equal(in(SERVICE_TAMGR, ta_kill, pid, 0), KERR_OK);
    assert_int_equal(in(SERVICE_TAMGR, ta_kill, pid, 0), KERR_OK);
    assert_int_equal(forward(pid, add_one, 1, 0).x[2], KERR_PEER_DIED);
    assert_int_equal(in(SERVICE_TAMGR, ta_reap, pid, 0), KERR_OK);
    assert_int_equal(in(SERVICE_TAMGR, ta_reap, pid, 0), KERR_NO_OBJECT);
    second = ta_make(32);
    assert_int_not_equal(second, pid); /* same slot, next generation */
    assert_int_equal(second & 0xff, pid & 0xff);
    assert_int_equal(in(SERVICE_TAMGR, ta_kill, second, 0), KERR_OK);
    assert_int_equal(in(SERVICE_TAMGR, ta_reap, second, 0), KERR_OK);
    assert_int_equal(here(stats_free, 0, 0), before);
}

/* Killed while it waits: it dies when it would run again. */
static void test_kill_bound(void **state)
{
    uint32_t pid = ta_make(32);
    struct answer first = forward(pid, pause_then, 7, 0), second;

    (void)state;
    assert_int_equal(first.x[0], PAUSED);
    assert_int_equal(in(SERVICE_TAMGR, ta_kill, pid, 0), KERR_STATE);
    second = forward(pid, add_one, 1, 0);
    assert_int_equal(second.x[0], PARKED);
    first = resume(first);
    assert_int_equal(first.x[2], KERR_PEER_DIED);
    assert_int_equal(seen.woken, second.x[1]);
    second = resume(second);
    assert_int_equal(second.x[2], KERR_PEER_DIED);
    assert_int_equal(seen.died[0], pid);
    assert_int_equal(seen.died[1], KDEATH_KILLED);
    assert_int_equal(in(SERVICE_TAMGR, ta_reap, pid, 0), KERR_OK);
}

/* TAs end with the tamgr that made them, in whatever state; all that they had
 * is there again. */
static void test_tamgr_death(void **state)
{
    uint64_t before = here(stats_free, 0, 0), embryo;
    uint32_t idle = ta_make(32), bound = ta_make(32);
    struct answer first = forward(bound, pause_then, 7, 0);

    (void)state;
    embryo = in(SERVICE_TAMGR, ta_create, 32, KRIGHT_TA);
    assert_true(embryo > 0xff);
    assert_int_equal(in(idle, add_one, 1, 0), 2);
    assert_int_equal(first.x[0], PAUSED);
    assert_int_equal(forward(SERVICE_TAMGR, die, 7, 0).x[2], KERR_PEER_DIED);
    assert_int_equal(forward(idle, add_one, 1, 0).x[2], KERR_PEER_DIED);
    assert_int_equal(in(SERVICE_TAMGR, ta_reap, idle, 0), KERR_NO_OBJECT);
    assert_int_equal(in(SERVICE_TAMGR, ta_reap, embryo >> 8, 0),
                     KERR_NO_OBJECT);
    /* That one dies when it would run again, and the next tamgr is told. */
    assert_int_equal(in(SERVICE_TAMGR, ta_reap, bound, 0), KERR_STATE);
    first = resume(first);
    assert_int_equal(first.x[2], KERR_PEER_DIED);
    assert_int_equal(seen.died[0], bound);
    assert_int_equal(in(SERVICE_TAMGR, ta_reap, bound, 0), KERR_OK);
    assert_int_equal(here(stats_free, 0, 0), before);
}

static void test_create_limits(void **state)
{
    uint32_t pid[PROCESS_SLOTS];
    unsigned n = 0;
    uint64_t r;

    (void)state;
    assert_int_equal(in(SERVICE_TAMGR, ta_create, 1u << 30, KRIGHT_TA),
                     KERR_NO_MEMORY);
    assert_int_equal(in(SERVICE_TAMGR, ta_create, 1, KRIGHT_TA),
                     KERR_NO_MEMORY); /* no page for a table */
    assert_int_equal(in(SERVICE_TAMGR, ta_create, 8, KRIGHT_NW), KERR_ARGUMENT);
    while ((r = in(SERVICE_TAMGR, ta_create, 8, KRIGHT_TA)) > 0xff)
        pid[n++] = (uint32_t)(r >> 8);
    assert_int_equal(r, KERR_NO_MEMORY);
    assert_int_equal(n, PROCESS_SLOTS - SERVICE_LIMIT);
    while (n > 0)
        assert_int_equal(in(SERVICE_TAMGR, ta_reap, pid[--n], 0), KERR_OK);
}

/* ---- windows ---- */

#define WINDOW_PAGES 70u /* more than a leaf's step, less than a leaf */

static uint64_t window_new(const uint64_t *w)
{
    uint32_t handle = 0;
    enum kerr err = rt_window_create(w[2], &handle);

    return err ? err : (uint64_t)handle << 8;
}

/* w[2] handle, w[3] physical address of the first page. */
static uint64_t window_fill(const uint64_t *w)
{
    uint32_t handle = (uint32_t)w[2];
    uint64_t page[KPAGES_MAX], va;

    page[0] = w[3] + 1;
    WANT(rt_window_add(handle, page, 1), KERR_NOT_NORMAL);
    page[0] = (uintptr_t)page & ~4095ull; /* of ours */
    WANT(rt_window_add(handle, page, 1), KERR_NOT_NORMAL);
    WANT(rt_window_map(handle, SERVICE_GATEWAY, &va), KERR_STATE);
    for (uint32_t done = 0; done < WINDOW_PAGES; done += 10) {
        for (uint32_t i = 0; i < 10; i++)
            page[i] = w[3] + (uint64_t)(done + i) * PAGE_SIZE;
        WANT(rt_window_add(handle, page, 10), KERR_OK);
    }
    WANT(rt_window_add(handle, page, 1), KERR_ARGUMENT);
    WANT(rt_window_add(handle + 1, page, 1), KERR_NO_OBJECT);
    return 0;
}

static uint64_t window_map_to(const uint64_t *w)
{
    uint64_t va = 0;
    enum kerr err = rt_window_map((uint32_t)w[2], (uint32_t)w[3], &va);

    return err ? err : va;
}

static uint64_t window_unmap_from(const uint64_t *w)
{
    return rt_window_unmap((uint32_t)w[2], (uint32_t)w[3]);
}

static uint64_t window_end(const uint64_t *w)
{
    return rt_window_destroy((uint32_t)w[2]);
}

/* In the process that sees it: the last byte, which is then another. */
static uint64_t window_touch(const uint64_t *w)
{
    uint8_t *p = (uint8_t *)(uintptr_t)w[2];

    return p[WINDOW_PAGES * PAGE_SIZE - 1]++;
}

static uint64_t stats_to(const uint64_t *w)
{
    return rt_stats((struct kstats *)(uintptr_t)w[2]);
}

static void test_window(void **state)
{
    uint64_t before = here(stats_free, 0, 0);
    size_t bytes;
    uint8_t *ram = machine_normal_ram(&bytes);
    uint32_t pid = ta_make(64);
    uint64_t window, va;

    (void)state;
    ram[WINDOW_PAGES * PAGE_SIZE - 1] = 77;
    assert_int_equal(here(window_new, 0, 0), KERR_ARGUMENT);
    window = here(window_new, WINDOW_PAGES, 0) >> 8;
    assert_int_equal(here(window_fill, window, (uintptr_t)ram), 0);
    assert_int_equal(here(window_map_to, window, 63), KERR_PEER_DIED);
    va = here(window_map_to, window, pid);
    assert_true(va > USER_VA_MIN);
    assert_int_equal(here(window_map_to, window, pid), KERR_STATE);
    assert_int_equal(in(pid, window_touch, va, 0), 77);
    assert_int_equal(ram[WINDOW_PAGES * PAGE_SIZE - 1], 78);
    assert_int_equal(in(pid, stats_to, va, 0), KERR_OK);
    assert_int_equal(here(window_unmap_from, window, pid), KERR_OK);
    assert_int_equal(in(pid, stats_to, va, 0), KERR_ADDRESS);
    assert_int_equal(here(window_map_to, window, pid), va);
    /* Unregistered while it is mapped. */
    assert_int_equal(here(window_end, window, 0), KERR_OK);
    assert_int_equal(in(pid, stats_to, va, 0), KERR_ADDRESS);
    assert_int_equal(here(window_end, window, 0), KERR_NO_OBJECT);
    /* The process dies while it is mapped. */
    window = here(window_new, WINDOW_PAGES, 0) >> 8;
    assert_int_equal(here(window_fill, window, (uintptr_t)ram), 0);
    assert_int_equal(here(window_map_to, window, pid), va);
    assert_int_equal(in(SERVICE_TAMGR, ta_kill, pid, 0), KERR_OK);
    assert_int_equal(in(SERVICE_TAMGR, ta_reap, pid, 0), KERR_OK);
    assert_int_equal(here(window_end, window, 0), KERR_OK);
    assert_int_equal(here(stats_free, 0, 0), before);
}

/* w[2] address; reads and writes 8 bytes there. */
static uint64_t ns_add_one(const uint64_t *w)
{
    uint64_t value;
    enum kerr err = rt_ns_read(w[2], &value, sizeof(value));

    if (err)
        return err;
    value++;
    return rt_ns_write(w[2], &value, sizeof(value)) ? 99 : KERR_OK;
}

static void test_ns(void **state)
{
    size_t bytes;
    uint8_t *ram = machine_normal_ram(&bytes);
    uint64_t end = (uintptr_t)ram + bytes;
    uint64_t value = 5;

    (void)state;
    memcpy(ram + bytes - 8, &value, 8);
    assert_int_equal(here(ns_add_one, end - 8, 0), KERR_OK);
    memcpy(&value, ram + bytes - 8, 8);
    assert_int_equal(value, 6);
    assert_int_equal(here(ns_add_one, end - 7, 0), KERR_NOT_NORMAL);
    assert_int_equal(here(ns_add_one, end, 0), KERR_NOT_NORMAL);
    assert_int_equal(here(ns_add_one, (uintptr_t)ram - 1, 0), KERR_NOT_NORMAL);
    assert_int_equal(here(ns_add_one, UINT64_MAX - 3, 0), KERR_NOT_NORMAL);
}

/* ---- the machine ---- */

static void service_add(struct bundle_header *h, const char *name,
                        uint32_t slot, uint32_t rights)
{
    struct bundle_service *v = (struct bundle_service *)(h + 1);

    v += h->services++;
    *v = (struct bundle_service){.slot = slot,
                                 .rights = rights,
                                 .may_call = ~(1ull << DENIED),
                                 .entry = SERVICE_VA,
                                 .stack_pages = 1,
                                 .quota = 64};
    strncpy(v->name, name, sizeof(v->name) - 1);
}

static int boot(void **state)
{
    static uint64_t bundle[PAGE_SIZE / 8];
    const struct machine_options options = {.secure_bytes = 8u << 20,
                                            .normal_bytes = 1u << 20};
    struct bundle_header *h = (struct bundle_header *)bundle;

    (void)state;
    *h = (struct bundle_header){
        .magic = BUNDLE_MAGIC, .version = BUNDLE_VERSION, .size = PAGE_SIZE};
    service_add(h, "gateway", SERVICE_GATEWAY,
                KRIGHT_LOOP | KRIGHT_NW | KRIGHT_MASKED);
    service_add(h, "tamgr", SERVICE_TAMGR,
                KRIGHT_LOOP | KRIGHT_MANAGE | KRIGHT_KEEP);
    service_add(h, "server", SERVICE_CRYPTO, 0);
    service_add(h, "other", OTHER, 0);
    return machine_boot(&options, bundle, sizeof(bundle)) ? 0 : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_call),
        cmocka_unit_test(test_deadlock),
        cmocka_unit_test(test_busy),
        cmocka_unit_test(test_death),
        cmocka_unit_test(test_death_waited_for),
        cmocka_unit_test(test_death_forgotten),
        cmocka_unit_test(test_resume_keys),
        cmocka_unit_test(test_activations),
        cmocka_unit_test(test_leases),
        cmocka_unit_test(test_process),
        cmocka_unit_test(test_kill_bound),
        cmocka_unit_test(test_tamgr_death),
        cmocka_unit_test(test_create_limits),
        cmocka_unit_test(test_window),
        cmocka_unit_test(test_ns),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, boot, NULL);
}
