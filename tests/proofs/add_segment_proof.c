/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * add_segment(), file_offset(): from any plan that the invariant allows and
 * any program header, an accepted segment begins on a page behind all others,
 * ends below 4 GiB, has its bytes inside the file, is not both writable and
 * executable, and the counts are those of the segments.
 * Bound: none
 * Unwind: 5
 * Found: first page compared wrongly
 */
#include "services/tamgr/elf.c"
#include "tests/proofs/proof.h"

int main(void)
{
    struct view v = {.size = nondet_u64()};
    struct elf elf;
    struct elf64_program p;
    uint64_t span, pages;
    unsigned before;
    const struct elf_segment *s;

    ANY(elf);
    ANY(p);
    ASSUME(v.size <= 2u << 20 && elf.segments <= ELF_SEGMENTS);
    ASSUME(elf.span % PAGE_SIZE == 0 && elf.span <= VA_LIMIT);
    ASSUME(elf.pages <= elf.span / PAGE_SIZE);
    span = elf.span;
    pages = elf.pages;
    before = elf.segments;
    if (add_segment(&v, &p, &elf) != REFUSE_NONE) {
        ASSERT(elf.span == span && elf.pages == pages);
        ASSERT(elf.segments == before);
        return 0;
    }
    s = &elf.segment[before];
    ASSERT(elf.segments == before + 1 && elf.segments <= ELF_SEGMENTS);
    ASSERT(elf_segment_base(s) >= span && s->va + s->memsz <= elf.span);
    ASSERT(elf.span % PAGE_SIZE == 0 && elf.span <= VA_LIMIT);
    ASSERT(elf.pages == pages + elf_segment_pages(s));
    ASSERT(elf.pages <= elf.span / PAGE_SIZE);
    ASSERT(s->filesz <= s->memsz && range_inside(s->offset, s->filesz, v.size));
    ASSERT(!(s->rights & KMAP_WRITE) || !(s->rights & KMAP_EXEC));
    return 0;
}
