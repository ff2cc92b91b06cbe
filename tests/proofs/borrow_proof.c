/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lease_borrow(): whatever is asked for and whatever the frame's leases, bytes
 * are copied only between the caller and the lease's owner, inside the lease,
 * with the right that the lease has, and at most arch_copy_max().
 * Bound: none
 * Unwind: 5
 * Found: offset left out
 * Wrap: where a lease begins is its owner's claim; space_copy() checks pages
 */
#include "kernel/lease.c"
#include "tests/proofs/proof.h"

static struct process caller, owner;
static struct frame frame;
static struct borrowing asked;
static size_t most;
static bool copied;

struct process *process_callable(uint32_t pid)
{
    ASSERT(asked.lease < frame.leases && pid == frame.lease[asked.lease].owner);
    return nondet_bool() ? &owner : NULL;
}

size_t arch_copy_max(const struct cpu *cpu, const struct process *p)
{
    (void)cpu;
    ASSERT(p == &caller);
    return most;
}

enum kerr space_copy(const struct cpu *cpu, const struct process *p,
                     const struct place *to, const struct place *from, size_t n)
{
    const struct lease *l = &frame.lease[asked.lease];
    bool reads = asked.right == KLEASE_READ;

    (void)cpu;
    ASSERT(p == &caller && asked.lease < frame.leases);
    ASSERT((l->rights & asked.right) == asked.right);
    ASSERT(to->space == (reads ? &caller.space : &owner.space));
    ASSERT(from->space == (reads ? &owner.space : &caller.space));
    ASSERT(to->right == KMAP_WRITE && from->right == KMAP_READ);
    ASSERT((reads ? to->va : from->va) == asked.own);
    ASSERT((reads ? from->va : to->va) - l->address == asked.offset);
    ASSERT((__uint128_t)asked.offset + n <= l->length);
    ASSERT(n <= asked.length && n <= most);
    copied = true;
    return nondet_bool() ? KERR_OK : KERR_ADDRESS;
}

int main(void)
{
    struct borrowing b;
    enum kerr err;

    ANY(frame);
    ANY(most);
    ANY(asked);
    ASSUME(frame.leases <= KMSG_LEASES);
    asked.right = nondet_bool() ? KLEASE_READ : KLEASE_WRITE;
    b = asked;
    err = lease_borrow(NULL, &caller, &frame, &b);
    ASSERT(copied || err == KERR_NO_OBJECT || err == KERR_ARGUMENT ||
           err == KERR_PEER_DIED);
    ASSERT(err != KERR_OK || b.length <= most);
    return 0;
}
