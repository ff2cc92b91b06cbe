/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * runtime/call.S and runtime/cpu.c of a program on the host: each kernel call
 * is a function call with the registers in an array, laid out as
 * abi/kernel.h says. Linked into every program.
 */
#include "host/program_call.h"

#include "lib/mem.h"
#include "runtime/rt.h"

struct kret {
    uint64_t error, value;
};

#define KCALL(number, name, right, manual)                                     \
    struct kret kcall_##name(uint64_t, uint64_t, uint64_t, uint64_t);          \
    struct kret kcall_##name(uint64_t a, uint64_t b, uint64_t c, uint64_t d)   \
    {                                                                          \
        uint64_t x[17] = {a, b, c, d};                                         \
                                                                               \
        host_kcall(number, x);                                                 \
        return (struct kret){x[0], x[1]};                                      \
    }
#include "abi/kcall.def"
#undef KCALL

#define WORDS_BYTES (KMSG_WORDS * sizeof(uint64_t))

_Static_assert(sizeof(struct rt_event) == 17 * sizeof(uint64_t), "x0 to x16");

void rt_reply_recv(struct rt_event *ev)
{
    uint64_t x[17] = {0};

    memcpy(x, ev->w, WORDS_BYTES);
    host_kcall(KCALL_reply_recv, x);
    memcpy(ev, x, sizeof(x));
}

void rt_reply_recv_data(struct rt_event *ev, const struct rt_data *data)
{
    uint64_t x[17] = {0};

    _Static_assert(sizeof(*data) == 4 * sizeof(x[0]), "x12 to x15");
    memcpy(x, ev->w, WORDS_BYTES);
    memcpy(x + KMSG_WORDS, data, sizeof(*data));
    host_kcall(KCALL_reply_recv, x);
    memcpy(ev, x, sizeof(x));
}

enum kerr rt_call(uint32_t target, struct rt_event *ev,
                  const struct klease *leases, size_t n)
{
    uint64_t x[17] = {[12] = target, [13] = (uintptr_t)leases, [14] = n};

    memcpy(x, ev->w, WORDS_BYTES);
    host_kcall(KCALL_call, x);
    memcpy(ev->w, x, WORDS_BYTES);
    return (enum kerr)x[12];
}

void rt_start_recv(uint32_t target, struct rt_event *ev, uint64_t cookie,
                   const struct klease *leases, size_t n)
{
    uint64_t x[17] = {
        [12] = target, [13] = (uintptr_t)leases, [14] = n, [15] = cookie};

    memcpy(x, ev->w, WORDS_BYTES);
    host_kcall(KCALL_start_recv, x);
    memcpy(ev, x, sizeof(x));
}

void rt_nw_return_recv(struct rt_event *ev, unsigned resume, uint64_t cookie)
{
    uint64_t x[17] = {[12] = resume, [15] = cookie};

    memcpy(x, ev->w, 4 * sizeof(x[0]));
    host_kcall(KCALL_nw_return_recv, x);
    memcpy(ev, x, sizeof(x));
}

uint64_t rt_ticks(void)
{
    return host_ticks();
}

uint64_t rt_ticks_hz(void)
{
    return 1000000000;
}

int rt_cpu_random(uint64_t *value)
{
    (void)value;
    return 0;
}

bool rt_cpu_signs(void)
{
    return false;
}
