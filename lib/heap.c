/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Blocks fill the range without gaps; each begins with its own size and the
 * size of the block before it, so neighbours are found both ways. Two free
 * blocks are never neighbours: freeing merges at once. At the end stands a
 * block without payload that is always in use.
 *
 * Free blocks are listed by size in bins: four bins per power of two. A
 * request takes the first block of the first bin whose blocks are all large
 * enough (a "good fit"), or, when there is none, one among the first blocks of
 * its own bin that happens to be, and gives the rest back.
 */
#include "lib/heap.h"
#include "lib/mem.h"

struct heap_block {
    size_t previous; /* size of the block before, 0: this is the first */
    size_t size;     /* of this block with this header, a multiple of 16 */
    struct heap_block *next, *back; /* in its bin; payload while in use */
};

enum {
    UNIT = 16,
    HEADER = offsetof(struct heap_block, next),
    SMALLEST = sizeof(struct heap_block),
    USED = 1,   /* flag in size */
    TRIED = 32, /* blocks of the own bin, at most */
};

static size_t block_size(const struct heap_block *b)
{
    return b->size & ~(size_t)USED;
}

static _Bool is_used(const struct heap_block *b)
{
    return b->size & USED;
}

static struct heap_block *block_at(const void *base, size_t offset)
{
    return (struct heap_block *)((uintptr_t)base + offset);
}

static struct heap_block *block_after(const struct heap_block *b)
{
    return block_at(b, block_size(b));
}

/* The bin that holds blocks of this size (SMALLEST or more). */
static unsigned bin_of(size_t size)
{
    unsigned log = 63u - (unsigned)__builtin_clzll(size);
    unsigned bin = (log - 5) * 4 + (unsigned)(size >> (log - 2) & 3);
    return bin < HEAP_BINS ? bin : HEAP_BINS - 1;
}

/* The first filled bin of which every block has `size`; HEAP_BINS if none. */
static unsigned bin_find(const struct heap *h, size_t size)
{
    unsigned log = 63u - (unsigned)__builtin_clzll(size);
    unsigned bin = bin_of(size + ((size_t)1 << (log - 2)) - 1);
    uint64_t candidates = h->filled[bin / 64] & ~UINT64_C(0) << bin % 64;
    while (!candidates) {
        bin = (bin / 64 + 1) * 64;
        if (bin == HEAP_BINS)
            return HEAP_BINS;
        candidates = h->filled[bin / 64];
    }
    return bin / 64 * 64 + (unsigned)__builtin_ctzll(candidates);
}

static void bin_put(struct heap *h, struct heap_block *b)
{
    unsigned bin = bin_of(b->size);
    b->next = h->bins[bin];
    b->back = NULL;
    if (b->next)
        b->next->back = b;
    h->bins[bin] = b;
    h->filled[bin / 64] |= UINT64_C(1) << bin % 64;
}

static void bin_take(struct heap *h, struct heap_block *b)
{
    unsigned bin = bin_of(b->size);
    if (b->next)
        b->next->back = b->back;
    if (b->back)
        b->back->next = b->next;
    else
        h->bins[bin] = b->next;
    if (!h->bins[bin])
        h->filled[bin / 64] &= ~(UINT64_C(1) << bin % 64);
}

/* Gives b a new size, a free block's; the block after it is to learn it. */
static void block_resize(struct heap_block *b, size_t size)
{
    b->size = size;
    block_after(b)->previous = size;
}

void heap_init(struct heap *h, void *mem, size_t size)
{
    memset(h, 0, sizeof(*h));
    size &= ~(size_t)(UNIT - 1);
    struct heap_block *first = mem;
    struct heap_block *end = block_at(mem, size - HEADER);
    first->previous = 0;
    end->size = HEADER | USED;
    block_resize(first, size - HEADER);
    bin_put(h, first);
}

/* A free block of at least `size`; NULL if none was found. */
static struct heap_block *block_find(const struct heap *h, size_t size)
{
    unsigned bin = bin_find(h, size);
    if (bin < HEAP_BINS && h->bins[bin]->size >= size)
        return h->bins[bin];
    struct heap_block *b = h->bins[bin_of(size)];
    for (unsigned i = 0; b && b->size < size; i++)
        b = i < TRIED ? b->next : NULL;
    return b;
}

void *heap_alloc(struct heap *h, size_t n)
{
    if (n > SIZE_MAX / 4)
        return NULL;
    size_t size = (n + HEADER + UNIT - 1) & ~(size_t)(UNIT - 1);
    if (size < SMALLEST)
        size = SMALLEST;
    struct heap_block *b = block_find(h, size);
    if (!b)
        return NULL;
    bin_take(h, b);
    if (b->size - size >= SMALLEST) {
        struct heap_block *rest = block_at(b, size);
        size_t rest_size = b->size - size;
        block_resize(b, size);
        block_resize(rest, rest_size);
        bin_put(h, rest);
    }
    h->used += b->size;
    if (h->used > h->peak)
        h->peak = h->used;
    b->size |= USED;
    return &b->next;
}

/* The block of a pointer that heap_alloc returned. */
static struct heap_block *block_of(const void *p)
{
    struct heap_block *b = block_at(p, -(size_t)HEADER);
    if ((uintptr_t)p % UNIT || !is_used(b) ||
        block_after(b)->previous != block_size(b))
        __builtin_trap();
    return b;
}

void heap_free(struct heap *h, void *p)
{
    if (!p)
        return;
    struct heap_block *b = block_of(p);
    size_t size = block_size(b);
    h->used -= size;
    mem_wipe(p, size - HEADER);
    struct heap_block *after = block_after(b);
    if (!is_used(after)) {
        bin_take(h, after);
        size += after->size;
    }
    struct heap_block *before = block_at(b, -b->previous);
    if (b->previous && !is_used(before)) {
        bin_take(h, before);
        size += before->size;
        b = before;
    }
    block_resize(b, size);
    bin_put(h, b);
}

void *heap_resize(struct heap *h, void *p, size_t n)
{
    size_t old = p ? block_size(block_of(p)) - HEADER : 0;
    if (p && n <= old)
        return p;
    void *q = heap_alloc(h, n);
    if (q && p) {
        memcpy(q, p, old);
        heap_free(h, p);
    }
    return q;
}

static _Bool is_listed(const struct heap *h, const struct heap_block *wanted)
{
    for (struct heap_block *b = h->bins[bin_of(wanted->size)]; b; b = b->next) {
        if (b == wanted)
            return 1;
    }
    return 0;
}

_Bool heap_valid(const struct heap *h, const void *mem, size_t size)
{
    size_t end = (size & ~(size_t)(UNIT - 1)) - HEADER;
    size_t at = 0, used = 0, previous = 0;
    _Bool previous_used = 1;
    while (at < end) {
        const struct heap_block *b = block_at(mem, at);
        if (b->previous != previous || block_size(b) < SMALLEST ||
            block_size(b) % UNIT || block_size(b) > end - at ||
            (!is_used(b) && (!previous_used || !is_listed(h, b))))
            return 0;
        previous = block_size(b);
        previous_used = is_used(b);
        used += previous_used ? previous : 0;
        at += previous;
    }
    return at == end && used == h->used &&
           block_at(mem, end)->previous == previous;
}
