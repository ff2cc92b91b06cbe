/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory and string functions of freestanding code: the C library's names and
 * meanings (C11, 7.24), plus two that secrets need.
 *
 * Pure, reentrant, no FP/SIMD registers, no unaligned access even where the
 * compiler may emit one: usable before the MMU is on. None reads or writes a
 * byte outside the given ranges. Not constant-time, except where it says so.
 *
 * In freestanding code the common names are macros for the compiler's
 * built-ins, because -ffreestanding would otherwise turn a copy of 4 or 8 bytes
 * into a call.
 */
#pragma once
#include <stddef.h>

void *memcpy(void *dst, const void *src, size_t n);
void *memmove(void *dst, const void *src, size_t n);
void *memset(void *dst, int c, size_t n);
int memcmp(const void *a, const void *b, size_t n);
void *memchr(const void *s, int c, size_t n);

size_t strlen(const char *s);
size_t strnlen(const char *s, size_t max);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t n);
char *strcpy(char *dst, const char *src);
char *strncpy(char *dst, const char *src, size_t n);
char *strchr(const char *s, int c);
char *strrchr(const char *s, int c);
char *strstr(const char *s, const char *what);

/* Zeroes n bytes at p; never optimised away. */
void mem_wipe(void *p, size_t n);

/* True if a and b hold the same n bytes; time depends on n only. */
_Bool mem_equal_ct(const void *a, const void *b, size_t n);

#if !__STDC_HOSTED__
#define memcpy(d, s, n)  __builtin_memcpy(d, s, n)
#define memmove(d, s, n) __builtin_memmove(d, s, n)
#define memset(d, c, n)  __builtin_memset(d, c, n)
#define memcmp(a, b, n)  __builtin_memcmp(a, b, n)
#define strlen(s)        __builtin_strlen(s)
#define strcmp(a, b)     __builtin_strcmp(a, b)
#endif
