/* SPDX-License-Identifier: BSD-2-Clause */
/* See access.h. */
#include "sdk/engine/access.h"

#include <tee_api_defines.h>
#include <tee_api_defines_extensions.h>

static bool suits(const struct access_region *r, uint32_t flags)
{
    if (r->secure && (flags & TEE_MEMORY_ACCESS_NONSECURE))
        return false;
    if (!r->secure && (flags & TEE_MEMORY_ACCESS_SECURE))
        return false;
    return r->writable || !(flags & TEE_MEMORY_ACCESS_WRITE);
}

static bool contains(const struct access_region *r, uint64_t start,
                     uint64_t length)
{
    return start >= r->start && start - r->start < r->length &&
           length <= r->length - (start - r->start);
}

/* Of ranges that do not end above 2^64. */
static bool overlaps(const struct access_region *r, uint64_t start,
                     uint64_t length)
{
    return start < r->start + r->length && r->start < start + length;
}

bool access_is_allowed(const struct access_region *first, uint32_t flags,
                       uint64_t start, uint64_t length)
{
    bool found = false;
    uint64_t end;

    if (__builtin_add_overflow(start, length, &end) ||
        ((flags & TEE_MEMORY_ACCESS_NONSECURE) &&
         (flags & TEE_MEMORY_ACCESS_SECURE)))
        return false;
    if (!length)
        return true;
    for (const struct access_region *r = first; r; r = r->next) {
        if (r->shared && !(flags & TEE_MEMORY_ACCESS_ANY_OWNER) &&
            overlaps(r, start, length))
            return false;
        found |= suits(r, flags) && contains(r, start, length);
    }
    return found;
}
