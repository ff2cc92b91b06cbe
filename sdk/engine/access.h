/* SPDX-License-Identifier: BSD-2-Clause */
/* The decision of TEE_CheckMemoryAccessRights, without I/O. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct access_region {
    uint64_t start;
    uint64_t length;
    bool own;      /* the trusted application's, so secure memory; else the
                      normal world's */
    bool writable; /* readable are all */
};

/* flags: TEE_MEMORY_ACCESS_*. An empty range is allowed; any other must lie
 * within one region. */
bool access_is_allowed(const struct access_region *region, size_t n,
                       uint32_t flags, uint64_t start, uint64_t length);
