/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Conversions, sorting, searching. qsort is a heap sort: no recursion, no
 * memory, never worse than n log n.
 */
#include <stdlib.h>

#include <ctype.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

int abs(int i)
{
    return i < 0 ? -i : i;
}

long labs(long i)
{
    return i < 0 ? -i : i;
}

static unsigned digit(char c)
{
    if (isdigit((unsigned char)c))
        return (unsigned)(c - '0');
    if (isalpha((unsigned char)c))
        return (unsigned)(tolower((unsigned char)c) - 'a') + 10;
    return UINT_MAX;
}

/* Skips space, sign and 0x. */
static const char *number_start(const char *s, bool *negative, int *base)
{
    while (isspace((unsigned char)*s))
        s++;
    *negative = *s == '-';
    if (*s == '-' || *s == '+')
        s++;
    if ((*base == 0 || *base == 16) && s[0] == '0' &&
        (s[1] == 'x' || s[1] == 'X') && digit(s[2]) < 16) {
        *base = 16;
        return s + 2;
    }
    if (*base == 0)
        *base = *s == '0' ? 8 : 10;
    return s;
}

/* The magnitude, ULONG_MAX if it does not fit; *overflow is then set. */
static unsigned long parse(const char *s, char **end, int base, bool *negative,
                           bool *overflow)
{
    const char *p = number_start(s, negative, &base);
    const char *first = p;
    unsigned long v = 0;

    *overflow = false;
    for (; digit(*p) < (unsigned)base; p++) {
        if (__builtin_mul_overflow(v, (unsigned long)base, &v) ||
            __builtin_add_overflow(v, digit(*p), &v))
            *overflow = true;
    }
    if (end)
        *end = (char *)(uintptr_t)(p == first ? s : p);
    return *overflow ? ULONG_MAX : v;
}

unsigned long strtoul(const char *s, char **end, int base)
{
    bool negative, overflow;
    unsigned long v = parse(s, end, base, &negative, &overflow);

    return negative && !overflow ? 0 - v : v;
}

unsigned long long strtoull(const char *s, char **end, int base)
{
    return strtoul(s, end, base);
}

long strtol(const char *s, char **end, int base)
{
    bool negative, overflow;
    unsigned long v = parse(s, end, base, &negative, &overflow);

    if (negative)
        return v > (unsigned long)LONG_MAX ? LONG_MIN : -(long)v;
    return v > (unsigned long)LONG_MAX ? LONG_MAX : (long)v;
}

int atoi(const char *s)
{
    return (int)strtol(s, NULL, 10);
}

static void swap(char *a, char *b, size_t size)
{
    for (; size; size--, a++, b++) {
        char c = *a;

        *a = *b;
        *b = c;
    }
}

/* Moves item i of a heap of n items down to its place. */
static void sift(char *base, size_t i, size_t n, size_t size,
                 int (*compare)(const void *, const void *))
{
    size_t child;

    for (; (child = 2 * i + 1) < n; i = child) {
        if (child + 1 < n &&
            compare(base + child * size, base + (child + 1) * size) < 0)
            child++;
        if (compare(base + i * size, base + child * size) >= 0)
            return;
        swap(base + i * size, base + child * size, size);
    }
}

void qsort(void *items, size_t n, size_t size,
           int (*compare)(const void *, const void *))
{
    char *base = items;

    for (size_t i = n / 2; i > 0; i--)
        sift(base, i - 1, n, size, compare);
    for (; n > 1; n--) {
        swap(base, base + (n - 1) * size, size);
        sift(base, 0, n - 1, size, compare);
    }
}

void *bsearch(const void *key, const void *base, size_t n, size_t size,
              int (*compare)(const void *, const void *))
{
    const char *p = base;

    while (n) {
        const char *middle = p + n / 2 * size;
        int order = compare(key, middle);

        if (!order)
            return (void *)(uintptr_t)middle;
        if (order > 0) {
            p = middle + size;
            n--;
        }
        n /= 2;
    }
    return NULL;
}
