/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What several CPUs do to one call at the same time: they change its message
 * while the TEE reads it, or resume it with the same key. See thread.h.
 * Mutable state: `race`, `contest`.
 */
#include "abi/optee_smc.h"
#include "tests/adversary/thread.h"

static struct {
    uint64_t at;   /* of a message to be changed; 0: none */
    uint32_t busy; /* CPUs that do so */
} race;

static struct {
    uint64_t key;    /* + 1; 0: none */
    uint32_t busy;   /* CPUs that resume it */
    uint32_t stolen; /* by one of them, which got x */
    uint64_t x[8];
} contest;

/* ---- changing messages under the TEE's eyes ---- */

/* Any word but the session's, whose number must be known when it is over. */
void message_spoil(struct cpu *cpu, uint64_t at, unsigned words)
{
    unsigned i = random_below(cpu, words);

    count(&tally.changed);
    if (i != 1) {
        *(volatile uint64_t *)(at + 8 * i) = number_wild(cpu);
        return;
    }
    *(volatile uint32_t *)(at + 12) = random_below(cpu, 8);
}

void race_begin(struct thread *t)
{
    uint64_t none = 0;

    t->exact = false;
    (void)__atomic_compare_exchange_n(&race.at, &none, t->at, false,
                                      __ATOMIC_SEQ_CST, __ATOMIC_RELAXED);
}

/* Once it returns nobody changes the message any more. */
void race_end(struct thread *t)
{
    uint64_t at = t->at;

    if (!__atomic_compare_exchange_n(&race.at, &at, 0, false, __ATOMIC_SEQ_CST,
                                     __ATOMIC_RELAXED))
        return;
    while (__atomic_load_n(&race.busy, __ATOMIC_SEQ_CST))
        __asm__ volatile("yield");
}

void race_join(struct cpu *cpu)
{
    uint64_t at = 1;

    if (!__atomic_load_n(&race.at, __ATOMIC_RELAXED))
        return;
    __atomic_fetch_add(&race.busy, 1, __ATOMIC_SEQ_CST);
    for (unsigned i = 0; i < 2000 && at; i++) {
        at = __atomic_load_n(&race.at, __ATOMIC_SEQ_CST);
        if (at)
            message_spoil(cpu, at, OPTEE_MSG_SIZE(4) / 8 + 8);
    }
    __atomic_fetch_sub(&race.busy, 1, __ATOMIC_SEQ_CST);
}

/* ---- resuming at the same time ---- */

static void contest_judge(const struct cpu *cpu, struct thread *t)
{
    bool lost = t->x[0] == OPTEE_SMC_RETURN_ERESUME;

    count(&tally.contested);
    if (lost == !contest.stolen)
        fail(cpu, "not exactly one CPU resumed a call", t->x[0],
             contest.stolen);
    if (!lost)
        return;
    count(&tally.stolen);
    for (unsigned i = 0; i < 8; i++)
        t->x[i] = contest.x[i];
}

void contest_resume(struct cpu *cpu, struct thread *t)
{
    uint64_t none = 0, key = (uint32_t)t->x[3] + 1ull;

    if (__atomic_load_n(&contest.busy, __ATOMIC_SEQ_CST) ||
        !__atomic_compare_exchange_n(&contest.key, &none, key, false,
                                     __ATOMIC_SEQ_CST, __ATOMIC_RELAXED)) {
        smc(cpu, t->x);
        return;
    }
    for (unsigned i = random_below(cpu, 2000); i > 0; i--)
        __asm__ volatile("yield");
    smc(cpu, t->x);
    __atomic_store_n(&contest.key, ~0ull, __ATOMIC_SEQ_CST);
    while (__atomic_load_n(&contest.busy, __ATOMIC_SEQ_CST))
        __asm__ volatile("yield");
    contest_judge(cpu, t);
    contest.stolen = 0;
    __atomic_store_n(&contest.key, 0, __ATOMIC_SEQ_CST);
}

void contest_join(struct cpu *cpu)
{
    uint64_t key, x[8];

    if (!__atomic_load_n(&contest.key, __ATOMIC_RELAXED))
        return;
    __atomic_fetch_add(&contest.busy, 1, __ATOMIC_SEQ_CST);
    key = __atomic_load_n(&contest.key, __ATOMIC_SEQ_CST);
    if (key != 0 && key != ~0ull) {
        for (unsigned i = 1; i < 8; i++)
            x[i] = number_wild(cpu);
        x[0] = OPTEE_SMC_RETURN_FROM_RPC;
        x[3] = key - 1;
        count(&tally.malformed);
        smc(cpu, x);
        if (x[0] != OPTEE_SMC_RETURN_ERESUME) {
            if (__atomic_exchange_n(&contest.stolen, 1, __ATOMIC_SEQ_CST))
                fail(cpu, "two CPUs stole a call", x[0], key);
            for (unsigned i = 0; i < 8; i++)
                contest.x[i] = x[i];
        }
    }
    __atomic_fetch_sub(&contest.busy, 1, __ATOMIC_SEQ_CST);
}
