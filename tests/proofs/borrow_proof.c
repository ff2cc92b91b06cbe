/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * borrow(): whatever the caller's registers and whatever its frame's leases,
 * bytes are copied only between the caller and the lease's owner, inside the
 * lease, with the right that the lease has, and at most arch_copy_max().
 * Bound: none
 * Unwind: 5
 * Found: offset left out
 * Wrap: where a lease begins is its owner's claim; space_copy() checks pages
 */
#include "kernel/kcall.c"
#include "tests/proofs/proof.h"

static struct process caller, owner;
static struct activation act;
static uint64_t x[31];
static uint32_t asked;
static size_t most;
static bool copied;

struct process *process_callable(uint32_t pid)
{
    ASSERT(x[0] < act.frame[0].leases && pid == act.frame[0].lease[x[0]].owner);
    return nondet_bool() ? &owner : NULL;
}

size_t arch_copy_max(const struct cpu *cpu)
{
    (void)cpu;
    return most;
}

enum kerr space_copy(const struct cpu *cpu, struct place to, struct place from,
                     size_t n)
{
    const struct lease *l = &act.frame[0].lease[x[0]];
    bool reads = asked == KLEASE_READ;

    (void)cpu;
    ASSERT(x[0] < act.frame[0].leases && (l->rights & asked) == asked);
    ASSERT(to.space == (reads ? &caller.space : &owner.space));
    ASSERT(from.space == (reads ? &owner.space : &caller.space));
    ASSERT(to.right == KMAP_WRITE && from.right == KMAP_READ);
    ASSERT((reads ? to.va : from.va) == x[2]);
    ASSERT((reads ? from.va : to.va) - l->address == x[1]);
    ASSERT((__uint128_t)x[1] + n <= l->length && n <= x[3] && n <= most);
    copied = true;
    return nondet_bool() ? KERR_OK : KERR_ADDRESS;
}

int main(void)
{
    struct cpu cpu = {.act = &act};
    const struct kargs a = {&cpu, &caller, x};

    ANY(x);
    ANY(act);
    ANY(most);
    act.depth = 1;
    ASSUME(act.frame[0].leases <= KMSG_LEASES);
    asked = nondet_bool() ? KLEASE_READ : KLEASE_WRITE;
    ASSERT(borrow(&a, asked) == &caller);
    ASSERT(copied || x[0] == KERR_NO_OBJECT || x[0] == KERR_ARGUMENT ||
           x[0] == KERR_PEER_DIED);
    ASSERT(x[0] != KERR_OK || x[1] <= most);
    return 0;
}
