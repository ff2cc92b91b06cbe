/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * file_offset(): for any plan that add_segment() makes, any address and any
 * size, what is found are bytes of the file, all of one segment, and at the
 * place of that address in it; what is refused lies in no segment.
 * Bound: none for whether it is found, one segment for the place
 * Unwind: 5
 * Found: address not made relative to the segment
 */
#include "services/tamgr/elf.c"
#include "tests/proofs/proof.h"

/* Has the segment all of [va, va + size) in the file? */
static bool is_in(const struct elf_segment *s, uint64_t va, uint64_t size)
{
    return va >= s->va && size <= s->filesz && va - s->va <= s->filesz - size;
}

int main(void)
{
    struct elf elf;
    uint64_t file = nondet_u64(), va = nondet_u64(), size = nondet_u64();
    uint64_t offset = 7;
    bool found, is_right = false, is_there = false;

    ASSUME(file <= 2u << 20 && elf.segments <= ELF_SEGMENTS);
    for (unsigned n = 0; n < ELF_SEGMENTS; n++)
        ASSUME(
            range_inside(elf.segment[n].offset, elf.segment[n].filesz, file));
    found = file_offset(&elf, va, size, &offset);
    for (unsigned n = 0; n < ELF_SEGMENTS; n++) {
        const struct elf_segment *s = &elf.segment[n];

        if (n >= elf.segments || !is_in(s, va, size))
            continue;
        is_there = true;
        is_right |= offset == s->offset + (va - s->va);
    }
    ASSERT(found == is_there);
    if (elf.segments == 1)
        ASSERT(found ? is_right && range_inside(offset, size, file)
                     : offset == 7);
    return 0;
}
