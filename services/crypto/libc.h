/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The part of a C library that libcrypto calls, beyond lib/mem.h: the heap,
 * qsort, atoi, abort, and answers for what does not exist here (clock, process
 * id). The functions have their usual names and headers.
 */
#pragma once

#include <stddef.h>

/* Bytes of the heap in use, and of all of it. */
size_t libc_heap_used(size_t *size);

/* The most bytes of the heap that were ever in use. */
size_t libc_heap_peak(void);
