/* SPDX-License-Identifier: BSD-2-Clause */
/* Callees that are busy, in every order; circles of waiting; activations. */
#include "abi/optee_smc.h"
#include "tests/conformance/kernel/scenario.h"
#include "tests/conformance/kernel/world.h"

static void try_busy(void)
{
    struct thread a, b, c;

    thread_open(&a, SERVICE_CRYPTO);
    thread_open(&b, SERVICE_CRYPTO);
    check_parked(&b, "start_recv", "to a busy service");
    thread_open(&c, SERVICE_CRYPTO);
    check_parked(&c, "start_recv", "to a busy service, a second time");
    thread_reply(&b, 0);
    check_parked(&b, "start_recv", "again, when woken too early");
    thread_reply(&a, 0);
    check_woken(&a, "one who waits for the service");
    fact(a.a == 2, "the one who has waited longest since");
    thread_close(&a);
    thread_reply(&c, 0);
    check_reached(&c, SERVICE_CRYPTO, SERVICE_GATEWAY, "its message arrives");
    thread_close(&c);
    thread_reply(&b, 0);
    check_reached(&b, SERVICE_CRYPTO, SERVICE_GATEWAY, "then the other's");
    thread_close(&b);
}

static void try_busy_call(void)
{
    struct thread a, b;

    thread_open(&a, SERVICE_KEYS);
    thread_open(&b, SERVICE_CRYPTO);
    thread_call(&b, SERVICE_KEYS, 0, 0);
    check_parked(&b, "call", "to a busy service");
    thread_close(&a);
    thread_reply(&b, 0);
    check_reached(&b, SERVICE_KEYS, SERVICE_CRYPTO, "its message arrives");
    thread_reply(&b, 3);
    check_sent(&b, "call", KERR_OK, "after the wait");
    thread_close(&b);
}

/* A loop process is free for others until its completion comes. */
static void try_completion_waits(void)
{
    struct thread a, b;

    thread_open(&a, SERVICE_TAMGR);
    thread_start(&a, SERVICE_CRYPTO, 0, 0);
    thread_open(&b, SERVICE_TAMGR);
    check_reached(&b, SERVICE_TAMGR, SERVICE_GATEWAY,
                  "a loop process serves while it waits");
    thread_reply(&a, 0);
    check_parked(&a, "reply_recv", "to a loop process that serves");
    thread_reply(&b, 0);
    check_woken(&b, "the one with the completion");
    thread_close(&b);
    thread_reply(&a, 0);
    check_sent(&a, "start_recv", KERR_OK, "completed after a wait");
    thread_reply(&a, 0);
    thread_end(&a);
}

static void try_own_circle(void)
{
    uint32_t ta = ta_make(MAY(SERVICE_GATEWAY) | MAY(SERVICE_TAMGR), 0);
    struct thread t;

    thread_open(&t, SERVICE_TAMGR);
    thread_call(&t, SERVICE_TAMGR, 0, 0);
    check_sent(&t, "call", KERR_DEADLOCK, "to itself");
    thread_call(&t, ta, 0, 0);
    thread_call(&t, SERVICE_TAMGR, 0, 0);
    check_sent(&t, "call", KERR_DEADLOCK, "to the own caller");
    thread_close(&t);
    thread_open(&t, ta);
    thread_call(&t, SERVICE_TAMGR, 0, 0);
    thread_start(&t, ta, 0, 0);
    check_sent(&t, "start_recv", KERR_DEADLOCK, "to the own caller");
    thread_close(&t);
    thread_enter(&t);
    thread_call(&t, SERVICE_CRYPTO, 0, 0);
    check_sent(&t, "call", KERR_DEADLOCK, "by the gateway, which all need");
    thread_end(&t);
    ta_end(ta);
}

static void try_circle_of_two(void)
{
    struct thread a, b;

    thread_open(&a, SERVICE_TAMGR);
    thread_open(&b, SERVICE_CRYPTO);
    thread_call(&a, SERVICE_CRYPTO, 0, 0);
    check_parked(&a, "call", "to what does not wait yet");
    thread_call(&b, SERVICE_TAMGR, 0, 0);
    check_sent(&b, "call", KERR_DEADLOCK, "to who waits for the caller");
    thread_close(&b);
    thread_reply(&a, 0);
    thread_reply(&a, 0);
    check_sent(&a, "call", KERR_OK, "once the other gave up");
    thread_close(&a);
}

static void try_circle_of_three(void)
{
    struct thread a, b, c;

    thread_open(&a, SERVICE_TAMGR);
    thread_open(&b, SERVICE_CRYPTO);
    thread_open(&c, SERVICE_KEYS);
    thread_call(&a, SERVICE_CRYPTO, 0, 0);
    check_parked(&a, "call", "first of three");
    thread_call(&b, SERVICE_KEYS, 0, 0);
    check_parked(&b, "call", "second of three");
    thread_call(&c, SERVICE_TAMGR, 0, 0);
    check_sent(&c, "call", KERR_DEADLOCK, "that closes a circle of three");
    thread_close(&c);
    thread_reply(&b, 0);
    thread_close(&b);
    thread_reply(&a, 0);
    thread_close(&a);
}

static void try_activations(void)
{
    struct thread t[ACTIVATIONS], more, old;

    for (unsigned i = 0; i < ACTIVATIONS; i++)
        thread_enter(&t[i]);
    fact(reported(&t[ACTIVATIONS - 1], SERVICE_GATEWAY, REPORT_EVENT | KEV_SMC),
         "the last activation is one as all");
    thread_enter(&more);
    fact(more.what == OPTEE_SMC_RETURN_ETHREAD_LIMIT, "there is none more");
    check("stats", KERR_ADDRESS, fast_kcall(KCALL_stats, NOWHERE),
          "nowhere, in a fast SMC, for which there always is one");
    old = t[3];
    buffer_of(&t[3]);
    thread_resume(&old);
    fact(old.what == OPTEE_SMC_RETURN_ERESUME, "a resume key is good once");
    old = t[4];
    for (unsigned i = 0; i < ACTIVATIONS; i++)
        thread_end(&t[i]);
    thread_resume(&old);
    fact(old.what == OPTEE_SMC_RETURN_ERESUME, "and not after the end");
    old.key = UINT32_MAX;
    thread_resume(&old);
    fact(old.what == OPTEE_SMC_RETURN_ERESUME, "nor is another number");
}

void waiting_try(void)
{
    try_busy();
    try_busy_call();
    try_completion_waits();
    try_own_circle();
    try_circle_of_two();
    try_circle_of_three();
    try_activations();
}
