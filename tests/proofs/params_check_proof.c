/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * params_check(): of any message of a TA, the message for the callee has known
 * types, values only where its types say so, each memory reference a lease of
 * its own that is there, as long as it says and with the rights that the
 * callee needs, or NULL; and all leases are used.
 * Bound: none
 * Unwind: 13
 * Found: length of the lease not compared
 */
#include "services/tamgr/params.c"
#include "tests/proofs/proof.h"

int main(void)
{
    struct event ev;
    uint64_t w[KMSG_WORDS];
    unsigned i = nondet_u8(), lease = 0;
    uint32_t type, rights;
    bool leased;

    ANY(ev);
    ASSUME(ev.leases <= KMSG_LEASES && i < 4);
    if (!params_check(&ev, TA_INVOKE, w))
        return 0;
    ASSERT(TA_MSG_OP(w[0]) == TA_INVOKE && w[0] >> 36 == 0);
    ASSERT(TA_MSG_TYPES(w[0]) == TA_MSG_TYPES(ev.w[0]));
    ASSERT(w[1] == 0 && w[2] == 0 && w[11] == ev.w[11]);
    type = TA_PARAM_TYPE(TA_MSG_TYPES(w[0]), i);
    leased = TA_MSG_LEASES(w[0]) >> i & 1;
    ASSERT(type <= PARAM_MEMREF_INOUT && type != 4);
    for (unsigned n = 0; n < i; n++)
        lease += TA_MSG_LEASES(w[0]) >> n & 1;
    if (type < PARAM_MEMREF_INPUT) {
        ASSERT(!leased);
        ASSERT(type == PARAM_VALUE_INPUT || type == PARAM_VALUE_INOUT ||
               (w[3 + 2 * i] == 0 && w[4 + 2 * i] == 0));
        return 0;
    }
    rights = (type != PARAM_MEMREF_OUTPUT ? KLEASE_READ : 0) |
             (type != PARAM_MEMREF_INPUT ? KLEASE_WRITE : 0);
    ASSERT(w[3 + 2 * i] == 0 && (leased || w[4 + 2 * i] == 0));
    ASSERT(!leased ||
           (lease < ev.leases && w[4 + 2 * i] == ev.lease_length[lease] &&
            (ev.lease_rights[lease] & rights) == rights));
    return 0;
}
