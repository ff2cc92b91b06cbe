/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sessions between TAs: whose they are, what may pass from one TA to another,
 * and what is left when one of them dies.
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

/* ---- sessions between TAs ---- */

static struct action ta_invoke(uint32_t pid, uint64_t session)
{
    return message(0, pid,
                   (uint64_t[KMSG_WORDS]){TAMGR_TA_INVOKE, session, 42});
}

static struct action ta_close(uint32_t pid, uint64_t session)
{
    return message(0, pid, (uint64_t[KMSG_WORDS]){TAMGR_TA_CLOSE, session});
}

static uint64_t ta_open_ok(uint32_t pid, unsigned n, uint32_t *other)
{
    struct action a = ta_open(0, pid, n);

    assert_result(&a, R_SUCCESS);
    *other = world.last.target;
    return a.w[1];
}

static void tas_open_tas(void **state)
{
    uint32_t a, b, c;
    uint64_t s;
    struct action r;

    (void)state;
    open_ok(FILE_KEEP, &a);
    open_ok(FILE_MULTI, &c);
    s = ta_open_ok(a, FILE_SINGLE, &b);
    assert_int_equal(process_of(b)->opens, 1);
    assert_true(world.last.forward);
    r = ta_invoke(a, s);
    assert_result(&r, R_SUCCESS);
    assert_int_equal(r.w[4], 0x4444);
    assert_int_equal(r.w[0] >> 32, ORIGIN_TRUSTED_APP);
    assert_int_equal(world.last.w[1], s);
    assert_int_equal(world.last.w[2], 42);
    /* Whose session it is. */
    r = ta_invoke(c, s);
    assert_result(&r, R_ERROR_BAD_PARAMETERS);
    r = ta_close(c, s);
    assert_result(&r, R_ERROR_BAD_PARAMETERS);
    r = closed(0, s);
    assert_result(&r, R_ERROR_ITEM_NOT_FOUND);
    /* Who the client is. */
    r = message(0, b, (uint64_t[KMSG_WORDS]){TAMGR_CLIENT, s});
    assert_result(&r, R_SUCCESS);
    assert_int_equal(r.w[1], LOGIN_TRUSTED_APP);
    assert_int_equal(r.w[3], FILE_KEEP);
    r = message(0, c, (uint64_t[KMSG_WORDS]){TAMGR_CLIENT, s});
    assert_result(&r, R_ERROR_ITEM_NOT_FOUND);
    r = message(0, b, (uint64_t[KMSG_WORDS]){TAMGR_SELF});
    assert_int_equal(r.w[2], FILE_SINGLE);
    r = ta_open(0, c, FILE_SINGLE);
    assert_result(&r, R_ERROR_BUSY);
    r = ta_close(a, s);
    assert_result(&r, R_SUCCESS);
    assert_null(process_of(b));
    r = ta_invoke(a, s);
    assert_result(&r, R_ERROR_BAD_PARAMETERS);
}

static void client_of_a_normal_session(void **state)
{
    uint32_t pid;
    uint64_t s = open_ok(FILE_MULTI, &pid);
    struct action r = message(0, pid, (uint64_t[KMSG_WORDS]){TAMGR_CLIENT, s});

    (void)state;
    assert_int_equal(r.w[1], LOGIN_USER);
    assert_int_equal(r.w[2], 0xc11e47);
}

/* A TA opens a session with another, whose entry refuses. */
static struct action entry_refused(unsigned n)
{
    uint32_t a;
    struct action r;

    open_ok(FILE_KEEP, &a);
    script(TA_OPEN, (struct script){.result = (uint32_t)R_ERROR_GENERIC});
    r = ta_open(0, a, n);
    assert_result(&r, R_ERROR_GENERIC);
    return r;
}

static void refused_entry_leaves_no_session(void **state)
{
    struct action r = entry_refused(FILE_MULTI);

    (void)state;
    assert_int_equal(r.w[0] >> 32, ORIGIN_TRUSTED_APP);
    assert_int_equal(r.w[1], 0);
    assert_int_equal(processes_alive(), 1);
}

static void kernel_errors_become_results(void **state)
{
    static const struct {
        enum kerr status;
        enum tee_result result;
    } rows[] = {
        {KERR_DEADLOCK, R_ERROR_BUSY},
        {KERR_DEPTH, R_ERROR_OUT_OF_MEMORY},
        {KERR_NO_OBJECT, R_ERROR_TARGET_DEAD},
        {KERR_PEER_DIED, R_ERROR_TARGET_DEAD},
        {KERR_ARGUMENT, R_ERROR_GENERIC},
    };
    uint32_t a, b;
    uint64_t s;

    (void)state;
    open_ok(FILE_KEEP, &a);
    s = ta_open_ok(a, FILE_MULTI, &b);
    for (unsigned i = 0; i < 5; i++) {
        struct action r;

        script(TA_INVOKE, (struct script){.status = rows[i].status});
        r = ta_invoke(a, s);
        assert_result(&r, rows[i].result);
        assert_int_equal(r.w[0] >> 32, ORIGIN_TEE);
        script(TA_OPEN, (struct script){.status = rows[i].status});
        r = ta_open(0, a, FILE_MULTI);
        assert_result(&r, rows[i].result);
    }
    assert_int_equal(processes_alive(), 2);
}

/* ---- parameters ---- */

static struct action invoke_with(uint32_t pid, uint64_t session, uint32_t types,
                                 uint32_t bits, uint64_t a, uint64_t b,
                                 unsigned leases, uint32_t length,
                                 uint32_t rights)
{
    uint64_t w[KMSG_WORDS] = {TAMGR_TA_INVOKE | (uint64_t)types << 16 |
                                  (uint64_t)bits << 32,
                              session, 1, a, b};

    return message_leases(0, pid, w, leases, &length, &rights);
}

static void parameters_are_checked(void **state)
{
    uint32_t a, b;
    uint64_t s;
    struct action r;

    (void)state;
    open_ok(FILE_KEEP, &a);
    s = ta_open_ok(a, FILE_MULTI, &b);
#define ALLOWED(...)                                                           \
    r = invoke_with(a, s, __VA_ARGS__);                                        \
    assert_result(&r, R_SUCCESS)
#define REFUSED(...)                                                           \
    r = invoke_with(a, s, __VA_ARGS__);                                        \
    assert_result(&r, R_ERROR_BAD_PARAMETERS)
    ALLOWED(PARAM_VALUE_INPUT, 0, 5, 6, 0, 0, 0);
    assert_int_equal(world.last.w[3], 5);
    ALLOWED(PARAM_VALUE_OUTPUT, 0, 5, 6, 0, 0, 0);
    assert_int_equal(world.last.w[3], 0);
    ALLOWED(PARAM_NONE, 0, 5, 6, 0, 0, 0);
    assert_int_equal(world.last.w[4], 0);
    ALLOWED(PARAM_MEMREF_INPUT, 1, 0, 9, 1, 9, KLEASE_READ);
    assert_int_equal(world.last.w[4], 9);
    ALLOWED(PARAM_MEMREF_OUTPUT, 1, 0, 9, 1, 9, KLEASE_WRITE);
    ALLOWED(PARAM_MEMREF_INOUT, 1, 0, 9, 1, 9, KLEASE_READ | KLEASE_WRITE);
    ALLOWED(PARAM_MEMREF_INPUT, 0, 0, 0, 0, 0, 0);
    /* An address would be believed to be a window. */
    REFUSED(PARAM_MEMREF_INPUT, 0, 0x40000000, 9, 0, 0, 0);
    REFUSED(PARAM_MEMREF_INPUT, 1, 0x40000000, 9, 1, 9, KLEASE_READ);
    REFUSED(PARAM_MEMREF_INPUT, 0, 0, 9, 0, 0, 0);
    REFUSED(PARAM_MEMREF_INPUT, 1, 0, 10, 1, 9, KLEASE_READ);
    REFUSED(PARAM_MEMREF_INPUT, 1, 0, 9, 1, 9, KLEASE_WRITE);
    REFUSED(PARAM_MEMREF_OUTPUT, 1, 0, 9, 1, 9, KLEASE_READ);
    REFUSED(PARAM_MEMREF_INOUT, 1, 0, 9, 1, 9, KLEASE_READ);
    REFUSED(PARAM_MEMREF_INPUT, 1, 0, 9, 0, 0, 0);
    REFUSED(PARAM_MEMREF_INPUT, 0, 0, 0, 1, 9, KLEASE_READ);
    REFUSED(PARAM_VALUE_INPUT, 1, 0, 0, 1, 9, KLEASE_READ);
    REFUSED(PARAM_NONE, 16, 0, 0, 0, 0, 0);
    REFUSED(4, 0, 0, 0, 0, 0, 0);
    REFUSED(8 << 12, 0, 0, 0, 0, 0, 0);
    /* An open has them, too. */
    r = message(0, a,
                (uint64_t[KMSG_WORDS]){TAMGR_TA_OPEN |
                                           (uint64_t)PARAM_MEMREF_INPUT << 16,
                                       0, FILE_MULTI, 0x40000000, 9});
    assert_result(&r, R_ERROR_BAD_PARAMETERS);
    assert_int_equal(processes_alive(), 2);
}

/* ---- deaths ---- */

static void death_is_told_at_next_use(void **state)
{
    uint32_t a, b;
    uint64_t s;
    struct action r;

    (void)state;
    open_ok(FILE_KEEP, &a);
    s = ta_open_ok(a, FILE_MULTI, &b);
    script(TA_INVOKE, (struct script){.dies = true});
    r = ta_invoke(a, s);
    assert_result(&r, R_ERROR_TARGET_DEAD);
    assert_null(process_of(b));
    assert_int_equal(world.gone[b % PROCESS_SLOTS], 1);
    r = ta_invoke(a, s);
    assert_result(&r, R_ERROR_TARGET_DEAD);
    r = ta_close(a, s);
    assert_result(&r, R_SUCCESS);
    ta_open_ok(a, FILE_MULTI, &b);
}

static void death_frees_what_it_held(void **state)
{
    uint32_t a, b, c;
    uint64_t s, s2;
    struct action r;

    (void)state;
    s = open_ok(FILE_MULTI, &a);
    s2 = open_ok(FILE_MULTI, &a);
    ta_open_ok(a, FILE_SINGLE, &b);
    ta_open_ok(a, FILE_KEEP, &c);
    process_of(a)->state = DEAD;
    r = message(0, SERVICE_KERNEL,
                (uint64_t[KMSG_WORDS]){TAMGR_DIED, a, KDEATH_EXIT, 0xdead});
    assert_result(&r, R_SUCCESS);
    assert_null(process_of(a));
    assert_null(process_of(b));
    assert_int_equal(process_of(c)->closes, 1);
    r = closed(0, s);
    assert_result(&r, R_SUCCESS);
    r = closed(0, s2);
    assert_result(&r, R_SUCCESS);
    assert_int_equal(processes_alive(), 1);
    open_ok(FILE_MULTI, &a);
}

/* A chain of TAs: the end of each ends the next. */
static void ends_run_along_a_chain(void **state)
{
    uint32_t a, b, c;
    uint64_t s;

    (void)state;
    s = open_ok(FILE_MULTI, &a);
    ta_open_ok(a, FILE_SINGLE, &b);
    ta_open_ok(b, FILE_EACH, &c);
    closed(0, s);
    assert_int_equal(processes_alive(), 0);
}

/* A session that cannot be closed now is closed by a later job. */
static void close_is_put_off_on_deadlock(void **state)
{
    uint32_t a, b, c;
    uint64_t s;
    struct action r;

    (void)state;
    open_ok(FILE_KEEP, &a);
    s = ta_open_ok(a, FILE_MULTI, &b);
    script(TA_CLOSE, (struct script){.status = KERR_DEADLOCK});
    world.scripted[TA_CLOSE] = 2; /* it is tried again at once */
    r = ta_close(a, s);
    assert_result(&r, R_SUCCESS);
    assert_non_null(process_of(b));
    r = ta_invoke(a, s);
    assert_result(&r, R_ERROR_BAD_PARAMETERS);
    closed(0, open_ok(FILE_EACH, &c));
    assert_null(process_of(b));
}

/* ---- the end of an instance ---- */

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

/* An entry that fails, after the chores of its open were done. */
static void refused_entry_ends_a_new_instance(void **state)
{
    (void)state;
    (void)entry_refused(FILE_EACH);
    assert_int_equal(world.last.w[0], TA_DESTROY);
    assert_int_equal(processes_alive(), 1);
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

/* What was seen before a death of tamgr counts after it, and a session's id is
 * not given to another. */
static void a_tamgr_follows(void **state)
{
    uint32_t pid;
    uint64_t before = open_ok(FILE_MULTI, &pid), after;
    struct versions *marks = &world.tamgr.versions;
    struct action r;

    (void)state;
    closed(0, before);
    assert_true(versions_raise(
        marks, &(struct version){file_uuid(FILE_KEEP), 7, false}));
    open_ok(FILE_SINGLE, &pid);
    assert_memory_equal(&world.kept, marks, sizeof(*marks));
    tamgr_init(&world.tamgr, world.tamgr.port, &test_trust, NULL);
    tamgr_follow(&world.tamgr, 1, &world.kept);
    assert_int_equal(world.gone[0], 1);
    r = open_file(0, FILE_KEEP);
    assert_result(&r, R_ERROR_ACCESS_CONFLICT);
    after = open_ok(FILE_MULTI, &pid);
    assert_int_not_equal(after, before);
    assert_int_equal(after >> 24, 1);
    world.kept.used = VERSIONS_MAX + 1; /* damaged: not followed */
    tamgr_follow(&world.tamgr, 2, &world.kept);
    assert_int_equal(marks->used, 1);
}

static void open_dies_in_its_entry(void **state)
{
    uint32_t a;
    struct action r;

    (void)state;
    open_ok(FILE_KEEP, &a);
    script(TA_OPEN, (struct script){.dies = true});
    r = ta_open(0, a, FILE_MULTI);
    assert_result(&r, R_ERROR_TARGET_DEAD);
    assert_int_equal(processes_alive(), 1);
}

/* While a TA opens, it opens another. */
static void nested_open(unsigned activation, uint32_t pid)
{
    struct action r = ta_open(activation, pid, FILE_EACH);

    assert_result(&r, R_SUCCESS);
}

static void opens_nest(void **state)
{
    uint32_t a, b;
    uint64_t s;
    struct action r;

    (void)state;
    open_ok(FILE_KEEP, &a);
    script(TA_OPEN, (struct script){.nested = nested_open});
    s = ta_open_ok(a, FILE_MULTI, &b);
    assert_int_equal(processes_alive(), 3);
    script(TA_INVOKE, (struct script){.nested = nested_open, .dies = true});
    r = ta_invoke(a, s);
    assert_result(&r, R_ERROR_TARGET_DEAD);
    assert_int_equal(processes_alive(), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(tas_open_tas, world_setup),
        cmocka_unit_test_setup(client_of_a_normal_session, world_setup),
        cmocka_unit_test_setup(refused_entry_leaves_no_session, world_setup),
        cmocka_unit_test_setup(kernel_errors_become_results, world_setup),
        cmocka_unit_test_setup(parameters_are_checked, world_setup),
        cmocka_unit_test_setup(death_is_told_at_next_use, world_setup),
        cmocka_unit_test_setup(death_frees_what_it_held, world_setup),
        cmocka_unit_test_setup(ends_run_along_a_chain, world_setup),
        cmocka_unit_test_setup(close_is_put_off_on_deadlock, world_setup),
        cmocka_unit_test_setup(open_before_the_news_keeps_it, world_setup),
        cmocka_unit_test_setup(open_after_the_news_gets_another, world_setup),
        cmocka_unit_test_setup(instances_of_their_own_do_not_wait, world_setup),
        cmocka_unit_test_setup(kill_during_a_call_ends_later, world_setup),
        cmocka_unit_test_setup(death_in_destroy_is_an_end, world_setup),
        cmocka_unit_test_setup(destroy_is_put_off, world_setup),
        cmocka_unit_test_setup(refused_entry_ends_a_new_instance, world_setup),
        cmocka_unit_test_setup(no_job_leaves_it_to_the_next, world_setup),
        cmocka_unit_test_setup(destroy_may_call, world_setup),
        cmocka_unit_test_setup(a_stranger_dies, world_setup),
        cmocka_unit_test_setup(a_tamgr_follows, world_setup),
        cmocka_unit_test_setup(open_dies_in_its_entry, world_setup),
        cmocka_unit_test_setup(opens_nest, world_setup),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
