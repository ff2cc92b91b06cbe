/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Key derivation: HKDF (the input of RFC 5869, A.1, with every digest),
 * concatenation KDF and PBKDF2 under both kinds of identifiers, and what is
 * refused. Expected values are of RFC 5869 and RFC 7914 where these have them,
 * else made with Python's hmac and hashlib.
 */
#include "tests/unit/crypto_asym.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct kdf_vector {
    uint32_t alg;
    const char *out;
};

static const struct kdf_vector hkdf_vectors[] = {
    {ALG_HKDF_MD5_DERIVE_KEY,
     "b222c9db38d17b2fea8b3bb511c0d6d86049ef481ba7065ca5c6422618ed9cc9"
     "144900e2c72b6a863a31"},
    {ALG_HKDF_SHA1_DERIVE_KEY,
     "d6000ffb5b50bd3970b260017798fb9c8df9ce2e2c16b6cd709cca07dc3cf9cf"
     "26d6c6d750d0aaf5ac94"},
    {ALG_HKDF_SHA224_DERIVE_KEY,
     "2f21cd7cbc818ca5c561b933728e2e08e154a87e1432399a820dee13aa222d0c"
     "ee6152fa539ab70f8e80"},
    {ALG_HKDF_SHA256_DERIVE_KEY,
     "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
     "34007208d5b887185865"},
    {ALG_HKDF_SHA384_DERIVE_KEY,
     "9b5097a86038b805309076a44b3a9f38063e25b516dcbf369f394cfab43685f7"
     "48b6457763e4f0204fc5"},
    {ALG_HKDF_SHA512_DERIVE_KEY,
     "832390086cda71fb47625bb5ceb168e4c8e26a1a16ed34d9fc7fe92c14815793"
     "38da362cb8d9f925d7cb"},
};

static const struct kdf_vector concat_vectors[] = {
    {ALG_CONCAT_KDF_SHA1_DERIVE_KEY,
     "9133f84bfaa088ce9131f7ab8b7a27bdd3bc75b46c4a60f5771da0d3627377a4"
     "4906086c20163ad54986a3746e7ff648f6997cd6972fa98b015a375da8c6decb"
     "48d4c88e3c4e"},
    {ALG_CONCAT_KDF_SHA224_DERIVE_KEY,
     "e0e5200d9e19b78fdf7668a2d8bad2229385817fe9550cf24544f45cf6bddb01"
     "3dccfc4ae064606d01c07e45a7a3ee0a85d2afb0bf6ea5ea6db128f8f7701d33"
     "6c25ad1194a2"},
    {ALG_CONCAT_KDF_SHA256_DERIVE_KEY,
     "5c5f3a745bf6e6bd28935473139d62bee1751dbc99517928347787f0e0f23570"
     "01cb95a7af78e659884ae1b4a549859111b5d2ef6173c3ff5f2ba49d86938f1b"
     "92e73fc2032d"},
    {ALG_CONCAT_KDF_SHA384_DERIVE_KEY,
     "f408eb89b2b5c310e241dfabdde1c4d827ed7bcbbca693a826c6a92277c14948"
     "5a51c1dfee6f733575056e2b76fe5e7d6fdd3329195289402dcc597224179d2f"
     "a7b9b437ab41"},
    {ALG_CONCAT_KDF_SHA512_DERIVE_KEY,
     "08475a958c583d278becad22eb93a257aa400c040a6ea1d1b9763c721e95bc2b"
     "8202ffca698c6370f2ed596a204275b0a0d69a1b121bc604da4f3805431725ef"
     "640991c81013"},
};

static const struct kdf_vector pbkdf2_vectors[] = {
    {ALG_PBKDF2_HMAC_SHA1_DERIVE_KEY,
     "daacfa5755e36e72314fbb8240b76b2aabb6b0ff3d20fdff0ebedec52014fa15"
     "b0d82fe9e90a994ff7d4cf3648dd362b77dc943d9fd49d70045d95a0080069cc"},
    {ALG_PBKDF2_HMAC_SHA224_DERIVE_KEY,
     "177f1ce2e29ffaa39be0f337881f14707d97f431f64c94ab1a15d6dd02acea0e"
     "2ef2411198db8b60d912b1bb98290f9bba50b7f5100c5a8fc195c55fb2e0d2f5"},
    {ALG_PBKDF2_HMAC_SHA256_DERIVE_KEY,
     "92df5c4cd7d900ab0b42336ea617caa1d3440cb93b8e8fb03fe3b31781c723cc"
     "a13b84b7cf91dd6c007c27e68bdd9b2d0bcf31bcb4b4be460df9b19f27e96ebf"},
    {ALG_PBKDF2_HMAC_SHA384_DERIVE_KEY,
     "5329c1b022a728be4534cd3cfd55bc3877f3ec1dedb0ca643e65dd641e107e99"
     "6fc728646002d0ba08e9990ab361cabfcd3cb69deed5ed3d64e6d7c5ecc83a91"},
    {ALG_PBKDF2_HMAC_SHA512_DERIVE_KEY,
     "2ad6a1074a28addf332db771afaa5928b0bebc600f287167c366a1d730f8835f"
     "94e70d2d478279cdc0dae70e154cc5fb0442760e84694adb85f6aa1db4e7807c"},
};

static struct key *secret_from(uint32_t type, uint32_t attr, struct span secret)
{
    struct attrs attrs = {0};
    attr_ref(&attrs, attr, secret);
    return key_from(type, &attrs);
}

static struct span ikm(void)
{
    return hex("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b");
}

static struct attrs hkdf_attrs(_Bool is_optee, uint32_t length)
{
    struct attrs attrs = {0};
    attr_ref(&attrs, is_optee ? ATTR_OPTEE_HKDF_SALT : ATTR_HKDF_SALT,
             hex("000102030405060708090a0b0c"));
    attr_ref(&attrs, is_optee ? ATTR_OPTEE_HKDF_INFO : ATTR_HKDF_INFO,
             hex("f0f1f2f3f4f5f6f7f8f9"));
    attr_number(&attrs, is_optee ? ATTR_HKDF_OKM_LENGTH : ATTR_KDF_KEY_SIZE,
                length);
    return attrs;
}

static void hkdf_of_optee(void **state)
{
    (void)state;
    struct key *key = secret_from(TYPE_HKDF_IKM, ATTR_HKDF_IKM, ikm());
    struct span out;
    for (size_t i = 0; i < COUNT(hkdf_vectors); i++) {
        for (int is_optee = 0; is_optee < 2; is_optee++) {
            struct attrs attrs = hkdf_attrs(is_optee, 42);
            assert_result(
                derive(hkdf_vectors[i].alg, key, NULL, &attrs, 512, &out),
                SUCCESS);
            assert_span(out, hex(hkdf_vectors[i].out));
        }
    }
    key_put(key);
}

/* GlobalPlatform's: the digest is an attribute, SHA-256 if there is none. */
static void hkdf_known(void **state)
{
    (void)state;
    struct key *key = secret_from(TYPE_HKDF, ATTR_SECRET_VALUE, ikm());
    struct span out;
    struct attrs attrs = hkdf_attrs(0, 42);
    assert_result(derive(ALG_HKDF, key, NULL, &attrs, 42, &out), SUCCESS);
    assert_span(out, hex(hkdf_vectors[3].out));
    attr_number(&attrs, ATTR_HKDF_HASH_ALGORITHM, ALG_SHA384);
    assert_result(derive(ALG_HKDF, key, NULL, &attrs, 42, &out), SUCCESS);
    assert_span(out, hex(hkdf_vectors[4].out));
    assert_result(derive(ALG_HKDF, key, NULL, &attrs, 41, &out),
                  ERROR_BAD_PARAMETERS);
    attrs.attr[3].a = ALG_SM3;
    assert_result(derive(ALG_HKDF, key, NULL, &attrs, 42, &out), SUCCESS);
    attrs.attr[3].a = ALG_AES_CTR;
    assert_result(derive(ALG_HKDF, key, NULL, &attrs, 42, &out),
                  ERROR_BAD_PARAMETERS);
    /* RFC 5869, A.3: neither salt nor information. */
    attrs.count = 0;
    attr_number(&attrs, ATTR_KDF_KEY_SIZE, 42);
    assert_result(derive(ALG_HKDF, key, NULL, &attrs, 42, &out), SUCCESS);
    assert_span(
        out,
        hex("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
            "9d201395faa4b61a96c8"));
    attrs.attr[0].a = 0;
    assert_result(derive(ALG_HKDF, key, NULL, &attrs, 42, &out),
                  ERROR_BAD_PARAMETERS);
    attrs.attr[0].a = 255 * 32;
    assert_result(derive(ALG_HKDF, key, NULL, &attrs, 10000, &out), SUCCESS);
    attrs.attr[0].a = 255 * 32 + 1;
    assert_result(derive(ALG_HKDF, key, NULL, &attrs, 10000, &out),
                  ERROR_BAD_PARAMETERS);
    key_put(key);
}

static void concat_known(void **state)
{
    (void)state;
    struct key *key = secret_from(TYPE_CONCAT_KDF_Z, ATTR_CONCAT_KDF_Z, ikm());
    struct span out;
    struct attrs attrs = {0};
    attr_ref(&attrs, ATTR_CONCAT_KDF_OTHER_INFO, hex("f0f1f2f3f4f5f6f7f8f9"));
    attr_number(&attrs, ATTR_CONCAT_KDF_DKM_LENGTH, 70);
    for (size_t i = 0; i < COUNT(concat_vectors); i++) {
        assert_result(
            derive(concat_vectors[i].alg, key, NULL, &attrs, 512, &out),
            SUCCESS);
        assert_span(out, hex(concat_vectors[i].out));
    }
    uint32_t alg = ALG_CONCAT_KDF_SHA1_DERIVE_KEY;
    assert_result(derive(alg, key, NULL, &attrs, 69, &out),
                  ERROR_BAD_PARAMETERS);
    attrs.count = 1;
    assert_result(derive(alg, key, NULL, &attrs, 69, &out),
                  ERROR_BAD_PARAMETERS);
    key_put(key);
    /* OpenSSL's evpkdf_ss.txt, the first */
    key = secret_from(TYPE_CONCAT_KDF_Z, ATTR_CONCAT_KDF_Z,
                      hex("d09a6b1a472f930db4f5e6b967900744"));
    attrs.count = 0;
    attr_ref(&attrs, ATTR_CONCAT_KDF_OTHER_INFO,
             hex("b117255ab5f1b6b96fc434b0"));
    attr_number(&attrs, ATTR_CONCAT_KDF_DKM_LENGTH, 16);
    assert_result(derive(alg, key, NULL, &attrs, 16, &out), SUCCESS);
    assert_span(out, hex("b5a3c52e97ae6e8c5069954354eab3c7"));
    key_put(key);
}

static struct attrs pbkdf2_attrs(uint32_t iterations, uint32_t length)
{
    struct attrs attrs = {0};
    attr_ref(&attrs, ATTR_PBKDF2_SALT, TEXT("salt"));
    attr_number(&attrs, ATTR_PBKDF2_ITERATION_COUNT, iterations);
    attr_number(&attrs, ATTR_PBKDF2_DKM_LENGTH, length);
    return attrs;
}

static void pbkdf2_known(void **state)
{
    (void)state;
    struct key *key =
        secret_from(TYPE_PBKDF2_PASSWORD, ATTR_PBKDF2_PASSWORD, TEXT("passwd"));
    struct span out;
    struct attrs attrs = pbkdf2_attrs(3, 64);
    for (size_t i = 0; i < COUNT(pbkdf2_vectors); i++) {
        assert_result(
            derive(pbkdf2_vectors[i].alg, key, NULL, &attrs, 512, &out),
            SUCCESS);
        assert_span(out, hex(pbkdf2_vectors[i].out));
    }
    uint32_t alg = ALG_PBKDF2_HMAC_SHA256_DERIVE_KEY;
    attrs = pbkdf2_attrs(1, 64); /* RFC 7914, 11 */
    assert_result(derive(alg, key, NULL, &attrs, 64, &out), SUCCESS);
    assert_span(
        out,
        hex("55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
            "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a1978"
            "3"));
    static const uint32_t bad[][2] = {
        {0, 64}, {1, 0}, {1, 65}, {(1 << 24) + 1, 64}, {0xffffffff, 64}};
    for (size_t i = 0; i < COUNT(bad); i++) {
        attrs = pbkdf2_attrs(bad[i][0], bad[i][1]);
        assert_result(derive(alg, key, NULL, &attrs, 64, &out),
                      ERROR_BAD_PARAMETERS);
    }
    attrs = pbkdf2_attrs(1, 64);
    attrs.attr[0].id = ATTR_HKDF_SALT;
    assert_result(derive(alg, key, NULL, &attrs, 64, &out),
                  ERROR_BAD_PARAMETERS);
    attrs.attr[0] = attrs.attr[--attrs.count]; /* no salt */
    assert_result(derive(alg, key, NULL, &attrs, 64, &out), SUCCESS);
    key_put(key);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hkdf_of_optee),
        cmocka_unit_test(hkdf_known),
        cmocka_unit_test(concat_known),
        cmocka_unit_test(pbkdf2_known),
    };
    return cmocka_run_group_tests(tests, asym_start, NULL);
}
