/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the specification says of each function of big integers: conversions,
 * verdicts on primes, results that do not fit, and what panics.
 */
#include "tests/unit/sdk/bigint_world.h"

static int is_prime(const char *hex, uint32_t level)
{
    TEE_BigInt *b = int_of(hex);
    int verdict = TEE_BigIntIsProbablePrime(b, level);

    free(b);
    return verdict;
}

/* 3825123056546413051 passes Miller and Rabin's test to the first nine primes
 * (OEIS A014233); the last composite is a product of two primes of 61 and 89
 * bits. */
static void primes(void **state)
{
    TEE_BigInt b[WORDS];
    BIGNUM *n = BN_get_rfc3526_prime_2048(NULL);
    TEE_BigInt *prime = from_bn(n);

    (void)state;
    TEE_BigIntInit(b, WORDS);
    for (int32_t i = -5; i < 2000; i++) {
        bool composite = i < 2;

        for (int32_t d = 2; d * d <= i; d++)
            composite = composite || i % d == 0;
        TEE_BigIntConvertFromS32(b, i);
        assert_int_equal(TEE_BigIntIsProbablePrime(b, 80), !composite);
    }
    assert_int_equal(is_prime("FFFFFFFB", 0), 1);
    assert_int_equal(is_prime("FFFFFFFF", 0), 0);
    assert_int_equal(is_prime("FFFE0001", 0), 0);
    assert_int_equal(is_prime("10000000F", 0), -1);
    assert_int_equal(is_prime("1000000000000000D", 200), -1);
    assert_int_equal(is_prime("35158FF8DFDDC4FB", 80), 0);
    assert_int_equal(is_prime("7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", 80), -1);
    assert_int_equal(is_prime("-7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", 80), 0);
    assert_int_equal(is_prime("3FFFFFFFFFFFFFFFDFFFFFE0000000000000001", 80),
                     0);
    assert_int_equal(TEE_BigIntIsProbablePrime(prime, 80), -1);
    BN_add_word(n, 2);
    free(prime);
    prime = from_bn(n);
    assert_int_equal(TEE_BigIntIsProbablePrime(prime, 80), 0);
    free(prime);
    BN_free(n);
}

static void octet_strings(void **state)
{
    static const uint8_t bytes[] = {0, 0, 1, 2, 3, 4, 5};
    TEE_BigInt *b = new_int(40), *small = new_int(32);
    uint8_t out[8] = {0};
    size_t len = sizeof(out);

    (void)state;
    assert_int_equal(TEE_BigIntConvertFromOctetString(b, bytes, 7, -1), 0);
    assert_hex(b, "-102030405");
    assert_int_equal(TEE_BigIntConvertToOctetString(out, &len, b), 0);
    assert_int_equal(len, 5);
    assert_memory_equal(out, bytes + 2, 5);
    len = 4;
    assert_int_equal(TEE_BigIntConvertToOctetString(out, &len, b),
                     TEE_ERROR_SHORT_BUFFER);
    assert_int_equal(len, 5);
    len = 0;
    assert_int_equal(TEE_BigIntConvertToOctetString(NULL, &len, b),
                     TEE_ERROR_SHORT_BUFFER);
    TEE_BigIntConvertFromS32(small, 7);
    assert_int_equal(TEE_BigIntConvertFromOctetString(small, bytes, 7, 0),
                     TEE_ERROR_OVERFLOW);
    assert_hex(small, "7");
    assert_int_equal(TEE_BigIntConvertFromOctetString(small, bytes, 6, 0), 0);
    assert_hex(small, "1020304");
    assert_int_equal(TEE_BigIntConvertFromOctetString(small, bytes, 2, -1), 0);
    assert_hex(small, "0");
    assert_int_equal(TEE_BigIntConvertFromOctetString(small, NULL, 0, 1), 0);
    len = sizeof(out);
    assert_int_equal(TEE_BigIntConvertToOctetString(out, &len, small), 0);
    assert_int_equal(len, 0);
    assert_panics(TEE_BigIntConvertToOctetString(out, NULL, b));
    assert_panics(TEE_BigIntConvertFromOctetString(b, NULL, 1, 1));
    free(b);
    free(small);
}

static void short_values(void **state)
{
    static const int32_t values[] = {0, 1, -1, 123, INT32_MAX, INT32_MIN};
    static const char *const too_long[] = {"80000000", "-80000001", "100000000",
                                           "-FFFFFFFFFFFFFFFF"};
    TEE_BigInt *b = new_int(32), *nothing = new_int(0);
    int32_t got = 17;

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
        TEE_BigIntConvertFromS32(b, values[i]);
        assert_int_equal(TEE_BigIntConvertToS32(&got, b), 0);
        assert_int_equal(got, values[i]);
        for (size_t k = 0; k < ARRAY_SIZE(values); k++)
            assert_int_equal(TEE_BigIntCmpS32(b, values[k]),
                             (values[i] > values[k]) - (values[i] < values[k]));
    }
    for (size_t i = 0; i < ARRAY_SIZE(too_long); i++) {
        TEE_BigInt *x = int_of(too_long[i]);

        got = 17;
        assert_int_equal(TEE_BigIntConvertToS32(&got, x), TEE_ERROR_OVERFLOW);
        assert_int_equal(got, 17);
        assert_int_equal(TEE_BigIntCmpS32(x, INT32_MAX), i % 2 ? -1 : 1);
        assert_int_equal(TEE_BigIntCmpS32(x, INT32_MIN), i % 2 ? -1 : 1);
        free(x);
    }
    TEE_BigIntConvertFromS32(nothing, 0);
    assert_panics(TEE_BigIntConvertFromS32(nothing, 1));
    assert_panics(TEE_BigIntConvertToS32(NULL, b));
    free(b);
    free(nothing);
}

static void results_that_do_not_fit(void **state)
{
    TEE_BigInt *b = int_of("-123456789A"), *small = new_int(32);

    (void)state;
    TEE_BigIntConvertFromS32(small, 5);
    assert_int_equal(TEE_BigIntAssign(small, b), TEE_ERROR_OVERFLOW);
    assert_int_equal(TEE_BigIntAbs(small, b), TEE_ERROR_OVERFLOW);
    assert_int_equal(TEE_BigIntSetBit(small, 32, true), TEE_ERROR_OVERFLOW);
    assert_int_equal(TEE_BigIntSetBit(small, UINT32_MAX, false),
                     TEE_ERROR_OVERFLOW);
    assert_hex(small, "5");
    assert_panics(TEE_BigIntNeg(small, b));
    assert_panics(TEE_BigIntShiftRight(small, b, 4));
    assert_panics(TEE_BigIntAdd(small, small, b));
    assert_panics(TEE_BigIntDiv(small, NULL, b, small));
    assert_hex(small, "5");
    TEE_BigIntShiftRight(small, b, 5);
    assert_hex(small, "-91A2B3C4");
    TEE_BigIntShiftRight(small, b, SIZE_MAX);
    assert_hex(small, "0");
    free(b);
    free(small);
}

static void what_cannot_be_computed(void **state)
{
    static const char *const moduli[] = {"-5", "-1", "0", "1"};
    TEE_BigInt *a = int_of("6"), *even = int_of("8"), *minus = int_of("-1");
    TEE_BigInt *zero = int_of("0"), *n = int_of("7"), *r = new_int(64);
    TEE_BigIntFMMContext context[FMM_WORDS];

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(moduli); i++) {
        TEE_BigInt *m = int_of(moduli[i]);

        assert_panics(TEE_BigIntMod(r, a, m));
        assert_panics(TEE_BigIntAddMod(r, a, a, m));
        assert_panics(TEE_BigIntSubMod(r, a, a, m));
        assert_panics(TEE_BigIntMulMod(r, a, a, m));
        assert_panics(TEE_BigIntSquareMod(r, a, m));
        assert_panics(TEE_BigIntInvMod(r, a, m));
        assert_panics((void)TEE_BigIntExpMod(r, a, a, m, NULL));
        assert_panics(TEE_BigIntInitFMMContext(context, FMM_WORDS, m));
        assert_panics((void)TEE_BigIntInitFMMContext1(context, FMM_WORDS, m));
        free(m);
    }
    assert_panics(TEE_BigIntDiv(r, NULL, a, zero));
    assert_panics(TEE_BigIntDiv(r, r, a, n));
    assert_panics(TEE_BigIntInvMod(r, a, even));
    assert_panics(TEE_BigIntInvMod(r, zero, n));
    assert_panics((void)TEE_BigIntExpMod(r, a, minus, n, NULL));
    assert_int_equal(TEE_BigIntExpMod(r, a, a, even, NULL),
                     TEE_ERROR_NOT_SUPPORTED);
    TEE_BigIntConvertFromS32(r, -14);
    assert_int_equal(TEE_BigIntExpMod(r, r, n, n, NULL), 0);
    assert_hex(r, "0");
    assert_panics(TEE_BigIntInitFMMContext(NULL, FMM_WORDS, n));
    assert_panics(TEE_BigIntInitFMMContext(context, 2, n));
    assert_panics(TEE_BigIntConvertToFMM(r, a, n, NULL));
    assert_panics(TEE_BigIntConvertFromFMM(r, a, n, NULL));
    assert_panics(TEE_BigIntComputeFMM(r, a, a, n, NULL));
    free(a);
    free(even);
    free(minus);
    free(zero);
    free(n);
    free(r);
}

static void contexts_and_residues(void **state)
{
    TEE_BigIntFMMContext odd[FMM_WORDS], even[FMM_WORDS];
    TEE_BigInt *n = int_of("7"), *n2 = int_of("8"), *r = new_int(128);
    TEE_BigInt *longer = int_of("10000000000000001"), *minus = int_of("-1");
    TEE_BigInt *a = int_of("6");

    (void)state;
    assert_int_equal(TEE_BigIntFMMContextSizeInU32(4096), FMM_WORDS);
    TEE_BigIntInitFMMContext(odd, 3, n);
    TEE_BigIntInitFMMContext(even, 3, n2);
    TEE_BigIntComputeFMM(r, a, a, n, odd);
    TEE_BigIntComputeFMM(r, a, a, n2, even);
    assert_hex(r, "4");
    assert_panics(TEE_BigIntComputeFMM(r, a, a, n, even));
    assert_panics(TEE_BigIntComputeFMM(r, a, a, n2, odd));
    assert_panics(TEE_BigIntComputeFMM(r, a, a, longer, odd));
    assert_panics(TEE_BigIntComputeFMM(r, a, a, minus, odd));
    assert_panics(TEE_BigIntComputeFMM(r, n, a, n, odd));
    assert_panics(TEE_BigIntComputeFMM(r, a, n, n, odd));
    assert_panics(TEE_BigIntComputeFMM(r, a, minus, n, odd));
    assert_panics(TEE_BigIntConvertFromFMM(r, n, n, odd));
    TEE_BigIntConvertToFMM(r, minus, n, odd);
    TEE_BigIntConvertFromFMM(r, r, n, odd);
    assert_hex(r, "6");
    free(n);
    free(n2);
    free(r);
    free(longer);
    free(minus);
    free(a);
}

static void what_is_no_integer(void **state)
{
    static const TEE_BigInt damaged[][4] = {
        {2, 3, 1, 1},                         /* more in use than there are */
        {2, 2, 1, 0},                         /* a leading zero */
        {2, (TEE_BigInt)-3, 1, 1},            /* negative, too long */
        {2, (TEE_BigInt)INT32_MIN, 1, 1},     /* has no magnitude */
        {BIGINT_LIMBS_MAX + 1, 1, 1, 1},      /* longer than any */
        {0xa5a5a5a5, 0xa5a5a5a5, 0xa5a5a5a5}, /* not initialised */
    };
    TEE_BigInt b[4];
    int32_t n;

    (void)state;
    TEE_BigIntInit(b, ARRAY_SIZE(b));
    assert_panics(TEE_BigIntInit(NULL, 4));
    assert_panics(TEE_BigIntInit(b, 0));
    assert_panics(TEE_BigIntInit(b, 1));
    assert_panics(TEE_BigIntInit(b, BIGINT_LIMBS_MAX + 3));
    for (size_t i = 0; i <= ARRAY_SIZE(damaged); i++) {
        const TEE_BigInt *bad = i ? damaged[i - 1] : NULL;
        TEE_BigInt *out = (TEE_BigInt *)(uintptr_t)bad;

        assert_panics(TEE_BigIntAdd(b, bad, b));
        assert_panics(TEE_BigIntAdd(b, b, bad));
        assert_panics(TEE_BigIntAdd(out, b, b));
        assert_panics(TEE_BigIntNeg(out, b));
        assert_panics(TEE_BigIntNeg(b, bad));
        assert_panics((void)TEE_BigIntCmp(b, bad));
        assert_panics((void)TEE_BigIntCmp(bad, b));
        assert_panics((void)TEE_BigIntGetBit(bad, 0));
        assert_panics((void)TEE_BigIntGetBitCount(bad));
        assert_panics((void)TEE_BigIntSetBit(out, 0, 1));
        assert_panics((void)TEE_BigIntAssign(b, bad));
        assert_panics((void)TEE_BigIntAssign(out, b));
        assert_panics((void)TEE_BigIntAbs(b, bad));
        assert_panics((void)TEE_BigIntAbs(out, b));
        assert_panics(TEE_BigIntShiftRight(b, bad, 1));
        assert_panics(TEE_BigIntShiftRight(out, b, 1));
        assert_panics((void)TEE_BigIntConvertToS32(&n, bad));
        assert_panics(TEE_BigIntConvertFromS32(out, 1));
        assert_panics((void)TEE_BigIntIsProbablePrime(bad, 80));
        assert_panics((void)TEE_BigIntRelativePrime(b, bad));
        assert_panics(TEE_BigIntComputeExtendedGcd(b, NULL, NULL, bad, b));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(primes),
        cmocka_unit_test(octet_strings),
        cmocka_unit_test(short_values),
        cmocka_unit_test(results_that_do_not_fit),
        cmocka_unit_test(what_cannot_be_computed),
        cmocka_unit_test(contexts_and_residues),
        cmocka_unit_test(what_is_no_integer),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, world_start, world_stop);
}
