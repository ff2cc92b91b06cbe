/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * u64_multiply(), size_multiply(): the mathematical result if it fits, else
 * nothing is changed.
 * Bound: factors below 2^32 and 16 for the value, any two for the frame
 * Unwind: 1
 * Found: result written first
 */
#include "lib/checked.h"
#include "tests/proofs/proof.h"

int main(void)
{
    uint64_t a = nondet_u64(), b = nondet_u64(), result = 7;
    __uint128_t exact;
    size_t size = 7;

    if (!u64_multiply(a, b, &result))
        ASSERT(result == 7 && a != 0 && b != 0);
    ASSUME(a <= UINT32_MAX && b < 16);
    result = 7;
    exact = (__uint128_t)a * b;
    ASSERT(u64_multiply(a, b, &result) == (exact <= UINT64_MAX));
    ASSERT(result == (exact <= UINT64_MAX ? (uint64_t)exact : 7));
    ASSERT(size_multiply(a, b, &size) == (exact <= SIZE_MAX));
    ASSERT(size == (exact <= SIZE_MAX ? (size_t)exact : 7));
    return 0;
}
