/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * leases_take(): at most KMSG_LEASES leases are read from the caller, each
 * becomes one of the caller's own with known rights; a forward passes on what
 * the frame has. On an error the message has no leases.
 * Bound: none
 * Unwind: 5
 * Found: a fifth allowed
 */
#include "kernel/kcall.c"
#include "tests/proofs/proof.h"

enum kerr space_copy_in(const struct space *s, void *to, user_addr_t from,
                        size_t n)
{
    (void)s;
    (void)from;
    ASSERT(n > 0 && n <= KMSG_LEASES * sizeof(struct klease));
    __CPROVER_havoc_slice(to, n);
    return nondet_bool() ? KERR_OK : KERR_ADDRESS;
}

int main(void)
{
    static struct process caller;
    static struct activation act;
    static uint64_t x[31];
    const struct kargs a = {NULL, &caller, x};
    uint32_t i = nondet_u32();

    ANY(x);
    ANY(act);
    caller.pid = nondet_u32();
    act.depth = 1;
    ASSUME(act.frame[0].leases <= KMSG_LEASES);
    if (leases_take(&a, &act) != KERR_OK) {
        ASSERT(act.leases == 0);
        return 0;
    }
    ASSERT(act.leases <= KMSG_LEASES);
    ASSUME(i < act.leases);
    if (x[14] == KLEASE_FORWARD)
        ASSERT(act.lease[i].owner == act.frame[0].lease[i].owner &&
               act.lease[i].address == act.frame[0].lease[i].address);
    else
        ASSERT(act.lease[i].owner == caller.pid && act.leases == x[14] &&
               act.lease[i].rights <= (KLEASE_READ | KLEASE_WRITE));
    return 0;
}
