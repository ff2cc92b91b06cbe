/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * window_add(): of any pages, each ends at its place behind those that the
 * window had, only if all of them are aligned and normal-world RAM and there
 * is room for all; earlier pages stay what they were; an error adds none.
 * Bound: windows of up to 64 MiB, which is what the gateway takes, up to
 *   KPAGES_MAX pages at a time; one window, whose index page is there
 * Unwind: 17 window_add.1:3 window_add.2:3
 * Found: places counted from the first page of the window
 */
#include <string.h>

#include "kernel/window.h"
#undef WINDOWS_MAX
#define WINDOWS_MAX 1u
#define memcpy      words_copy /* see below */
#include "kernel/window.c"
#undef memcpy
#include "tests/proofs/proof.h"

enum { LEAVES = 32 }; /* of 64 MiB */

static paddr_t leaf[2][LEAF_PAGES]; /* that of the next page, and one behind */
static paddr_t *index_page[LEAVES];
static const paddr_t *new_slot, *old_slot; /* one page of each kind, any */
static paddr_t asked, stored;
static bool is_normal, is_stored;

bool arch_is_normal_ram(paddr_t pa, uint64_t length)
{
    bool normal = nondet_bool();

    ASSERT(length == PAGE_SIZE);
    if (pa == asked)
        is_normal = normal;
    return normal;
}

/* The first leaf that is missing. */
void *page_alloc(struct quota *q)
{
    struct window *w = &table.window[0];

    ASSERT(q);
    if (nondet_bool())
        return NULL;
    if (w->pages <= LEAF_PAGES || !w->index[w->added / LEAF_PAGES])
        return leaf[0];
    return leaf[1];
}

/* Is the slot one of n from `first` on? */
static bool is_among(const paddr_t *slot, const paddr_t *first, size_t n)
{
    return slot && __CPROVER_same_object(slot, first) && slot >= first &&
           (size_t)(slot - first) < n;
}

/* memcpy() for addresses of pages, looked at through one of each kind. */
void *words_copy(void *to, const void *from, size_t n)
{
    const paddr_t *page = from;

    ASSERT(n % 8 == 0 && __CPROVER_w_ok(to, n) && IS_READABLE(from, n));
    ASSERT(!is_among(old_slot, to, n / 8));
    if (is_among(new_slot, to, n / 8)) {
        stored = page[new_slot - (const paddr_t *)to];
        is_stored = true;
    }
    return to;
}

/* Where page n of w is kept. */
static const paddr_t *slot_of(const struct window *w, uint32_t n)
{
    if (w->pages <= INLINE_PAGES)
        return &w->first[n];
    return &leaf[n / LEAF_PAGES - w->added / LEAF_PAGES][n % LEAF_PAGES];
}

int main(void)
{
    struct window *w = &table.window[0];
    struct process *maker = malloc(sizeof(*maker));
    uint64_t pages[KPAGES_MAX], n = nondet_u64();
    uint32_t i = nondet_u32(), old = nondet_u32(), added;
    enum kerr err;

    *w = (struct window){.used = true, .pages = nondet_u32()};
    w->added = added = nondet_u32();
    ASSUME(w->pages > 0 && w->pages <= LEAVES * LEAF_PAGES && added < w->pages);
    ASSUME(maker && n <= KPAGES_MAX && i < KPAGES_MAX && old < added);
    ANY(pages);
    w->index = index_page;
    if (nondet_bool())
        w->leaf = index_page[added / LEAF_PAGES] = leaf[0];
    asked = pages[i];
    if (added + i < w->pages)
        new_slot = slot_of(w, added + i);
    if (old / LEAF_PAGES == added / LEAF_PAGES)
        old_slot = slot_of(w, old);
    err = window_add(maker, handle_of(w), pages, n);
    if (err != KERR_OK) {
        ASSERT(w->added == added && !is_stored);
        return 0;
    }
    ASSERT(n <= w->pages - added && w->added == added + n);
    ASSERT(is_stored == (i < n));
    ASSERT(i >= n || (stored == pages[i] && is_normal && asked % 4096 == 0));
    return 0;
}
