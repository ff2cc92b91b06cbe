/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * u64_add(), size_add(): the mathematical result if it fits, else nothing
 * is changed.
 * Bound: none
 * Unwind: 1
 * Found: carry ignored
 */
#include "lib/checked.h"
#include "tests/proofs/proof.h"

int main(void)
{
    uint64_t a = nondet_u64(), b = nondet_u64(), result = 7;
    __uint128_t exact = (__uint128_t)a + b;
    size_t size = 7;

    ASSERT(u64_add(a, b, &result) == (exact <= UINT64_MAX));
    ASSERT(result == (exact <= UINT64_MAX ? (uint64_t)exact : 7));
    ASSERT(size_add(a, b, &size) == (exact <= SIZE_MAX));
    ASSERT(size == (exact <= SIZE_MAX ? (size_t)exact : 7));
    return 0;
}
