/* SPDX-License-Identifier: BSD-2-Clause */
/* Messages and activations: who waits, who is woken, who is told of a death. */
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "abi/optee_smc.h"
#include "tests/unit/kernel_world.h"

/* ---- jobs ---- */

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
    struct answer r = smc_pause(), wrong = r;

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
        r[i] = smc_pause();
        assert_int_equal(r[i].x[0], PAUSED);
    }
    one_more = smc_pause();
    assert_int_equal(one_more.x[0], OPTEE_SMC_RETURN_ETHREAD_LIMIT);
    for (unsigned i = 0; i < ACTIVATIONS; i++)
        assert_int_equal(resume(r[i]).x[0], DONE);
    assert_int_equal(here(add_one, 1, 0), 2);
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
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, kernel_world_boot, NULL);
}
