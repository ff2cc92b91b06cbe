/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * layout_choose(): for any decoded program and any random numbers, image,
 * stack and arena are user addresses, in this order, with an unmapped page
 * between them, and the quota is enough for the pages.
 * Bound: none
 * Unwind: 1
 * Found: guard page left out
 */
#include "services/tamgr/process.c"
#include "tests/proofs/proof.h"

int main(void)
{
    struct elf elf = {.span = nondet_u64(), .pages = nondet_u64()};
    struct ta_random random;
    struct ta_layout l;
    uint64_t image_end, stack_end;

    /* What add_segment_proof.c shows. */
    ASSUME(elf.span % PAGE_SIZE == 0 && elf.span <= 1ull << 32);
    ASSUME(elf.pages <= elf.span / PAGE_SIZE);
    elf.head.stack_size = nondet_u32();
    ANY(random);
    if (layout_choose(&elf, &random, &l) != REFUSE_NONE)
        return 0;
    image_end = l.image + elf.span;
    stack_end = l.stack + l.stack_pages * PAGE_SIZE;
    ASSERT(l.image >= USER_VA_MIN && l.image % PAGE_SIZE == 0);
    ASSERT(l.stack >= image_end + PAGE_SIZE && l.stack % PAGE_SIZE == 0);
    ASSERT(l.arena >= stack_end + PAGE_SIZE && l.arena % BLOCK == 0);
    ASSERT(l.arena + TA_ARENA_ROOM <= USER_VA_MAX);
    ASSERT(l.stack_pages * PAGE_SIZE >= elf.head.stack_size);
    ASSERT(l.quota > elf.pages + l.stack_pages + TA_SLACK_PAGES);
    return 0;
}
