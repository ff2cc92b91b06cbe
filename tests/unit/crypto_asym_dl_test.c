/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * DSA and Diffie-Hellman: known answers, hostile groups and values, new keys.
 */
#include "tests/unit/crypto_asym.h"
#include "tests/unit/crypto_asym_dl_vectors.h"

/* SHA-1 and SHA-256 of "sample". */
static const char sample_sha1[] = "8151325dcdbae9e0ff95f9f9658432dbedfdb209";
static const char sample_sha256[] =
    "af2bdbe1aa9b6ec1e2ade1d694f41fc71a831d0268e9891562113d8a62add1bf";

static void group_attrs(struct attrs *attrs, const char *p, const char *q,
                        const char *g)
{
    attr_ref(attrs, ATTR_DSA_PRIME, hex(p));
    attr_ref(attrs, ATTR_DSA_SUBPRIME, hex(q));
    attr_ref(attrs, ATTR_DSA_BASE, hex(g));
}

static struct key *dsa_from(const char *p, const char *q, const char *g,
                            const char *y, const char *x)
{
    struct attrs attrs = {0};
    group_attrs(&attrs, p, q, g);
    attr_ref(&attrs, ATTR_DSA_PUBLIC_VALUE, hex(y));
    if (x)
        attr_ref(&attrs, ATTR_DSA_PRIVATE_VALUE, hex(x));
    return key_from(x ? TYPE_DSA_KEYPAIR : TYPE_DSA_PUBLIC_KEY, &attrs);
}

static struct key *dsa1024(void)
{
    return dsa_from(dsa1024_p, dsa1024_q, dsa1024_g, dsa1024_y, dsa1024_x);
}

static void dsa_known(void **state)
{
    (void)state;
    struct key *small =
        dsa_from(dsa1024_p, dsa1024_q, dsa1024_g, dsa1024_y, NULL);
    struct key *large =
        dsa_from(dsa2048_p, dsa2048_q, dsa2048_g, dsa2048_y, NULL);
    assert_result(
        check(ALG_DSA_SHA1, small, NULL, hex(sample_sha1), hex(dsa1024_sha1)),
        SUCCESS);
    assert_result(check(ALG_DSA_SHA256, small, NULL, hex(sample_sha256),
                        hex(dsa1024_sha256)),
                  SUCCESS);
    assert_result(
        check(ALG_DSA_SHA1, large, NULL, hex(sample_sha1), hex(dsa2048_sha1)),
        SUCCESS);
    assert_result(check(ALG_DSA_SHA256, large, NULL, hex(sample_sha256),
                        hex(dsa2048_sha256)),
                  SUCCESS);
    assert_result(check(ALG_DSA_SHA256, large, NULL, hex(sample_sha256),
                        hex(dsa2048_sha1)),
                  ERROR_SIGNATURE_INVALID);
    /* The digest cut to the order is the same; other lengths are not. */
    struct span cut = hex(sample_sha256);
    cut.n = 20;
    assert_result(check(ALG_DSA_SHA256, small, NULL, cut, hex(dsa1024_sha256)),
                  SUCCESS);
    cut.n = 21;
    assert_result(check(ALG_DSA_SHA256, small, NULL, cut, hex(dsa1024_sha256)),
                  ERROR_BAD_PARAMETERS);
    key_put(small);
    key_put(large);
}

static void dsa_round_trips(void **state)
{
    (void)state;
    struct key *key = dsa1024();
    round_trip(ALG_DSA_SHA1, key, 20);
    round_trip(ALG_DSA_SHA256, key, 20);
    key_put(key);
    key = dsa_from(dsa2048_p, dsa2048_q, dsa2048_g, dsa2048_y, dsa2048_x);
    round_trip(ALG_DSA_SHA256, key, 32);
    round_trip(ALG_DSA_SHA3_256, key, 32);
    struct span out;
    assert_result(operate(ALG_DSA_SHA3_512, MODE_SIGN, key, NULL,
                          (struct span){operate_out, 64}, &out),
                  SUCCESS);
    assert_int_equal(out.n, 64);
    assert_result(operate(ALG_DSA_SHA3_512, MODE_SIGN, key, NULL,
                          (struct span){operate_out, 48}, &out),
                  ERROR_BAD_PARAMETERS);
    size_t n = 63;
    static const struct attrs none;
    struct state s = state_of(ALG_DSA_SHA256, MODE_SIGN, key);
    assert_result(asym_operate(&s, &none, hex(sample_sha256), operate_out, &n),
                  ERROR_SHORT_BUFFER);
    assert_int_equal(n, 64);
    state_drop(&s);
    key_put(key);
}

static void dsa_refusals(void **state)
{
    (void)state;
    struct span out;
    const char *zero_r = "0000000000000000000000000000000000000000"
                         "0000000000000000000000000000000000000001";
    struct key *key = dsa1024();
    assert_result(check(ALG_DSA_SHA1, key, NULL, hex(sample_sha1), hex(zero_r)),
                  ERROR_SIGNATURE_INVALID);
    key_put(key);
    struct key *keys[] = {
        /* an order of another size, an even p, a group of one element */
        dsa_from(dsa1024_p, "ff01", dsa1024_g, dsa1024_y, "02"),
        dsa_from("c00000000000000000000000000000000000000000000000000000000000"
                 "000000000000000000000000000000000000000000000000000000000000"
                 "00000000000000000000",
                 dsa1024_q, "02", "03", "02"),
        dsa_from(dsa1024_p, dsa1024_q, "01", "01", dsa1024_x),
    };
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        /* Refused or useless, but it ends. */
        (void)operate(ALG_DSA_SHA1, MODE_SIGN, keys[i], NULL, hex(sample_sha1),
                      &out);
        if (i == 0)
            assert_result(operate(ALG_DSA_SHA1, MODE_SIGN, keys[i], NULL,
                                  hex(sample_sha1), &out),
                          ERROR_BAD_PARAMETERS);
        key_put(keys[i]);
    }
}

static void dsa_new_keys(void **state)
{
    (void)state;
    struct attrs attrs = {0}, bad = {0};
    struct key *key;
    group_attrs(&attrs, dsa1024_p, dsa1024_q, dsa1024_g);
    key = key_new(TYPE_DSA_KEYPAIR, 1024, &attrs);
    round_trip(ALG_DSA_SHA1, key, 20);
    key_put(key);
    static const char *const groups[][3] = {
        {dsa1024_p, dsa1024_q, "01"},      {dsa1024_p, dsa1024_q, dsa1024_p},
        {dsa1024_p, dsa1024_q, dsa2048_g}, {"0c", "03", "02"},
        {dsa1024_p, "01", dsa1024_g},      {"03", "03", "02"},
    };
    for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
        bad.count = 0;
        group_attrs(&bad, groups[i][0], groups[i][1], groups[i][2]);
        assert_result(
            asym_generate(type_find(TYPE_DSA_KEYPAIR), 1024, &bad, &key),
            ERROR_BAD_PARAMETERS);
    }
}

/* p of ffdhe2048 (RFC 7919, A.1); the order is (p - 1) / 2. */
static const char ffdhe2048_p[] =
    "ffffffffffffffffadf85458a2bb4a9aafdc5620273d3cf1d8b9c583ce2d3695"
    "a9e13641146433fbcc939dce249b3ef97d2fe363630c75d8f681b202aec4617a"
    "d3df1ed5d5fd65612433f51f5f066ed0856365553ded1af3b557135e7f57c935"
    "984f0c70e0e68b77e2a689daf3efe8721df158a136ade73530acca4f483a797a"
    "bc0ab182b324fb61d108a94bb2c8e3fbb96adab760d7f4681d4f42a3de394df4"
    "ae56ede76372bb190b07a7c8ee0a6d709e02fce1cdf7e2ecc03404cd28342f61"
    "9172fe9ce98583ff8e4f1232eef28183c3fe3b1b4c6fad733bb5fcbc2ec22005"
    "c58ef1837d1683b2c6f34a26c1b2effa886b423861285c97ffffffffffffffff";

static uint32_t dh_derive(struct key *key, struct span other, size_t wanted,
                          struct span *out)
{
    struct attrs attrs = {0};
    attr_ref(&attrs, ATTR_DH_PUBLIC_VALUE, other);
    return derive(ALG_DH_DERIVE_SHARED_SECRET, key, NULL, &attrs, wanted, out);
}

static struct key *dh_from(const char *p, const char *q, const char *g,
                           const char *x, const char *y)
{
    struct attrs attrs = {0};
    attr_ref(&attrs, ATTR_DH_PRIME, hex(p));
    attr_ref(&attrs, ATTR_DH_BASE, hex(g));
    attr_ref(&attrs, ATTR_DH_PRIVATE_VALUE, hex(x));
    attr_ref(&attrs, ATTR_DH_PUBLIC_VALUE, hex(y));
    if (q)
        attr_ref(&attrs, ATTR_DH_SUBPRIME, hex(q));
    return key_from(TYPE_DH_KEYPAIR, &attrs);
}

/* 2^255 - 19 is a prime of 255 bits; 2^x mod p and the secret with Python. */
static const char p255[] =
    "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed";

static void dh_small_numbers(void **state)
{
    (void)state;
    struct span out;
    /* 2^2 = 4, 3^2 = 9; values are written without leading zeros. */
    struct key *key = dh_from(p255, NULL, "02", "02", "04");
    assert_int_equal(key->bits, 256);
    assert_result(dh_derive(key, hex("03"), 512, &out), SUCCESS);
    assert_span(out, hex("09"));
    assert_result(dh_derive(key, hex("0003"), 1, &out), SUCCESS);
    assert_span(out, hex("09"));
    /* 256 does not fit one byte. */
    assert_result(dh_derive(key, hex("10"), 1, &out), ERROR_BAD_PARAMETERS);
    assert_result(dh_derive(key, hex("10"), 2, &out), SUCCESS);
    assert_span(out, hex("0100"));
    static const char *const bad[] = {
        "",
        "00",
        "01",
        "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec",
        "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_result(dh_derive(key, hex(bad[i]), 512, &out),
                      ERROR_BAD_PARAMETERS);
    struct attrs none = {0};
    assert_result(
        derive(ALG_DH_DERIVE_SHARED_SECRET, key, NULL, &none, 512, &out),
        ERROR_BAD_PARAMETERS);
    key_put(key);
}

/* With the order, a value of another group is refused. */
static void dh_order(void **state)
{
    (void)state;
    struct span out;
    struct key *key =
        dh_from(dsa1024_p, dsa1024_q, dsa1024_g, dsa1024_x, dsa1024_y);
    assert_result(dh_derive(key, hex(dsa1024_g), 512, &out), SUCCESS);
    assert_span(out, hex(dsa1024_y));
    assert_result(dh_derive(key, hex("02"), 512, &out), ERROR_BAD_PARAMETERS);
    key_put(key);
    key = dh_from(dsa1024_p, NULL, dsa1024_g, dsa1024_x, dsa1024_y);
    assert_result(dh_derive(key, hex("02"), 512, &out), SUCCESS);
    key_put(key);
    /* An even p. */
    key =
        dh_from("80000000000000000000000000000000000000000000000000000000000000"
                "00",
                NULL, "02", "02", "04");
    assert_result(dh_derive(key, hex("03"), 512, &out), ERROR_BAD_PARAMETERS);
    key_put(key);
}

static struct key *dh_new(const char *p, const char *q, const char *g,
                          uint32_t bits, uint32_t x_bits)
{
    struct attrs attrs = {0};
    attr_ref(&attrs, ATTR_DH_PRIME, hex(p));
    attr_ref(&attrs, ATTR_DH_BASE, hex(g));
    if (q)
        attr_ref(&attrs, ATTR_DH_SUBPRIME, hex(q));
    if (x_bits)
        attr_number(&attrs, ATTR_DH_X_BITS, x_bits);
    return key_new(TYPE_DH_KEYPAIR, bits, &attrs);
}

/* Two new keys agree; returns bits of the private value of one. */
static size_t dh_agree(const char *p, const char *q, const char *g,
                       uint32_t bits, uint32_t x_bits)
{
    uint8_t secret[512];
    struct span out;
    struct key *a = dh_new(p, q, g, bits, x_bits);
    struct key *b = dh_new(p, q, g, bits, x_bits);
    const struct attr *ya = key_attr(a, ATTR_DH_PUBLIC_VALUE);
    const struct attr *yb = key_attr(b, ATTR_DH_PUBLIC_VALUE);
    assert_result(dh_derive(a, (struct span){yb->p, yb->n}, 512, &out),
                  SUCCESS);
    memcpy(secret, out.p, out.n);
    size_t n = out.n;
    assert_result(dh_derive(b, (struct span){ya->p, ya->n}, 512, &out),
                  SUCCESS);
    assert_span(out, ((struct span){secret, n}));
    const struct attr *x = key_attr(a, ATTR_DH_PRIVATE_VALUE);
    size_t x_is = x->n * 8 - (size_t)__builtin_clz(*x->p) + 24;
    assert_true(x_is <= key_attr(a, ATTR_DH_X_BITS)->a);
    key_put(a);
    key_put(b);
    return x_is;
}

static void dh_new_keys(void **state)
{
    (void)state;
    assert_true(dh_agree(ffdhe2048_p, NULL, "02", 2048, 0) > 2000);
    assert_int_equal(dh_agree(ffdhe2048_p, NULL, "02", 2048, 225), 225);
    assert_int_equal(dh_agree(p255, NULL, "02", 256, 250), 250);
    assert_true(dh_agree(p255, NULL, "02", 256, 256) <= 255);
    size_t bits = dh_agree(dsa1024_p, dsa1024_q, dsa1024_g, 1024, 0);
    assert_true(bits > 128 && bits <= 160);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dsa_known),        cmocka_unit_test(dsa_round_trips),
        cmocka_unit_test(dsa_refusals),     cmocka_unit_test(dsa_new_keys),
        cmocka_unit_test(dh_small_numbers), cmocka_unit_test(dh_order),
        cmocka_unit_test(dh_new_keys),
    };
    return cmocka_run_group_tests(tests, asym_start, NULL);
}
