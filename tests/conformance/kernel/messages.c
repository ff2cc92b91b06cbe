/* SPDX-License-Identifier: BSD-2-Clause */
/* Who may send to whom, what arrives, and how deep calls may nest. */
#include "tests/conformance/kernel/scenario.h"
#include "tests/conformance/kernel/world.h"

#define FRAMES 10u /* of messages in one activation */

static void try_answered(void)
{
    struct thread t;

    thread_enter(&t);
    thread_start(&t, SERVICE_CRYPTO, 0, 0);
    check_reached(&t, SERVICE_CRYPTO, SERVICE_GATEWAY, "a message arrives");
    if (thread_call(&t, SERVICE_KEYS, 0, 0) == REPORT_MESSAGE)
        check_reached(&t, SERVICE_KEYS, SERVICE_CRYPTO, "one from there too");
    thread_reply(&t, 9);
    check_sent(&t, "call", KERR_OK, "to a service");
    fact(t.b == 9, "its reply arrives");
    thread_reply(&t, 5);
    check_sent(&t, "start_recv", KERR_OK, "to a service");
    fact(t.a == 5, "its reply arrives");
    fact(event_word(&t, 14) == COOKIE, "with the cookie");
    thread_end(&t);
}

static void try_refused_calls(void)
{
    const struct klease unknown = {NOWHERE, 16, 4};
    struct thread t;
    uint64_t at;

    thread_open(&t, SERVICE_CRYPTO);
    at = buffer_of(&t);
    lease_put(&t, at, 0, &unknown);
    thread_call(&t, SERVICE_KERNEL, 0, 0);
    check_sent(&t, "call", KERR_DENIED, "to the kernel");
    thread_call(&t, SERVICE_STORAGE, 0, 0);
    check_sent(&t, "call", KERR_DENIED, "to a service not allowed");
    thread_call(&t, SERVICE_KEYS | 1 << 8, 0, 0);
    check_sent(&t, "call", KERR_DENIED, "to a generation of a service");
    thread_call(&t, SERVICE_LIMIT, 0, 0);
    check_sent(&t, "call", KERR_DENIED, "to a TA, by what is no loop process");
    thread_call(&t, SERVICE_KEYS, at, 5);
    check_sent(&t, "call", KERR_ARGUMENT, "with five leases");
    thread_call(&t, SERVICE_KEYS, at, 1);
    check_sent(&t, "call", KERR_ARGUMENT, "with unknown rights");
    thread_call(&t, SERVICE_KEYS, NOWHERE, 1);
    check_sent(&t, "call", KERR_ADDRESS, "with leases nowhere");
    thread_call(&t, SERVICE_KEYS, UINT64_MAX - 15, 1);
    check_sent(&t, "call", KERR_ADDRESS, "with leases at the highest address");
    thread_close(&t);
    thread_open(&t, SERVICE_TAMGR);
    thread_call(&t, PROCESS_SLOTS - 1, 0, 0);
    check_sent(&t, "call", KERR_PEER_DIED, "to a TA that is not");
    thread_call(&t, PROCESS_SLOTS, 0, 0);
    check_sent(&t, "call", KERR_PEER_DIED, "to a slot that is not");
    thread_close(&t);
}

static void try_refused_starts(void)
{
    const struct klease unknown = {NOWHERE, 16, 4};
    struct thread t;
    uint64_t at;

    thread_enter(&t);
    at = buffer_of(&t);
    lease_put(&t, at, 0, &unknown);
    thread_start(&t, SERVICE_KERNEL, 0, 0);
    check_sent(&t, "start_recv", KERR_DENIED, "to the kernel");
    thread_start(&t, SERVICE_STORAGE, 0, 0);
    check_sent(&t, "start_recv", KERR_DENIED, "to a service not allowed");
    thread_start(&t, SERVICE_CRYPTO, at, 5);
    check_sent(&t, "start_recv", KERR_ARGUMENT, "with five leases");
    thread_start(&t, SERVICE_CRYPTO, at, 1);
    check_sent(&t, "start_recv", KERR_ARGUMENT, "with unknown rights");
    thread_start(&t, SERVICE_CRYPTO, NOWHERE, 1);
    check_sent(&t, "start_recv", KERR_ADDRESS, "with leases nowhere");
    thread_start(&t, PROCESS_SLOTS - 1, 0, 0);
    check_sent(&t, "start_recv", KERR_PEER_DIED, "to a TA that is not");
    fact(event_word(&t, 14) == COOKIE, "an error comes with the cookie");
    thread_end(&t);
}

/* tamgr and the gateway send to each other, until one of them is refused.
 * From `frames`, tamgr's turn; the new number. */
static unsigned frames_push(struct thread *t, unsigned frames)
{
    while (frames < 2 * FRAMES) {
        thread_start(t, SERVICE_GATEWAY, 0, 0);
        if (t->what != REPORT_MESSAGE)
            return frames;
        frames++;
        t->pid = SERVICE_GATEWAY; /* it is its turn, not the sender's */
        thread_start(t, SERVICE_TAMGR, 0, 0);
        if (t->what != (REPORT_EVENT | KEV_CALL))
            return frames;
        frames++;
    }
    return frames;
}

static void frames_pop(struct thread *t, unsigned frames)
{
    for (; frames > 1; frames--)
        thread_reply(t, 0);
    thread_end(t);
}

static void try_depth(void)
{
    uint32_t ta = ta_make(MAY(SERVICE_GATEWAY) | MAY(SERVICE_TAMGR), 0);
    struct thread t;
    unsigned frames;

    thread_open(&t, ta);
    thread_call(&t, SERVICE_TAMGR, 0, 0);
    frames = frames_push(&t, 3);
    check_sent(&t, "start_recv", KERR_DEPTH, "one message more than fit");
    fact(frames == FRAMES, "ten processes are in the activation");
    frames_pop(&t, frames);
    thread_open(&t, SERVICE_TAMGR);
    frames = frames_push(&t, 2);
    check("call", KERR_DEPTH, t.a - REPORT_LOST, "one message more than fit");
    frames_pop(&t, frames);
    ta_end(ta);
}

void messages_try(void)
{
    try_answered();
    try_refused_calls();
    try_refused_starts();
    try_depth();
}
