/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The end of an instance: who may still open it while it ends, what puts it
 * off, and what is left when it, or the tamgr before this one, dies.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "abi/tamgr_msg.h"
#include "tests/unit/tamgr_world.h"

/* Begins a TAMGR_CLOSED up to the TA_DESTROY that it leads to. */
static void begin_close(struct thread *t, unsigned activation, uint64_t session)
{
    struct event ev = {.kind = KEV_CALL,
                       .sender = SERVICE_GATEWAY,
                       .w = {TAMGR_CLOSED, session}};

    thread_begin(t, activation, &ev);
    assert_false(t->done);
    assert_int_equal(t->action.w[0], TA_DESTROY);
}

static void begin_open(struct thread *t, unsigned activation, unsigned n)
{
    struct event ev = open_event(n);

    thread_begin(t, activation, &ev);
}

/* Whoever opens between the last TA_CLOSE and the news of it keeps it. */
static void open_before_the_news_keeps_it(void **state)
{
    uint32_t pid, again;
    uint64_t s1 = open_ok(FILE_MULTI, &pid), s2;

    (void)state;
    s2 = open_ok(FILE_MULTI, &again);
    closed(0, s1);
    assert_int_equal(pid, again);
    assert_int_equal(process_of(pid)->destroys, 0);
    closed(0, s2);
    assert_null(process_of(pid));
}

/* Whoever opens after the news gets another instance, whichever of the two
 * TA_DESTROY comes first. */
static void open_after_the_news_gets_another(void **state)
{
    struct thread close, open[2];
    uint32_t pid;

    (void)state;
    for (unsigned first = 0; first < 3; first++) {
        uint64_t s = open_ok(FILE_MULTI, &pid);

        begin_close(&close, 0, s);
        begin_open(&open[0], 1, FILE_MULTI);
        begin_open(&open[1], 2, FILE_MULTI);
        assert_int_equal(open[0].action.w[0], TA_DESTROY);
        assert_int_equal(open[0].action.target, pid);
        if (first < 2)
            thread_run(&open[first]);
        thread_run(&close);
        assert_result(&close.action, R_SUCCESS);
        thread_run(&open[0]);
        thread_run(&open[1]);
        assert_result(&open[0].action, R_SUCCESS);
        assert_result(&open[1].action, R_SUCCESS);
        assert_null(process_of(pid));
        assert_int_equal(open[0].action.w[1], open[1].action.w[1]);
        assert_int_equal(processes_alive(), 1);
        closed(0, open[0].action.w[2]);
        closed(0, open[1].action.w[2]);
        assert_int_equal(processes_alive(), 0);
    }
}

static void instances_of_their_own_do_not_wait(void **state)
{
    struct thread close;
    uint32_t pid, other;

    (void)state;
    begin_close(&close, 0, open_ok(FILE_EACH, &pid));
    closed(1, open_ok(FILE_EACH, &other));
    assert_non_null(process_of(pid));
    thread_run(&close);
    assert_int_equal(processes_alive(), 0);
}

/* Killed while it serves another's TA_DESTROY: the news of its death end it,
 * or the answer to the next that waits for it. */
static void kill_during_a_call_ends_later(void **state)
{
    struct thread close, open;
    uint32_t pid;

    (void)state;
    for (unsigned told = 0; told < 2; told++) {
        begin_close(&close, 0, open_ok(FILE_MULTI, &pid));
        process_of(pid)->in_call = true;
        thread_run(&close);
        assert_result(&close.action, R_SUCCESS);
        assert_int_equal(processes_alive(), 1);
        begin_open(&open, 1, FILE_MULTI);
        assert_int_equal(open.action.target, pid);
        process_of(pid)->state = DEAD;
        for (unsigned i = 0; i < 2; i++) {
            if (i == told)
                message(0, SERVICE_KERNEL,
                        (uint64_t[KMSG_WORDS]){TAMGR_DIED, pid, KDEATH_KILLED});
            else
                thread_run(&open);
        }
        assert_result(&open.action, R_SUCCESS);
        assert_null(process_of(pid));
        assert_int_equal(world.gone[pid % PROCESS_SLOTS], told + 1);
        closed(0, open.action.w[2]);
        world.gone[pid % PROCESS_SLOTS] = told + 1;
    }
}

static void death_in_destroy_is_an_end(void **state)
{
    struct thread close, open;
    uint32_t pid;

    (void)state;
    begin_close(&close, 0, open_ok(FILE_MULTI, &pid));
    begin_open(&open, 1, FILE_MULTI);
    script(TA_DESTROY, (struct script){.dies = true});
    thread_run(&close);
    assert_result(&close.action, R_SUCCESS);
    assert_null(process_of(pid));
    thread_run(&open);
    assert_result(&open.action, R_SUCCESS);
}

/* What cannot be destroyed now is destroyed by a later job; who needs it gone
 * tries itself, and is told if it cannot be. */
static void destroy_is_put_off(void **state)
{
    uint32_t pid, other;
    struct action r;
    uint64_t s = open_ok(FILE_MULTI, &pid);

    (void)state;
    script(TA_DESTROY, (struct script){.status = KERR_DEPTH});
    r = closed(0, s);
    assert_result(&r, R_SUCCESS);
    assert_non_null(process_of(pid));
    script(TA_DESTROY, (struct script){.status = KERR_DEADLOCK});
    world.scripted[TA_DESTROY] = 2; /* the open's and its chore */
    r = open_file(0, FILE_MULTI);
    assert_result(&r, R_ERROR_BUSY);
    assert_non_null(process_of(pid));
    closed(0, open_ok(FILE_EACH, &other));
    assert_null(process_of(pid));
    assert_int_equal(processes_alive(), 0);
}

static void no_job_leaves_it_to_the_next(void **state)
{
    static struct thread threads[JOBS_MAX];
    uint32_t pid;
    uint64_t s = open_ok(FILE_MULTI, &pid);
    struct action r;

    (void)state;
    for (unsigned i = 0; i < JOBS_MAX; i++)
        begin_open(&threads[i], i, FILE_SINGLE);
    r = closed(0, s);
    assert_result(&r, R_SUCCESS);
    assert_non_null(process_of(pid));
    thread_run(&threads[0]);
    assert_null(process_of(pid));
    for (unsigned i = 1; i < JOBS_MAX; i++)
        thread_run(&threads[i]);
}

/* While it is destroyed it closes what it has, and may open others. */
static void nested_destroy(unsigned activation, uint32_t pid)
{
    struct action r = ta_open(activation, pid, FILE_EACH);

    assert_result(&r, R_SUCCESS);
    r = message(activation, pid,
                (uint64_t[KMSG_WORDS]){TAMGR_TA_CLOSE, r.w[1]});
    assert_result(&r, R_SUCCESS);
    r = ta_open(activation, pid, FILE_EACH);
    assert_result(&r, R_SUCCESS);
}

static void destroy_may_call(void **state)
{
    uint32_t pid;
    uint64_t s = open_ok(FILE_MULTI, &pid);

    (void)state;
    script(TA_DESTROY, (struct script){.nested = nested_destroy});
    closed(0, s);
    assert_int_equal(processes_alive(), 0);
}

/* A TA that an earlier tamgr made, and which outlived it a little. */
static void a_stranger_dies(void **state)
{
    const struct kprocess k = {.quota = 1, .rights = KRIGHT_TA};
    struct action r;
    uint32_t pid;

    (void)state;
    assert_int_equal(world.tamgr.port->process_create(&k, &pid), KERR_OK);
    r = message(0, SERVICE_KERNEL,
                (uint64_t[KMSG_WORDS]){TAMGR_DIED, pid, KDEATH_KILLED});
    assert_result(&r, R_SUCCESS);
    assert_int_equal(world.gone[pid % PROCESS_SLOTS], 1);
    assert_int_equal(processes_alive(), 0);
}

/* A session's id is not given to another after a death of tamgr. */
static void a_tamgr_follows(void **state)
{
    uint32_t pid;
    uint64_t before = open_ok(FILE_MULTI, &pid), after;

    (void)state;
    closed(0, before);
    tamgr_init(&world.tamgr, world.tamgr.port, &test_trust, NULL);
    tamgr_follow(&world.tamgr, 1);
    assert_int_equal(world.gone[0], 1);
    after = open_ok(FILE_MULTI, &pid);
    assert_int_not_equal(after, before);
    assert_int_equal(after >> 24, 1);
}

/* Kept before the TA runs, and only of an image that can run. */
static void versions_are_kept(void **state)
{
    struct test_elf elf = {.uuid = file_uuid(FILE_KEEP), .flags = KEEP};
    struct action r;
    uint32_t pid;

    (void)state;
    elf.no_symbol = true;
    elf.uuid.w[0]++;
    file_write(FILE_KEEP, &elf, &test_keys[0], 9);
    r = open_file(0, FILE_KEEP);
    assert_result(&r, R_ERROR_SECURITY);
    assert_int_equal(fake_counters.used, 0);
    elf.uuid.w[0]--;
    file_write(FILE_KEEP, &elf, &test_keys[0], 8);
    fake_counters.result = R_ERROR_STORAGE_NOT_AVAILABLE;
    r = open_file(0, FILE_KEEP);
    assert_result(&r, R_ERROR_STORAGE_NOT_AVAILABLE);
    assert_int_equal(processes_alive(), 0);
    fake_counters.result = R_SUCCESS;
    open_ok(FILE_KEEP, &pid);
    assert_int_equal(fake_counters.used, 1);
    assert_int_equal(fake_counters.row[0].value, 8);
    fake_counters.row[0].value = 9;
    tamgr_init(&world.tamgr, world.tamgr.port, &test_trust, NULL);
    tamgr_follow(&world.tamgr, 1);
    r = open_file(0, FILE_KEEP);
    assert_result(&r, R_ERROR_ACCESS_CONFLICT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(open_before_the_news_keeps_it, world_setup),
        cmocka_unit_test_setup(open_after_the_news_gets_another, world_setup),
        cmocka_unit_test_setup(instances_of_their_own_do_not_wait, world_setup),
        cmocka_unit_test_setup(kill_during_a_call_ends_later, world_setup),
        cmocka_unit_test_setup(death_in_destroy_is_an_end, world_setup),
        cmocka_unit_test_setup(destroy_is_put_off, world_setup),
        cmocka_unit_test_setup(no_job_leaves_it_to_the_next, world_setup),
        cmocka_unit_test_setup(destroy_may_call, world_setup),
        cmocka_unit_test_setup(a_stranger_dies, world_setup),
        cmocka_unit_test_setup(a_tamgr_follows, world_setup),
        cmocka_unit_test_setup(versions_are_kept, world_setup),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
