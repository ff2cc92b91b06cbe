/* SPDX-License-Identifier: BSD-2-Clause */
/* The heap of the trusted application beyond stdlib.h. */
#pragma once

#include <pta_stats.h>
#include <stdlib.h>

/* Makes the heap: `len` bytes at buf, 16-byte aligned, a multiple of 16. Once,
 * before the first allocation, by the library's start-up. */
void malloc_add_pool(void *buf, size_t len);

/* What the heap holds; from now on the rest counts anew. */
void malloc_get_stats(struct pta_stats_alloc *stats);
void malloc_reset_stats(void);
