/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Many threads, many TAs: each thread makes its share of the calls, opens a
 * new session with the next TA now and then, and knows what each reply must
 * be. A share of them carries memory.
 */
#include "tests/stress/client/stress.h"

#include <err.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SESSION_CALLS 250 /* calls in a session */
#define MEMORY_ONE_IN 16
#define MEMORY_MAX    9000

struct caller {
    pthread_t thread;
    uint64_t seed;
    unsigned number;
    unsigned long calls;
    unsigned long good, wrong, failed;
    TEEC_Result failure; /* the last one */
};

/* FILL of a random length: each byte must be what it was, xor the key. */
static TEEC_Result fill(struct peer *p, uint64_t *seed, bool *right)
{
    uint8_t before[MEMORY_MAX], after[MEMORY_MAX];
    size_t size = 1 + draw(seed) % MEMORY_MAX;
    TEEC_Operation operation = {.params = {{.tmpref = {after, size}}}};
    TEEC_Result result;

    for (size_t i = 0; i < size; i++)
        before[i] = after[i] = (uint8_t)(draw(seed) >> 8);
    result = peer_invoke(p, STRESS_FILL,
                         TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_INOUT, 0, 0, 0),
                         &operation);
    *right = true;
    for (size_t i = 0; i < size; i++)
        *right &= after[i] == (before[i] ^ (uint8_t)p->key);
    return result;
}

static void count(struct caller *c, TEEC_Result result, bool right)
{
    if (result) {
        c->failed++;
        c->failure = result;
    } else if (right) {
        c->good++;
    } else {
        c->wrong++;
    }
}

static void *caller_main(void *argument)
{
    struct caller *c = argument;
    struct peer p = {.open = false};
    unsigned ta = c->number % STRESS_TAS;

    for (unsigned long i = 0; i < c->calls; i++) {
        TEEC_Result result = TEEC_SUCCESS;
        bool right = false;

        if (i % SESSION_CALLS == 0) {
            peer_close(&p);
            result = peer_open(&p, ta++ % STRESS_TAS, draw(&c->seed));
        }
        if (!result && draw(&c->seed) % MEMORY_ONE_IN == 0)
            result = fill(&p, &c->seed, &right);
        else if (!result)
            result = peer_echo(&p, draw(&c->seed), draw(&c->seed), &right);
        count(c, result, right);
    }
    peer_close(&p);
    return NULL;
}

int run_calls(int argc, char **argv)
{
    unsigned threads = (unsigned)argument(argc, argv, 1, 32);
    unsigned long calls = argument(argc, argv, 2, 20000);
    uint64_t seed = argument(argc, argv, 3, 1);
    struct caller *c = calloc(threads, sizeof(*c));
    struct caller sum = {0};
    double begun = now();

    if (!c)
        err(2, "memory");
    for (unsigned i = 0; i < threads; i++) {
        c[i].seed = seed * 1000 + i;
        c[i].number = i;
        c[i].calls = calls / threads + (i < calls % threads);
        if (pthread_create(&c[i].thread, NULL, caller_main, &c[i]))
            err(2, "thread");
    }
    for (unsigned i = 0; i < threads; i++) {
        pthread_join(c[i].thread, NULL);
        sum.good += c[i].good;
        sum.wrong += c[i].wrong;
        sum.failed += c[i].failed;
        if (c[i].failed)
            sum.failure = c[i].failure;
    }
    TEEC_FinalizeContext(context());
    printf("# %.1f s, %.0f calls a second\n", now() - begun,
           (double)calls / (now() - begun));
    if (sum.failed)
        printf("# %lu failed, the last with 0x%08x\n", sum.failed,
               (unsigned)sum.failure);
    check(sum.good == calls && !sum.wrong && !sum.failed,
          "%lu calls of %u threads to %u applications, seed %lu: %lu right, "
          "%lu wrong",
          calls, threads, STRESS_TAS, (unsigned long)seed, sum.good, sum.wrong);
    free(c);
    return 0;
}
