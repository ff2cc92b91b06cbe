/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sdk/libutils: conversions, sorting, strings and base64 against the build
 * machine's C library or known answers. The build renames the kit's functions
 * kit_...; here the plain names are the machine's.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include <cmocka.h>

#include <base64.h>
#include <string_ext.h>

unsigned long kit_strtoul(const char *s, char **end, int base);
long kit_strtol(const char *s, char **end, int base);
void kit_qsort(void *base, size_t n, size_t size,
               int (*compare)(const void *, const void *));
void *kit_bsearch(const void *key, const void *base, size_t n, size_t size,
                  int (*compare)(const void *, const void *));
char *kit_strtok_r(char *s, const char *delim, char **next);
size_t kit_strspn(const char *s, const char *accept);
size_t kit_strcspn(const char *s, const char *reject);
int kit_strcasecmp(const char *a, const char *b);
char *kit_strncat(char *dst, const char *src, size_t n);
struct tm *kit_gmtime_r(const time_t *t, struct tm *result);

static void numbers_convert(void **state)
{
    static const char *const texts[] = {"0",
                                        "1",
                                        "-1",
                                        "+7",
                                        " \t12x",
                                        "0x1F",
                                        "0x",
                                        "0xg",
                                        "077",
                                        "08",
                                        "",
                                        "-",
                                        "zz",
                                        "9223372036854775807",
                                        "9223372036854775808",
                                        "-9223372036854775808",
                                        "-9223372036854775809",
                                        "18446744073709551615",
                                        "18446744073709551616",
                                        "-18446744073709551616",
                                        "99999999999999999999999"};
    static const int bases[] = {0, 2, 8, 10, 16, 36};

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        for (size_t b = 0; b < 6; b++) {
            char *end, *kit_end;

            assert_true(strtoul(texts[i], &end, bases[b]) ==
                        kit_strtoul(texts[i], &kit_end, bases[b]));
            assert_ptr_equal(end, kit_end);
            assert_true(strtol(texts[i], &end, bases[b]) ==
                        kit_strtol(texts[i], &kit_end, bases[b]));
            assert_ptr_equal(end, kit_end);
        }
    }
}

static int compare_ints(const void *a, const void *b)
{
    int x = *(const int *)a, y = *(const int *)b;

    return (x > y) - (x < y);
}

static void arrays_sort_and_are_searched(void **state)
{
    int ours[200] = {0}, theirs[200] = {0};

    (void)state;
    srand(1);
    for (size_t n = 0; n <= 200; n++) {
        for (size_t i = 0; i < n; i++)
            ours[i] = theirs[i] = rand() % 100;
        kit_qsort(ours, n, sizeof(int), compare_ints);
        qsort(theirs, n, sizeof(int), compare_ints);
        assert_memory_equal(ours, theirs, n * sizeof(int));
        for (int key = -1; key <= 100; key++) {
            int *found = kit_bsearch(&key, ours, n, sizeof(int), compare_ints);

            assert_int_equal(
                found != NULL,
                bsearch(&key, theirs, n, sizeof(int), compare_ints) != NULL);
            if (found)
                assert_int_equal(*found, key);
        }
    }
}

static void strings_do(void **state)
{
    char text[] = ",,one,,two;three,";
    char *next;
    char buf[8] = "ab";

    (void)state;
    assert_string_equal(kit_strtok_r(text, ",;", &next), "one");
    assert_string_equal(kit_strtok_r(NULL, ",;", &next), "two");
    assert_string_equal(kit_strtok_r(NULL, ",;", &next), "three");
    assert_null(kit_strtok_r(NULL, ",;", &next));
    assert_int_equal(kit_strspn("aabbc", "ab"), 4);
    assert_int_equal(kit_strspn("", "ab"), 0);
    assert_int_equal(kit_strcspn("aabbc", "cb"), 2);
    assert_int_equal(kit_strcspn("aab", "c"), 3);
    assert_int_equal(kit_strcasecmp("HeLLo", "hEllO"), 0);
    assert_true(kit_strcasecmp("hello", "HELP") < 0);
    assert_string_equal(kit_strncat(buf, "cdefgh", 2), "abcd");
    assert_int_equal(strlcpy(buf, "0123456789", sizeof(buf)), 10);
    assert_string_equal(buf, "0123456");
    assert_int_equal(strlcpy(buf, "ab", sizeof(buf)), 2);
    assert_int_equal(strlcat(buf, "cdefgh", sizeof(buf)), 8);
    assert_string_equal(buf, "abcdefg");
    assert_int_equal(consttime_memcmp("abc", "abc", 3), 0);
    assert_int_not_equal(consttime_memcmp("abc", "abd", 3), 0);
    memzero_explicit(buf, sizeof(buf));
    assert_memory_equal(buf, "\0\0\0\0\0\0\0\0", 8);
}

/* Vectors of RFC 4648, section 10. */
static void base64_goes_both_ways(void **state)
{
    static const char *const plain = "foobar";
    static const char *const coded[] = {
        "", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"};
    char text[16];
    char data[16];

    (void)state;
    for (size_t n = 0; n <= 6; n++) {
        size_t len = base64_enc_len(n) - 1;

        assert_false(base64_enc(plain, n, text, &len));
        assert_int_equal(len, base64_enc_len(n));
        assert_true(base64_enc(plain, n, text, &len));
        assert_string_equal(text, coded[n]);
        assert_int_equal(len, strlen(coded[n]));
        len = n ? n - 1 : 0;
        assert_int_equal(base64_dec(text, strlen(text), data, &len), n == 0);
        assert_int_equal(len, n);
        assert_true(base64_dec(text, strlen(text), data, &len));
        assert_memory_equal(data, plain, n);
    }
}

/* Around each day of two centuries with and without a leap day, and far away.
 */
static void dates_are_utc(void **state)
{
    static const time_t far[] = {
        -62135596801,      -62167219200,   -99999999999999,
        253402300799,      99999999999999, 67768036191676799,
        67768036191676800, INT64_MAX,      INT64_MIN};
    struct tm *want, got;

    (void)state;
    for (time_t day = -70000; day < 90000; day++) {
        for (time_t t = day * 86400 - 1; t <= day * 86400 + 40007; t += 40008) {
            assert_non_null(want = gmtime(&t));
            assert_ptr_equal(kit_gmtime_r(&t, &got), &got);
            assert_memory_equal(&got, want, offsetof(struct tm, tm_isdst));
        }
    }
    for (size_t i = 0; i < sizeof(far) / sizeof(far[0]); i++) {
        want = gmtime(&far[i]);
        assert_int_equal(kit_gmtime_r(&far[i], &got) != NULL, want != NULL);
        if (want)
            assert_memory_equal(&got, want, offsetof(struct tm, tm_isdst));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_convert),
        cmocka_unit_test(arrays_sort_and_are_searched),
        cmocka_unit_test(strings_do),
        cmocka_unit_test(base64_goes_both_ways),
        cmocka_unit_test(dates_are_utc),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
