/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Big integers against OpenSSL's: random operands of all sizes and signs,
 * results of exactly the size they need, and in place of an operand. Then what
 * the specification says of each function's errors and panics.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <openssl/bn.h>

#include <tee_internal_api.h>
#include <util.h>

#include "sdk/libutee/bigint.h"
#include "sdk/libutee/panic.h"

enum {
    PANICKED = 42,
    ROUNDS = 600,
    WORDS = TEE_BigIntSizeInU32(2 * BIGINT_BITS_MAX + 64)
};

static struct {
    bool may_panic;
    uint64_t random;
    BN_CTX *ctx;
} t;

_Noreturn static void fake_panic(const char *function, const char *why)
{
    if (!t.may_panic)
        fail_msg("panic in %s: %s", function, why);
    _exit(PANICKED);
}

void panic_rule(const char *function, const char *rule)
{
    fake_panic(function, rule);
}

void TEE_Panic(TEE_Result code)
{
    (void)code;
    fake_panic("TEE_Panic", "of Mbed TLS");
}

TEE_Result panic_unless_one_of(const char *function, TEE_Result result,
                               const TEE_Result *allowed, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (result == allowed[i])
            return result;
    }
    fake_panic(function, "result");
}

/* In a process of its own: what a panic leaves behind ends with it. */
#define assert_panics(call)                                                    \
    do {                                                                       \
        pid_t child = fork();                                                  \
        int status = 0;                                                        \
                                                                               \
        if (!child) {                                                          \
            t.may_panic = true;                                                \
            call;                                                              \
            _exit(0);                                                          \
        }                                                                      \
        assert_int_equal(waitpid(child, &status, 0), child);                   \
        if (!WIFEXITED(status) || WEXITSTATUS(status) != PANICKED)             \
            fail_msg("no panic: " #call);                                      \
    } while (0)

/* xorshift64*, from a fixed start: a failure comes again. */
static uint64_t random_word(void)
{
    t.random ^= t.random >> 12;
    t.random ^= t.random << 25;
    t.random ^= t.random >> 27;
    return t.random * 0x2545f4914f6cdd1d;
}

void TEE_GenerateRandom(void *buf, size_t len)
{
    for (size_t i = 0; i < len; i++)
        ((uint8_t *)buf)[i] = (uint8_t)(random_word() >> 56);
}

/* What sdk/mbedtls/platform.c has. */
void mbedtls_platform_zeroize(void *buf, size_t len);
void mbedtls_platform_zeroize(void *buf, size_t len)
{
    memset(buf, 0, len);
}

/* ---- values ---- */

/* Room for `bits` and no more; free() it. */
static TEE_BigInt *new_int(size_t bits)
{
    size_t len = TEE_BigIntSizeInU32(bits);
    TEE_BigInt *b = malloc(len * sizeof(*b));

    assert_non_null(b);
    memset(b, 0xa5, len * sizeof(*b));
    TEE_BigIntInit(b, len);
    return b;
}

static TEE_BigInt *from_bn(const BIGNUM *value)
{
    TEE_BigInt *b = new_int((size_t)BN_num_bits(value));
    uint8_t bytes[WORDS * 4];
    int n = BN_bn2bin(value, bytes);

    assert_int_equal(TEE_BigIntConvertFromOctetString(
                         b, bytes, (size_t)n, BN_is_negative(value) ? -1 : 1),
                     TEE_SUCCESS);
    return b;
}

static BIGNUM *from_hex(const char *hex)
{
    BIGNUM *n = NULL;

    assert_true(BN_hex2bn(&n, hex));
    return n;
}

static TEE_BigInt *int_of(const char *hex)
{
    BIGNUM *n = from_hex(hex);
    TEE_BigInt *b = from_bn(n);

    BN_free(n);
    return b;
}

static BIGNUM *to_bn(const TEE_BigInt *b)
{
    uint8_t bytes[WORDS * 4];
    size_t len = sizeof(bytes);
    BIGNUM *n;

    assert_true(bigint_valid(b));
    assert_int_equal(TEE_BigIntConvertToOctetString(bytes, &len, b), 0);
    n = BN_bin2bn(bytes, (int)len, NULL);
    BN_set_negative(n, TEE_BigIntCmpS32(b, 0) < 0);
    return n;
}

static void assert_value(const TEE_BigInt *b, const BIGNUM *want)
{
    BIGNUM *got = to_bn(b);

    assert_int_equal(BN_cmp(got, want), 0);
    BN_free(got);
}

static void assert_hex(const TEE_BigInt *b, const char *hex)
{
    BIGNUM *want = from_hex(hex);

    assert_value(b, want);
    BN_free(want);
}

/* Any sign; often short, often full of zeros or ones. */
static BIGNUM *random_bn(size_t bits_max)
{
    uint8_t bytes[WORDS * 4];
    size_t bits = random_word() % (bits_max + 1);
    BIGNUM *n;

    TEE_GenerateRandom(bytes, sizeof(bytes));
    if (random_word() % 4 == 0)
        memset(bytes + random_word() % 64, random_word() % 2 ? 0 : 0xff, 64);
    n = BN_bin2bn(bytes, (int)((bits + 7) / 8), NULL);
    assert_non_null(n);
    if (bits % 8)
        BN_mask_bits(n, (int)bits);
    BN_set_negative(n, random_word() % 2);
    return n;
}

static BIGNUM *random_modulus(size_t bits_max)
{
    BIGNUM *n = random_bn(bits_max);

    BN_set_negative(n, 0);
    if (BN_is_zero(n) || BN_is_one(n))
        assert_true(BN_set_word(n, 2 + random_word() % 100));
    return n;
}

/* ---- against OpenSSL ---- */

typedef void gp_binary(TEE_BigInt *, const TEE_BigInt *, const TEE_BigInt *);
typedef void gp_ternary(TEE_BigInt *, const TEE_BigInt *, const TEE_BigInt *,
                        const TEE_BigInt *);

static int bn_mul(BIGNUM *r, const BIGNUM *a, const BIGNUM *b)
{
    return BN_mul(r, a, b, t.ctx);
}

static const struct {
    gp_binary *gp;
    int (*bn)(BIGNUM *, const BIGNUM *, const BIGNUM *);
    gp_ternary *gp_mod;
} binaries[] = {
    {TEE_BigIntAdd, BN_add, TEE_BigIntAddMod},
    {TEE_BigIntSub, BN_sub, TEE_BigIntSubMod},
    {TEE_BigIntMul, bn_mul, TEE_BigIntMulMod},
};

/* The same into a place of the right size, one that is too small, and in place
 * of each operand. */
static void check_binary(gp_binary *gp, const BIGNUM *a, const BIGNUM *b,
                         const BIGNUM *want)
{
    TEE_BigInt *op1 = from_bn(a);
    TEE_BigInt *op2 = from_bn(b);
    size_t bits = (size_t)BN_num_bits(want);
    TEE_BigInt *dest = new_int(bits);
    TEE_BigInt place[WORDS];

    gp(dest, op1, op2);
    assert_value(dest, want);
    free(dest);
    if (bits && random_word() % 16 == 0) {
        dest = new_int((bits - 1) / 32 * 32);
        assert_panics(gp(dest, op1, op2));
        free(dest);
    }
    TEE_BigIntInit(place, WORDS);
    assert_int_equal(TEE_BigIntAssign(place, op1), 0);
    gp(place, place, op2);
    assert_value(place, want);
    assert_int_equal(TEE_BigIntAssign(place, op2), 0);
    gp(place, op1, place);
    assert_value(place, want);
    free(op1);
    free(op2);
}

static void check_ternary(gp_ternary *gp, const BIGNUM *a, const BIGNUM *b,
                          const BIGNUM *n, const BIGNUM *want)
{
    TEE_BigInt *op1 = from_bn(a);
    TEE_BigInt *op2 = from_bn(b);
    TEE_BigInt *modulus = from_bn(n);
    TEE_BigInt *dest = new_int((size_t)BN_num_bits(want));
    TEE_BigInt place[WORDS];

    gp(dest, op1, op2, modulus);
    assert_value(dest, want);
    TEE_BigIntInit(place, WORDS);
    assert_int_equal(TEE_BigIntAssign(place, modulus), 0);
    gp(place, op1, op2, place);
    assert_value(place, want);
    free(op1);
    free(op2);
    free(modulus);
    free(dest);
}

static void sums_and_products(void **state)
{
    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        size_t bits = i % 3 ? 200 : BIGINT_BITS_MAX;
        BIGNUM *a = random_bn(bits), *b = random_bn(bits);
        BIGNUM *n = random_modulus(bits), *want = BN_new();

        for (size_t k = 0; k < ARRAY_SIZE(binaries); k++) {
            assert_true(binaries[k].bn(want, a, b));
            check_binary(binaries[k].gp, a, b, want);
            assert_true(BN_nnmod(want, want, n, t.ctx));
            check_ternary(binaries[k].gp_mod, a, b, n, want);
        }
        assert_true(BN_nnmod(want, a, n, t.ctx));
        check_binary(TEE_BigIntMod, a, n, want);
        BN_free(a);
        BN_free(b);
        BN_free(n);
        BN_free(want);
    }
}

static void squares_and_signs(void **state)
{
    TEE_BigInt place[WORDS];

    (void)state;
    for (int i = 0; i < ROUNDS / 4; i++) {
        BIGNUM *a = random_bn(BIGINT_BITS_MAX), *want = BN_new();
        BIGNUM *n = random_modulus(BIGINT_BITS_MAX);
        TEE_BigInt *op = from_bn(a), *modulus = from_bn(n);

        TEE_BigIntInit(place, WORDS);
        assert_true(BN_sqr(want, a, t.ctx));
        TEE_BigIntSquare(place, op);
        assert_value(place, want);
        assert_true(BN_nnmod(want, want, n, t.ctx));
        TEE_BigIntSquareMod(place, op, modulus);
        assert_value(place, want);
        BN_copy(want, a);
        assert_int_equal(TEE_BigIntAssign(place, op), 0);
        assert_value(place, want);
        BN_set_negative(want, !BN_is_negative(a));
        TEE_BigIntNeg(place, op);
        assert_value(place, want);
        TEE_BigIntNeg(place, place);
        assert_value(place, a);
        BN_set_negative(want, 0);
        assert_int_equal(TEE_BigIntAbs(place, place), 0);
        assert_value(place, want);
        BN_free(a);
        BN_free(n);
        BN_free(want);
        free(op);
        free(modulus);
    }
}

static void check_quotient(const BIGNUM *a, const BIGNUM *b)
{
    BIGNUM *q = BN_new(), *r = BN_new();
    TEE_BigInt *op1 = from_bn(a), *op2 = from_bn(b);
    TEE_BigInt *gq, *gr;

    /* Rounded towards zero in both libraries. */
    assert_true(BN_div(q, r, a, b, t.ctx));
    gq = new_int((size_t)BN_num_bits(q));
    gr = new_int((size_t)BN_num_bits(r));
    TEE_BigIntDiv(gq, gr, op1, op2);
    assert_value(gq, q);
    assert_value(gr, r);
    TEE_BigIntDiv(gq, NULL, op1, op2);
    assert_value(gq, q);
    TEE_BigIntDiv(NULL, gr, op1, op2);
    assert_value(gr, r);
    BN_free(q);
    BN_free(r);
    free(op1);
    free(op2);
    free(gq);
    free(gr);
}

static void quotients(void **state)
{
    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        BIGNUM *a = random_bn(i % 2 ? 300 : 2 * BIGINT_BITS_MAX);
        BIGNUM *b = random_bn(i % 3 ? 150 : BIGINT_BITS_MAX);

        if (!BN_is_zero(b))
            check_quotient(a, b);
        BN_free(a);
        BN_free(b);
    }
}

static void check_power(const BIGNUM *a, const BIGNUM *e, BIGNUM *n)
{
    TEE_BigIntFMMContext context[1];
    TEE_BigInt *op1 = from_bn(a), *op2 = from_bn(e), *modulus;
    BIGNUM *want = BN_new(), *base = BN_new();
    TEE_BigInt place[WORDS];

    BN_set_bit(n, 0);
    modulus = from_bn(n);
    TEE_BigIntInit(place, WORDS);
    assert_true(BN_nnmod(base, a, n, t.ctx));
    assert_true(BN_mod_exp(want, base, e, n, t.ctx));
    assert_int_equal(TEE_BigIntExpMod(place, op1, op2, modulus, NULL), 0);
    assert_value(place, want);
    assert_int_equal(TEE_BigIntInitFMMContext1(
                         context, TEE_BigIntFMMContextSizeInU32(4096), modulus),
                     0);
    assert_int_equal(TEE_BigIntAssign(place, op1), 0);
    assert_int_equal(TEE_BigIntExpMod(place, place, op2, modulus, context), 0);
    assert_value(place, want);
    BN_free(want);
    BN_free(base);
    free(op1);
    free(op2);
    free(modulus);
}

static void powers_and_inverses(void **state)
{
    TEE_BigInt place[WORDS];

    (void)state;
    for (int i = 0; i < 60; i++) {
        size_t bits = i % 10 ? 400 : 2048;
        BIGNUM *a = random_bn(bits), *e = random_modulus(bits);
        BIGNUM *n = random_modulus(bits), *want = BN_new();
        TEE_BigInt *op, *modulus;

        check_power(a, e, n);
        if (i % 2)
            BN_add_word(n, 1);
        op = from_bn(a);
        modulus = from_bn(n);
        TEE_BigIntInit(place, WORDS);
        assert_true(BN_gcd(want, a, n, t.ctx));
        assert_int_equal(TEE_BigIntRelativePrime(op, modulus), BN_is_one(want));
        if (BN_is_one(want)) {
            assert_non_null(BN_mod_inverse(want, a, n, t.ctx));
            TEE_BigIntInvMod(place, op, modulus);
            assert_value(place, want);
        } else {
            assert_panics(TEE_BigIntInvMod(place, op, modulus));
        }
        BN_free(a);
        BN_free(e);
        BN_free(n);
        BN_free(want);
        free(op);
        free(modulus);
    }
}

/* u * op1 + v * op2 = gcd, |u| <= |op2 / gcd|, |v| <= |op1 / gcd|. */
static void check_bezout(const BIGNUM *a, const BIGNUM *b)
{
    TEE_BigInt *op1 = from_bn(a), *op2 = from_bn(b);
    BIGNUM *gcd = BN_new(), *s = BN_new(), *bound = BN_new(), *u, *v;
    TEE_BigInt g[WORDS], gu[WORDS], gv[WORDS];

    TEE_BigIntInit(g, WORDS);
    TEE_BigIntInit(gu, WORDS);
    TEE_BigIntInit(gv, WORDS);
    TEE_BigIntComputeExtendedGcd(g, gu, gv, op1, op2);
    assert_true(BN_gcd(gcd, a, b, t.ctx));
    assert_value(g, gcd);
    u = to_bn(gu);
    v = to_bn(gv);
    assert_true(BN_mul(s, u, a, t.ctx) && BN_mul(bound, v, b, t.ctx));
    assert_true(BN_add(s, s, bound));
    assert_int_equal(BN_cmp(s, gcd), 0);
    if (!BN_is_zero(a) && !BN_is_zero(b)) {
        assert_true(BN_div(bound, NULL, b, gcd, t.ctx));
        assert_true(BN_ucmp(u, bound) <= 0);
        assert_true(BN_div(bound, NULL, a, gcd, t.ctx));
        assert_true(BN_ucmp(v, bound) <= 0);
    }
    TEE_BigIntInit(g, WORDS);
    TEE_BigIntComputeExtendedGcd(g, NULL, NULL, op1, op2);
    assert_value(g, gcd);
    BN_free(gcd);
    BN_free(s);
    BN_free(bound);
    BN_free(u);
    BN_free(v);
    free(op1);
    free(op2);
}

static void common_divisors(void **state)
{
    static const char *const pairs[][2] = {
        {"0", "0"},   {"0", "123"}, {"123", "0"}, {"1", "1"},
        {"1", "-1"},  {"2", "2"},   {"-2", "2"},  {"2", "4"},
        {"-2", "-4"}, {"-7", "0"},  {"F", "A"},   {"400", "800"}};

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) {
        BIGNUM *a = from_hex(pairs[i][0]), *b = from_hex(pairs[i][1]);

        check_bezout(a, b);
        BN_free(a);
        BN_free(b);
    }
    for (int i = 0; i < 60; i++) {
        size_t bits = i % 20 ? 300 : BIGINT_BITS_MAX;
        BIGNUM *a = random_bn(bits), *b = random_bn(bits);

        check_bezout(a, b);
        BN_free(a);
        BN_free(b);
    }
}

static void bits_and_order(void **state)
{
    TEE_BigInt place[WORDS];

    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        BIGNUM *a = random_bn(300), *b = random_bn(i % 2 ? 300 : 64);
        BIGNUM *want = BN_new();
        TEE_BigInt *op = from_bn(a), *op2 = from_bn(b);
        int shift = (int)(random_word() % 400);
        uint32_t at = (uint32_t)(random_word() % 400);

        assert_int_equal(TEE_BigIntGetBitCount(op), BN_num_bits(a));
        assert_int_equal(TEE_BigIntGetBit(op, at), BN_is_bit_set(a, (int)at));
        assert_int_equal(TEE_BigIntCmp(op, op2), BN_cmp(a, b));
        assert_int_equal(TEE_BigIntCmp(op, op), 0);
        assert_true(BN_rshift(want, a, shift));
        TEE_BigIntInit(place, WORDS);
        TEE_BigIntShiftRight(place, op, (size_t)shift);
        assert_value(place, want);
        TEE_BigIntShiftRight(op, op, (size_t)shift);
        assert_value(op, want);
        BN_copy(want, b);
        assert_true(at % 2 ? BN_set_bit(want, (int)at)
                           : (BN_clear_bit(want, (int)at), 1));
        assert_int_equal(TEE_BigIntAssign(place, op2), 0);
        assert_int_equal(TEE_BigIntSetBit(place, at, at % 2), 0);
        assert_value(place, want);
        BN_free(a);
        BN_free(b);
        BN_free(want);
        free(op);
        free(op2);
    }
}

static void fast_modular_products(void **state)
{
    (void)state;
    for (int i = 0; i < 40; i++) {
        size_t bits = i % 2 ? 256 : BIGINT_BITS_MAX;
        BIGNUM *a = random_bn(bits), *b = random_bn(bits);
        BIGNUM *n = random_modulus(bits), *want = BN_new();
        TEE_BigInt *op1 = from_bn(a), *op2 = from_bn(b), *modulus = from_bn(n);
        size_t n_bits = (size_t)BN_num_bits(n);
        size_t len = TEE_BigIntFMMSizeInU32(n_bits);
        TEE_BigIntFMM *x = malloc(len * 4), *y = malloc(len * 4);
        size_t context_len = TEE_BigIntFMMContextSizeInU32(n_bits);
        TEE_BigIntFMMContext *context = malloc(context_len * sizeof(*context));
        TEE_BigInt *got = new_int(n_bits);

        TEE_BigIntInitFMMContext(context, context_len, modulus);
        TEE_BigIntInitFMM(x, len);
        TEE_BigIntInitFMM(y, len);
        TEE_BigIntConvertToFMM(x, op1, modulus, context);
        TEE_BigIntConvertToFMM(y, op2, modulus, context);
        TEE_BigIntComputeFMM(x, x, y, modulus, context);
        TEE_BigIntComputeFMM(x, x, x, modulus, context);
        TEE_BigIntConvertFromFMM(got, x, modulus, context);
        assert_true(BN_mul(want, a, b, t.ctx));
        assert_true(BN_nnmod(want, want, n, t.ctx));
        assert_true(BN_mod_sqr(want, want, n, t.ctx));
        assert_value(got, want);
        BN_free(a);
        BN_free(b);
        BN_free(n);
        BN_free(want);
        free(op1);
        free(op2);
        free(modulus);
        free(x);
        free(y);
        free(context);
        free(got);
    }
}

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

/* ---- errors ---- */

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
    TEE_BigIntFMMContext context[1];

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
        assert_panics(TEE_BigIntInitFMMContext(context, 1, m));
        assert_panics((void)TEE_BigIntInitFMMContext1(context, 1, m));
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
    assert_panics(TEE_BigIntInitFMMContext(NULL, 1, n));
    assert_panics(TEE_BigIntInitFMMContext(context, 0, n));
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

static int start(void **state)
{
    (void)state;
    t.random = 88172645463325252;
    t.ctx = BN_CTX_new();
    return t.ctx ? 0 : -1;
}

static int stop(void **state)
{
    (void)state;
    BN_CTX_free(t.ctx);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_and_products),
        cmocka_unit_test(squares_and_signs),
        cmocka_unit_test(quotients),
        cmocka_unit_test(powers_and_inverses),
        cmocka_unit_test(common_divisors),
        cmocka_unit_test(bits_and_order),
        cmocka_unit_test(fast_modular_products),
        cmocka_unit_test(primes),
        cmocka_unit_test(octet_strings),
        cmocka_unit_test(short_values),
        cmocka_unit_test(results_that_do_not_fit),
        cmocka_unit_test(what_cannot_be_computed),
        cmocka_unit_test(what_is_no_integer),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, start, stop);
}
