/* SPDX-License-Identifier: BSD-2-Clause */
/* The decision of TEE_CheckMemoryAccessRights, without I/O. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A row of a list. */
struct access_region {
    uint64_t start;
    uint64_t length;
    bool shared; /* with the caller or, if asked for so, with callees; a part of
                    a region that is not shared may be */
    bool secure; /* memory, else the normal world's */
    bool writable; /* readable are all */
    struct access_region *next;
};

/* flags: TEE_MEMORY_ACCESS_*. An empty range is allowed; any other must lie
 * within one region and, without ANY_OWNER, touch none that is shared. */
bool access_is_allowed(const struct access_region *first, uint32_t flags,
                       uint64_t start, uint64_t length);
