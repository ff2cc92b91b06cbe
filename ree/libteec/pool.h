/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Hands out ranges of a block of `size` bytes, first fit. The ranges in use
 * form a list sorted by start; its nodes belong to the callers (they live on
 * the stacks of the calls that use them), so the pool allocates nothing and
 * holds no more nodes than there are calls under way. No lock, no memory of
 * its own, no idea of what the block is.
 *
 * Invariant: ranges are disjoint, inside [0, size), aligned to POOL_ALIGN in
 * start and size, and never empty.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* A cache line: TAs may expect the alignment that malloc would have given. */
#define POOL_ALIGN 64u

struct pool_range {
    struct pool_range *next;
    size_t start;
    size_t size;
};

struct pool {
    size_t size;
    struct pool_range *first;
};

/* The bytes a request of `size` takes up: at least one unit, so that each
 * has an address of its own. size must be at most SIZE_MAX - POOL_ALIGN. */
static inline size_t pool_round(size_t size)
{
    return (size + (size == 0) + POOL_ALIGN - 1) & ~(size_t)(POOL_ALIGN - 1);
}

/* Takes the lowest free range of `size` bytes (a result of pool_round), and
 * links *range until pool_give. False if none is free. */
bool pool_take(struct pool *pool, struct pool_range *range, size_t size);

/* Gives back a range of this pool. */
void pool_give(struct pool *pool, struct pool_range *range);

/* Whether the invariant holds. */
bool pool_valid(const struct pool *pool);
