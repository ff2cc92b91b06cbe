/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * reader_take(): gives the next n bytes, all of them readable, and moves by n;
 * or gives NULL, moves nothing and stays failed.
 * Bound: none
 * Unwind: 1
 * Found: one byte too many allowed
 */
#include "lib/bytes.c"
#include "tests/proofs/proof.h"

int main(void)
{
    size_t length = nondet_u64(), n = nondet_u64();
    uint8_t *data;
    struct reader r, before;
    const uint8_t *p;

    ASSUME(length <= PTRDIFF_MAX / 2);
    data = malloc(length);
    ASSUME(data);
    r = reader_init(data, length);
    (void)reader_take(&r, nondet_u64()); /* any state that one can be in */
    before = r;
    p = reader_take(&r, n);
    if (p) {
        ASSERT(!before.failed && n <= before.left);
        ASSERT(p == before.p && IS_READABLE(p, n));
        ASSERT(r.p == before.p + n && r.left == before.left - n && !r.failed);
    } else {
        ASSERT(before.failed || n > before.left);
        ASSERT(r.p == before.p && r.left == before.left && r.failed);
    }
    return 0;
}
