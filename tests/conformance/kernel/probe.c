/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * See probe.h. All state is on the stack, so that on the host, where every
 * process has the same code, it is each process's own.
 */
#include "tests/conformance/kernel/probe.h"

struct kret {
    uint64_t error, value;
};

#define KCALL(number, name, right, manual)                                     \
    struct kret kcall_##name(uint64_t, uint64_t, uint64_t, uint64_t);
#include "abi/kcall.def"
#undef KCALL

struct request {
    enum step step;
    uint32_t x;
    uint64_t a, b, c, d;
};

struct probe {
    uint64_t buffer[BUFFER_BYTES / sizeof(uint64_t)];
    /* The gateway's last event on each activation. */
    struct rt_event last[ACTIVATIONS]; /* the gateway's, by activation */
    uint64_t result[2];
};

const uint64_t probe_constant[2] = {1, 2};

static uint64_t address(const volatile void *p)
{
    return (uintptr_t)p;
}

static struct kret kcall(const struct request *r)
{
    switch (r->x) {
#define KCALL(number, name, right, manual)                                     \
    case (number):                                                             \
        return kcall_##name(r->a, r->b, r->c, r->d);
#include "abi/kcall.def"
#undef KCALL
    default:
        return (struct kret){~0ull, 0};
    }
}

/* Addresses are wrong on purpose at times: no sanitizer is to look. */
#define UNCHECKED                                                              \
    __attribute__((noinline, no_sanitize("address"), no_sanitize("undefined")))

UNCHECKED static uint64_t peek(uint64_t at)
{
    return *(const volatile uint64_t *)(uintptr_t)at;
}

UNCHECKED static void poke(uint64_t at, uint64_t value)
{
    *(volatile uint64_t *)(uintptr_t)at = value;
}

static void message(const struct request *r, struct rt_event *ev)
{
    *ev = (struct rt_event){.w = {r->b}};
}

/* The steps that do not end the event. */
static void result_of(struct probe *p, const struct request *r)
{
    const struct klease *leases = (const struct klease *)(uintptr_t)r->c;
    struct rt_event m;
    struct kret k = {0, 0};

    switch (r->step) {
    case STEP_KCALL:
        k = kcall(r);
        break;
    case STEP_CALL:
        message(r, &m);
        k.error = rt_call((uint32_t)r->a, &m, leases, r->d);
        k.value = m.w[0];
        break;
    case STEP_PEEK:
        k.value = peek(r->a);
        break;
    case STEP_POKE:
        poke(r->a, r->b);
        break;
    case STEP_BUFFER:
        k.value = address(p->buffer);
        break;
    case STEP_CONSTANT:
        k.value = address(probe_constant);
        break;
    default:
        k.error = ~0ull;
        break;
    }
    p->result[0] = k.error;
    p->result[1] = k.value;
}

/* True: the step ended the event, *ev is the next one. */
static unsigned perform(struct probe *p, const struct request *r,
                        struct rt_event *ev)
{
    switch (r->step) {
    case STEP_REPLY:
        *ev = (struct rt_event){.w = {r->a, r->b}};
        if (r->c)
            rt_reply_recv_data(ev, (const struct rt_data *)(uintptr_t)r->c);
        else
            rt_reply_recv(ev);
        return 1;
    case STEP_START:
        message(r, ev);
        rt_start_recv((uint32_t)r->a, ev, r->x,
                      (const struct klease *)(uintptr_t)r->c, r->d);
        return 1;
    case STEP_RETURN:
        *ev = (struct rt_event){.w = {REPORT_END, r->a}};
        rt_nw_return_recv(ev, 0, 0);
        return 1;
    default:
        result_of(p, r);
        return 0;
    }
}

static struct request request_decode(const uint64_t w[5])
{
    return (struct request){.step = w[0] & 0xff,
                            .x = (uint32_t)(w[0] >> 8) & 0xffff,
                            .a = w[1],
                            .b = w[2],
                            .c = w[3],
                            .d = w[4]};
}

/* ---- every process but the gateway ---- */

/* Reports; *r is what to do then. */
static enum kerr ask(uint64_t what, uint64_t a, uint64_t b, struct request *r)
{
    struct rt_event m = {.w = {what, a, b}};
    enum kerr err = rt_call(SERVICE_GATEWAY, &m, NULL, 0);

    *r = request_decode(m.w);
    return err;
}

/* Handles *ev, which is then the next one. */
static void event_serve(struct probe *p, struct rt_event *ev)
{
    const struct rt_event last = *ev;
    struct request r;
    enum kerr err =
        ask(REPORT_EVENT | rt_event_kind(ev), ev->w[0], ev->sender, &r);

    while (err == KERR_OK) {
        if (r.step == STEP_EVENT) {
            p->result[0] = 0;
            p->result[1] = ((const uint64_t *)&last)[r.x];
        } else if (perform(p, &r, ev)) {
            return;
        }
        err = ask(REPORT_RESULT, p->result[0], p->result[1], &r);
    }
    *ev = (struct rt_event){.w = {REPORT_LOST | err}};
    rt_reply_recv(ev);
}

/* ---- the gateway ---- */

/* A step from the normal world: done, or passed on as the reply. */
static void resume_serve(struct probe *p, struct rt_event *ev)
{
    const struct rt_event *last = &p->last[rt_event_activation(ev)];
    const uint64_t w[5] = {ev->w[1], ev->w[2], ev->w[4], ev->w[5], ev->w[6]};
    struct request r = request_decode(w);

    if (!(w[0] & STEP_GATEWAY)) {
        *ev = (struct rt_event){.w = {w[0], w[1], w[2], w[3], w[4]}};
        rt_reply_recv(ev);
        return;
    }
    if (r.step == STEP_EVENT) {
        p->result[0] = 0;
        p->result[1] = ((const uint64_t *)last)[r.x];
    } else if (perform(p, &r, ev)) {
        return;
    }
    *ev =
        (struct rt_event){.w = {(uint64_t)SERVICE_GATEWAY << 32 | REPORT_RESULT,
                                p->result[0], p->result[1]}};
    rt_nw_return_recv(ev, 1, 0);
}

/* A fast SMC brings one step and ends with its report. */
static void fast_serve(struct probe *p, struct rt_event *ev)
{
    const uint64_t w[5] = {ev->w[1], ev->w[2], ev->w[4], ev->w[5], ev->w[6]};
    struct request r = request_decode(w);

    result_of(p, &r);
    *ev =
        (struct rt_event){.w = {(uint64_t)SERVICE_GATEWAY << 32 | REPORT_RESULT,
                                p->result[0], p->result[1]}};
    rt_nw_return_recv(ev, 0, 0);
}

static void gateway_serve(struct probe *p, struct rt_event *ev)
{
    enum kevent kind = rt_event_kind(ev);
    struct rt_event report = {
        .w = {(uint64_t)SERVICE_GATEWAY << 32 | REPORT_EVENT | kind, ev->w[0],
              ev->sender}};

    if (kind == KEV_RESUME) {
        resume_serve(p, ev);
        return;
    }
    if (kind == KEV_FAST_SMC) {
        fast_serve(p, ev);
        return;
    }
    p->last[rt_event_activation(ev)] = *ev;
    if (kind == KEV_CALL)
        report = (struct rt_event){
            .w = {ev->sender << 32 | ev->w[0], ev->w[1], ev->w[2]}};
    *ev = report;
    rt_nw_return_recv(ev, 1, 0);
}

void probe_run(uint64_t argument, unsigned gateway)
{
    struct probe p __attribute__((aligned(PAGE_SIZE))) = {0};
    struct rt_event ev = {0};

    if (argument & PROBE_EXITS)
        rt_exit(argument);
    rt_reply_recv(&ev);
    for (;;)
        if (gateway)
            gateway_serve(&p, &ev);
        else
            event_serve(&p, &ev);
}
