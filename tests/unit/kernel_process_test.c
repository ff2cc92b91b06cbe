/* SPDX-License-Identifier: BSD-2-Clause */
/* Processes: made, filled, killed, freed, and how many there may be. */
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "kernel/process.h"
#include "tests/unit/kernel_world.h"

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
    assert_int_equal(forward(pid, add_one, 1, 0).x[2], KERR_PEER_DIED);
    assert_int_equal(in(SERVICE_TAMGR, ta_kill, pid, 0), KERR_NO_OBJECT);
    assert_int_equal(in(second, add_one, 1, 0), 2);
    ta_end(second);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_process),
        cmocka_unit_test(test_kill_bound),
        cmocka_unit_test(test_tamgr_death),
        cmocka_unit_test(test_create_limits),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, kernel_world_boot, NULL);
}
