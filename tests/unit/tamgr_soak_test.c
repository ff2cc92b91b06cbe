/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A long random run of opens, calls, closes, deaths and broken images on eight
 * activations at once: the books must stay true after every event, and
 * nothing may be left behind at the end.
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

enum { THREADS = 8, SESSIONS = 40, STEPS = 60000 };

static struct {
    struct thread threads[THREADS];
    bool busy[THREADS];
    uint64_t sessions[SESSIONS]; /* the normal world's, 0: none */
    unsigned opened, refused, ta_opened, deaths;
} soak;

/* What a TA does when it is entered: sometimes open another, or die. */
static void soak_nested(unsigned activation, uint32_t pid)
{
    (void)ta_open(activation, pid, rand() % 2 ? FILE_EACH : FILE_KEEP);
}

static void soak_script(void)
{
    static const enum kerr statuses[] = {KERR_OK, KERR_OK, KERR_OK,
                                         KERR_DEADLOCK, KERR_DEPTH};
    struct script s = {
        .status = statuses[rand() % 5],
        .result = rand() % 4 ? 0 : (uint32_t)R_ERROR_GENERIC,
        .dies = rand() % 4 == 0,
    };

    script(1 + (unsigned)rand() % 4, s);
}

static void soak_finish(unsigned i)
{
    struct action *a = &soak.threads[i].action;

    soak.busy[i] = false;
    soak.opened += (uint32_t)a->w[0] == R_SUCCESS;
    soak.refused += (uint32_t)a->w[0] != R_SUCCESS;
    if ((uint32_t)a->w[0] != R_SUCCESS || a->w[2] == 0)
        return;
    for (unsigned n = 0; n < SESSIONS; n++)
        if (!soak.sessions[n]) {
            soak.sessions[n] = a->w[2];
            return;
        }
    closed(i, a->w[2]);
}

static void soak_close(unsigned activation)
{
    unsigned n = (unsigned)rand() % SESSIONS;

    if (!soak.sessions[n])
        return;
    closed(activation, soak.sessions[n]);
    soak.sessions[n] = 0;
}

/* Some process that is there, or at least a row. */
static struct process *any_process(void)
{
    unsigned n = (unsigned)rand();

    for (unsigned i = 0; i < PROCESS_SLOTS; i++)
        if (world.processes[(n + i) % PROCESS_SLOTS].state == STARTED)
            return &world.processes[(n + i) % PROCESS_SLOTS];
    return &world.processes[0];
}

/* Some TA opens, invokes or closes something. */
static void soak_ta(unsigned activation)
{
    struct process *p = any_process();
    struct action r;

    if (p->state != STARTED)
        return;
    soak_script();
    if (rand() % 3 == 0)
        world.scripts[TA_OPEN].nested = soak_nested;
    r = ta_open(activation, p->pid, rand() % 2 ? FILE_EACH : FILE_KEEP);
    soak.ta_opened += (uint32_t)r.w[0] == R_SUCCESS;
    if ((uint32_t)r.w[0] == R_SUCCESS && p->state == STARTED && rand() % 2)
        (void)message(activation, p->pid,
                      (uint64_t[KMSG_WORDS]){TAMGR_TA_CLOSE, r.w[1]});
}

static void kill_process(unsigned activation, struct process *p)
{
    /* What was never called cannot die. */
    if (p->state != STARTED || !instance_of(&world.tamgr.books, p->pid))
        return;
    p->state = DEAD;
    soak.deaths++;
    message(activation, SERVICE_KERNEL,
            (uint64_t[KMSG_WORDS]){TAMGR_DIED, p->pid, KDEATH_CALL, 3});
}

static bool stays(uint32_t pid)
{
    struct instance *in = instance_of(&world.tamgr.books, pid);

    return in->flags & TA_FLAG_INSTANCE_KEEP_ALIVE;
}

/* FILE_KEEP stays out of the parked opens: message() must not have to wait. */
static void soak_thread(unsigned i)
{
    struct event ev = open_event(rand() % 2 ? FILE_MULTI : FILE_SINGLE);

    if (soak.busy[i]) {
        thread_step(&soak.threads[i]);
    } else {
        thread_begin(&soak.threads[i], i, &ev);
        soak.busy[i] = true;
    }
    if (soak.threads[i].done)
        soak_finish(i);
}

static void everything_at_once(void **state)
{
    unsigned activation = THREADS; /* of what is done at one go */
    uint32_t pid;

    (void)state;
    memset(&soak, 0, sizeof(soak));
    for (unsigned n = 0; n < STEPS; n++) {
        switch (rand() % 16) {
        case 0:
            soak_close(activation);
            break;
        case 1:
            soak_ta(activation);
            break;
        case 2:
            if (rand() % 4 == 0)
                kill_process(activation, any_process());
            break;
        case 3:
            world.images[FILE_MULTI].bytes[1000] = rand() % 8 == 0;
            break;
        default:
            soak_thread((unsigned)rand() % THREADS);
        }
    }
    /* It was worth it. */
    assert_true(soak.opened > 1000 && soak.refused > 1000);
    assert_true(soak.ta_opened > 500 && soak.deaths > 200);
    memset(world.scripted, 0, sizeof(world.scripted));
    for (unsigned n = 0; n < 1000; n++)
        if (soak.busy[n % THREADS])
            soak_thread(n % THREADS);
    for (unsigned n = 0; n < SESSIONS; n++)
        if (soak.sessions[n])
            closed(activation, soak.sessions[n]);
    assert_int_equal(world.shm, 0);
    /* What is left stays, or is held by what stays. */
    for (unsigned i = 0; i < PROCESS_SLOTS; i++)
        if (world.processes[i].state == STARTED &&
            stays(world.processes[i].pid))
            kill_process(activation, &world.processes[i]);
    closed(activation, open_ok(FILE_EACH, &pid));
    assert_int_equal(processes_alive(), 0);
    for (unsigned i = 0; i < JOBS_MAX; i++)
        assert_int_equal(world.tamgr.jobs[i].state, JOB_FREE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(everything_at_once, world_setup),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
