/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * request_decode(): any message to a TA with any leases is decoded into known
 * types; a leased parameter names a lease that is there, long enough, with the
 * rights that its type needs; no other reference wraps around.
 * Bound: none
 * Unwind: 5
 * Found: one byte too many allowed
 */
#include "sdk/engine/request.c"
#include "tests/proofs/proof.h"

int main(void)
{
    uint64_t w[KMSG_WORDS], a, b;
    struct request_lease leases[KMSG_LEASES];
    unsigned count = nondet_u8(), i = nondet_u8();
    struct request r;
    uint32_t type;

    ASSUME(count <= KMSG_LEASES && i < TEE_NUM_PARAMS);
    ANY(w);
    ANY(leases);
    if (!request_decode(w, leases, count, &r))
        return 0;
    type = TEE_PARAM_TYPE_GET(r.params.types, i);
    a = r.params.vals[2 * i];
    b = r.params.vals[2 * i + 1];
    ASSERT((r.session != 0 || r.entry == ENGINE_DESTROY) &&
           r.params.types <= 0xffff);
    ASSERT(type == 0 || param_is_value(type) || param_is_memref(type));
    ASSERT(!param_is_value(type) || (a <= UINT32_MAX && b <= UINT32_MAX));
    if (!(r.leased >> i & 1)) {
        ASSERT(!param_is_memref(type) || b <= UINT64_MAX - a);
        return 0;
    }
    ASSERT(param_is_memref(type) && a == 0 && r.lease[i] < count);
    ASSERT(b <= leases[r.lease[i]].length);
    ASSERT(!param_is_output(type) || leases[r.lease[i]].rights & KLEASE_WRITE);
    ASSERT(!param_is_input(type) || leases[r.lease[i]].rights & KLEASE_READ);
    return 0;
}
