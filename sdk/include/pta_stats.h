/* SPDX-License-Identifier: BSD-2-Clause */
/* What OP-TEE's statistics say of a heap; malloc.h has it for the TA's own. */
#pragma once

#include <stdint.h>

#define TEE_ALLOCATOR_DESC_LENGTH 32

struct pta_stats_alloc {
    char desc[TEE_ALLOCATOR_DESC_LENGTH];
    uint32_t allocated;               /* bytes */
    uint32_t max_allocated;           /* the most that ever were */
    uint32_t size;                    /* of the heap, bytes */
    uint32_t num_alloc_fail;          /* requests that found no room ... */
    uint32_t biggest_alloc_fail;      /* ... the largest of them, bytes ... */
    uint32_t biggest_alloc_fail_used; /* ... and `allocated` then */
};
