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
#include <stdint.h>

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

/* memcpy() of few bytes, which are mostly whole aligned words: a call would
 * cost more than it does. The two do not overlap. */
static inline void mem_copy_words(void *to, const void *from, size_t n)
{
    typedef uint64_t __attribute__((may_alias)) word;
    word *d = (word *)to;
    const word *s = (const word *)from;
    if (((uintptr_t)to | (uintptr_t)from | n) % sizeof(word)) {
        memcpy(to, from, n);
        return;
    }
    for (; n >= 2 * sizeof(word); n -= 2 * sizeof(word), d += 2, s += 2) {
        word low = s[0], high = s[1];
        d[0] = low;
        d[1] = high;
        __asm__("" : "+r"(n)); /* or the compiler makes it a memcpy */
    }
    if (n)
        *d = *s;
}

#if !__STDC_HOSTED__
#define memcpy(...)  __builtin_memcpy(__VA_ARGS__)
#define memmove(...) __builtin_memmove(__VA_ARGS__)
#define memset(...)  __builtin_memset(__VA_ARGS__)
#define memcmp(...)  __builtin_memcmp(__VA_ARGS__)
#define strlen(...)  __builtin_strlen(__VA_ARGS__)
#define strcmp(...)  __builtin_strcmp(__VA_ARGS__)
#endif
