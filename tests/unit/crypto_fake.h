/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The world around the crypto service in unit tests: a port whose entropy and
 * log the test controls, and messages with leases that are arrays.
 */
#pragma once

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "abi/crypto_msg.h"
#include "abi/tee_result.h"
#include "runtime/rt.h"
#include "services/crypto/serve.h"

enum { ANY_TA = 9 | 1 << 8, OTHER_TA = 10 | 1 << 8 };

static struct {
    size_t memory, memory_step, memory_size; /* bytes; 0: no end */
    unsigned calls; /* every other one has data that travels along */
    struct {
        const void *p;
        size_t n;
        unsigned lease;
    } later;
    _Bool has_seed, has_cpu, cpu_stuck;
    unsigned seeds_taken, cpu_reads;
    uint64_t cpu_state;
    char log[512]; /* all lines so far, each ended by '\n' */
    struct klease leases[KMSG_LEASES];
    size_t lease_count;
} fake;

static inline _Bool fake_seed_take(uint8_t seed[SEED_LENGTH])
{
    if (!fake.has_seed || fake.seeds_taken++)
        return 0;
    memset(seed, 0x5e, SEED_LENGTH);
    return 1;
}

static inline _Bool fake_cpu_random(uint64_t *value)
{
    if (!fake.has_cpu)
        return 0;
    fake.cpu_reads++;
    if (!fake.cpu_stuck)
        fake.cpu_state = fake.cpu_state * 6364136223846793005u + 1;
    *value = fake.cpu_state;
    return 1;
}

static inline uint8_t *fake_lease(unsigned lease, size_t at, size_t n,
                                  uint32_t right)
{
    assert_true(lease < fake.lease_count);
    const struct klease *l = &fake.leases[lease];
    assert_true(l->rights & right);
    assert_true(at <= l->length && n <= l->length - at);
    return l->address ? (uint8_t *)(uintptr_t)l->address + at : NULL;
}

/* An address of 0 stands for memory that is not mapped. */
static inline _Bool fake_lease_read(unsigned lease, size_t at, void *buf,
                                    size_t n)
{
    const uint8_t *p = fake_lease(lease, at, n, KLEASE_READ);
    if (p)
        memcpy(buf, p, n);
    return p != NULL;
}

static inline _Bool fake_lease_write(unsigned lease, size_t at, const void *buf,
                                     size_t n)
{
    uint8_t *p = fake_lease(lease, at, n, KLEASE_WRITE);
    if (p)
        memcpy(p, buf, n);
    return p != NULL;
}

static inline void fake_lease_write_later(unsigned lease, const void *buf,
                                          size_t n)
{
    assert_true(n > 0 && n <= LATER_MAX && fake.later.n == 0);
    fake.later.p = buf;
    fake.later.n = n;
    fake.later.lease = lease;
}

/* Each time it is asked, so twice a message or more, there is less. */
static inline size_t fake_memory_used(size_t *size)
{
    *size = fake.memory_size;
    return fake.memory += fake.memory_step;
}

static inline void fake_log(const char *text)
{
    size_t n = strlen(fake.log);
    snprintf(fake.log + n, sizeof(fake.log) - n, "%s\n", text);
}

static const struct crypto_port fake_port = {
    .seed_take = fake_seed_take,
    .cpu_random = fake_cpu_random,
    .lease_read = fake_lease_read,
    .lease_write = fake_lease_write,
    .lease_write_later = fake_lease_write_later,
    .memory_used = fake_memory_used,
    .log = fake_log,
};

/* The next message has this lease, too. */
static inline void lease_add(const void *p, size_t n, uint32_t rights)
{
    fake.leases[fake.lease_count++] = (struct klease){
        .address = (uintptr_t)p, .length = (uint32_t)n, .rights = rights};
}

/* The start of lease 0 comes with every other message, as the kernel may do. */
static inline void data_bring(struct rt_event *ev)
{
    size_t room, n = fake.lease_count ? fake.leases[0].length : 0;
    void *inbox = crypto_inbox(&room);
    n = n < room ? n : room;
    if (fake.calls++ % 2 || n == 0 || fake.leases[0].rights != KLEASE_READ ||
        !fake_lease_read(0, 0, inbox, n))
        return;
    ev->info |= (uint64_t)n << 32;
}

/* Output that goes with the reply, or an error instead of both. */
static inline void data_take(struct rt_event *ev)
{
    if (fake.later.n &&
        !fake_lease_write(fake.later.lease, 0, fake.later.p, fake.later.n)) {
        memset(ev->w, 0, sizeof(ev->w));
        ev->w[0] = (uint32_t)R_ERROR_BAD_PARAMETERS;
    }
    fake.later.n = 0;
}

/* Sends ev->w with the leases added; they are gone afterwards. The reply is in
 * ev->w; its result is returned. */
static inline uint32_t call(struct rt_event *ev, uint32_t sender)
{
    ev->info = KEV_CALL | fake.lease_count << 24;
    ev->sender = sender;
    ev->len01 = ev->len23 = 0;
    for (size_t i = 0; i < fake.lease_count; i++) {
        ev->info |= (uint64_t)fake.leases[i].rights << (16 + 2 * i);
        *(i < 2 ? &ev->len01 : &ev->len23) |= (uint64_t)fake.leases[i].length
                                              << (32 * (i & 1));
    }
    data_bring(ev);
    crypto_serve(ev);
    data_take(ev);
    fake.lease_count = 0;
    return (uint32_t)ev->w[0];
}

/* A message without input of its own. */
static inline uint32_t call3(struct rt_event *ev, uint32_t sender,
                             enum crypto_op op, uint64_t w1, uint64_t w2)
{
    *ev = (struct rt_event){.w = {(uint64_t)op, w1, w2}};
    return call(ev, sender);
}

#define assert_result(actual, name)                                            \
    assert_int_equal((uint32_t)(actual), (uint32_t)R_##name)
