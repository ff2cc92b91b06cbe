/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lib/mem.c against byte-at-a-time models: every pair of alignments and every
 * length up to LENGTHS, with the bytes around the destination checked, and
 * with all ranges ending where an unreadable page begins. The code under test
 * is compiled in here under other names, since the C library has the usual.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <cmocka.h>

static int (*const libc_memcmp)(const void *, const void *, size_t) = memcmp;

#define memcpy  lib_memcpy
#define memmove lib_memmove
#define memset  lib_memset
#define memcmp  lib_memcmp
#define memchr  lib_memchr
#define strlen  lib_strlen
#define strnlen lib_strnlen
#define strcmp  lib_strcmp
#define strncmp lib_strncmp
#define strcpy  lib_strcpy
#define strncpy lib_strncpy
#define strchr  lib_strchr
#define strrchr lib_strrchr
#define strstr  lib_strstr
#include "lib/mem.c"

enum { LENGTHS = 200, AREA = 4096 };

/* Two areas, each with an unreadable page before and behind it. */
static uint8_t *area[2];
static uint8_t model[AREA];

static int areas_map(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        uint8_t *p =
            mmap(NULL, 3 * AREA, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (p == MAP_FAILED || mprotect(p + AREA, AREA, PROT_READ | PROT_WRITE))
            return -1;
        area[i] = p + AREA;
    }
    return 0;
}

static void pattern_write(uint8_t *p, unsigned seed)
{
    for (int i = 0; i < AREA; i++) {
        seed = seed * 1103515245u + 12345u;
        p[i] = (uint8_t)(seed >> 16);
    }
}

static void model_check(const uint8_t *p)
{
    assert_int_equal(libc_memcmp(p, model, AREA), 0);
}

static void one_copy(size_t d, size_t s, size_t n)
{
    pattern_write(area[0], 1);
    pattern_write(area[1], 2);
    pattern_write(model, 1);
    for (size_t i = 0; i < n; i++)
        model[d + i] = area[1][s + i];
    assert_ptr_equal(memcpy(area[0] + d, area[1] + s, n), area[0] + d);
    model_check(area[0]);
}

static void copies(void **state)
{
    (void)state;
    for (size_t n = 0; n < LENGTHS; n++) {
        for (size_t a = 0; a < 64; a++) {
            one_copy(a % 8, a / 8, n);
            one_copy(AREA - n - a % 8, AREA - n - a / 8, n);
        }
    }
    one_copy(0, 0, AREA);
    one_copy(3, 0, AREA - 3);
}

static void one_move(size_t d, size_t s, size_t n)
{
    pattern_write(area[0], 3);
    pattern_write(model, 3);
    for (size_t i = 0; i < n; i++)
        model[d + i] = area[0][s + i];
    assert_ptr_equal(memmove(area[0] + d, area[0] + s, n), area[0] + d);
    model_check(area[0]);
}

static void overlapping_moves(void **state)
{
    (void)state;
    for (size_t n = 0; n < LENGTHS; n += 1 + n / 50) {
        for (size_t distance = 0; distance < 80; distance++) {
            one_move(16, 16 + distance, n);
            one_move(16 + distance, 16, n);
            one_move(0, distance, n);
            one_move(AREA - n, AREA - n - distance, n);
        }
    }
}

static void fills(void **state)
{
    (void)state;
    for (size_t n = 0; n < LENGTHS; n++) {
        for (size_t a = 0; a < 8; a++) {
            pattern_write(area[0], 4);
            pattern_write(model, 4);
            for (size_t i = 0; i < n; i++)
                model[AREA - n - a + i] = 0xa5;
            memset(area[0] + AREA - n - a, 0xfa5, n);
            model_check(area[0]);
        }
    }
    mem_wipe(area[0], AREA);
    memset(model, 0, AREA);
    model_check(area[0]);
}

static int sign(int x)
{
    return (x > 0) - (x < 0);
}

static void comparisons(void **state)
{
    (void)state;
    for (size_t n = 1; n < 40; n++) {
        for (size_t a = 0; a < 64; a++) {
            uint8_t *x = area[0] + AREA - n - a % 8;
            uint8_t *y = area[1] + AREA - n - a / 8;
            memset(x, 0x80, n);
            memset(y, 0x80, n);
            assert_int_equal(memcmp(x, y, n), 0);
            assert_true(mem_equal_ct(x, y, n));
            y[n / 2] = 0x7f;
            assert_int_equal(sign(memcmp(x, y, n)), 1);
            assert_int_equal(sign(memcmp(y, x, n)), -1);
            assert_false(mem_equal_ct(x, y, n));
        }
    }
    assert_int_equal(memcmp("a", "b", 0), 0);
    assert_true(mem_equal_ct("a", "b", 0));
}

/* The text as the last bytes of an area, so that overreading faults. */
static char *at_end(int i, const char *text)
{
    size_t n = strlen(text) + 1;
    return memcpy(area[i] + AREA - n, text, n);
}

static void strings(void **state)
{
    (void)state;
    char *abc = at_end(0, "abcabc"), *ab = at_end(1, "ab");
    assert_int_equal(strlen(abc), 6);
    assert_int_equal(strlen(abc + 6), 0);
    assert_int_equal(strnlen(abc + 4, 100), 2);
    assert_int_equal(strnlen(abc, 3), 3);
    assert_true(strcmp(abc, ab) > 0 && strcmp(ab, abc) < 0);
    assert_int_equal(strcmp(abc, "abcabc"), 0);
    assert_true(strcmp("\x80", "\x7f") > 0);
    assert_int_equal(strncmp(abc, ab, 2), 0);
    assert_true(strncmp(abc, ab, 3) > 0);
    assert_int_equal(strncmp(abc, "abcabc", PTRDIFF_MAX), 0);
    assert_ptr_equal(strchr(abc, 'c'), abc + 2);
    assert_ptr_equal(strchr(abc, 0), abc + 6);
    assert_null(strchr(abc, 'x'));
    assert_ptr_equal(strrchr(abc, 'b'), abc + 4);
    assert_ptr_equal(strrchr(abc, 0), abc + 6);
    assert_null(strrchr(abc, 'x'));
    assert_ptr_equal(strstr(abc, "ca"), abc + 2);
    assert_ptr_equal(strstr(abc, ""), abc);
    assert_null(strstr(abc, "cab1"));
    assert_null(strstr(ab, abc));
    assert_ptr_equal(memchr(abc, 'c', 6), abc + 2);
    assert_null(memchr(abc, 'c', 2));
    assert_null(memchr(abc, 'x', 7));
}

static void string_copies(void **state)
{
    (void)state;
    char out[8];
    memset(out, 'x', sizeof(out));
    assert_ptr_equal(strcpy(out, "abc"), out);
    assert_int_equal(memcmp(out, "abc\0xxxx", 8), 0);
    assert_ptr_equal(strncpy(out, "zz", 6), out);
    assert_int_equal(memcmp(out, "zz\0\0\0\0xx", 8), 0);
    strncpy(out, "12345678", 3);
    assert_int_equal(memcmp(out, "123\0\0\0xx", 8), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(copies),  cmocka_unit_test(overlapping_moves),
        cmocka_unit_test(fills),   cmocka_unit_test(comparisons),
        cmocka_unit_test(strings), cmocka_unit_test(string_copies),
    };
    return cmocka_run_group_tests(tests, areas_map, NULL);
}
