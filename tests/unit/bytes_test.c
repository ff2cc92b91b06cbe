/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lib/bytes.c and lib/checked.h: numbers come out as they went in, nothing is
 * read or written outside, and a failure is never forgotten.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "lib/bytes.h"
#include "lib/checked.h"

static void numbers(void **state)
{
    uint8_t buf[29];
    struct writer w = writer_init(buf, sizeof(buf));
    struct reader r = reader_init(buf, sizeof(buf));

    (void)state;
    writer_u8(&w, 0x12);
    writer_u16_le(&w, 0x1234);
    writer_u32_le(&w, 0x12345678);
    writer_u64_le(&w, 0x123456789abcdef0);
    writer_u16_be(&w, 0x1234);
    writer_u32_be(&w, 0x12345678);
    writer_u64_be(&w, 0x123456789abcdef0);
    assert_false(w.failed);
    assert_int_equal(w.left, 0);
    assert_memory_equal(buf, "\x12\x34\x12\x78\x56\x34\x12\xf0\xde\xbc\x9a",
                        11);
    assert_memory_equal(buf + 15, "\x12\x34\x12\x34\x56\x78\x12\x34", 8);
    assert_int_equal(reader_u8(&r), 0x12);
    assert_int_equal(reader_u16_le(&r), 0x1234);
    assert_int_equal(reader_u32_le(&r), 0x12345678);
    assert_int_equal(reader_u64_le(&r), 0x123456789abcdef0);
    assert_int_equal(reader_u16_be(&r), 0x1234);
    assert_int_equal(reader_u32_be(&r), 0x12345678);
    assert_false(reader_done(&r));
    assert_int_equal(reader_u64_be(&r), 0x123456789abcdef0);
    assert_true(reader_done(&r));
}

/* With every length that is too short, on the heap so that the sanitizer
 * sees a byte too many. */
static void too_short(void **state)
{
    (void)state;
    for (size_t n = 0; n < 8; n++) {
        uint8_t *buf = malloc(n ? n : 1);
        struct reader r = reader_init(n ? buf : NULL, n);
        struct writer w = writer_init(n ? buf : NULL, n);

        memset(buf, 0xff, n ? n : 1);
        assert_int_equal(reader_u64_le(&r), 0);
        assert_true(r.failed);
        assert_int_equal(reader_u8(&r), 0); /* though there is one */
        assert_null(reader_bytes(&r, 0));
        assert_false(reader_done(&r));
        writer_u64_be(&w, 0);
        writer_u8(&w, 0);
        assert_true(w.failed);
        for (size_t i = 0; i < n; i++)
            assert_int_equal(buf[i], 0xff);
        free(buf);
    }
}

static void pieces(void **state)
{
    uint8_t buf[10] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, copy[4];
    struct reader r = reader_init(buf, sizeof(buf)), part;

    (void)state;
    assert_ptr_equal(reader_bytes(&r, 2), buf);
    part = reader_part(&r, 3);
    assert_int_equal(reader_u16_le(&part), 0x0302);
    assert_false(reader_done(&part));
    assert_int_equal(reader_u16_le(&part), 0); /* not beyond its part */
    assert_false(r.failed);
    reader_copy(&r, copy, sizeof(copy));
    assert_memory_equal(copy, "\5\6\7\10", 4);
    reader_copy(&r, copy, sizeof(copy));
    assert_memory_equal(copy, "\0\0\0\0", 4);
    part = reader_part(&r, 0);
    assert_true(part.failed);
    r = reader_init(NULL, 1);
    assert_true(r.failed);
    r = reader_init(NULL, 0);
    assert_non_null(reader_bytes(&r, 0));
    assert_true(reader_done(&r));
}

static void writing_bytes(void **state)
{
    char buf[4] = "....";
    struct writer w = writer_init(buf, 3);

    (void)state;
    writer_bytes(&w, "ab", 2);
    writer_bytes(&w, "", 0);
    writer_bytes(&w, "cd", 2);
    assert_true(w.failed);
    assert_memory_equal(buf, "ab..", 4);
}

static void arithmetic(void **state)
{
    uint64_t n = 5;
    size_t s = 5;

    (void)state;
    assert_false(u64_add(UINT64_MAX, 1, &n));
    assert_false(u64_multiply(1ull << 32, 1ull << 32, &n));
    assert_false(u64_round_up(UINT64_MAX - 4094, 4096, &n));
    assert_false(size_add(SIZE_MAX, 1, &s));
    assert_false(size_multiply(SIZE_MAX, 2, &s));
    assert_int_equal(n, 5);
    assert_int_equal(s, 5);
    assert_true(u64_add(UINT64_MAX - 1, 1, &n) && n == UINT64_MAX);
    assert_true(u64_multiply(1ull << 32, 1u << 31, &n) && n == 1ull << 63);
    assert_true(u64_round_up(4097, 4096, &n) && n == 8192);
    assert_true(u64_round_up(0, 4096, &n) && n == 0);
    assert_true(size_add(1, 2, &s) && s == 3);
    assert_true(size_multiply(7, 6, &s) && s == 42);
}

static void ranges(void **state)
{
    (void)state;
    assert_true(range_inside(0, 0, 0));
    assert_true(range_inside(3, 4, 7));
    assert_true(range_inside(7, 0, 7));
    assert_false(range_inside(8, 0, 7));
    assert_false(range_inside(3, 5, 7));
    assert_false(range_inside(UINT64_MAX, 2, 7));
    assert_false(range_inside(2, UINT64_MAX, 7));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers),    cmocka_unit_test(too_short),
        cmocka_unit_test(pieces),     cmocka_unit_test(writing_bytes),
        cmocka_unit_test(arithmetic), cmocka_unit_test(ranges),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
