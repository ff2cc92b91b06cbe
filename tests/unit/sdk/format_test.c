/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sdk/libutils/format.c: the same text and length as the C library's snprintf
 * for random conversions, and what the C library does not have.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sdk/libutils/format.h"

static int format(char *buf, size_t size, const char *fmt, ...)
{
    va_list ap;
    int n;

    va_start(ap, fmt);
    n = format_text(buf, size, fmt, ap);
    va_end(ap);
    return n;
}

#define same(...)                                                              \
    do {                                                                       \
        char ours[256], theirs[256];                                           \
        int n = format(ours, sizeof(ours), __VA_ARGS__);                       \
        int m = snprintf(theirs, sizeof(theirs), __VA_ARGS__);                 \
        assert_string_equal(ours, theirs);                                     \
        assert_int_equal(n, m);                                                \
    } while (0)

static void fixed_cases_match(void **state)
{
    (void)state;
    same("plain, 100%% text");
    same("%s|%10s|%-10s|%.2s|%.*s", "abc", "abc", "abc", "abc", 1, "abc");
    same("%c%5c%-5c|", 'a', 'b', 'c');
    same("%d %i %u %x %X %o", -1, 42, 42u, 0xbeefu, 0xbeefu, 8u);
    same("%ld %lu %lld %llu", -5l, 5ul, -5ll, 5ull);
    same("%hhd %hd %hhu %hu", (signed char)-1, (short)-1, (unsigned char)200,
         (unsigned short)60000);
    same("%zu %zx %jd %td", (size_t)7, (size_t)7, (intmax_t)-7, (ptrdiff_t)7);
    same("%p", (void *)0x1234);
    same("%*d|%-*d|%0*d", 6, 1, 6, 1, 6, 1);
    same("%*d|", -6, 1);
    same("%lld %llx", (long long)INT64_MIN, (unsigned long long)UINT64_MAX);
    same("%.0d|%.0x|%#.0o", 0, 0u, 0u);
}

/* A random integer conversion at a random value. */
static void random_integers_match(void **state)
{
    static const char *const sizes[] = {"hh", "h", "", "l", "ll", "j", "z"};
    static const char conversions[] = "diouxX";

    (void)state;
    srand(1);
    for (int i = 0; i < 100000; i++) {
        char fmt[32];
        size_t at = 0;
        int size = rand() % 7;
        uint64_t v = (uint64_t)rand() << 33 ^ (uint64_t)rand() << 11;

        v >>= rand() % 64;
        v = rand() % 2 ? 0 - v : v;
        fmt[at++] = '%';
        for (const char *f = "-+ #0"; *f; f++) {
            if (rand() % 3 == 0)
                fmt[at++] = *f;
        }
        if (rand() % 2)
            at += (size_t)sprintf(fmt + at, "%d", 1 + rand() % 40);
        if (rand() % 3 == 0)
            at += (size_t)sprintf(fmt + at, ".%d", rand() % 30);
        sprintf(fmt + at, "%s%c|", sizes[size], conversions[rand() % 6]);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        if (size < 3)
            same(fmt, (int)v);
        else
            same(fmt, (long)v);
#pragma GCC diagnostic pop
    }
}

static void short_buffers_are_cut(void **state)
{
    char buf[8];

    (void)state;
    for (size_t size = 0; size <= sizeof(buf); size++) {
        memset(buf, 0x55, sizeof(buf));
        assert_int_equal(format(buf, size, "%s", "0123456789"), 10);
        if (size)
            assert_int_equal(strlen(buf), size - 1);
        for (size_t i = size; i < sizeof(buf); i++)
            assert_int_equal(buf[i], 0x55);
    }
    assert_int_equal(format(NULL, 0, "%d", 12345), 5);
}

static void uuids_print(void **state)
{
    const struct {
        uint32_t a;
        uint16_t b, c;
        uint8_t d[8];
    } uuid = {0x8aaaf200,
              0x2450,
              0x11e4,
              {0xab, 0xe2, 0x00, 0x02, 0xa5, 0xd5, 0xc5, 0x1b}};
    char buf[64];

    (void)state;
    format(buf, sizeof(buf), "<%pUl>", (const void *)&uuid);
    assert_string_equal(buf, "<8aaaf200-2450-11e4-abe2-0002a5d5c51b>");
}

static void odd_formats_do_no_harm(void **state)
{
    char buf[64];

    (void)state;
    format(buf, sizeof(buf), "%s", (char *)NULL);
    assert_string_equal(buf, "(null)");
    format(buf, sizeof(buf), "a%");
    assert_string_equal(buf, "a%");
    format(buf, sizeof(buf), "%q %d", 5);
    assert_string_equal(buf, "%q 5");
    assert_int_equal(format(buf, sizeof(buf), "%99999999999d", 1), 999999);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fixed_cases_match),
        cmocka_unit_test(random_integers_match),
        cmocka_unit_test(short_buffers_are_cut),
        cmocka_unit_test(uuids_print),
        cmocka_unit_test(odd_formats_do_no_harm),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
