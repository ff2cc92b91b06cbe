/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * RSA: known answers both ways, pairs with and without primes, every refusal,
 * and new keys of each kind of size.
 */
#include "tests/unit/crypto_asym.h"
#include "tests/unit/crypto_asym_rsa_vectors.h"

/* SHA-1, SHA-256, SHA-512, SHA3-256 of "abc". */
static const char abc_sha1[] = "a9993e364706816aba3e25717850c26c9cd0d89d";
static const char abc_sha256[] =
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
static const char abc_sha512[] =
    "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
    "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f";
static const char abc_sha3_256[] =
    "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532";

static struct key *rsa_from(const char *n, const char *e, const char *d)
{
    struct attrs attrs = {0};
    attr_ref(&attrs, ATTR_RSA_MODULUS, hex(n));
    attr_ref(&attrs, ATTR_RSA_PUBLIC_EXPONENT, hex(e));
    if (d)
        attr_ref(&attrs, ATTR_RSA_PRIVATE_EXPONENT, hex(d));
    return key_from(d ? TYPE_RSA_KEYPAIR : TYPE_RSA_PUBLIC_KEY, &attrs);
}

/* With all eight parts; p may be replaced. */
static struct key *rsa2048_with(const char *p)
{
    struct attrs attrs = {0};
    attr_ref(&attrs, ATTR_RSA_MODULUS, hex(rsa2048_n));
    attr_ref(&attrs, ATTR_RSA_PUBLIC_EXPONENT, hex(rsa2048_e));
    attr_ref(&attrs, ATTR_RSA_PRIVATE_EXPONENT, hex(rsa2048_d));
    attr_ref(&attrs, ATTR_RSA_PRIME1, hex(p));
    attr_ref(&attrs, ATTR_RSA_PRIME2, hex(rsa2048_q));
    attr_ref(&attrs, ATTR_RSA_EXPONENT1, hex(rsa2048_dp));
    attr_ref(&attrs, ATTR_RSA_EXPONENT2, hex(rsa2048_dq));
    attr_ref(&attrs, ATTR_RSA_COEFFICIENT, hex(rsa2048_qp));
    return key_from(TYPE_RSA_KEYPAIR, &attrs);
}

static struct key *rsa2048(void)
{
    return rsa_from(rsa2048_n, rsa2048_e, rsa2048_d);
}

static void sign_known(struct key *key)
{
    static const struct {
        uint32_t alg;
        const char *digest, *signature;
    } v[] = {
        {ALG_RSASSA_PKCS1_V1_5_SHA1, abc_sha1, sig_v15_sha1},
        {ALG_RSASSA_PKCS1_V1_5_SHA256, abc_sha256, sig_v15_sha256},
        {ALG_RSASSA_PKCS1_V1_5_SHA512, abc_sha512, sig_v15_sha512},
        {ALG_RSASSA_PKCS1_V1_5_SHA3_256, abc_sha3_256, sig_v15_sha3_256},
        {ALG_RSASSA_PKCS1_V1_5, "0102030405060708090a0b0c0d0e0f1011121314",
         sig_raw},
    };
    for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
        struct span out;
        assert_result(
            operate(v[i].alg, MODE_SIGN, key, NULL, hex(v[i].digest), &out),
            SUCCESS);
        assert_span(out, hex(v[i].signature));
        assert_result(
            check(v[i].alg, key, NULL, hex(v[i].digest), hex(v[i].signature)),
            SUCCESS);
    }
}

static void pkcs1_signatures(void **state)
{
    (void)state;
    struct key *key = rsa2048_with(rsa2048_p);
    sign_known(key);
    key_put(key);
}

/* Whether libcrypto has the primes. */
static _Bool has_primes(struct key *key)
{
    BIGNUM *p = NULL;
    assert_non_null(pk_of(key));
    int has = EVP_PKEY_get_bn_param(key->pkey, "rsa-factor1", &p);
    BN_free(p);
    (void)failure_result(R_SUCCESS);
    return has == 1;
}

static void pairs_without_primes_get_them(void **state)
{
    (void)state;
    struct key *key = rsa2048();
    sign_known(key);
    assert_true(has_primes(key));
    key_put(key);
    key = rsa_from(oaep1_n, oaep1_e, oaep1_d);
    assert_true(has_primes(key));
    key_put(key);
}

/* e^-1 modulo (p - 1)(q - 1), or modulo their least common multiple. */
static struct key *rsa2048_with_d(_Bool is_least)
{
    uint8_t bytes[256];
    BN_CTX *ctx = BN_CTX_new();
    BIGNUM *p = NULL, *q = NULL, *e = NULL;
    BIGNUM *m = BN_new(), *gcd = BN_new(), *d = BN_new();
    BN_hex2bn(&p, rsa2048_p);
    BN_hex2bn(&q, rsa2048_q);
    BN_hex2bn(&e, rsa2048_e);
    assert_true(BN_sub_word(p, 1) && BN_sub_word(q, 1) && BN_mul(m, p, q, ctx));
    if (is_least)
        assert_true(BN_gcd(gcd, p, q, ctx) && BN_div(m, NULL, m, gcd, ctx));
    assert_non_null(BN_mod_inverse(d, e, m, ctx));
    int n = BN_bn2bin(d, bytes);
    struct attrs attrs = {0};
    attr_ref(&attrs, ATTR_RSA_MODULUS, hex(rsa2048_n));
    attr_ref(&attrs, ATTR_RSA_PUBLIC_EXPONENT, hex(rsa2048_e));
    attr_ref(&attrs, ATTR_RSA_PRIVATE_EXPONENT,
             (struct span){bytes, (size_t)n});
    BN_free(p);
    BN_free(q);
    BN_free(e);
    BN_free(m);
    BN_free(gcd);
    BN_free(d);
    BN_CTX_free(ctx);
    return key_from(TYPE_RSA_KEYPAIR, &attrs);
}

static void both_kinds_of_d(void **state)
{
    (void)state;
    for (int is_least = 0; is_least < 2; is_least++) {
        struct key *key = rsa2048_with_d(is_least);
        assert_true(has_primes(key));
        sign_known(key);
        key_put(key);
    }
}

/* An exponent as large as the modulus, and one that is not its inverse: the
 * pair is used as it is. */
static void unusual_pairs(void **state)
{
    (void)state;
    struct key *key = rsa_from(rsa2048_n, rsa2048_d, rsa2048_e);
    assert_false(has_primes(key));
    struct span out;
    assert_result(
        operate(ALG_RSA_NOPAD, MODE_DECRYPT, key, NULL, TEXT("abc"), &out),
        SUCCESS);
    assert_span(out, hex(raw_of_abc));
    key_put(key);
    key = rsa_from(rsa2048_n, rsa2048_e, rsa2048_p);
    assert_false(has_primes(key));
    assert_result(operate(ALG_RSASSA_PKCS1_V1_5_SHA256, MODE_SIGN, key, NULL,
                          hex(abc_sha256), &out),
                  SUCCESS);
    key_put(key);
}

static void unusable_keys(void **state)
{
    (void)state;
    struct span out;
    struct key *keys[] = {
        rsa2048_with(rsa2048_q), /* p q is not n */
        rsa_from(rsa2048_n, "02", rsa2048_d),
        rsa_from(rsa2048_n, "01", rsa2048_d),
        rsa_from("c0000000000000000000000000000000000000000000000000000000"
                 "00000000000000000000000000000000000000000000000000000000"
                 "00000000000000000000000000000000000000000000000000000000",
                 "03", "05"),
    };
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        assert_result(operate(ALG_RSA_NOPAD, MODE_DECRYPT, keys[i], NULL,
                              TEXT("a"), &out),
                      ERROR_BAD_PARAMETERS);
        assert_null(keys[i]->pkey);
        key_put(keys[i]);
    }
}

static uint32_t pss_check(struct key *key, uint32_t alg, uint32_t salt,
                          const char *digest, const char *signature)
{
    struct attrs attrs = {0};
    attr_number(&attrs, ATTR_RSA_PSS_SALT_LENGTH, salt);
    return check(alg, key, &attrs, hex(digest), hex(signature));
}

static void pss(void **state)
{
    (void)state;
    struct key *key = rsa2048_with(rsa2048_p);
    struct attrs no_salt = {0};
    struct span out;
    uint32_t alg = ALG_RSASSA_PSS_SHA256;
    attr_number(&no_salt, ATTR_RSA_PSS_SALT_LENGTH, 0);
    assert_result(operate(alg, MODE_SIGN, key, &no_salt, hex(abc_sha256), &out),
                  SUCCESS);
    assert_span(out, hex(sig_pss_no_salt));
    assert_result(pss_check(key, alg, 0, abc_sha256, sig_pss_no_salt), SUCCESS);
    assert_result(pss_check(key, alg, 20, abc_sha256, sig_pss_salt_20),
                  SUCCESS);
    assert_result(pss_check(key, alg, 32, abc_sha256, sig_pss_salt_20),
                  ERROR_SIGNATURE_INVALID);
    assert_result(check(alg, key, NULL, hex(abc_sha256), hex(sig_pss_salt_20)),
                  ERROR_SIGNATURE_INVALID);
    assert_result(check(ALG_RSASSA_PSS_SHA512, key, NULL, hex(abc_sha512),
                        hex(sig_pss_sha512)),
                  SUCCESS);
    /* Longer than there is room for; values libcrypto has a meaning for. */
    for (uint32_t salt = 0xfffffff0; salt; salt++)
        assert_result(pss_check(key, alg, salt, abc_sha256, sig_pss_no_salt),
                      ERROR_BAD_PARAMETERS);
    no_salt.attr[0].a = 256;
    assert_result(operate(alg, MODE_SIGN, key, &no_salt, hex(abc_sha256), &out),
                  ERROR_BAD_PARAMETERS);
    key_put(key);
    key = rsa_from(pss1_n, pss1_e, NULL);
    assert_result(check(ALG_RSASSA_PSS_SHA1, key, NULL, hex(pss1_digest),
                        hex(pss1_signature)),
                  SUCCESS);
    key_put(key);
}

static void digest_and_room(void **state)
{
    (void)state;
    struct key *key = rsa2048_with(rsa2048_p);
    static const struct attrs none;
    struct span out;
    uint8_t small[256];
    size_t n = 255;
    struct state s = state_of(ALG_RSASSA_PSS_SHA256, MODE_SIGN, key);
    assert_result(asym_operate(&s, &none, hex(abc_sha256), small, &n),
                  ERROR_SHORT_BUFFER);
    assert_int_equal(n, 256);
    assert_result(asym_operate(&s, &none, hex(abc_sha256), small, &n), SUCCESS);
    assert_int_equal(n, 256);
    assert_result(asym_verify(&s, &none, hex(abc_sha256), out = hex(sig_raw)),
                  ERROR_BAD_PARAMETERS);
    state_drop(&s);
    assert_result(operate(ALG_RSASSA_PSS_SHA256, MODE_SIGN, key, NULL,
                          hex(abc_sha1), &out),
                  ERROR_BAD_PARAMETERS);
    assert_result(check(ALG_RSASSA_PKCS1_V1_5_SHA256, key, NULL, hex(abc_sha1),
                        hex(sig_v15_sha1)),
                  ERROR_BAD_PARAMETERS);
    /* Without a digest, what fits is signed. */
    assert_result(operate(ALG_RSASSA_PKCS1_V1_5, MODE_SIGN, key, NULL,
                          (struct span){small, 246}, &out),
                  ERROR_BAD_PARAMETERS);
    assert_result(operate(ALG_RSASSA_PKCS1_V1_5, MODE_SIGN, key, NULL,
                          (struct span){small, 245}, &out),
                  SUCCESS);
    key_put(key);
}

/* PKCS #1 v1.5 decrypts everything: what was not padded right to something
 * that cannot be told from a text. */
static void pkcs1_decryption(void **state)
{
    (void)state;
    struct key *key = rsa2048();
    struct span out;
    uint32_t alg = ALG_RSAES_PKCS1_V1_5;
    assert_result(operate(alg, MODE_DECRYPT, key, NULL, hex(v15_good), &out),
                  SUCCESS);
    assert_span(out, TEXT("lorem ipsum"));
    assert_result(
        operate(alg, MODE_DECRYPT, key, NULL, hex(v15_rejected), &out),
        SUCCESS);
    assert_span(out, hex("af9ac70191c92413cb9f2d"));
    assert_result(
        operate(alg, MODE_DECRYPT, key, NULL, hex(v15_rejected_2), &out),
        SUCCESS);
    assert_span(out, hex("0f9b"));
    struct span cut = hex(v15_good);
    cut.n--;
    assert_result(operate(alg, MODE_DECRYPT, key, NULL, cut, &out),
                  ERROR_BAD_PARAMETERS);
    uint8_t text[11];
    size_t n = 10;
    static const struct attrs none;
    struct state s = state_of(alg, MODE_DECRYPT, key);
    assert_result(asym_operate(&s, &none, hex(v15_good), text, &n),
                  ERROR_SHORT_BUFFER);
    assert_int_equal(n, 11);
    assert_result(asym_operate(&s, &none, hex(v15_good), text, &n), SUCCESS);
    assert_memory_equal(text, "lorem ipsum", 11);
    state_drop(&s);
    uint8_t long_text[246] = {0};
    assert_result(operate(alg, MODE_ENCRYPT, key, NULL,
                          (struct span){long_text, 246}, &out),
                  ERROR_BAD_PARAMETERS);
    key_put(key);
}

/* Encrypts and decrypts with the same attributes. */
static void crypt_both_ways(uint32_t alg, struct key *pair,
                            const struct attrs *attrs, struct span text)
{
    uint8_t cipher_text[512];
    struct span out;
    struct key *public = public_of(pair);
    assert_result(operate(alg, MODE_ENCRYPT, public, attrs, text, &out),
                  SUCCESS);
    memcpy(cipher_text, out.p, out.n);
    assert_result(operate(alg, MODE_DECRYPT, pair, attrs,
                          (struct span){cipher_text, out.n}, &out),
                  SUCCESS);
    assert_span(out, text);
    key_put(public);
}

static void mask_attr(struct attrs *attrs, const uint32_t *hash)
{
    attr_ref(attrs, ATTR_RSA_OAEP_MGF_HASH,
             (struct span){(const uint8_t *)hash, sizeof(*hash)});
}

static void oaep(void **state)
{
    (void)state;
    struct key *key = rsa_from(oaep1_n, oaep1_e, oaep1_d);
    struct attrs label = {0}, other = {0}, mask = {0}, bad = {0};
    struct span out;
    uint32_t alg = ALG_RSAES_PKCS1_OAEP_MGF1_SHA1, sha1 = ALG_SHA1, none = 99;
    assert_result(operate(alg, MODE_DECRYPT, key, NULL, hex(oaep1_text), &out),
                  SUCCESS);
    assert_span(out, hex(oaep1_plain));
    key_put(key);
    key = rsa2048();
    alg = ALG_RSAES_PKCS1_OAEP_MGF1_SHA256;
    attr_ref(&label, ATTR_RSA_OAEP_LABEL, TEXT("label"));
    attr_ref(&other, ATTR_RSA_OAEP_LABEL, TEXT("labem"));
    mask_attr(&mask, &sha1);
    mask_attr(&bad, &none);
    const struct {
        const struct attrs *attrs;
        const char *text;
        enum tee_result result;
    } v[] = {
        {&label, oaep_sha256_label, R_SUCCESS},
        {&other, oaep_sha256_label, R_ERROR_CIPHERTEXT_INVALID},
        {NULL, oaep_sha256_label, R_ERROR_CIPHERTEXT_INVALID},
        {&mask, oaep_sha256_mgf_sha1, R_SUCCESS},
        {NULL, oaep_sha256_mgf_sha1, R_ERROR_CIPHERTEXT_INVALID},
        {&bad, oaep_sha256_mgf_sha1, R_ERROR_BAD_PARAMETERS},
        {NULL, v15_good, R_ERROR_CIPHERTEXT_INVALID},
    };
    for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
        assert_int_equal(
            operate(alg, MODE_DECRYPT, key, v[i].attrs, hex(v[i].text), &out),
            (uint32_t)v[i].result);
        if (v[i].result == R_SUCCESS)
            assert_span(out, TEXT("abc"));
    }
    bad.attr[0].n = 3;
    assert_result(operate(alg, MODE_ENCRYPT, key, &bad, TEXT("abc"), &out),
                  ERROR_BAD_PARAMETERS);
    crypt_both_ways(alg, key, &label, TEXT("some text"));
    crypt_both_ways(ALG_RSAES_PKCS1_OAEP_MGF1_SHA3_512, key, &mask, TEXT(""));
    key_put(key);
}

static void without_padding(void **state)
{
    (void)state;
    struct key *key = rsa2048();
    struct span out;
    assert_result(
        operate(ALG_RSA_NOPAD, MODE_ENCRYPT, key, NULL, TEXT("abc"), &out),
        SUCCESS);
    assert_span(out, hex(raw_of_abc));
    assert_result(
        operate(ALG_RSA_NOPAD, MODE_DECRYPT, key, NULL, hex(raw_of_abc), &out),
        SUCCESS);
    assert_span(out, TEXT("abc"));
    assert_result(
        operate(ALG_RSA_NOPAD, MODE_DECRYPT, key, NULL, TEXT(""), &out),
        SUCCESS);
    assert_span(out, hex("00"));
    assert_result(
        operate(ALG_RSA_NOPAD, MODE_DECRYPT, key, NULL, hex(rsa2048_n), &out),
        ERROR_BAD_PARAMETERS);
    assert_result(
        operate(ALG_RSA_NOPAD, MODE_ENCRYPT, key, NULL, hex(rsa2048_n), &out),
        ERROR_BAD_PARAMETERS);
    uint8_t large[257] = {1};
    assert_result(operate(ALG_RSA_NOPAD, MODE_ENCRYPT, key, NULL,
                          (struct span){large, 257}, &out),
                  ERROR_BAD_PARAMETERS);
    large[0] = 0;
    large[256] = 1;
    assert_result(operate(ALG_RSA_NOPAD, MODE_ENCRYPT, key, NULL,
                          (struct span){large, 257}, &out),
                  SUCCESS);
    assert_span(out, hex("01"));
    key_put(key);
}

/* Modes that a public key or a class does not have. */
static void modes(void **state)
{
    (void)state;
    struct key *public = rsa_from(rsa2048_n, rsa2048_e, NULL);
    static const struct attrs none;
    size_t n = sizeof(operate_out);
    struct state s = {.alg = alg_find(ALG_RSA_NOPAD),
                      .mode = MODE_DECRYPT,
                      .key = {public, NULL}};
    assert_result(asym_class.check(&s), ERROR_BAD_PARAMETERS);
    s.mode = MODE_SIGN;
    assert_result(asym_class.check(&s), ERROR_BAD_PARAMETERS);
    s.alg = alg_find(ALG_RSASSA_PKCS1_V1_5_SHA256);
    assert_result(asym_class.check(&s), ERROR_BAD_PARAMETERS);
    s.mode = MODE_ENCRYPT;
    assert_result(asym_class.check(&s), ERROR_BAD_PARAMETERS);
    s.mode = MODE_VERIFY;
    assert_result(asym_class.check(&s), SUCCESS);
    assert_result(asym_operate(&s, &none, hex(abc_sha256), operate_out, &n),
                  ERROR_BAD_PARAMETERS);
    assert_result(
        asym_derive(&s, &none, 32, operate_out, &n, derive_confirmation),
        ERROR_BAD_PARAMETERS);
    state_drop(&s);
    s.key[0] = NULL;
    assert_result(asym_verify(&s, &none, hex(abc_sha256), hex(sig_raw)),
                  ERROR_BAD_STATE);
    key_put(public);
}

static void new_keys(void **state)
{
    (void)state;
    static const uint32_t sizes[] = {256, 384, 511, 512, 768, 1024, 2048};
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        struct key *key = key_new(TYPE_RSA_KEYPAIR, sizes[i], NULL);
        assert_int_equal(key->bits, sizes[i]);
        assert_true(has_primes(key));
        crypt_both_ways(ALG_RSA_NOPAD, key, NULL, TEXT("text"));
        crypt_both_ways(ALG_RSAES_PKCS1_V1_5, key, NULL, TEXT("text"));
        if (sizes[i] >= 512)
            round_trip(ALG_RSASSA_PKCS1_V1_5_SHA256, key, 32);
        /* As its attributes say, it is the same key. */
        struct attrs attrs = {0};
        for (unsigned j = 0; j < TYPE_ATTRS; j++)
            attrs.attr[attrs.count++] = key->attr[j];
        assert_int_equal(attrs.count, 8);
        struct key *copy = key_from(TYPE_RSA_KEYPAIR, &attrs);
        assert_int_equal(EVP_PKEY_eq(pk_of(copy), pk_of(key)), 1);
        key_put(copy);
        key_put(key);
    }
}

static void new_keys_with_exponents(void **state)
{
    (void)state;
    static const char *const good[] = {"03", "00000003", "010001",
                                       "0100000000000000000000000000000f"};
    static const char *const bad[] = {
        "01", "02", "00", "",
        ("0100000000000000000000000000000000000000000000000000000000000000"
         "01")};
    static const uint32_t sizes[] = {320, 640};
    for (size_t i = 0; i < 8; i++) {
        struct attrs attrs = {0};
        attr_ref(&attrs, ATTR_RSA_PUBLIC_EXPONENT, hex(good[i / 2]));
        struct key *key = key_new(TYPE_RSA_KEYPAIR, sizes[i % 2], &attrs);
        assert_int_equal(key->bits, sizes[i % 2]);
        crypt_both_ways(ALG_RSA_NOPAD, key, NULL, TEXT("text"));
        key_put(key);
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct attrs attrs = {0};
        struct key *key;
        attr_ref(&attrs, ATTR_RSA_PUBLIC_EXPONENT, hex(bad[i]));
        assert_result(
            asym_generate(type_find(TYPE_RSA_KEYPAIR), 512, &attrs, &key),
            ERROR_BAD_PARAMETERS);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pkcs1_signatures),
        cmocka_unit_test(pairs_without_primes_get_them),
        cmocka_unit_test(both_kinds_of_d),
        cmocka_unit_test(unusual_pairs),
        cmocka_unit_test(unusable_keys),
        cmocka_unit_test(pss),
        cmocka_unit_test(digest_and_room),
        cmocka_unit_test(pkcs1_decryption),
        cmocka_unit_test(oaep),
        cmocka_unit_test(without_padding),
        cmocka_unit_test(modes),
        cmocka_unit_test(new_keys),
        cmocka_unit_test(new_keys_with_exponents),
    };
    return cmocka_run_group_tests(tests, asym_start, NULL);
}
