/* SPDX-License-Identifier: BSD-2-Clause */
/* The heap of the trusted application beyond stdlib.h. */
#pragma once

#include <stdlib.h>

/* Makes the heap: `len` bytes at buf, 16-byte aligned, a multiple of 16. Once,
 * before the first allocation, by the library's start-up. */
void malloc_add_pool(void *buf, size_t len);
