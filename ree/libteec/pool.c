/* SPDX-License-Identifier: BSD-2-Clause */
/* See pool.h. */
#include "ree/libteec/pool.h"

bool pool_take(struct pool *pool, struct pool_range *range, size_t size)
{
    struct pool_range **link = &pool->first;
    size_t start = 0;

    while (*link && (*link)->start - start < size) {
        start = (*link)->start + (*link)->size;
        link = &(*link)->next;
    }
    if (pool->size - start < size)
        return false;
    *range = (struct pool_range){.next = *link, .start = start, .size = size};
    *link = range;
    return true;
}

void pool_give(struct pool *pool, struct pool_range *range)
{
    struct pool_range **link = &pool->first;

    while (*link != range)
        link = &(*link)->next;
    *link = range->next;
}

bool pool_valid(const struct pool *pool)
{
    size_t end = 0;

    for (const struct pool_range *r = pool->first; r; r = r->next) {
        if (r->start < end || r->start % POOL_ALIGN || r->size % POOL_ALIGN ||
            !r->size || r->size > pool->size || r->start > pool->size - r->size)
            return false;
        end = r->start + r->size;
    }
    return true;
}
