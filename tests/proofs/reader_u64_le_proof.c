/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * reader_u64_le(), reader_u64_be(): the number that the next eight bytes are,
 * or 0 and nothing moves; each is the other with the bytes turned around.
 * Bound: none
 * Unwind: 9
 * Found: wrong shift
 */
#include "lib/bytes.c"
#include "tests/proofs/proof.h"

int main(void)
{
    size_t length = nondet_u64();
    uint8_t *data;
    struct reader le, be;
    uint64_t number;

    ASSUME(length <= PTRDIFF_MAX / 2);
    data = malloc(length);
    ASSUME(data);
    le = be = reader_init(data, length);
    number = reader_u64_le(&le);
    ASSERT(reader_u64_be(&be) == __builtin_bswap64(number));
    ASSERT(le.failed == (length < 8) && be.failed == le.failed);
    if (le.failed)
        ASSERT(number == 0 && le.left == length && le.p == data);
    else
        ASSERT((uint8_t)number == data[0] && number >> 56 == data[7] &&
               le.left == length - 8 && le.p == data + 8);
    return 0;
}
