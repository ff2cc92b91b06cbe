/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * writer_take(), writer_bytes(), writer_u32_be(): writes all of it at its
 * place and nothing beside, or nothing at all once it would not fit.
 * Bound: writes of up to 12 bytes into buffers of any size
 * Unwind: 13
 * Found: one byte too many allowed
 */
#include "lib/bytes.c"
#include "tests/proofs/proof.h"

int main(void)
{
    size_t room = nondet_u64(), n = nondet_u64(), i = nondet_u64();
    uint8_t source[12], old;
    uint8_t *data;
    struct writer w;

    ASSUME(room <= PTRDIFF_MAX / 2 && n <= sizeof(source) && i < room);
    data = malloc(room);
    ASSUME(data);
    old = data[i];
    w = writer_init(data, room);
    writer_bytes(&w, source, n);
    ASSERT(w.failed == (n > room));
    ASSERT(data[i] == (!w.failed && i < n ? source[i] : old));
    writer_u32_be(&w, 0x01020304);
    if (!w.failed)
        ASSERT(w.left == room - n - 4 && data[n] == 1 && data[n + 3] == 4);
    return 0;
}
