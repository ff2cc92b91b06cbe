/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * borrow(): whatever the caller's registers and whatever its frame's leases,
 * bytes are copied only between the caller and the lease's owner, inside the
 * lease, with the right that the lease has, and at most KCOPY_MAX.
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
static bool copied;

struct process *process_callable(uint32_t pid)
{
    ASSERT(x[0] < act.frame[0].leases && pid == act.frame[0].lease[x[0]].owner);
    return nondet_bool() ? &owner : NULL;
}

enum kerr space_copy(const struct space *to, user_addr_t dst, uint32_t right,
                     const struct space *from, user_addr_t src, size_t n)
{
    const struct lease *l = &act.frame[0].lease[x[0]];
    bool reads = asked == KLEASE_READ;

    ASSERT(x[0] < act.frame[0].leases && (l->rights & asked) == asked);
    ASSERT(to == (reads ? &caller.space : &owner.space));
    ASSERT(from == (reads ? &owner.space : &caller.space));
    ASSERT(right == KMAP_WRITE && (reads ? dst : src) == x[2]);
    ASSERT((reads ? src : dst) - l->address == x[1]);
    ASSERT((__uint128_t)x[1] + n <= l->length && n == x[3] && n <= KCOPY_MAX);
    copied = true;
    return nondet_bool() ? KERR_OK : KERR_ADDRESS;
}

int main(void)
{
    struct cpu cpu = {.act = &act};
    const struct kargs a = {&cpu, &caller, x};

    ANY(x);
    ANY(act);
    act.depth = 1;
    ASSUME(act.frame[0].leases <= KMSG_LEASES);
    asked = nondet_bool() ? KLEASE_READ : KLEASE_WRITE;
    ASSERT(borrow(&a, asked) == &caller);
    ASSERT(copied || x[0] == KERR_NO_OBJECT || x[0] == KERR_ARGUMENT ||
           x[0] == KERR_PEER_DIED);
    return 0;
}
