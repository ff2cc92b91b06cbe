/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copies through a lease: everything about it is checked at each copy, because
 * its owner may have died or given the memory back since it lent it. The owner
 * is looked up by pid, its memory by its tables. No state.
 */
#include "kernel/lease.h"

enum kerr lease_borrow(const struct cpu *cpu, const struct process *p,
                       const struct frame *f, struct borrowing *b)
{
    const struct process *owner;
    const struct lease *l;
    struct place lent, own = {&p->space, b->own, KMAP_READ};
    uint64_t n = b->length, most = arch_copy_max(cpu, p);
    enum kerr err;

    if (b->lease >= f->leases)
        return KERR_NO_OBJECT;
    l = &f->lease[b->lease];
    if (!(l->rights & b->right) || b->offset > l->length ||
        n > l->length - b->offset)
        return KERR_ARGUMENT;
    owner = process_callable(l->owner);
    if (!owner)
        return KERR_PEER_DIED;
    if (n > most)
        n = most;
    lent = (struct place){&owner->space, l->address + b->offset, KMAP_WRITE};
    if (b->right == KLEASE_WRITE) {
        err = space_copy(cpu, p, &lent, &own, n);
    } else {
        lent.right = KMAP_READ;
        own.right = KMAP_WRITE;
        err = space_copy(cpu, p, &own, &lent, n);
    }
    if (err == KERR_OK)
        b->length = n;
    return err;
}

enum kerr lease_write_reply(const struct cpu *cpu, struct process *p,
                            const struct frame *f)
{
    const uint64_t *x = arch_context_words(&p->context);
    struct borrowing b = {.lease = x[13] >> 32,
                          .own = x[12],
                          .length = (uint32_t)x[13],
                          .right = KLEASE_WRITE};

    if (b.length > KCOPY_MAX || b.lease >= f->leases)
        return KERR_ARGUMENT; /* the caller's reply has no other for it */
    return lease_borrow(cpu, p, f, &b);
}
