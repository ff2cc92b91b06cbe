/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Page tables of a process: three levels, from a root that is always there, in
 * pages of the process's quota. Both machine halves have them, so that what
 * fits on the device fits on the host and no more, and so that what is tested
 * there runs here. What an entry's bits are is the machine's: it defines, and
 * then includes this file once,
 *
 *   TABLE_VALID    something is there
 *   TABLE_LINK     all bits of an entry that leads to a table
 *   TABLE_OWN      the page goes with the space (ARCH_PAGE_OWN)
 *   TABLE_ADDRESS  the bits that are the physical address
 *
 * The kernel lock is held.
 */
#pragma once

#include "kernel/page.h"

#define SIZE_L1 (1ull << 30)
#define SIZE_L2 (1ull << 21)

#define INDEX1(va) ((va) >> 30 & 511)
#define INDEX2(va) ((va) >> 21 & 511)
#define INDEX3(va) ((va) >> 12 & 511)

static uint64_t *table_of(uint64_t entry)
{
    return arch_pointer(entry & TABLE_ADDRESS);
}

/* The table behind an entry, made if need be; NULL: no page for it. */
static uint64_t *table_get(uint64_t *entry, struct quota *q)
{
    void *page;

    if (*entry & TABLE_VALID)
        return table_of(*entry);
    page = page_alloc(q);
    if (page)
        *entry = arch_physical(page) | TABLE_LINK;
    return page;
}

/* The level 3 entries of the run of n pages at va, for arch_space_map(). Errors
 * are those of that function. */
static enum kerr run_get(struct arch_space *s, struct quota *q, user_addr_t va,
                         uint32_t n, uint64_t **run)
{
    uint64_t *l2 = table_get(&s->root[INDEX1(va)], q);
    uint64_t *l3 = l2 ? table_get(&l2[INDEX2(va)], q) : NULL;

    if (!l3)
        return KERR_NO_MEMORY;
    *run = l3 + INDEX3(va);
    for (uint32_t i = 0; i < n; i++)
        if ((*run)[i] & TABLE_VALID)
            return KERR_STATE;
    return KERR_OK;
}

/* The level 3 entry of va, or NULL; devices are out of reach. */
static uint64_t *entry_find(const struct arch_space *s, user_addr_t va)
{
    uint64_t entry;

    if (va < USER_VA_MIN || va >= USER_VA_MAX)
        return NULL;
    entry = s->root[INDEX1(va)];
    if (!(entry & TABLE_VALID))
        return NULL;
    entry = table_of(entry)[INDEX2(va)];
    if (!(entry & TABLE_VALID))
        return NULL;
    return &table_of(entry)[INDEX3(va)];
}

/* Empties n entries. */
static void run_clear(uint64_t *entry, uint32_t n, struct quota *q)
{
    for (uint32_t i = 0; i < n; i++) {
        if ((entry[i] & TABLE_VALID) && (entry[i] & TABLE_OWN))
            page_free(q, table_of(entry[i]));
        entry[i] = 0;
    }
}

/* A part of reaping, in steps over one entry; freeing a page costs as much as
 * some more of them. */
#define REAP_STEPS 100u
#define REAP_FREE  6u

/* Frees what lies at va and returns the next address to look at: the tables
 * above are freed when their last entry has been passed. *cost grows. */
static user_addr_t reap_step(struct arch_space *s, struct quota *q,
                             user_addr_t va, unsigned *cost)
{
    uint64_t *l1 = &s->root[INDEX1(va)];
    uint64_t *l2, *l3;
    user_addr_t next;

    if (!(*l1 & TABLE_VALID))
        return (va | (SIZE_L1 - 1)) + 1;
    l2 = &table_of(*l1)[INDEX2(va)];
    next = (va | (SIZE_L2 - 1)) + 1;
    if (*l2 & TABLE_VALID) {
        l3 = &table_of(*l2)[INDEX3(va)];
        next = va + PAGE_SIZE;
        if ((*l3 & TABLE_VALID) && (*l3 & TABLE_OWN)) {
            page_free(q, table_of(*l3));
            *cost += REAP_FREE;
        }
        *l3 = 0;
        if (INDEX3(next) == 0) {
            page_free(q, table_of(*l2));
            *l2 = 0;
        }
    }
    if (INDEX3(next) == 0 && INDEX2(next) == 0) {
        page_free(q, table_of(*l1));
        *l1 = 0;
    }
    return next;
}

/* A bounded part of freeing all but the root; true: there is more. */
static bool tables_reap(struct arch_space *s, struct quota *q)
{
    for (unsigned cost = 0; s->reaped < USER_VA_END; cost++) {
        if (cost > REAP_STEPS)
            return true;
        s->reaped = reap_step(s, q, s->reaped, &cost);
    }
    return false;
}
