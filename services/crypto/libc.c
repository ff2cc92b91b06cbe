/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The heap is an array: the service's memory is fixed when it is linked, and
 * what clients may take of it is bounded (client.h) and by failing with
 * OUT_OF_MEMORY. heap_free zeroes, so secrets that libcrypto frees
 * without cleansing are gone too.
 *
 * The first malloc makes the heap: nothing has to be called before.
 */
#include "services/crypto/libc.h"

#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include "lib/heap.h"
#include "lib/mem.h"
#include "runtime/rt.h"
#include "services/crypto/openssl/include/errno.h"
#include "services/crypto/openssl/include/time.h"
#include "services/crypto/openssl/include/unistd.h"

enum { ARENA = 1536 << 10 };

static _Alignas(16) uint8_t arena[ARENA];
static struct heap heap;

/* One thread: a variable. */
int errno;

size_t libc_heap_used(size_t *size)
{
    *size = sizeof(arena);
    return heap.used;
}

size_t libc_heap_peak(void)
{
    return heap.peak;
}

void *malloc(size_t n)
{
    if (!heap.peak)
        heap_init(&heap, arena, sizeof(arena));
    return heap_alloc(&heap, n);
}

void *calloc(size_t n, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(n, size, &bytes))
        return NULL;
    void *p = malloc(bytes);
    if (p)
        memset(p, 0, bytes);
    return p;
}

void *realloc(void *p, size_t n)
{
    return p ? heap_resize(&heap, p, n) : malloc(n);
}

void free(void *p)
{
    heap_free(&heap, p);
}

/* libcrypto found itself broken: the service ends, and is started afresh. */
void abort(void)
{
    static const char text[] = "libcrypto aborts";
    rt_log(text, sizeof(text) - 1);
    rt_exit(1);
}

static void bytes_swap(uint8_t *a, uint8_t *b, size_t n)
{
    for (; n; n--, a++, b++) {
        uint8_t byte = *a;
        *a = *b;
        *b = byte;
    }
}

/* Insertion sort: libcrypto's lists have a few entries. */
void qsort(void *base, size_t n, size_t size,
           int (*compare)(const void *, const void *))
{
    uint8_t *first = base;
    for (size_t i = 1; i < n; i++) {
        uint8_t *p = first + i * size;
        for (; p > first && compare(p - size, p) > 0; p -= size)
            bytes_swap(p - size, p, size);
    }
}

/* Only for decimal numbers in property queries: no sign, no white space. */
int atoi(const char *s)
{
    int value = 0;
    for (; *s >= '0' && *s <= '9' && value <= (INT_MAX - 9) / 10; s++)
        value = value * 10 + (*s - '0');
    return value;
}

/* No clock: 0 switches the DRBG's seeding by time off (random.c). */
time_t time(time_t *t)
{
    if (t)
        *t = 0;
    return 0;
}

/* libcrypto compares it with itself, to notice fork(). */
pid_t getpid(void)
{
    return 1;
}
