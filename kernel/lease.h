/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copies through a lease (struct lease, activation.h). The kernel lock is held.
 */
#pragma once

#include "kernel/activation.h"

/* The lease that process `owner` gives by k. False: with rights that there are
 * not. */
static inline bool lease_make(struct lease *l, uint32_t owner, struct klease k)
{
    *l = (struct lease){.owner = owner,
                        .length = k.length,
                        .rights = k.rights,
                        .address = k.address};
    return (k.rights & ~(KLEASE_READ | KLEASE_WRITE)) == 0;
}

/* A copy between lease `lease` of a frame, from `offset` on, and `own` memory
 * of the frame's process. */
struct borrowing {
    uint64_t lease, offset;
    user_addr_t own;
    uint64_t length;
    uint32_t right; /* KLEASE_READ: from the lease, KLEASE_WRITE: to it */
};

/* Copies what goes in one entry for p, whose frame f is: b->length becomes how
 * much that is, KCOPY_MAX at least or all. Errors as those of borrow_read, with
 * b->length as it was. */
enum kerr lease_borrow(const struct cpu *cpu, const struct process *p,
                       const struct frame *f, struct borrowing *b);

/* p ends its event, whose frame f is, by reply_recv: what that says beside the
 * words. Data for a lease is written; errors are those of that. Where the next
 * event's goes is kept. */
enum kerr lease_write_reply(const struct cpu *cpu, struct process *p,
                            const struct frame *f);

static inline enum kerr lease_reply(const struct cpu *cpu, struct process *p,
                                    const struct frame *f)
{
    const uint64_t *x = arch_context_words(&p->context);

    p->inbox = x[14];
    p->inbox_bytes = x[15];
    return (uint32_t)x[13] == 0 ? KERR_OK : lease_write_reply(cpu, p, f);
}
