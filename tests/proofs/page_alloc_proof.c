/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * quota_reserve(), quota_raise(), quota_lower(), page_alloc(), page_free(),
 * quota_release(): from any state
 * of the pool that its invariant allows (reserved <= total, what is allocated
 * <= what is reserved, as many free pages in the list as counted), each keeps
 * it; a page is there for everyone within the quota, is given once, and is
 * wiped.
 * Bound: pools of up to 3 pages
 * Unwind: 5
 * Found: `>` for `>=`
 */
#include "kernel/page.c"
#include "tests/proofs/proof.h"

enum { PAGES = 3 };

static union {
    struct free_page link;
    uint8_t bytes[64]; /* nothing looks at more of a page */
} pages[PAGES];
static void *wiped;

void arch_page_zero(void *page)
{
    wiped = page;
}

static uint32_t list_length(void)
{
    uint32_t n = 0;

    for (struct free_page *p = pool.free; p && n <= PAGES; p = p->next)
        n++;
    return n;
}

static bool pool_is_sound(void)
{
    return pool.reserved <= pool.total && pool.available <= pool.total &&
           pool.total - pool.available <= pool.reserved &&
           list_length() == pool.available;
}

/* A pool of which `free` pages are in the list and the others allocated. */
static void pool_make(uint32_t total, uint32_t free)
{
    ASSUME(total <= PAGES && free <= total);
    pool.total = total;
    pool.available = free;
    pool.reserved = nondet_u32();
    for (uint32_t i = 0; i < PAGES; i++) {
        if (i >= free)
            continue;
        pages[i].link.next = pool.free;
        pool.free = &pages[i].link;
    }
    ASSUME(pool_is_sound());
}

int main(void)
{
    struct quota q = {0};
    uint32_t wanted = nondet_u32(), most = nondet_u32(), free_before;
    uint32_t more, raised;
    void *a, *b;

    pool_make(nondet_u8(), nondet_u8());
    free_before = pool.available;
    if (!quota_reserve(&q, wanted, most)) {
        ASSERT(wanted > pool.total - pool.reserved && q.limit == 0);
        return 0;
    }
    ASSERT(pool_is_sound() && q.limit == wanted && q.used == 0);
    a = page_alloc(&q);
    b = page_alloc(&q);
    ASSERT((a != NULL) == (wanted >= 1) && (b != NULL) == (wanted >= 2));
    ASSERT(pool_is_sound() && q.used <= q.limit && (!a || a != b));
    ASSERT(!a || !((struct free_page *)a)->next);
    if (b)
        page_free(&q, b);
    ASSERT(!b || wiped == b);
    more = nondet_u32();
    raised = quota_raise(&q, more);
    ASSERT(pool_is_sound() && q.limit == wanted + raised && raised <= more);
    ASSERT(raised == 0 || q.limit <= most);
    ASSERT(raised == more || q.limit >= most || pool.reserved == pool.total);
    quota_lower(&q, nondet_u32());
    ASSERT(pool_is_sound() && q.limit >= wanted && q.used <= q.limit);
    quota_lower(&q, raised);
    ASSERT(pool_is_sound() && q.limit == wanted);
    if (a)
        page_free(&q, a);
    ASSERT(pool_is_sound() && q.used == 0 && pool.available == free_before);
    quota_release(&q);
    ASSERT(pool_is_sound());
    return 0;
}
