/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Big integers against OpenSSL's: random operands of all sizes and signs,
 * results of exactly the size they need, and in place of an operand.
 */
#include "tests/unit/sdk/bigint_world.h"

enum { ROUNDS = 600 };

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
    return BN_mul(r, a, b, world.ctx);
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
            assert_true(BN_nnmod(want, want, n, world.ctx));
            check_ternary(binaries[k].gp_mod, a, b, n, want);
        }
        assert_true(BN_nnmod(want, a, n, world.ctx));
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
        assert_true(BN_sqr(want, a, world.ctx));
        TEE_BigIntSquare(place, op);
        assert_value(place, want);
        assert_true(BN_nnmod(want, want, n, world.ctx));
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
    assert_true(BN_div(q, r, a, b, world.ctx));
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
    TEE_BigIntFMMContext context[FMM_WORDS];
    TEE_BigInt *op1 = from_bn(a), *op2 = from_bn(e), *modulus;
    BIGNUM *want = BN_new(), *base = BN_new();
    TEE_BigInt place[WORDS];

    BN_set_bit(n, 0);
    modulus = from_bn(n);
    TEE_BigIntInit(place, WORDS);
    assert_true(BN_nnmod(base, a, n, world.ctx));
    assert_true(BN_mod_exp(want, base, e, n, world.ctx));
    assert_int_equal(TEE_BigIntExpMod(place, op1, op2, modulus, NULL), 0);
    assert_value(place, want);
    assert_int_equal(TEE_BigIntInitFMMContext1(context, FMM_WORDS, modulus), 0);
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
        assert_true(BN_gcd(want, a, n, world.ctx));
        assert_int_equal(TEE_BigIntRelativePrime(op, modulus), BN_is_one(want));
        if (BN_is_one(want)) {
            assert_non_null(BN_mod_inverse(want, a, n, world.ctx));
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
    assert_true(BN_gcd(gcd, a, b, world.ctx));
    assert_value(g, gcd);
    u = to_bn(gu);
    v = to_bn(gv);
    assert_true(BN_mul(s, u, a, world.ctx) && BN_mul(bound, v, b, world.ctx));
    assert_true(BN_add(s, s, bound));
    assert_int_equal(BN_cmp(s, gcd), 0);
    if (!BN_is_zero(a) && !BN_is_zero(b)) {
        assert_true(BN_div(bound, NULL, b, gcd, world.ctx));
        assert_true(BN_ucmp(u, bound) <= 0);
        assert_true(BN_div(bound, NULL, a, gcd, world.ctx));
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
        assert_true(BN_mul(want, a, b, world.ctx));
        assert_true(BN_nnmod(want, want, n, world.ctx));
        assert_true(BN_mod_sqr(want, want, n, world.ctx));
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
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, world_start, world_stop);
}
