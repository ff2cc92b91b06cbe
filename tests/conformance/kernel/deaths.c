/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Processes that die, by their own doing or killed, in every state that they
 * and those who wait for them can be in.
 */
#include "tests/conformance/kernel/scenario.h"
#include "tests/conformance/kernel/world.h"

#define CALLS (MAY(SERVICE_GATEWAY) | MAY(SERVICE_TAMGR) | MAY(SERVICE_CRYPTO))

/* Kills pid from a thread of tamgr's own. */
static void check_kill(uint32_t pid, enum kerr promised, const char *what)
{
    struct thread t;

    thread_open(&t, SERVICE_TAMGR);
    check("process_kill", promised, kcall(&t, KCALL_process_kill, pid, 0, 0, 0),
          what);
    thread_close(&t);
}

/* Its death is told in t, where the gateway has sent to it; the code told. */
static uint64_t check_end(struct thread *t, const char *call,
                          enum kdeath promised, uint32_t pid, const char *what)
{
    uint64_t code = check_death(t, call, promised, pid, what);

    check_sent(t, "start_recv", KERR_PEER_DIED, what);
    thread_close(t);
    ta_end(pid);
    return code;
}

static void try_exit(void)
{
    uint32_t ta = ta_make(CALLS, 0);
    struct thread t;

    thread_open(&t, ta);
    thread_step(&t, STEP_KCALL | KCALL_exit << 8, 7, 0, 0, 0);
    fact(check_end(&t, "exit", KDEATH_EXIT, ta, "while it serves") == 7,
         "its code is told");
    ta = ta_make(CALLS, PROBE_EXITS);
    thread_open(&t, ta);
    check_end(&t, "exit", KDEATH_EXIT, ta, "before it has received");
}

static void try_fault(const char *what, uint64_t step, bool constant)
{
    uint32_t ta = ta_make(CALLS, 0);
    struct thread t;
    uint64_t at = NOWHERE;

    thread_open(&t, ta);
    if (constant)
        at = constant_of(&t);
    thread_step(&t, step, at, 0, 0, 0);
    check_end(&t, "exit", KDEATH_FAULT, ta, what);
}

/* A call for which a TA has no right. */
static void try_right(const char *name, unsigned number)
{
    uint32_t ta = ta_make(CALLS, 0);
    struct thread t;

    thread_open(&t, ta);
    kcall(&t, number, 0, 0, 0, 0);
    fact(check_end(&t, name, KDEATH_CALL, ta, "by a TA, without the right") ==
             number,
         "its number is told");
}

static void try_rights(void)
{
#define KCALL(number, name, right, manual)                                     \
    if (KRIGHT_##right != KRIGHT_ANY)                                          \
        try_right(#name, number);
#include "abi/kcall.def"
#undef KCALL
}

/* Not yet, or no longer, there to be called. */
static void try_absent(void)
{
    const struct kprocess k = ta_plan(CALLS);
    struct thread t;
    uint32_t pid;

    thread_open(&t, SERVICE_TAMGR);
    ta_create(&t, &k);
    pid = (uint32_t)t.b;
    thread_call(&t, pid, 0, 0);
    check_sent(&t, "call", KERR_PEER_DIED, "to what is not started");
    ta_fill(&t, pid, 0);
    kcall(&t, KCALL_process_kill, pid, 0, 0, 0);
    thread_call(&t, pid, 0, 0);
    check_sent(&t, "call", KERR_PEER_DIED, "to what died before it received");
    repeat(&t, KCALL_process_reap, pid, 0);
    thread_call(&t, pid, 0, 0);
    check_sent(&t, "call", KERR_PEER_DIED, "to what is reaped");
    ta_create(&t, &k);
    fact((t.b & 0xff) == (pid & 0xff) && t.b != pid, "a slot has another pid");
    ta_fill(&t, (uint32_t)t.b, 0);
    thread_call(&t, pid, 0, 0);
    check_sent(&t, "call", KERR_PEER_DIED, "to the pid before, of a slot");
    thread_close(&t);
    ta_end((pid & 0xff) | ((pid >> 8) + 1) << 8);
}

static void try_after_reply(void)
{
    uint32_t ta = ta_make(CALLS, 0);
    struct thread t;

    thread_open(&t, ta);
    thread_reply(&t, 6);
    check_kill(ta, KERR_OK, "what waits, after its reply");
    check_sent(&t, "start_recv", KERR_OK, "replied to before the death");
    fact(t.a == 6, "the reply is there");
    thread_start(&t, ta, 0, 0);
    check_sent(&t, "start_recv", KERR_PEER_DIED, "to who died after a reply");
    thread_close(&t);
    ta_end(ta);
}

/* The reply is there, but has to wait for tamgr. */
static void try_after_parked_reply(void)
{
    uint32_t ta = ta_make(CALLS, 0);
    struct thread a, b;

    thread_open(&a, SERVICE_TAMGR);
    thread_start(&a, ta, 0, 0);
    thread_open(&b, SERVICE_TAMGR);
    thread_reply(&a, 8);
    check_parked(&a, "reply_recv", "to a loop process that serves");
    check("process_kill", KERR_OK, kcall(&b, KCALL_process_kill, ta, 0, 0, 0),
          "what waits, before its reply has arrived");
    thread_close(&b);
    thread_reply(&a, 0);
    check_sent(&a, "start_recv", KERR_OK, "replied to before the death");
    fact(a.a == 8, "the reply is there");
    thread_reply(&a, 0);
    thread_end(&a);
    ta_end(ta);
}

/* Killed while bound, it dies when it would run. */
static void try_serving(void)
{
    uint32_t ta = ta_make(CALLS, 0);
    struct thread t;

    thread_open(&t, ta);
    check_kill(ta, KERR_STATE, "what serves");
    check_kill(ta, KERR_STATE, "what serves, a second time");
    thread_reply(&t, 0);
    check_end(&t, "process_kill", KDEATH_KILLED, ta, "while it serves");
    ta = ta_make(CALLS, 0);
    thread_open(&t, ta);
    interrupt_next();
    kcall(&t, KCALL_exit, 0, 0, 0, 0); /* it does not come to that */
    fact(t.what == INTERRUPTED, "an interrupt comes while a TA runs");
    check_kill(ta, KERR_STATE, "what is interrupted");
    thread_resume(&t);
    check_end(&t, "process_kill", KDEATH_KILLED, ta, "while interrupted");
}

/* The caller is killed while a service works for it, on its memory. */
static void try_caller(void)
{
    uint32_t ta = ta_make(CALLS, 0);
    struct thread t;
    uint64_t at;
    struct klease l = {.length = 16, .rights = KLEASE_READ | KLEASE_WRITE};

    thread_open(&t, ta);
    at = buffer_of(&t);
    l.address = at + 64;
    lease_put(&t, at, 0, &l);
    thread_call(&t, SERVICE_CRYPTO, at, 1);
    at = buffer_of(&t);
    check_kill(ta, KERR_STATE, "who waits for a reply");
    check("borrow_read", KERR_OK, kcall(&t, KCALL_borrow_read, 0, 0, at, 16),
          "from a caller that will die");
    check("borrow_write", KERR_OK, kcall(&t, KCALL_borrow_write, 0, 0, at, 16),
          "to a caller that will die");
    thread_reply(&t, 0);
    check_end(&t, "process_kill", KDEATH_KILLED, ta, "when the reply comes");
}

/* The callee dies, and with it what is lent to it. */
static void try_callee(void)
{
    uint32_t ta = ta_make(CALLS, 0);
    struct thread t;

    thread_open(&t, ta);
    thread_call(&t, SERVICE_CRYPTO, 0, 0);
    kcall(&t, KCALL_exit, 0, 0, 0, 0);
    check_sent(&t, "call", KERR_PEER_DIED, "to a service that exits");
    thread_call(&t, SERVICE_CRYPTO, 0, 0);
    check_reached(&t, SERVICE_CRYPTO, ta, "the service is there again");
    thread_reply(&t, 0);
    check_sent(&t, "call", KERR_OK, "to a service that died before");
    thread_close(&t);
    thread_open(&t, SERVICE_TAMGR);
    thread_call(&t, ta, 0, 0);
    kcall(&t, KCALL_exit, 0, 0, 0, 0);
    check_sent(&t, "call", KERR_PEER_DIED, "by tamgr, which is not told twice");
    thread_close(&t);
    ta_end(ta);
}

/* Who waits for a busy process, when that dies. */
static void try_waited_for(void)
{
    uint32_t ta = ta_make(CALLS, 0);
    struct thread a, b, c;

    thread_open(&a, ta);
    thread_open(&b, ta);
    thread_open(&c, ta);
    kcall(&a, KCALL_exit, 0, 0, 0, 0);
    check_woken(&a, "one who waited for what is dead");
    thread_reply(&a, 0);
    check_woken(&a, "and the other");
    thread_reply(&a, 0);
    check_death(&a, "exit", KDEATH_EXIT, ta, "while others wait for it");
    check_sent(&a, "start_recv", KERR_PEER_DIED, "served when it died");
    thread_close(&a);
    thread_reply(&b, 0);
    check_sent(&b, "start_recv", KERR_PEER_DIED, "waiting when it died");
    thread_close(&b);
    thread_reply(&c, 0);
    check_sent(&c, "start_recv", KERR_PEER_DIED, "waiting when it died");
    thread_close(&c);
    ta_end(ta);
}

/* Who waits is killed itself. */
static void try_waiting(void)
{
    uint32_t ta = ta_make(CALLS, 0);
    struct thread a, b;

    thread_open(&b, SERVICE_CRYPTO);
    thread_open(&a, ta);
    thread_call(&a, SERVICE_CRYPTO, 0, 0);
    check_parked(&a, "call", "to a busy service");
    check_kill(ta, KERR_STATE, "who waits for a busy service");
    thread_reply(&a, 0);
    check_parked(&a, "call", "though killed, while the service is busy");
    thread_reply(&b, 0);
    check_woken(&b, "one who is killed");
    thread_close(&b);
    thread_reply(&a, 0);
    check_reached(&a, SERVICE_CRYPTO, ta, "its message is served");
    thread_reply(&a, 0);
    check_end(&a, "process_kill", KDEATH_KILLED, ta, "after its wait");
}

/* tamgr is busy when it is to be told. */
static void try_told_late(void)
{
    uint32_t ta = ta_make(CALLS, 0);
    struct thread a, b;

    thread_open(&a, ta);
    thread_open(&b, SERVICE_TAMGR);
    kcall(&a, KCALL_exit, 0, 0, 0, 0);
    check_parked(&a, "exit", "for tamgr, which serves another");
    thread_close(&b);
    thread_reply(&a, 0);
    check_end(&a, "exit", KDEATH_EXIT, ta, "while tamgr is busy");
}

/* TAs end with the tamgr that made them; the next one does not get the answers
 * that it waited for. */
static void try_tamgr(void)
{
    uint32_t idle = ta_make(CALLS, 0), bound = ta_make(CALLS, 0);
    struct thread a, b, t;

    thread_open(&a, bound);
    thread_open(&b, SERVICE_TAMGR);
    thread_start(&b, SERVICE_CRYPTO, 0, 0);
    thread_open(&t, SERVICE_TAMGR);
    kcall(&t, KCALL_exit, 3, 0, 0, 0);
    check_woken(&t, "who may wait for tamgr's wake");
    thread_reply(&t, 0);
    check_sent(&t, "start_recv", KERR_PEER_DIED, "to tamgr, which exits");
    thread_start(&t, SERVICE_TAMGR, 0, 0);
    check_reached(&t, SERVICE_TAMGR, SERVICE_GATEWAY, "tamgr is there again");
    thread_close(&t);
    thread_reply(&b, 0);
    check_sent(&b, "start_recv", KERR_PEER_DIED, "to a tamgr that waited");
    thread_close(&b);
    thread_enter(&t);
    thread_start(&t, idle, 0, 0);
    check_sent(&t, "start_recv", KERR_PEER_DIED, "to a TA of a dead tamgr");
    thread_close(&t);
    thread_reply(&a, 0);
    check_end(&a, "exit", KDEATH_KILLED, bound, "of the tamgr that made it");
}

void deaths_try(void)
{
    try_exit();
    try_fault("reads where nothing is", STEP_PEEK, false);
    try_fault("writes where nothing is", STEP_POKE, false);
    try_fault("writes to a constant", STEP_POKE, true);
    try_rights();
    try_absent();
    try_after_reply();
    try_after_parked_reply();
    try_serving();
    try_caller();
    try_callee();
    try_waited_for();
    try_waiting();
    try_told_late();
    try_tamgr();
}
