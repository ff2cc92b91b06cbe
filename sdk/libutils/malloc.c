/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The C heap of a trusted application: lib/heap.h over the array ta_heap,
 * which start-up hands to malloc_add_pool(). Freed blocks are zeroed; damage
 * and double frees end the trusted application.
 */
#include <malloc.h>
#include <stdint.h>
#include <string.h>
#include <tee_internal_api_extensions.h>
#include <trace.h>

#include "lib/heap.h"

static struct {
    struct heap heap;
    size_t mark; /* bytes in use at tee_user_mem_mark_heap() */
} pool;

void malloc_add_pool(void *buf, size_t len)
{
    heap_init(&pool.heap, buf, len);
}

void *malloc(size_t size)
{
    return heap_alloc(&pool.heap, size);
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
    return heap_resize(&pool.heap, ptr, size);
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
