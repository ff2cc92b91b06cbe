/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Page tables of three levels in pages of the process's quota, as on the
 * device, so that what fits there fits here and no more. An entry is the
 * kernel's view of a page and, in its low bits, the rights. What the program
 * reaches of it is also mapped in Linux (host.h): the arena, and the built-in
 * TAs, which tamgr finds at a fixed address. The tables alone say what the
 * kernel may do.
 */
#include "kernel/arch/host/host.h"

#define ENTRY_VALID   0x800ull
#define ENTRY_OWN     0x400ull
#define ENTRY_RIGHTS  ((uint64_t)KMAP_ALL)
#define ENTRY_ADDRESS (~0xfffull)

#define SIZE_L1 (1ull << 30)
#define SIZE_L2 (1ull << 21)

#define INDEX1(va) ((va) >> 30 & 511)
#define INDEX2(va) ((va) >> 21 & 511)
#define INDEX3(va) ((va) >> 12 & 511)

bool arch_space_init(struct arch_space *s, unsigned slot, struct quota *q)
{
    s->root = page_alloc(q);
    if (!s->root)
        return false;
    s->slot = slot;
    s->reaped = USER_VA_MIN;
    return true;
}

static uint64_t *table_of(uint64_t entry)
{
    return arch_pointer(entry & ENTRY_ADDRESS);
}

#define TA_PAGES (uint32_t)((SERVICE_ARENA - BUNDLE_TA_VA) / PAGE_SIZE)

/* Where Linux has the page at va of the process; 0: nowhere. */
static uint64_t visible_at(const struct arch_space *s, user_addr_t va)
{
    /* The kernel has them in no other place. */
    const struct space *space = (const struct space *)(const void *)s;

    if (va - space->arena < SPACE_ARENA_BYTES)
        return host_arena(s->slot, va);
    if (s->slot == SERVICE_TAMGR && va - BUNDLE_TA_VA < TA_PAGES * PAGE_SIZE)
        return va;
    return 0;
}

/* The table behind an entry, made if need be; NULL: no page for it. */
static uint64_t *table_get(uint64_t *entry, struct quota *q)
{
    void *page;

    if (*entry & ENTRY_VALID)
        return table_of(*entry);
    page = page_alloc(q);
    if (page)
        *entry = arch_physical(page) | ENTRY_VALID;
    return page;
}

enum kerr arch_space_map(struct arch_space *s, struct quota *q, user_addr_t va,
                         const paddr_t *pa, uint32_t n, uint32_t rights)
{
    const uint64_t bits = ENTRY_VALID | (rights & ENTRY_RIGHTS) |
                          (rights & ARCH_PAGE_OWN ? ENTRY_OWN : 0);
    uint64_t *l2 = table_get(&s->root[INDEX1(va)], q);
    uint64_t *l3 = l2 ? table_get(&l2[INDEX2(va)], q) : NULL;

    if (!l3)
        return KERR_NO_MEMORY;
    l3 += INDEX3(va);
    for (uint32_t i = 0; i < n; i++)
        if (l3[i] & ENTRY_VALID)
            return KERR_STATE;
    for (uint32_t i = 0; i < n; i++) {
        uint64_t at = visible_at(s, va + (uint64_t)i * PAGE_SIZE);

        l3[i] = pa[i] | bits;
        if (at)
            host_page_map(at, arch_pointer(pa[i]), rights);
    }
    return KERR_OK;
}

/* The level 3 entry of va, or NULL. */
static uint64_t *entry_find(const struct arch_space *s, user_addr_t va)
{
    uint64_t entry;

    if (va < USER_VA_MIN || va >= USER_VA_MAX)
        return NULL;
    entry = s->root[INDEX1(va)];
    if (!(entry & ENTRY_VALID))
        return NULL;
    entry = table_of(entry)[INDEX2(va)];
    if (!(entry & ENTRY_VALID))
        return NULL;
    return &table_of(entry)[INDEX3(va)];
}

void arch_space_unmap(struct arch_space *s, struct quota *q, user_addr_t va,
                      uint32_t n)
{
    uint64_t *entry = entry_find(s, va);

    if (!entry)
        return;
    if (visible_at(s, va))
        host_page_unmap(visible_at(s, va), n);
    for (uint32_t i = 0; i < n; i++) {
        if ((entry[i] & ENTRY_VALID) && (entry[i] & ENTRY_OWN))
            page_free(q, table_of(entry[i]));
        entry[i] = 0;
    }
}

void arch_space_flush(struct arch_space *s)
{
    (void)s;
}

void arch_space_publish(void)
{
}

paddr_t arch_space_translate(const struct arch_space *s, user_addr_t va,
                             uint32_t right)
{
    const uint64_t *entry;

    /* First: what is native has been there since the program started, and
     * from then on nobody speaks of the addresses of its image. */
    if (host_native(s->slot, va, (right & KMAP_WRITE) != 0))
        return va;
    va = host_address((const struct space *)(const void *)s, va);
    entry = entry_find(s, va);
    if (!entry || !(*entry & ENTRY_VALID) ||
        ((right & KMAP_WRITE) && !(*entry & KMAP_WRITE)))
        return PADDR_NONE;
    return (*entry & ENTRY_ADDRESS) | (va & (PAGE_SIZE - 1));
}

/* A part of reaping, in steps over one entry. */
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

    if (!(*l1 & ENTRY_VALID))
        return (va | (SIZE_L1 - 1)) + 1;
    l2 = &table_of(*l1)[INDEX2(va)];
    next = (va | (SIZE_L2 - 1)) + 1;
    if (*l2 & ENTRY_VALID) {
        l3 = &table_of(*l2)[INDEX3(va)];
        next = va + PAGE_SIZE;
        if ((*l3 & ENTRY_VALID) && (*l3 & ENTRY_OWN)) {
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

bool arch_space_reap(struct arch_space *s, struct quota *q)
{
    if (s->reaped == USER_VA_MIN) {
        host_program_end(s->slot);
        host_page_unmap(host_arena(s->slot, 0), SPACE_ARENA_BYTES / PAGE_SIZE);
        if (s->slot == SERVICE_TAMGR)
            host_page_unmap(BUNDLE_TA_VA, TA_PAGES);
    }
    for (unsigned cost = 0; s->reaped < USER_VA_MAX; cost++) {
        if (cost > REAP_STEPS)
            return true;
        s->reaped = reap_step(s, q, s->reaped, &cost);
    }
    page_free(q, s->root);
    s->root = NULL;
    return false;
}
