/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The page pool: a list of free pages, linked through their first word, and
 * two counters. Invariant: reserved <= total and, because every allocated
 * page belongs to some quota, allocated <= reserved; so a page is there for
 * everyone who is within the quota. Mutable state: `pool`.
 */
#include "kernel/page.h"

struct free_page {
    struct free_page *next;
};

static struct {
    struct free_page *free;
    uint32_t total;
    uint32_t available;
    uint32_t reserved;
} pool;

void page_pool_add(paddr_t start, paddr_t end)
{
    for (paddr_t pa = start; pa < end; pa += PAGE_SIZE) {
        struct free_page *page = arch_pointer(pa);

        arch_page_zero(page);
        page->next = pool.free;
        pool.free = page;
        pool.total++;
        pool.available++;
    }
}

bool quota_reserve(struct quota *q, uint32_t pages, uint32_t most)
{
    if (pages > pool.total - pool.reserved)
        return false;
    pool.reserved += pages;
    *q = (struct quota){.limit = pages, .least = pages, .most = most};
    return true;
}

static uint32_t lesser(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

uint32_t quota_raise(struct quota *q, uint32_t pages)
{
    uint32_t allowed = q->most > q->limit ? q->most - q->limit : 0;

    pages = lesser(pages, lesser(allowed, pool.total - pool.reserved));
    pool.reserved += pages;
    q->limit += pages;
    return pages;
}

void quota_lower(struct quota *q, uint32_t pages)
{
    uint32_t floor = q->used > q->least ? q->used : q->least;

    pages = lesser(pages, q->limit - floor);
    pool.reserved -= pages;
    q->limit -= pages;
}

void quota_release(struct quota *q)
{
    pool.reserved -= q->limit;
    q->limit = 0;
}

void *page_alloc(struct quota *q)
{
    struct free_page *page = pool.free;

    if (q->used >= q->limit || !page)
        return NULL;
    pool.free = page->next;
    page->next = NULL;
    pool.available--;
    q->used++;
    return page;
}

void page_free(struct quota *q, void *page)
{
    struct free_page *p = page;

    arch_page_zero(page);
    p->next = pool.free;
    pool.free = p;
    pool.available++;
    q->used--;
}

void page_stats(struct kstats *s)
{
    s->pages_total = pool.total;
    s->pages_free = pool.available;
    s->pages_reserved = pool.reserved;
}
