/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * C11 7.22, the part that is pure or about memory. The heap is the TA's
 * TA_DATA_SIZE bytes; blocks are 16-byte aligned. A free() of something that
 * is no live block panics the trusted application.
 */
#pragma once

#include <compiler.h>
#include <stddef.h>

#define EXIT_SUCCESS 0
#define EXIT_FAILURE 1
#define RAND_MAX     0x7fffffff

void *malloc(size_t size);
void *calloc(size_t n, size_t size);
void *realloc(void *ptr, size_t size);
void free(void *ptr); /* zeroes the block */
void free_wipe(void *ptr);

/* Not in this version of the library: missing when the TA is linked. */
void *memalign(size_t alignment, size_t size);
void *aligned_alloc(size_t alignment, size_t size);

int abs(int i);
long labs(long i);
int atoi(const char *s);
long strtol(const char *s, char **end, int base);
unsigned long strtoul(const char *s, char **end, int base);
unsigned long long strtoull(const char *s, char **end, int base);

void qsort(void *base, size_t n, size_t size,
           int (*compare)(const void *, const void *));
void *bsearch(const void *key, const void *base, size_t n, size_t size,
              int (*compare)(const void *, const void *));

/* From the TEE's random number generator. */
int rand(void);

/* Panics the trusted application. */
_Noreturn void abort(void);
