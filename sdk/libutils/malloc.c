/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The C heap of a trusted application: lib/heap.h over the array ta_heap,
 * which start-up hands to malloc_add_pool(). Freed blocks are zeroed; damage
 * and double frees end the trusted application.
 */
#include <malloc.h>
#include <stdint.h>
#include <string.h>
#include <string_ext.h>
#include <tee_internal_api_extensions.h>
#include <trace.h>

#include "lib/heap.h"

static struct {
    struct heap heap;
    size_t size;
    size_t mark;                  /* bytes in use at tee_user_mem_mark_heap() */
    struct pta_stats_alloc stats; /* num_alloc_fail and what follows it */
} pool;

void malloc_add_pool(void *buf, size_t len)
{
    heap_init(&pool.heap, buf, len);
    pool.size = len;
}

static uint32_t at_most_32_bits(size_t n)
{
    return n < UINT32_MAX ? (uint32_t)n : UINT32_MAX;
}

/* Counts a request of n bytes that found none. */
static void *counted(void *p, size_t n)
{
    struct pta_stats_alloc *stats = &pool.stats;

    if (p)
        return p;
    stats->num_alloc_fail++;
    if (at_most_32_bits(n) > stats->biggest_alloc_fail) {
        stats->biggest_alloc_fail = at_most_32_bits(n);
        stats->biggest_alloc_fail_used = at_most_32_bits(pool.heap.used);
    }
    return NULL;
}

void malloc_get_stats(struct pta_stats_alloc *stats)
{
    *stats = pool.stats;
    strlcpy(stats->desc, "heap", sizeof(stats->desc));
    stats->allocated = at_most_32_bits(pool.heap.used);
    stats->max_allocated = at_most_32_bits(pool.heap.peak);
    stats->size = at_most_32_bits(pool.size);
}

void malloc_reset_stats(void)
{
    pool.stats = (struct pta_stats_alloc){0};
    pool.heap.peak = pool.heap.used;
}

void *malloc(size_t size)
{
    return counted(heap_alloc(&pool.heap, size), size);
}

void *calloc(size_t n, size_t size)
{
    size_t bytes;
    void *p;

    if (__builtin_mul_overflow(n, size, &bytes))
        return NULL;
    p = malloc(bytes);
    if (p)
        memset(p, 0, bytes);
    return p;
}

void *realloc(void *ptr, size_t size)
{
    return counted(heap_resize(&pool.heap, ptr, size), size);
}

void free(void *ptr)
{
    heap_free(&pool.heap, ptr);
}

void free_wipe(void *ptr)
{
    free(ptr);
}

void tee_user_mem_mark_heap(void)
{
    pool.mark = pool.heap.used;
}

size_t tee_user_mem_check_heap(void)
{
    size_t more = pool.heap.used > pool.mark ? pool.heap.used - pool.mark : 0;

    if (more)
        EMSG_RAW("heap: %zu bytes more in use than at the mark", more);
    return more;
}
