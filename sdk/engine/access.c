/* SPDX-License-Identifier: BSD-2-Clause */
/* See access.h. */
#include "sdk/engine/access.h"

#include <tee_api_defines.h>
#include <tee_api_defines_extensions.h>

static bool suits(const struct access_region *r, uint32_t flags)
{
    if (!r->own && !(flags & TEE_MEMORY_ACCESS_ANY_OWNER))
        return false;
    if (r->own && (flags & TEE_MEMORY_ACCESS_NONSECURE))
        return false;
    if (!r->own && (flags & TEE_MEMORY_ACCESS_SECURE))
        return false;
    return r->writable || !(flags & TEE_MEMORY_ACCESS_WRITE);
}

bool access_is_allowed(const struct access_region *region, size_t n,
                       uint32_t flags, uint64_t start, uint64_t length)
{
    uint64_t end;

    if (__builtin_add_overflow(start, length, &end) ||
        ((flags & TEE_MEMORY_ACCESS_NONSECURE) &&
         (flags & TEE_MEMORY_ACCESS_SECURE)))
        return false;
    if (!length)
        return true;
    for (size_t i = 0; i < n; i++) {
        const struct access_region *r = &region[i];

        if (suits(r, flags) && start >= r->start &&
            start - r->start < r->length &&
            length <= r->length - (start - r->start))
            return true;
    }
    return false;
}
