/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Marks are read in the messages that tamgr receives. What was killed, and how
 * many messages there were, goes to standard error, for tests/isolation.
 * CPUs may come here at the same time, but one client makes one call at a time.
 * Mutable state: `kills`.
 */
#include "host/kill.h"

#include <stdio.h>

#include "abi/tamgr_msg.h"
#include "kernel/process.h"

static struct {
    bool enabled;
    uint32_t slot; /* to be killed; 0: none */
    unsigned at;   /* message, from 1 */
    bool after;
    bool counting;
    unsigned seen; /* messages */
    bool due;      /* dies at its next answer */
} kills;

void kill_enable(void)
{
    kills.enabled = true;
}

static bool is_receive(unsigned number)
{
    return number == KCALL_reply_recv || number == KCALL_start_recv ||
           number == KCALL_nw_return_recv;
}

static bool is_open(const struct process *p)
{
    const uint64_t *x = p->context.x;

    return p->pid == SERVICE_TAMGR && (x[12] & 0xff) == KEV_CALL &&
           x[13] == SERVICE_GATEWAY && (x[0] & 0xffff) == TAMGR_OPEN;
}

/* The first eight octets of the UUID, as a number. */
static uint64_t mark_of(const struct process *p)
{
    return __builtin_bswap64(p->context.x[1]);
}

static void mark_obey(const struct process *p)
{
    uint64_t mark = mark_of(p);

    if (kills.counting)
        fprintf(stderr, "kill: service %u had %u messages\n", kills.slot,
                kills.seen);
    kills.slot = (uint32_t)(mark >> 16) & 0xffff;
    kills.at = (unsigned)mark & 0xffff;
    kills.after = p->context.x[2] & 1;
    kills.counting = kills.due = false;
    kills.seen = 0;
}

static bool end(const struct process *p)
{
    kills.slot = 0;
    kills.counting = kills.due = false;
    fprintf(stderr, "kill: done to %s\n", p->name);
    return true;
}

bool kill_before_event(const struct process *p, unsigned number)
{
    const uint64_t *x = p->context.x;

    if (!kills.enabled || !is_receive(number))
        return false;
    if (is_open(p) && mark_of(p) >> 32 == KILL_MARK) {
        mark_obey(p);
        return false;
    }
    kills.counting |= kills.slot != 0 && is_open(p);
    if (!kills.counting || p->pid != kills.slot || ++kills.seen != kills.at)
        return false;
    fprintf(stderr, "kill: service %u message %u %s: kind %u from %u op %u\n",
            kills.slot, kills.at, kills.after ? "after" : "before",
            (unsigned)x[12] & 0xff, (unsigned)x[13], (unsigned)x[0] & 0xffff);
    kills.due = kills.after;
    return kills.due ? false : end(p);
}

bool kill_before_answer(const struct process *p, unsigned number)
{
    return kills.due && p->pid == kills.slot && is_receive(number) && end(p);
}
