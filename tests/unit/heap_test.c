/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lib/heap.c: a long random run against a model (contents survive, freed memory
 * is zero, the structure stays valid), and the ends of the range of sizes.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "lib/heap.h"

enum { SIZE = 1 << 20, SLOTS = 300, STEPS = 60000 };

static _Alignas(16) uint8_t memory[SIZE];
static struct heap heap;

static struct slot {
    uint8_t *p;
    size_t n;
    uint8_t fill;
} slots[SLOTS];

static unsigned random_next(void)
{
    static unsigned seed = 1;
    seed = seed * 1103515245u + 12345u;
    return seed >> 8;
}

/* Mostly small, sometimes large. */
static size_t random_size(void)
{
    return random_next() % (1u << (random_next() % 15));
}

static void slot_check(const struct slot *s)
{
    for (size_t i = 0; i < s->n; i++)
        assert_int_equal(s->p[i], s->fill);
}

static void slot_fill(struct slot *s, size_t n)
{
    assert_int_equal((uintptr_t)s->p % 16, 0);
    assert_in_range((uintptr_t)s->p, (uintptr_t)memory,
                    (uintptr_t)memory + SIZE - n);
    s->n = n;
    s->fill = (uint8_t)random_next();
    memset(s->p, s->fill, n);
}

static void slot_free(struct slot *s)
{
    slot_check(s);
    heap_free(&heap, s->p);
    /* The first words hold the links of the free list. */
    for (size_t i = 16; s->p && i < s->n; i++)
        assert_int_equal(s->p[i], 0);
    s->p = NULL;
    s->n = 0;
}

static void slot_resize(struct slot *s)
{
    size_t n = random_size();
    uint8_t *p = heap_resize(&heap, s->p, n);
    if (!p)
        return;
    s->p = p;
    s->n = s->n < n ? s->n : n;
    slot_check(s);
    slot_fill(s, n);
}

static void random_run(void **state)
{
    (void)state;
    heap_init(&heap, memory, SIZE);
    int refused = 0;
    for (int step = 0; step < STEPS; step++) {
        struct slot *s = &slots[random_next() % SLOTS];
        if (s->p && random_next() % 3 == 0) {
            slot_resize(s);
        } else if (s->p) {
            slot_free(s);
        } else {
            size_t n = random_size();
            s->p = heap_alloc(&heap, n);
            if (s->p)
                slot_fill(s, n);
            else
                refused++;
        }
        if (step % 64 == 0)
            assert_true(heap_valid(&heap, memory, SIZE));
    }
    assert_true(heap.peak > SIZE / 4);
    for (int i = 0; i < SLOTS; i++)
        slot_free(&slots[i]);
    assert_true(heap_valid(&heap, memory, SIZE));
    assert_int_equal(heap.used, 0);
}

/* What is left after everything was freed is one block again. */
static void merges_to_one_block(void **state)
{
    (void)state;
    heap_init(&heap, memory, SIZE);
    void *p[64];
    size_t n = 0;
    while (n < 64 && (p[n] = heap_alloc(&heap, SIZE / 80)))
        n++;
    assert_int_equal(n, 64);
    for (size_t i = 0; i < n; i++)
        heap_free(&heap, p[i * 37 % n]);
    /* A quarter of a power of two may be lost to the good fit, no more. */
    void *all = heap_alloc(&heap, SIZE / 4 * 3);
    assert_non_null(all);
    assert_null(heap_alloc(&heap, SIZE / 2));
    heap_free(&heap, all);
    assert_true(heap_valid(&heap, memory, SIZE));
}

/* When only blocks of the request's own bin are left, a freed block serves a
 * request of its size again, and none that is larger. */
static void freed_block_serves_again(void **state)
{
    const size_t size = SIZE / 4 - 100;
    void *p[4];

    (void)state;
    heap_init(&heap, memory, SIZE);
    for (int i = 0; i < 4; i++) {
        p[i] = heap_alloc(&heap, size);
        assert_non_null(p[i]);
    }
    heap_free(&heap, p[1]);
    assert_null(heap_alloc(&heap, size + 32));
    assert_ptr_equal(heap_alloc(&heap, size), p[1]);
    assert_null(heap_alloc(&heap, size));
    assert_true(heap_valid(&heap, memory, SIZE));
}

static void sizes(void **state)
{
    (void)state;
    heap_init(&heap, memory, SIZE);
    assert_null(heap_alloc(&heap, SIZE_MAX));
    assert_null(heap_alloc(&heap, SIZE_MAX / 4));
    assert_null(heap_alloc(&heap, SIZE));
    void *a = heap_alloc(&heap, 0), *b = heap_alloc(&heap, 0);
    assert_true(a && b && a != b);
    heap_free(&heap, NULL);
    heap_free(&heap, a);
    heap_free(&heap, b);
    while (heap_alloc(&heap, 4000))
        ;
    assert_true(heap.used > SIZE - 5000);
    assert_true(heap_valid(&heap, memory, SIZE));
    heap_init(&heap, memory, 64);
    assert_non_null(heap_alloc(&heap, 16));
    assert_null(heap_alloc(&heap, 16));
}

static void double_free_traps(void **state)
{
    (void)state;
    pid_t pid = fork();
    if (!pid) {
        /* cmocka's handler would report it. */
        signal(SIGILL, SIG_DFL);
        signal(SIGTRAP, SIG_DFL);
        heap_init(&heap, memory, SIZE);
        void *p = heap_alloc(&heap, 100);
        heap_free(&heap, p);
        heap_free(&heap, p);
        _exit(0);
    }
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_run),
        cmocka_unit_test(merges_to_one_block),
        cmocka_unit_test(freed_block_serves_again),
        cmocka_unit_test(sizes),
        cmocka_unit_test(double_free_traps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
