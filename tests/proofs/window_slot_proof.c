/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * window_slot(): the place of page n of a window of any size is inside the
 * window, or in the leaf for it, at its number, with the places of the run
 * behind it; memory is taken only for what was not there.
 * Bound: none
 * Unwind: 2
 * Found: index not reduced
 */
#include "kernel/window.h"
#undef WINDOWS_MAX
#define WINDOWS_MAX 1u /* the table does not matter here */
#include "kernel/window.c"
#include "tests/proofs/proof.h"

static paddr_t leaf[LEAF_PAGES];
static paddr_t *index_page[LEAF_PAGES];
static unsigned allocated;

void *page_alloc(struct quota *q)
{
    bool is_index;

    ASSERT(q && allocated < 2);
    if (nondet_bool())
        return NULL;
    /* A fresh page: which one depends on what it will be. */
    is_index = allocated++ == 0 && nondet_bool();
    return is_index ? (void *)index_page : (void *)leaf;
}

int main(void)
{
    struct window w = {.used = true, .pages = nondet_u32()};
    struct quota q;
    uint32_t n = nondet_u32(), run = nondet_u32(), wanted = run;
    bool has_leaf = nondet_bool(), has_index = nondet_bool();
    paddr_t *slot;

    ASSUME(w.pages > 0 && w.pages <= WINDOW_PAGES_MAX && n < w.pages &&
           run > 0 && run <= w.pages - n);
    if (w.pages <= LEAF_PAGES && has_leaf)
        w.leaf = leaf;
    if (w.pages > LEAF_PAGES && has_index)
        w.index = index_page;
    if (has_leaf && has_index)
        index_page[n / LEAF_PAGES] = leaf;
    slot = window_slot(&w, n, &run, nondet_bool() ? &q : NULL);
    if (!slot || (w.index && (void *)w.index == (void *)leaf) ||
        (w.leaf && (void *)w.leaf == (void *)index_page) ||
        (w.index && index_page[n / LEAF_PAGES] == (void *)index_page))
        return 0; /* NULL, or the stand-in guessed the wrong page */
    if (w.pages <= INLINE_PAGES)
        ASSERT(slot == &w.first[n]);
    else
        ASSERT(slot == &leaf[n % LEAF_PAGES]);
    ASSERT(run > 0 && run <= wanted);
    ASSERT(w.pages <= INLINE_PAGES ? run == wanted && allocated == 0
                                   : n % LEAF_PAGES + run <= LEAF_PAGES);
    ASSERT(w.pages > LEAF_PAGES || !w.index);
    ASSERT(w.pages <= LEAF_PAGES || !w.leaf);
    return 0;
}
