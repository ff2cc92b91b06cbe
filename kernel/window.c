/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Windows: a table of them, and for each its pages: the first few inside the
 * window, more in leaf pages of 512 addresses, more than one leaf under an
 * index page. `mapped_in` has a bit per process slot, so that destroying a
 * window visits exactly the spaces that see it. Mutable state: `table`.
 */
#include "kernel/window.h"

#include "lib/mem.h"

#define INLINE_PAGES 4u
#define LEAF_PAGES   (PAGE_SIZE / sizeof(paddr_t))

struct window {
    bool used;
    uint32_t generation;
    uint32_t pages; /* complete size */
    uint32_t added; /* pages known so far */
    uint32_t next;  /* not used: the next such, index + 1 */
    uint64_t mapped_in;
    paddr_t first[INLINE_PAGES];
    paddr_t *leaf;   /* the leaf, if pages <= LEAF_PAGES */
    paddr_t **index; /* else the leaves */
};

static struct {
    struct window window[WINDOWS_MAX];
    uint32_t used;
    uint32_t made; /* windows from here on were never used */
    uint32_t free; /* the first of the others that is not, index + 1 */
} table;

static uint32_t handle_of(const struct window *w)
{
    return (uint32_t)(w - table.window + 1) | w->generation << 12;
}

static struct window *window_find(uint32_t handle)
{
    uint32_t i = (handle & 0xfff) - 1;

    if (i >= WINDOWS_MAX || !table.window[i].used ||
        handle_of(&table.window[i]) != handle)
        return NULL;
    return &table.window[i];
}

/* Where the address of page n is kept, and behind it those of *run - 1 more,
 * which is cut to what lies together. NULL if its leaf is not there and
 * `quota` (may be NULL) has no page for it. */
static paddr_t *window_slot(struct window *w, uint32_t n, uint32_t *run,
                            struct quota *quota)
{
    paddr_t **leaf = &w->leaf;

    if (w->pages <= INLINE_PAGES)
        return &w->first[n];
    if (*run > LEAF_PAGES - n % LEAF_PAGES)
        *run = LEAF_PAGES - n % LEAF_PAGES;
    if (w->pages > LEAF_PAGES) {
        if (!w->index && quota)
            w->index = page_alloc(quota);
        if (!w->index)
            return NULL;
        leaf = &w->index[n / LEAF_PAGES];
    }
    if (!*leaf && quota)
        *leaf = page_alloc(quota);
    return *leaf ? &(*leaf)[n % LEAF_PAGES] : NULL;
}

enum kerr window_create(uint64_t pages, uint32_t *handle)
{
    struct window *w;

    if (pages == 0 || pages > WINDOW_PAGES_MAX)
        return KERR_ARGUMENT;
    if (table.used == WINDOWS_MAX)
        return KERR_NO_MEMORY;
    w = &table.window[table.free ? table.free - 1 : table.made++];
    table.free = w->next;
    *w = (struct window){.used = true,
                         .generation = (w->generation + 1) & 0xfffff,
                         .pages = (uint32_t)pages};
    table.used++;
    *handle = handle_of(w);
    return KERR_OK;
}

enum kerr window_add(struct process *maker, uint32_t handle,
                     const uint64_t *pages, uint64_t n)
{
    struct window *w = window_find(handle);
    uint32_t run = 0;

    if (!w)
        return KERR_NO_OBJECT;
    if (n > w->pages - w->added)
        return KERR_ARGUMENT;
    for (uint64_t i = 0; i < n; i++)
        if ((pages[i] & (PAGE_SIZE - 1)) != 0 ||
            !arch_is_normal_ram(pages[i], PAGE_SIZE))
            return KERR_NOT_NORMAL;
    /* Two leaves at most: both are there before anything is added. */
    for (uint32_t i = 0; i < n; i += run) {
        run = (uint32_t)n - i;
        if (!window_slot(w, w->added + i, &run, &maker->space.quota))
            return KERR_NO_MEMORY;
    }
    for (uint32_t i = 0; i < n; i += run) {
        run = (uint32_t)n - i;
        memcpy(window_slot(w, w->added + i, &run, NULL), &pages[i],
               run * sizeof(*pages));
    }
    w->added += (uint32_t)n;
    return KERR_OK;
}

/* Rows of the index that can have a leaf. */
static uint32_t leaves_of(const struct window *w)
{
    return (w->added + KPAGES_MAX - 1) / LEAF_PAGES + 1;
}

/* Frees one leaf or the index; KERR_OK once none is left. */
static enum kerr window_free_page(struct process *maker, struct window *w)
{
    struct quota *q = &maker->space.quota;

    if (w->leaf) {
        page_free(q, w->leaf);
        w->leaf = NULL;
    }
    for (uint32_t i = 0; w->index && i < leaves_of(w); i++) {
        if (!w->index[i])
            continue;
        page_free(q, w->index[i]);
        w->index[i] = NULL;
        return KERR_MORE;
    }
    if (w->index)
        page_free(q, w->index);
    w->index = NULL;
    return KERR_OK;
}

static enum kerr unmap_from(struct window *w, struct process *p)
{
    struct region *r = space_region_of(&p->space, handle_of(w));
    enum kerr err = r ? space_region_shrink(&p->space, r) : KERR_OK;

    if (err == KERR_OK)
        w->mapped_in &= ~(1ull << process_slot(p));
    return err;
}

/* The process of a slot: live ones have their pid in the table. */
static struct process *mapped_process(const struct window *w)
{
    return process_in_slot((uint32_t)__builtin_ctzll(w->mapped_in));
}

enum kerr window_destroy(struct process *maker, uint32_t handle)
{
    struct window *w = window_find(handle);
    enum kerr err;

    if (!w)
        return KERR_NO_OBJECT;
    if (w->mapped_in) {
        err = unmap_from(w, mapped_process(w));
        return err == KERR_OK ? KERR_MORE : err;
    }
    err = window_free_page(maker, w);
    if (err != KERR_OK)
        return err;
    w->used = false;
    w->next = table.free;
    table.free = (uint32_t)(w - table.window) + 1;
    table.used--;
    return KERR_OK;
}

/* Maps the next pages of w, KPAGES_MAX at most. */
static enum kerr map_some(struct window *w, struct process *p, struct region *r)
{
    uint64_t first = r->va / PAGE_SIZE + r->mapped;
    uint32_t n = (uint32_t)(ARCH_RUN_PAGES - first % ARCH_RUN_PAGES);
    const paddr_t *pages;
    enum kerr err;

    if (n > r->pages - r->mapped)
        n = r->pages - r->mapped;
    if (n > KPAGES_MAX)
        n = KPAGES_MAX;
    pages = window_slot(w, r->mapped, &n, NULL);
    err = arch_space_map(&p->space.arch, &p->space.quota, first * PAGE_SIZE,
                         pages, n, KMAP_READ | KMAP_WRITE | ARCH_PAGE_NORMAL);
    if (err == KERR_OK)
        r->mapped += n;
    return err;
}

enum kerr window_map(uint32_t handle, struct process *p, user_addr_t *va)
{
    struct window *w = window_find(handle);
    struct region *r;
    enum kerr err;

    if (!w)
        return KERR_NO_OBJECT;
    if (w->added != w->pages)
        return KERR_STATE;
    r = space_region_of(&p->space, handle);
    if (r && r->mapped == r->pages)
        return KERR_STATE;
    if (!r) {
        if (!space_has_room(&p->space, 0, w->pages))
            return KERR_NO_MEMORY;
        err = space_region_add(&p->space, w->pages, handle, &r);
        if (err != KERR_OK)
            return err;
        w->mapped_in |= 1ull << process_slot(p);
    }
    *va = r->va;
    err = map_some(w, p, r);
    arch_space_publish();
    if (err != KERR_OK)
        return err;
    return r->mapped == r->pages ? KERR_OK : KERR_MORE;
}

enum kerr window_unmap(uint32_t handle, struct process *p)
{
    struct window *w = window_find(handle);

    if (!w || !space_region_of(&p->space, handle))
        return KERR_NO_OBJECT;
    return unmap_from(w, p);
}

void window_forget_process(struct process *p)
{
    struct space *s = &p->space;

    for (uint32_t i = 0; i < s->used; i++) {
        struct window *w = window_find(s->regions[i].window);

        if (w)
            w->mapped_in &= ~(1ull << process_slot(p));
    }
    s->used = 0;
}

uint32_t window_count(void)
{
    return table.used;
}
