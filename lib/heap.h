/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A heap inside one given range of memory, for programs with one thread.
 * Blocks are aligned to 16 bytes. Freed memory is zeroed, always.
 * Time is bounded, whatever was allocated before. An invalid pointer or a
 * damaged header traps: the program ends.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum { HEAP_BINS = 128 };

struct heap_block;

struct heap {
    struct heap_block *bins[HEAP_BINS]; /* free blocks by size */
    uint64_t filled[HEAP_BINS / 64];    /* bit n: bins[n] is not empty */
    size_t used;                        /* bytes in allocated blocks */
    size_t peak;                        /* the most that was ever used */
};

/* Makes h a heap over `size` bytes at `mem` (aligned to 16, at least 64
 * bytes). The caller keeps mem for as long as h is used. */
void heap_init(struct heap *h, void *mem, size_t size);

/* At least n bytes, contents undefined; NULL if there is no room. n = 0
 * gives a block as well. */
void *heap_alloc(struct heap *h, size_t n);

/* Zeroes and frees a block of heap_alloc; NULL is ignored. */
void heap_free(struct heap *h, void *p);

/* Like realloc: the block with n bytes, moved if need be; NULL leaves it as
 * it was. p may be NULL. */
void *heap_resize(struct heap *h, void *p, size_t n);

/* Whether all that h holds is consistent: for tests. */
_Bool heap_valid(const struct heap *h, const void *mem, size_t size);
