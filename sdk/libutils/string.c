/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The string functions that lib/mem.c does not have: one obvious loop each.
 */
#include <string.h>

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string_ext.h>
#include <strings.h>

int strcoll(const char *a, const char *b)
{
    return strcmp(a, b);
}

char *stpcpy(char *restrict dst, const char *restrict src)
{
    size_t len = strlen(src);

    memcpy(dst, src, len + 1);
    return dst + len;
}

char *strcat(char *restrict dst, const char *restrict src)
{
    strcpy(dst + strlen(dst), src);
    return dst;
}

char *strncat(char *restrict dst, const char *restrict src, size_t n)
{
    size_t at = strlen(dst);
    size_t len = strnlen(src, n);

    memcpy(dst + at, src, len);
    dst[at + len] = '\0';
    return dst;
}

/* Length of the prefix of s whose characters are (not) in set. */
static size_t span(const char *s, const char *set, bool in)
{
    size_t n = 0;

    while (s[n] && (strchr(set, s[n]) != NULL) == in)
        n++;
    return n;
}

size_t strspn(const char *s, const char *accept)
{
    return span(s, accept, true);
}

size_t strcspn(const char *s, const char *reject)
{
    return span(s, reject, false);
}

char *strpbrk(const char *s, const char *accept)
{
    s += strcspn(s, accept);
    return *s ? (char *)(uintptr_t)s : NULL;
}

char *strtok_r(char *restrict s, const char *restrict delim,
               char **restrict next)
{
    if (!s)
        s = *next;
    s += strspn(s, delim);
    *next = s + strcspn(s, delim);
    if (**next)
        *(*next)++ = '\0';
    return *s ? s : NULL;
}

char *strndup(const char *s, size_t n)
{
    size_t len = strnlen(s, n);
    char *p = malloc(len + 1);

    if (p) {
        memcpy(p, s, len);
        p[len] = '\0';
    }
    return p;
}

char *strdup(const char *s)
{
    return strndup(s, SIZE_MAX);
}

size_t strlcpy(char *dst, const char *src, size_t size)
{
    size_t len = strlen(src);

    if (size) {
        size_t n = len < size ? len : size - 1;

        memcpy(dst, src, n);
        dst[n] = '\0';
    }
    return len;
}

size_t strlcat(char *dst, const char *src, size_t size)
{
    size_t at = strnlen(dst, size);

    return at + strlcpy(dst + at, src, size - at);
}

int strncasecmp(const char *a, const char *b, size_t n)
{
    for (; n; n--, a++, b++) {
        int x = tolower((unsigned char)*a), y = tolower((unsigned char)*b);

        if (x != y || !x)
            return x - y;
    }
    return 0;
}

int strcasecmp(const char *a, const char *b)
{
    return strncasecmp(a, b, SIZE_MAX);
}

int bcmp(const void *a, const void *b, size_t n)
{
    return memcmp(a, b, n);
}

int consttime_memcmp(const void *a, const void *b, size_t n)
{
    const volatile uint8_t *x = a, *y = b;
    unsigned diff = 0;

    for (size_t i = 0; i < n; i++)
        diff |= (unsigned)(x[i] ^ y[i]);
    return (int)diff;
}

void memzero_explicit(void *s, size_t n)
{
    memset(s, 0, n);
    __asm__ volatile("" : : "r"(s) : "memory");
}
