/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory that crosses a boundary: leases, windows, the normal world's RAM. */
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "host/fault.h"
#include "host/machine.h"
#include "kernel/window.h"
#include "tests/unit/kernel_world.h"

/* ---- leases ---- */

/* In the server: reads and writes lease 0, and tries what is outside. */
static uint64_t use_lease(const uint64_t *w)
{
    uint8_t byte[16] = {0};

    WANT(rt_borrow_read(0, 0, byte, 8), KERR_OK);
    byte[0]++;
    WANT(rt_borrow_write(0, 0, byte, 8), KERR_OK);
    WANT(rt_borrow_read(0, 1, byte, 8), KERR_ARGUMENT);
    WANT(rt_borrow_read(0, 9, byte, 0), KERR_ARGUMENT);
    WANT(rt_borrow_read(1, 0, byte, 8), KERR_OK);
    WANT(rt_borrow_write(1, 0, byte, 8), KERR_ARGUMENT);
    WANT(rt_borrow_read(2, 0, byte, 1), KERR_NO_OBJECT);
    WANT(rt_borrow_read(0, 0, (void *)(uintptr_t)w[2], 8), KERR_ADDRESS);
    return 0;
}

static uint64_t lend(const uint64_t *w)
{
    uint8_t mine[8] = {5};
    const struct klease l[2] = {
        {(uintptr_t)mine, 8, KLEASE_READ | KLEASE_WRITE},
        {(uintptr_t)mine, 8, KLEASE_READ}};
    struct rt_event ev = {.w = {JOB, (uintptr_t)use_lease, w[2]}};

    if (rt_call(SERVICE_CRYPTO, &ev, l, 2) || ev.w[0])
        return 0;
    return mine[0];
}

static void test_leases(void **state)
{
    static uint64_t of_nobody;

    (void)state;
    assert_int_equal(in(OTHER, lend, (uintptr_t)&of_nobody, 0), 6);
}

/* ---- own memory ---- */

/* w[2] pages; the address, or 0. What is there is zero. */
static uint64_t map(const uint64_t *w)
{
    uint8_t *p = rt_mem_map(w[2]);

    for (uint64_t i = 0; p && i < w[2]; i++)
        if (p[i * PAGE_SIZE]++)
            return 1;
    return (uintptr_t)p;
}

static uint64_t unmap(const uint64_t *w)
{
    rt_mem_unmap((void *)(uintptr_t)w[2], w[3]);
    return 0;
}

/* A quota that may be raised: up to its limit, while the machine has pages
 * that nobody was promised; what was raised is given back. */
static void test_raise(void **state)
{
    const uint64_t quota = 64, most = 300;
    uint64_t before = here(stats_free, 0, 0), made;
    uint32_t pid = ta_make(quota | most << 32), other;
    uint64_t first, second;

    (void)state;
    made = here(stats_free, 0, 0) & UINT32_MAX;
    assert_int_equal(in(pid, map, most, 0), 0);
    first = in(pid, map, 100, 0);
    assert_true(first > 1);
    assert_true((here(stats_free, 0, 0) & UINT32_MAX) >= made + 100 - quota);
    second = in(pid, map, 150, 0);
    assert_true(second > 1);
    assert_int_equal(in(pid, map, 100, 0), 0);
    in(pid, unmap, first, 100);
    first = in(pid, map, 100, 0);
    assert_true(first > 1);
    in(pid, unmap, second, 150);
    in(pid, unmap, first, 100);
    assert_int_equal(here(stats_free, 0, 0) & UINT32_MAX, made);

    /* What others were promised is not to be had. */
    other = ta_make((SECURE_BYTES / PAGE_SIZE) - made - 100);
    assert_int_equal(in(pid, map, 200, 0), 0);
    ta_end(other);
    assert_true(in(pid, map, 200, 0) > 1);
    ta_end(pid);
    assert_int_equal(here(stats_free, 0, 0), before);
}

static uint64_t read_huk(const uint64_t *w)
{
    uint8_t key[KHUK_BYTES] = {0}, again[KHUK_BYTES] = {0};

    (void)w;
    WANT(rt_huk_read(key), KERR_OK);
    WANT(rt_huk_read(again), KERR_OK);
    return memcmp(key, again, sizeof(key)) || key[1] != 1;
}

/* The platform has none: nothing is written. */
static uint64_t read_none(const uint64_t *w)
{
    uint8_t key[KHUK_BYTES] = {7};
    enum kerr err = rt_huk_read(key);

    (void)w;
    return key[0] == 7 ? err : 99;
}

static void test_huk(void **state)
{
    (void)state;
    assert_int_equal(in(OTHER, read_huk, 0, 0), 0);
    assert_true(fault_order(FAULT_FAIL, "huk:3"));
    assert_int_equal(in(OTHER, read_none, 0, 0), KERR_NO_OBJECT);
}

/* ---- windows ---- */

#define WINDOW_PAGES 70u /* more than a leaf's step, less than a leaf */

static uint64_t window_new(const uint64_t *w)
{
    uint32_t handle = 0;
    enum kerr err = rt_window_create(w[2], &handle);

    return err ? err : (uint64_t)handle << 8;
}

/* w[2] handle, w[3] physical address of the first page. */
static uint64_t window_fill(const uint64_t *w)
{
    uint32_t handle = (uint32_t)w[2];
    uint64_t page[KPAGES_MAX], va;

    page[0] = w[3] + 1;
    WANT(rt_window_add(handle, page, 1), KERR_NOT_NORMAL);
    page[0] = (uintptr_t)page & ~4095ull; /* of ours */
    WANT(rt_window_add(handle, page, 1), KERR_NOT_NORMAL);
    WANT(rt_window_map(handle, SERVICE_GATEWAY, &va), KERR_STATE);
    for (uint32_t done = 0; done < WINDOW_PAGES; done += 10) {
        for (uint32_t i = 0; i < 10; i++)
            page[i] = w[3] + (uint64_t)(done + i) * PAGE_SIZE;
        WANT(rt_window_add(handle, page, 10), KERR_OK);
    }
    WANT(rt_window_add(handle, page, 1), KERR_ARGUMENT);
    WANT(rt_window_add(handle + 1, page, 1), KERR_NO_OBJECT);
    return 0;
}

static uint64_t window_map_to(const uint64_t *w)
{
    uint64_t va = 0;
    enum kerr err = rt_window_map((uint32_t)w[2], (uint32_t)w[3], &va);

    return err ? err : va;
}

static uint64_t window_unmap_from(const uint64_t *w)
{
    return rt_window_unmap((uint32_t)w[2], (uint32_t)w[3]);
}

static uint64_t window_end(const uint64_t *w)
{
    return rt_window_destroy((uint32_t)w[2]);
}

/* In the process that sees it: the last byte, which is then another. */
static uint64_t window_touch(const uint64_t *w)
{
    uint8_t *p = (uint8_t *)(uintptr_t)w[2];

    return p[WINDOW_PAGES * PAGE_SIZE - 1]++;
}

static uint64_t stats_to(const uint64_t *w)
{
    return rt_stats((struct kstats *)(uintptr_t)w[2]);
}

static void test_window(void **state)
{
    uint64_t before = here(stats_free, 0, 0);
    size_t bytes;
    uint8_t *ram = machine_normal_ram(&bytes);
    uint32_t pid = ta_make(64);
    uint64_t window, va;

    (void)state;
    ram[WINDOW_PAGES * PAGE_SIZE - 1] = 77;
    assert_int_equal(here(window_new, 0, 0), KERR_ARGUMENT);
    window = here(window_new, WINDOW_PAGES, 0) >> 8;
    assert_int_equal(here(window_fill, window, (uintptr_t)ram), 0);
    assert_int_equal(here(window_map_to, window, 63), KERR_PEER_DIED);
    va = here(window_map_to, window, pid);
    assert_true(va > USER_VA_MIN);
    assert_int_equal(here(window_map_to, window, pid), KERR_STATE);
    assert_int_equal(in(pid, window_touch, va, 0), 77);
    assert_int_equal(ram[WINDOW_PAGES * PAGE_SIZE - 1], 78);
    assert_int_equal(in(pid, stats_to, va, 0), KERR_OK);
    assert_int_equal(here(window_unmap_from, window, pid), KERR_OK);
    assert_int_equal(in(pid, stats_to, va, 0), KERR_ADDRESS);
    assert_int_equal(here(window_map_to, window, pid), va);
    /* Unregistered while it is mapped. */
    assert_int_equal(here(window_end, window, 0), KERR_OK);
    assert_int_equal(in(pid, stats_to, va, 0), KERR_ADDRESS);
    assert_int_equal(here(window_end, window, 0), KERR_NO_OBJECT);
    /* The process dies while it is mapped. */
    window = here(window_new, WINDOW_PAGES, 0) >> 8;
    assert_int_equal(here(window_fill, window, (uintptr_t)ram), 0);
    assert_int_equal(here(window_map_to, window, pid), va);
    ta_end(pid);
    assert_int_equal(here(window_end, window, 0), KERR_OK);
    assert_int_equal(here(stats_free, 0, 0), before);
}

static uint64_t reserved(void)
{
    return here(stats_free, 0, 0) & UINT32_MAX;
}

/* A window's tables come out of the quota, of which memory that the process
 * maps takes nothing. */
static void test_window_tables(void **state)
{
    const uint64_t quota = 64, most = 300;
    uint64_t before = here(stats_free, 0, 0), window, held;
    uint32_t pid = ta_make(quota | most << 32);
    size_t bytes;

    (void)state;
    window = here(window_new, WINDOW_PAGES, 0) >> 8;
    assert_int_equal(
        here(window_fill, window, (uintptr_t)machine_normal_ram(&bytes)), 0);
    held = reserved();
    assert_true(here(window_map_to, window, pid) > USER_VA_MIN);
    assert_int_equal(reserved(), held);
    assert_int_equal(here(window_unmap_from, window, pid), KERR_OK);
    assert_true(in(pid, map, 100, 0) > 1);
    held = reserved();
    assert_true(here(window_map_to, window, pid) > USER_VA_MIN);
    assert_int_equal(reserved(), held);
    assert_int_equal(here(window_end, window, 0), KERR_OK);
    assert_int_equal(reserved(), held);
    ta_end(pid);
    assert_int_equal(here(stats_free, 0, 0), before);
}

/* w[2] handle, w[3] pages that are still to come, from the first of RAM on; the
 * number that was taken. */
static uint64_t window_extend(const uint64_t *w)
{
    size_t bytes;
    uint64_t ram = (uintptr_t)machine_normal_ram(&bytes), n = 0;
    uint64_t page[KPAGES_MAX];

    while (n < w[3]) {
        uint64_t step = w[3] - n < KPAGES_MAX ? w[3] - n : KPAGES_MAX;

        for (uint64_t i = 0; i < step; i++)
            page[i] = ram + (n + i) * PAGE_SIZE;
        if (rt_window_add((uint32_t)w[2], page, step))
            break;
        n += step;
    }
    return n;
}

/* w[2] address of a window, w[3] pages: is each the one that was added? */
static uint64_t window_numbers(const uint64_t *w)
{
    const uint8_t *p = (const uint8_t *)(uintptr_t)w[2];

    for (uint64_t i = 0; i < w[3]; i++) {
        uint64_t number;

        memcpy(&number, p + i * PAGE_SIZE, sizeof(number));
        if (number != i)
            return i + 1;
    }
    return 0;
}

/* More pages than an index page's first leaf has. */
static void test_window_large(void **state)
{
    const uint64_t pages = 1100;
    uint64_t before = here(stats_free, 0, 0), window, va;
    size_t bytes;
    uint8_t *ram = machine_normal_ram(&bytes);
    uint32_t pid = ta_make(64);

    (void)state;
    for (uint64_t i = 0; i < pages; i++)
        memcpy(ram + i * PAGE_SIZE, &i, sizeof(i));
    window = here(window_new, pages, 0) >> 8;
    assert_int_equal(here(window_extend, window, pages), pages);
    va = here(window_map_to, window, pid);
    assert_int_equal(in(pid, window_numbers, va, pages), 0);
    assert_int_equal(here(window_end, window, 0), KERR_OK);
    ta_end(pid);
    assert_int_equal(here(stats_free, 0, 0), before);
}

/* Lists of pages count against the maker. One that has no room for a list takes
 * no part of what it was given, and can take all of it later. */
static void test_window_quota(void **state)
{
    uint64_t before = here(stats_free, 0, 0), last;
    uint64_t window[64];
    unsigned n = 0;

    (void)state;
    do {
        assert_true(n < 64);
        window[n] = here(window_new, 600, 0) >> 8;
    } while (here(window_extend, window[n++], 600) == 600);
    last = window[n - 1];
    assert_int_equal(here(window_end, window[0], 0), KERR_OK);
    assert_true(here(window_extend, last, 512) > 0);
    while (--n > 0)
        assert_int_equal(here(window_end, window[n], 0), KERR_OK);
    assert_int_equal(here(stats_free, 0, 0), before);
}

/* As many windows as there are, and none with another's handle. */
static void test_window_count(void **state)
{
    static uint64_t window[WINDOWS_MAX];
    uint64_t old;

    (void)state;
    for (unsigned i = 0; i < WINDOWS_MAX; i++)
        window[i] = here(window_new, 1, 0) >> 8;
    assert_int_equal(here(window_new, 1, 0), KERR_NO_MEMORY);
    old = window[7];
    assert_int_equal(here(window_end, old, 0), KERR_OK);
    window[7] = here(window_new, 1, 0) >> 8;
    assert_int_not_equal(window[7], old);
    assert_int_equal(here(window_end, old, 0), KERR_NO_OBJECT);
    for (unsigned i = 0; i < WINDOWS_MAX; i++)
        assert_int_equal(here(window_end, window[i], 0), KERR_OK);
}

/* w[2] address; reads and writes 8 bytes there. */
static uint64_t ns_add_one(const uint64_t *w)
{
    uint64_t value;
    enum kerr err = rt_ns_read(w[2], &value, sizeof(value));

    if (err)
        return err;
    value++;
    return rt_ns_write(w[2], &value, sizeof(value)) ? 99 : KERR_OK;
}

static void test_ns(void **state)
{
    size_t bytes;
    uint8_t *ram = machine_normal_ram(&bytes);
    uint64_t end = (uintptr_t)ram + bytes;
    uint64_t value = 5;

    (void)state;
    memcpy(ram + bytes - 8, &value, 8);
    assert_int_equal(here(ns_add_one, end - 8, 0), KERR_OK);
    memcpy(&value, ram + bytes - 8, 8);
    assert_int_equal(value, 6);
    assert_int_equal(here(ns_add_one, end - 7, 0), KERR_NOT_NORMAL);
    assert_int_equal(here(ns_add_one, end, 0), KERR_NOT_NORMAL);
    assert_int_equal(here(ns_add_one, (uintptr_t)ram - 1, 0), KERR_NOT_NORMAL);
    assert_int_equal(here(ns_add_one, UINT64_MAX - 3, 0), KERR_NOT_NORMAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_leases),
        cmocka_unit_test(test_raise),
        cmocka_unit_test(test_huk),
        cmocka_unit_test(test_window),
        cmocka_unit_test(test_window_tables),
        cmocka_unit_test(test_window_large),
        cmocka_unit_test(test_window_quota),
        cmocka_unit_test(test_window_count),
        cmocka_unit_test(test_ns),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, kernel_world_boot, NULL);
}
