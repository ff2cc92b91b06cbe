/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The range allocator: first fit, alignment, and that ranges stay disjoint
 * and free space is found again, over random sequences checked against a map
 * of the units in use.
 */
#include "ree/libteec/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static void test_round(void **state)
{
    (void)state;
    assert_int_equal(pool_round(0), 64);
    assert_int_equal(pool_round(1), 64);
    assert_int_equal(pool_round(64), 64);
    assert_int_equal(pool_round(65), 128);
}

static void test_first_fit(void **state)
{
    struct pool pool = {.size = 256};
    struct pool_range a, b, c, d;

    (void)state;
    assert_true(pool_take(&pool, &a, 64));
    assert_true(pool_take(&pool, &b, 64));
    assert_true(pool_take(&pool, &c, 128));
    assert_int_equal(a.start, 0);
    assert_int_equal(b.start, 64);
    assert_int_equal(c.start, 128);
    assert_false(pool_take(&pool, &d, 64));
    pool_give(&pool, &b);
    assert_false(pool_take(&pool, &d, 128));
    assert_true(pool_take(&pool, &d, 64));
    assert_int_equal(d.start, 64);
    pool_give(&pool, &a);
    pool_give(&pool, &d);
    assert_true(pool_take(&pool, &a, 128));
    assert_int_equal(a.start, 0);
    pool_give(&pool, &c);
    pool_give(&pool, &a);
    assert_true(pool_take(&pool, &a, 256));
    assert_false(pool_take(&pool, &b, 64));
}

static void test_too_large(void **state)
{
    struct pool pool = {.size = 256};
    struct pool_range r;

    (void)state;
    assert_false(pool_take(&pool, &r, 320));
    assert_false(pool_take(&pool, &r, SIZE_MAX & ~(size_t)63));
    assert_null(pool.first);
}

/* The lowest start at which `units` are free in the map, or -1. */
static int lowest_fit(const uint8_t *map, int total, int units)
{
    for (int start = 0; start + units <= total; start++)
        if (!memchr(map + start, 1, (size_t)units))
            return start;
    return -1;
}

static void test_random(void **state)
{
    enum { UNITS = 32, RANGES = 12, STEPS = 200000 };
    struct pool pool = {.size = UNITS * POOL_ALIGN};
    struct pool_range ranges[RANGES] = {0};
    uint8_t map[UNITS] = {0};
    uint32_t seed = 1;

    (void)state;
    for (int step = 0; step < STEPS; step++) {
        struct pool_range *r;
        int units, start;

        seed = seed * 1664525u + 1013904223u;
        r = &ranges[(seed >> 24) % RANGES];
        if (r->size) {
            memset(map + r->start / POOL_ALIGN, 0, r->size / POOL_ALIGN);
            pool_give(&pool, r);
            r->size = 0;
        } else {
            units = 1 + (int)((seed >> 12) % 9);
            start = lowest_fit(map, UNITS, units);
            assert_int_equal(pool_take(&pool, r, (size_t)units * POOL_ALIGN),
                             start >= 0);
            if (start >= 0) {
                assert_int_equal(r->start, (size_t)start * POOL_ALIGN);
                memset(map + start, 1, (size_t)units);
            }
        }
        assert_true(pool_valid(&pool));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round),
        cmocka_unit_test(test_first_fit),
        cmocka_unit_test(test_too_large),
        cmocka_unit_test(test_random),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("ree_pool", tests, NULL, NULL);
}
