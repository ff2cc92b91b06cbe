/* SPDX-License-Identifier: BSD-2-Clause */
/* String and memory functions beyond the C standard. */
#pragma once

#include <stddef.h>

/* Copy or append; the result always ends in NUL if size > 0. They return the
 * length they tried to make: a result >= size means truncation. */
size_t strlcpy(char *dst, const char *src, size_t size);
size_t strlcat(char *dst, const char *src, size_t size);

/* 0 if equal, in a time that depends on n only. */
int consttime_memcmp(const void *a, const void *b, size_t n);

/* Never optimised away. */
void memzero_explicit(void *s, size_t n);
