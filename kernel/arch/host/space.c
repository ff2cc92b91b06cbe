/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Page tables of three levels in pages of the process's quota, as on the
 * device, so that what fits there fits here and no more. An entry is the
 * kernel's view of a page and, in its low bits, the rights. What the program
 * reaches of it is also mapped in Linux (host.h): the arena, and the built-in
 * TAs, which tamgr finds at a fixed address. The tables alone say what the
 * kernel may do. Devices take tables, and are nowhere.
 */
#include "kernel/arch/host/host.h"

#define TABLE_VALID   0x800ull
#define TABLE_LINK    TABLE_VALID
#define TABLE_OWN     0x400ull
#define TABLE_ADDRESS (~0xfffull)
#include "kernel/arch/tables.h"

#define ENTRY_RIGHTS ((uint64_t)KMAP_ALL)

bool arch_space_init(struct arch_space *s, unsigned slot, struct quota *q)
{
    s->root = page_alloc(q);
    if (!s->root)
        return false;
    s->slot = slot;
    s->reaped = USER_VA_MIN;
    return true;
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

enum kerr arch_space_map(struct arch_space *s, struct quota *q, user_addr_t va,
                         const paddr_t *pa, uint32_t n, uint32_t rights)
{
    const uint64_t bits = TABLE_VALID | (rights & ENTRY_RIGHTS) |
                          (rights & ARCH_PAGE_OWN ? TABLE_OWN : 0);
    uint64_t *entry = NULL;
    enum kerr err = run_get(s, q, va, n, &entry);

    if (rights & ARCH_PAGE_DEVICE)
        return err;
    for (uint32_t i = 0; err == KERR_OK && i < n; i++) {
        uint64_t at = visible_at(s, va + (uint64_t)i * PAGE_SIZE);

        entry[i] = pa[i] | bits;
        if (at)
            host_page_map(at, arch_pointer(pa[i]), rights);
    }
    return err;
}

void arch_space_unmap(struct arch_space *s, struct quota *q, user_addr_t va,
                      uint32_t n)
{
    uint64_t *entry = entry_find(s, va);

    if (!entry)
        return;
    if (visible_at(s, va))
        host_page_unmap(visible_at(s, va), n);
    run_clear(entry, n, q);
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
    if (!entry || !(*entry & TABLE_VALID) ||
        ((right & KMAP_WRITE) && !(*entry & KMAP_WRITE)))
        return PADDR_NONE;
    return (*entry & TABLE_ADDRESS) | (va & (PAGE_SIZE - 1));
}

paddr_t arch_space_walk(const struct arch_space *s, struct arch_walk *walk,
                        user_addr_t va, uint32_t right)
{
    (void)walk;
    return arch_space_translate(s, va, right);
}

/* None of it is run here. */
void arch_code_publish(const struct arch_space *s, user_addr_t va, size_t n)
{
    (void)s;
    (void)va;
    (void)n;
}

bool arch_space_reap(struct arch_space *s, struct quota *q)
{
    if (s->reaped == USER_VA_MIN) {
        host_program_end(s->slot);
        host_page_unmap(host_arena(s->slot, 0), SPACE_ARENA_BYTES / PAGE_SIZE);
        if (s->slot == SERVICE_TAMGR)
            host_page_unmap(BUNDLE_TA_VA, TA_PAGES);
    }
    if (tables_reap(s, q))
        return true;
    page_free(q, s->root);
    s->root = NULL;
    return false;
}
