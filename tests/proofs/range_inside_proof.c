/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * range_inside(), u64_round_up(): true exactly if the range is inside; the
 * least multiple that is not below n, or false if there is none.
 * Bound: none
 * Unwind: 1
 * Found: offset forgotten
 */
#include "lib/checked.h"
#include "tests/proofs/proof.h"

int main(void)
{
    uint64_t offset = nondet_u64(), length = nondet_u64();
    uint64_t limit = nondet_u64(), up = 7, unit = 1ull << (nondet_u8() & 63);

    ASSERT(range_inside(offset, length, limit) ==
           ((__uint128_t)offset + length <= limit));
    if (u64_round_up(offset, unit, &up))
        ASSERT(up >= offset && up - offset < unit && (up & (unit - 1)) == 0);
    else
        ASSERT(up == 7 && (__uint128_t)offset + (unit - 1) > UINT64_MAX);
    return 0;
}
