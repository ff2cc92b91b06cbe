/* SPDX-License-Identifier: BSD-2-Clause */
/* Programs, normal world and machine of the kernel's tests. */
#include "tests/unit/kernel_world.h"

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
#include "runtime/start.h"

/* What an SMC means, x0. */
enum { SMC_HERE = 1, SMC_FORWARD, SMC_PAUSE };

struct seen seen;

/* ---- programs ---- */

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

uint64_t here(job j, uint64_t a, uint64_t b)
{
    struct answer r = smc(SMC_HERE, (uintptr_t)j, a, b, 0, 0);

    assert_int_equal(r.x[0], DONE);
    return r.x[1];
}

struct answer forward(uint32_t pid, job j, uint64_t a, uint64_t b)
{
    return smc(SMC_FORWARD, 0, (uintptr_t)j, a, b, pid);
}

uint64_t in(uint32_t pid, job j, uint64_t a, uint64_t b)
{
    struct answer r = forward(pid, j, a, b);

    assert_int_equal(r.x[0], DONE);
    assert_int_equal(r.x[2], KERR_OK);
    return r.x[1];
}

struct answer smc_pause(void)
{
    return smc(SMC_PAUSE, 0, 0, 0, 0, 0);
}

struct answer resume(struct answer a)
{
    return smc(OPTEE_SMC_RETURN_FROM_RPC, 0, 0, a.x[3], 0, 0);
}

/* ---- jobs ---- */

uint64_t add_one(const uint64_t *w)
{
    return w[2] + 1;
}

uint64_t pause_then(const uint64_t *w)
{
    struct rt_event ev = {.w = {PAUSE}};

    if (rt_call(SERVICE_GATEWAY, &ev, NULL, 0))
        return 0;
    if (w[2] == 0)
        rt_exit(w[3]);
    return w[2];
}

uint64_t die(const uint64_t *w)
{
    rt_exit(w[2]);
}

uint64_t relay(const uint64_t *w)
{
    return w[0]; /* never run */
}

uint64_t stats_free(const uint64_t *w)
{
    struct kstats s;

    (void)w;
    return rt_stats(&s) ? 0 : (uint64_t)s.pages_free << 32 | s.pages_reserved;
}

uint64_t ta_create(const uint64_t *w)
{
    struct kprocess k = {.name = "ta",
                         .quota = (uint32_t)w[2],
                         .most = (uint32_t)(w[2] >> 32),
                         .rights = (uint32_t)w[3],
                         .may_call = 1u << SERVICE_GATEWAY,
                         .arena = 1ull << 32};
    uint32_t pid = 0;
    enum kerr err = rt_process_create(&k, &pid);

    return err ? err : (uint64_t)pid << 8;
}

uint64_t ta_fill(const uint64_t *w)
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
    WANT(rt_process_map(pid, 0ull - PAGE_SIZE, 1, KMAP_READ), KERR_ARGUMENT);
    WANT(rt_process_write(pid, va + PAGE_SIZE - 300, data, 600), KERR_OK);
    WANT(rt_process_write(pid, va + 2 * PAGE_SIZE - 1, data, 2), KERR_ADDRESS);
    WANT(rt_process_write(pid, UINT64_MAX - 7, data, 8), KERR_ARGUMENT);
    WANT(rt_process_start(pid, va, va + 8, 0), KERR_ARGUMENT);
    WANT(rt_process_start(pid, va, va + 16, 0), KERR_OK);
    WANT(rt_process_start(pid, va, va + 16, 0), KERR_STATE);
    WANT(rt_process_map(pid, va + (1u << 20), 1, KMAP_READ), KERR_STATE);
    WANT(rt_process_reap(pid), KERR_STATE);
    return 0;
}

uint64_t ta_kill(const uint64_t *w)
{
    return rt_process_kill((uint32_t)w[2]);
}

uint64_t ta_reap(const uint64_t *w)
{
    return rt_process_reap((uint32_t)w[2]);
}

uint32_t ta_make(uint64_t quota)
{
    uint32_t pid =
        (uint32_t)(in(SERVICE_TAMGR, ta_create, quota, KRIGHT_TA) >> 8);

    assert_int_not_equal(pid, 0);
    assert_int_equal(in(SERVICE_TAMGR, ta_fill, pid, 0), 0);
    return pid;
}

void ta_end(uint32_t pid)
{
    assert_int_equal(in(SERVICE_TAMGR, ta_kill, pid, 0), KERR_OK);
    assert_int_equal(in(SERVICE_TAMGR, ta_reap, pid, 0), KERR_OK);
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

void kernel_world_bundle(uint64_t bundle[PAGE_SIZE / 8])
{
    struct bundle_header *h = (struct bundle_header *)bundle;

    memset(bundle, 0, PAGE_SIZE);
    *h = (struct bundle_header){
        .magic = BUNDLE_MAGIC, .version = BUNDLE_VERSION, .size = PAGE_SIZE};
    service_add(h, "gateway", SERVICE_GATEWAY,
                KRIGHT_LOOP | KRIGHT_NW | KRIGHT_MASKED);
    service_add(h, "tamgr", SERVICE_TAMGR,
                KRIGHT_LOOP | KRIGHT_MANAGE | KRIGHT_KEEP);
    service_add(h, "server", SERVICE_CRYPTO, 0);
    service_add(h, "other", OTHER, KRIGHT_HUK);
}

int kernel_world_boot(void **state)
{
    static uint64_t bundle[PAGE_SIZE / 8];
    const struct machine_options options = {.secure_bytes = SECURE_BYTES,
                                            .normal_bytes = NORMAL_BYTES};

    (void)state;
    kernel_world_bundle(bundle);
    return machine_boot(&options, bundle, sizeof(bundle)) ? 0 : -1;
}
