/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Address spaces: the arena's list of regions, kept sorted so that a gap is
 * found in one pass, and copies to and from processes. Copies never use the
 * process's own mapping: each page is translated by the tables and reached
 * through the kernel's view, so a bad address is an error and never a fault,
 * and PAN stays on. Invariants: regions are sorted, do not overlap, and keep
 * GUARD_PAGES between them; region.mapped <= region.pages.
 */
#include "kernel/space.h"

#include "lib/mem.h"

#define GUARD_PAGES 1u

/* Of tables, that a mapping of up to 512 pages may need. */
#define TABLES_SPARE 3u

enum kerr space_init(struct space *s, unsigned slot, uint32_t pages,
                     uint32_t most, user_addr_t arena)
{
    if (!quota_reserve(&s->quota, pages, most))
        return KERR_NO_MEMORY;
    s->arena = arena;
    s->used = 0;
    s->arch = (struct arch_space){0};
    s->regions = page_alloc(&s->quota);
    if (s->regions && arch_space_init(&s->arch, slot, &s->quota))
        return KERR_OK;
    if (s->regions)
        page_free(&s->quota, s->regions);
    quota_release(&s->quota);
    return KERR_NO_MEMORY;
}

enum kerr space_map(struct space *s, user_addr_t va, size_t n, uint32_t rights)
{
    enum kerr err = KERR_OK;

    for (size_t i = 0; i < n && err == KERR_OK; i++) {
        void *page = page_alloc(&s->quota);
        const paddr_t pa = page ? arch_physical(page) : PADDR_NONE;

        if (!page)
            return KERR_NO_MEMORY;
        err = arch_space_map(&s->arch, &s->quota, va + i * PAGE_SIZE, &pa, 1,
                             rights | ARCH_PAGE_OWN);
        if (err != KERR_OK)
            page_free(&s->quota, page);
    }
    arch_space_publish();
    return err;
}

void space_unmap(struct space *s, user_addr_t va, uint32_t n)
{
    uint32_t run = ARCH_RUN_PAGES - (uint32_t)(va / PAGE_SIZE % ARCH_RUN_PAGES);
    uint32_t used = s->quota.used;

    run = run < n ? run : n;
    arch_space_unmap(&s->arch, &s->quota, va, run);
    arch_space_unmap(&s->arch, &s->quota, va + (uint64_t)run * PAGE_SIZE,
                     n - run);
    arch_space_flush(&s->arch);
    quota_lower(&s->quota, used - s->quota.used);
}

enum kerr space_region_add(struct space *s, uint32_t pages, uint32_t window,
                           struct region **r)
{
    user_addr_t va = s->arena;
    uint64_t bytes = (uint64_t)pages * PAGE_SIZE;
    uint32_t i;

    if (s->used == SPACE_REGIONS || pages == 0 || bytes > SPACE_ARENA_BYTES)
        return KERR_NO_MEMORY;
    for (i = 0; i < s->used; i++) {
        const struct region *next = &s->regions[i];

        if (next->va - va >= bytes + GUARD_PAGES * PAGE_SIZE)
            break;
        va = next->va + ((uint64_t)next->pages + GUARD_PAGES) * PAGE_SIZE;
    }
    if (va + bytes > s->arena + SPACE_ARENA_BYTES || va + bytes > USER_VA_MAX)
        return KERR_NO_MEMORY;
    memmove(&s->regions[i + 1], &s->regions[i],
            (s->used - i) * sizeof(struct region));
    s->used++;
    s->regions[i] = (struct region){.va = va, .pages = pages, .window = window};
    *r = &s->regions[i];
    return KERR_OK;
}

void space_region_remove(struct space *s, struct region *r)
{
    uint32_t i = (uint32_t)(r - s->regions);

    s->used--;
    memmove(r, r + 1, (s->used - i) * sizeof(struct region));
}

struct region *space_region_at(struct space *s, user_addr_t va)
{
    for (uint32_t i = 0; i < s->used; i++)
        if (s->regions[i].va == va)
            return &s->regions[i];
    return NULL;
}

struct region *space_region_of(struct space *s, uint32_t window)
{
    for (uint32_t i = 0; i < s->used; i++)
        if (s->regions[i].window == window)
            return &s->regions[i];
    return NULL;
}

enum kerr space_region_shrink(struct space *s, struct region *r)
{
    uint64_t last = r->va / PAGE_SIZE + r->mapped - 1;
    uint32_t n = r->mapped < KPAGES_MAX ? r->mapped : KPAGES_MAX;

    if (n > last % ARCH_RUN_PAGES + 1)
        n = (uint32_t)(last % ARCH_RUN_PAGES + 1);
    r->mapped -= n;
    arch_space_unmap(&s->arch, &s->quota,
                     r->va + (uint64_t)r->mapped * PAGE_SIZE, n);
    arch_space_flush(&s->arch);
    if (r->mapped > 0)
        return KERR_MORE;
    if (!r->window)
        quota_lower(&s->quota, r->pages);
    space_region_remove(s, r);
    return KERR_OK;
}

bool space_has_room(const struct space *s, uint32_t pages, uint32_t mapped)
{
    return (uint64_t)pages + mapped / 512 + TABLES_SPARE <=
           s->quota.limit - s->quota.used;
}

enum kerr space_extend(struct space *s, user_addr_t va, uint32_t n,
                       uint32_t rights)
{
    uint32_t used = s->quota.used;
    uint32_t raised = quota_raise(&s->quota, n + TABLES_SPARE);
    enum kerr err = KERR_NO_MEMORY;

    if (space_has_room(s, n, n))
        err = space_map(s, va, n, rights);
    used = s->quota.used - used;
    if (used < raised)
        quota_lower(&s->quota, raised - used);
    return err;
}

/* The region of the first step of space_grow(). */
static enum kerr region_begin(struct space *s, uint32_t pages,
                              struct region **r)
{
    uint32_t raised = quota_raise(&s->quota, pages);
    enum kerr err = KERR_NO_MEMORY;

    if (space_has_room(s, pages, pages))
        err = space_region_add(s, pages, 0, r);
    if (err != KERR_OK)
        quota_lower(&s->quota, raised);
    return err;
}

enum kerr space_grow(struct space *s, uint32_t pages, user_addr_t *va)
{
    struct region *r = *va ? space_region_at(s, *va) : NULL;
    enum kerr err = KERR_OK;
    uint32_t n;

    if (!*va)
        err = region_begin(s, pages, &r);
    else if (!r || r->window || r->pages != pages || r->mapped == pages)
        err = KERR_ARGUMENT;
    if (err != KERR_OK)
        return err;
    *va = r->va;
    n = r->pages - r->mapped < KPAGES_MAX ? r->pages - r->mapped : KPAGES_MAX;
    err = space_map(s, r->va + (uint64_t)r->mapped * PAGE_SIZE, n,
                    KMAP_READ | KMAP_WRITE);
    if (err != KERR_OK)
        return err;
    r->mapped += n;
    return r->mapped == r->pages ? KERR_OK : KERR_MORE;
}

/* The kernel's view of va and how much is left of that page. */
static void *space_page(const struct space *s, user_addr_t va, size_t *left,
                        uint32_t right)
{
    paddr_t pa = arch_space_translate(&s->arch, va, right);

    *left = PAGE_SIZE - (va & (PAGE_SIZE - 1));
    return pa == PADDR_NONE ? NULL : arch_pointer(pa);
}

static size_t lesser(size_t a, size_t b)
{
    return a < b ? a : b;
}

enum kerr space_copy_in(const struct space *s, void *to, user_addr_t from,
                        size_t n)
{
    uint8_t *dst = to;

    while (n > 0) {
        size_t part;
        const void *src = space_page(s, from, &part, KMAP_READ);

        if (!src)
            return KERR_ADDRESS;
        part = lesser(part, n);
        memcpy(dst, src, part);
        dst += part;
        from += part;
        n -= part;
    }
    return KERR_OK;
}

static enum kerr copy_out(const struct space *s, user_addr_t to,
                          const void *from, size_t n, uint32_t right)
{
    const uint8_t *src = from;

    while (n > 0) {
        size_t part;
        void *dst = space_page(s, to, &part, right);

        if (!dst)
            return KERR_ADDRESS;
        part = lesser(part, n);
        memcpy(dst, src, part);
        src += part;
        to += part;
        n -= part;
    }
    return KERR_OK;
}

enum kerr space_copy_out(const struct space *s, user_addr_t to,
                         const void *from, size_t n)
{
    return copy_out(s, to, from, n, KMAP_WRITE);
}

enum kerr space_fill(const struct space *s, user_addr_t to, const void *from,
                     size_t n)
{
    return copy_out(s, to, from, n, 0);
}

/* A place of a copy, page by page: the kernel's view of what is left of one. */
struct end {
    struct place place;
    struct arch_walk walk;
    uint8_t *p;
    size_t left;
};

/* Goes to the next page if nothing is left of one. */
static bool end_has(struct end *e)
{
    paddr_t pa;

    if (e->left)
        return true;
    pa = arch_space_walk(&e->place.space->arch, &e->walk, e->place.va,
                         e->place.right);
    e->p = arch_pointer(pa);
    e->left = PAGE_SIZE - (e->place.va & (PAGE_SIZE - 1));
    return pa != PADDR_NONE;
}

static void end_advance(struct end *e, size_t n)
{
    e->p += n;
    e->left -= n;
    e->place.va += n;
}

/* space_copy() over pages' ends. */
static __attribute__((noinline)) enum kerr
pages_copy(const struct cpu *cpu, const struct process *p,
           const struct place *to, const struct place *from, size_t n)
{
    struct end d = {.place = *to}, s = {.place = *from};

    while (n > 0) {
        size_t part;

        if (!end_has(&s) || !end_has(&d))
            return KERR_ADDRESS;
        part = lesser(lesser(d.left, s.left), n);
        arch_copy(cpu, p, d.p, s.p, part);
        end_advance(&d, part);
        end_advance(&s, part);
        n -= part;
    }
    return KERR_OK;
}

static bool is_in_page(user_addr_t va, size_t n)
{
    return (va & (PAGE_SIZE - 1)) + n <= PAGE_SIZE;
}

enum kerr space_copy(const struct cpu *cpu, const struct process *p,
                     const struct place *to, const struct place *from, size_t n)
{
    paddr_t d, s;

    if (n == 0)
        return KERR_OK;
    if (!is_in_page(to->va, n) || !is_in_page(from->va, n))
        return pages_copy(cpu, p, to, from, n);
    d = arch_space_translate(&to->space->arch, to->va, to->right);
    s = arch_space_translate(&from->space->arch, from->va, from->right);
    if (d == PADDR_NONE || s == PADDR_NONE)
        return KERR_ADDRESS;
    arch_copy(cpu, p, arch_pointer(d), arch_pointer(s), n);
    return KERR_OK;
}

enum kerr space_reap(struct space *s)
{
    if (arch_space_reap(&s->arch, &s->quota))
        return KERR_MORE;
    page_free(&s->quota, s->regions);
    s->regions = NULL;
    quota_release(&s->quota);
    return KERR_OK;
}
