/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * reader_copy(), reader_part(): copies what is there or zeroes, never beyond
 * the destination; a part has exactly its bytes.
 * Bound: copies of up to 12 bytes from buffers of any size
 * Unwind: 13
 * Found: loop runs once more
 */
#include "lib/bytes.c"
#include "tests/proofs/proof.h"

int main(void)
{
    size_t length = nondet_u64(), n = nondet_u64(), i = nondet_u64();
    uint8_t *data, *to;
    struct reader r, part;

    ASSUME(length <= PTRDIFF_MAX / 2 && n <= 12 && i < n);
    data = malloc(length);
    to = malloc(n);
    ASSUME(data && to);
    r = part = reader_init(data, length);
    reader_copy(&r, to, n);
    ASSERT(to[i] == (n <= length ? data[i] : 0));
    ASSERT(r.failed == (n > length));
    part = reader_part(&part, n);
    ASSERT(part.failed == (n > length));
    ASSERT(part.left == (part.failed ? 0 : n));
    ASSERT(part.failed || part.p == data);
    return 0;
}
