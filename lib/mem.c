/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copies go by 64-bit words, 64 bytes per turn, fills 128, between byte-wise
 * heads and tails; short ones, too, if both ends are aligned. A forward copy
 * aligns the destination; if the source is then not aligned, aligned words are
 * read and shifted together (little-endian), so that no access is ever
 * unaligned. A forward copy is also right for overlapping ranges with dst <
 * src, because each step reads before it writes; memmove uses that and has its
 * own backward copy for the other overlap.
 *
 * The names in parentheses are not the macros of mem.h.
 *
 * OPAQUE hides a value from the optimiser, at no cost: a compiler that
 * recognises a loop as a memset or strlen would make the function call itself.
 */
#include "lib/mem.h"
#include <stdint.h>

#define OPAQUE(v) __asm__("" : "+r"(v))

typedef uint64_t __attribute__((may_alias)) word_t;
enum { WORD = sizeof(word_t) };

static size_t misalignment(const void *p)
{
    return (uintptr_t)p % WORD;
}

static int are_aligned(const void *p, const void *q)
{
    return ((uintptr_t)p | (uintptr_t)q) % WORD == 0;
}

static void copy_words(uint8_t **dst, const uint8_t **src, size_t *n)
{
    word_t *d = (word_t *)(void *)*dst;
    const word_t *s = (const word_t *)(const void *)*src;
    size_t left = *n;
    for (; left >= 8 * WORD; left -= 8 * WORD, d += 8, s += 8) {
        word_t w0 = s[0], w1 = s[1], w2 = s[2], w3 = s[3];
        word_t w4 = s[4], w5 = s[5], w6 = s[6], w7 = s[7];
        OPAQUE(left);
        d[0] = w0, d[1] = w1, d[2] = w2, d[3] = w3;
        d[4] = w4, d[5] = w5, d[6] = w6, d[7] = w7;
    }
    if (left >= 4 * WORD) {
        word_t w0 = s[0], w1 = s[1], w2 = s[2], w3 = s[3];
        d[0] = w0, d[1] = w1, d[2] = w2, d[3] = w3;
        left -= 4 * WORD, d += 4, s += 4;
    }
    for (; left >= WORD; left -= WORD) {
        OPAQUE(left);
        *d++ = *s++;
    }
    *dst = (uint8_t *)d;
    *src = (const uint8_t *)s;
    *n = left;
}

/*
 * dst is aligned, src is not, and the WORD bytes before src belong to the
 * source. Each turn reads the aligned word that begins within the next WORD
 * source bytes, and stops while that word still lies inside the source.
 */
static void copy_shifted(uint8_t **dst, const uint8_t **src, size_t *n)
{
    unsigned shift = (unsigned)misalignment(*src) * 8;
    word_t *d = (word_t *)(void *)*dst;
    const word_t *s = (const word_t *)(const void *)(*src - shift / 8);
    word_t low = *s;
    size_t left = *n;
    unsigned back = 8 * WORD - shift;
    for (; left >= 5 * WORD; left -= 4 * WORD, d += 4, s += 4) {
        word_t w1 = s[1], w2 = s[2], w3 = s[3], w4 = s[4];
        d[0] = low >> shift | w1 << back;
        d[1] = w1 >> shift | w2 << back;
        d[2] = w2 >> shift | w3 << back;
        d[3] = w3 >> shift | w4 << back;
        low = w4;
    }
    for (; left >= 2 * WORD; left -= WORD) {
        word_t high = *++s;
        *d++ = low >> shift | high << back;
        low = high;
    }
    *dst = (uint8_t *)d;
    *src += *n - left;
    *n = left;
}

static void copy_forward(uint8_t *d, const uint8_t *s, size_t n)
{
    if (n >= 4 * WORD && !are_aligned(d, s)) {
        size_t head = -(uintptr_t)d % WORD;
        /* copy_shifted looks back. */
        if (misalignment(d) != misalignment(s))
            head += WORD;
        n -= head;
        for (; head; head--) {
            OPAQUE(head);
            *d++ = *s++;
        }
        if (misalignment(s))
            copy_shifted(&d, &s, &n);
    }
    if (are_aligned(d, s))
        copy_words(&d, &s, &n);
    for (; n; n--) {
        OPAQUE(n);
        *d++ = *s++;
    }
}

/* Copies from the last byte down; words only if both ends align together. */
static void copy_backward(uint8_t *d, const uint8_t *s, size_t n)
{
    if (misalignment(d) == misalignment(s)) {
        for (; n && misalignment(d + n); n--)
            d[n - 1] = s[n - 1];
        for (; n >= WORD; n -= WORD) {
            OPAQUE(n);
            *(word_t *)(void *)(d + n - WORD) =
                *(const word_t *)(const void *)(s + n - WORD);
        }
    }
    for (; n; n--) {
        OPAQUE(n);
        d[n - 1] = s[n - 1];
    }
}

void *(memcpy)(void *dst, const void *src, size_t n)
{
    copy_forward(dst, src, n);
    return dst;
}

void *(memmove)(void *dst, const void *src, size_t n)
{
    if ((uintptr_t)dst - (uintptr_t)src >= n)
        copy_forward(dst, src, n);
    else
        copy_backward(dst, src, n);
    return dst;
}

void *(memset)(void *dst, int c, size_t n)
{
    uint8_t *d = dst;
    for (; n && misalignment(d); n--)
        *d++ = (uint8_t)c;
    word_t v = (uint8_t)c * (word_t)0x0101010101010101;
    word_t *w = (word_t *)(void *)d;
    for (; n >= 16 * WORD; n -= 16 * WORD, w += 16) {
        OPAQUE(n);
        w[0] = v, w[1] = v, w[2] = v, w[3] = v;
        w[4] = v, w[5] = v, w[6] = v, w[7] = v;
        w[8] = v, w[9] = v, w[10] = v, w[11] = v;
        w[12] = v, w[13] = v, w[14] = v, w[15] = v;
    }
    if (n >= 8 * WORD) {
        w[0] = v, w[1] = v, w[2] = v, w[3] = v;
        w[4] = v, w[5] = v, w[6] = v, w[7] = v;
        n -= 8 * WORD, w += 8;
    }
    if (n >= 4 * WORD) {
        w[0] = v, w[1] = v, w[2] = v, w[3] = v;
        n -= 4 * WORD, w += 4;
    }
    for (; n >= WORD; n -= WORD) {
        OPAQUE(n);
        *w++ = v;
    }
    for (d = (uint8_t *)w; n; n--) {
        OPAQUE(n);
        *d++ = (uint8_t)c;
    }
    return dst;
}

int(memcmp)(const void *a, const void *b, size_t n)
{
    const uint8_t *x = a, *y = b;
    if (!misalignment(x) && !misalignment(y)) {
        for (; n >= WORD; n -= WORD, x += WORD, y += WORD) {
            if (*(const word_t *)(const void *)x !=
                *(const word_t *)(const void *)y)
                break;
        }
    }
    for (; n; n--, x++, y++) {
        OPAQUE(n);
        if (*x != *y)
            return *x - *y;
    }
    return 0;
}

void *memchr(const void *s, int c, size_t n)
{
    for (const uint8_t *p = s; n; n--, p++) {
        if (*p == (uint8_t)c)
            return (void *)(uintptr_t)p;
    }
    return NULL;
}

size_t(strlen)(const char *s)
{
    size_t n = 0;
    for (; s[n]; n++)
        OPAQUE(n);
    return n;
}

size_t strnlen(const char *s, size_t max)
{
    size_t n = 0;
    while (n < max && s[n])
        n++;
    return n;
}

int strncmp(const char *a, const char *b, size_t n)
{
    for (; n; n--, a++, b++) {
        if (*a != *b)
            return (uint8_t)*a - (uint8_t)*b;
        if (!*a)
            break;
    }
    return 0;
}

int(strcmp)(const char *a, const char *b)
{
    return strncmp(a, b, PTRDIFF_MAX);
}

char *strcpy(char *dst, const char *src)
{
    memcpy(dst, src, strlen(src) + 1);
    return dst;
}

char *strncpy(char *dst, const char *src, size_t n)
{
    size_t len = strnlen(src, n);
    memcpy(dst, src, len);
    memset(dst + len, 0, n - len);
    return dst;
}

char *strchr(const char *s, int c)
{
    for (; *s != (char)c; s++) {
        if (!*s)
            return NULL;
    }
    return (char *)(uintptr_t)s;
}

char *strrchr(const char *s, int c)
{
    for (size_t n = strlen(s) + 1; n; n--) {
        if (s[n - 1] == (char)c)
            return (char *)(uintptr_t)(s + n - 1);
    }
    return NULL;
}

char *strstr(const char *s, const char *what)
{
    size_t len = strlen(what);
    for (; strncmp(s, what, len); s++) {
        if (!*s)
            return NULL;
    }
    return (char *)(uintptr_t)s;
}

void mem_wipe(void *p, size_t n)
{
    memset(p, 0, n);
    __asm__ volatile("" : : "r"(p) : "memory");
}

_Bool mem_equal_ct(const void *a, const void *b, size_t n)
{
    const uint8_t *x = a, *y = b;
    unsigned diff = 0;
    for (; n; n--) {
        diff |= (unsigned)(*x++ ^ *y++);
        OPAQUE(diff);
    }
    return diff == 0;
}
