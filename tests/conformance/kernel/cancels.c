/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Cancellation, asked for in every state of the call that it is to reach:
 * activations from 1 on, as 0 is the gateway's that is told. Mutable state: g.
 */
#include "tests/conformance/kernel/scenario.h"
#include "tests/conformance/kernel/world.h"

/* The gateway, which is told to cancel. */
static struct thread g;

static void check_cancel(enum kerr promised, uint64_t number, const char *what)
{
    check("cancel", promised, kcall(&g, KCALL_cancel, number, 0, 0, 0), what);
}

/* What t's process is told. */
static void check_told(struct thread *t, bool cancelled, const char *what)
{
    check("cancel_read", KERR_OK, kcall(t, KCALL_cancel_read, 0, 0, 0, 0),
          what);
    fact(t->b == cancelled, cancelled ? "cancelled" : "not cancelled");
}

static void try_numbers(void)
{
    check_cancel(KERR_NO_OBJECT, ACTIVATIONS - 1, "what is not started");
    check_cancel(KERR_NO_OBJECT, ACTIVATIONS, "a number of fast SMCs");
    check_cancel(KERR_NO_OBJECT, 1ull << 32, "number 2^32");
    check_cancel(KERR_OK, 0, "itself");
}

static void try_in_process(void)
{
    struct thread t;
    unsigned number;

    thread_open(&t, SERVICE_CRYPTO);
    number = thread_number(&t);
    check_told(&t, false, "nobody has asked");
    check_cancel(KERR_OK, number, "while a process serves");
    check_told(&t, true, "while a process serves");
    thread_call(&t, SERVICE_KEYS, 0, 0);
    check_told(&t, true, "in a service that it calls");
    thread_close(&t);
    check_cancel(KERR_NO_OBJECT, number, "what is over");
    thread_open(&t, SERVICE_CRYPTO);
    fact(thread_number(&t) == number, "the number is used again");
    check_told(&t, false, "in the next call of that number");
    thread_close(&t);
}

static void try_in_gateway(void)
{
    struct thread t;

    thread_enter(&t);
    check_cancel(KERR_OK, 1, "before its message is sent");
    thread_start(&t, SERVICE_CRYPTO, 0, 0);
    check_told(&t, true, "before its message was sent");
    thread_close(&t);
    thread_open(&t, SERVICE_CRYPTO);
    thread_call(&t, SERVICE_GATEWAY, 0, 0);
    fact(reported(&t, SERVICE_CRYPTO, REPORT_MESSAGE), "a service asks Linux");
    check_cancel(KERR_OK, 1, "while Linux is asked");
    t.pid = SERVICE_GATEWAY; /* it is its turn, not the sender's */
    thread_reply(&t, 0);
    check_told(&t, true, "while Linux was asked");
    thread_close(&t);
    thread_open(&t, SERVICE_CRYPTO);
    check("cancel", KERR_OK, fast_kcall(KCALL_cancel, 1), "by a fast SMC");
    check_told(&t, true, "by a fast SMC");
    thread_close(&t);
}

static void try_nested(void)
{
    struct thread t;
    unsigned number;

    thread_open(&t, SERVICE_CRYPTO);
    number = thread_number(&t);
    thread_call(&t, SERVICE_KEYS, 0, 0);
    check_cancel(KERR_OK, number, "in a nested service");
    check_told(&t, true, "in a nested service");
    thread_reply(&t, 0);
    check_told(&t, true, "in its caller");
    thread_reply(&t, 0);
    check_cancel(KERR_OK, number, "when it is served, but not over");
    thread_close(&t);
}

static void try_waiting(void)
{
    struct thread a, b;

    thread_open(&a, SERVICE_CRYPTO);
    thread_open(&b, SERVICE_CRYPTO);
    check_parked(&b, "start_recv", "to a busy service");
    check_cancel(KERR_OK, 2, "while it waits for a busy service");
    check_told(&a, false, "another one is cancelled");
    thread_reply(&b, 0);
    check_parked(&b, "start_recv", "though cancelled");
    thread_close(&a);
    thread_reply(&b, 0);
    check_told(&b, true, "while it waited for a busy service");
    thread_close(&b);
}

static void try_interrupted(void)
{
    struct thread t;

    thread_open(&t, SERVICE_CRYPTO);
    interrupt_next();
    kcall(&t, KCALL_cancel_read, 0, 0, 0, 0);
    fact(t.what == INTERRUPTED, "an interrupt comes while it runs");
    check_cancel(KERR_OK, 1, "while it is interrupted");
    thread_resume(&t);
    check("cancel_read", KERR_OK, t.a, "while it was interrupted");
    fact(t.b == 1, "cancelled");
    thread_close(&t);
}

void cancels_try(void)
{
    thread_enter(&g);
    try_numbers();
    try_in_process();
    try_in_gateway();
    try_nested();
    try_waiting();
    try_interrupted();
    thread_end(&g);
}
