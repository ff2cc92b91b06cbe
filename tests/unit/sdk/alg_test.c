/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Identifiers: every row of abi/crypto_alg.def and crypto_type.def is what
 * tee_api_defines*.h call it, and the macros of utee_defines.h take it apart
 * rightly; which sizes and elements an algorithm takes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <tee_api_defines.h>
#include <tee_api_defines_extensions.h>
#include <util.h>
#include <utee_defines.h>

#include "abi/crypto_msg.h"
#include "sdk/libutee/alg.h"

/* Names that the table has short. */
#define PSS(hash)                   TEE_ALG_RSASSA_PKCS1_PSS_MGF1_##hash
#define TEE_ALG_RSASSA_PSS_MD5      PSS(MD5)
#define TEE_ALG_RSASSA_PSS_SHA1     PSS(SHA1)
#define TEE_ALG_RSASSA_PSS_SHA224   PSS(SHA224)
#define TEE_ALG_RSASSA_PSS_SHA256   PSS(SHA256)
#define TEE_ALG_RSASSA_PSS_SHA384   PSS(SHA384)
#define TEE_ALG_RSASSA_PSS_SHA512   PSS(SHA512)
#define TEE_ALG_RSASSA_PSS_SHA3_224 PSS(SHA3_224)
#define TEE_ALG_RSASSA_PSS_SHA3_256 PSS(SHA3_256)
#define TEE_ALG_RSASSA_PSS_SHA3_384 PSS(SHA3_384)
#define TEE_ALG_RSASSA_PSS_SHA3_512 PSS(SHA3_512)

static const struct row {
    const char *name;
    uint32_t id, gp_id, class, type, keys;
} algs[] = {
#define CRYPTO_ALG(name, id, class, type, keys)                                \
    {#name,                                                                    \
     (uint32_t)(id),                                                           \
     (uint32_t)TEE_ALG_##name,                                                 \
     CRYPTO_CLASS_##class,                                                     \
     (uint32_t)TYPE_##type,                                                    \
     (keys)},
#include "abi/crypto_alg.def"
#undef CRYPTO_ALG
};

static const struct {
    const char *name;
    uint32_t id, gp_id, kind, min, max;
} types[] = {
#define CRYPTO_TYPE(name, id, kind, min, max, step)                            \
    {#name, (uint32_t)(id), (uint32_t)TEE_TYPE_##name, CRYPTO_KIND_##kind,     \
     (min), (max)},
#include "abi/crypto_type.def"
#undef CRYPTO_TYPE
};

static uint32_t kind_of(uint32_t type)
{
    for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
        if (types[i].id == type)
            return types[i].kind;
    }
    return CRYPTO_KIND_SECRET;
}

static void rows_have_the_identifiers_of_the_headers(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(algs); i++) {
        if (algs[i].id != algs[i].gp_id)
            fail_msg("%s", algs[i].name);
    }
    for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
        if (types[i].id != types[i].gp_id)
            fail_msg("%s", types[i].name);
    }
}

static void macros_take_every_identifier_apart(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(algs); i++) {
        const struct row *r = &algs[i];
        bool pair = kind_of(r->type) == CRYPTO_KIND_KEYPAIR;

        if (TEE_ALG_GET_CLASS(r->id) != r->class)
            fail_msg("class of %s", r->name);
        if (r->keys && TEE_ALG_GET_KEY_TYPE(r->id, pair) != r->type)
            fail_msg("type of %s: %x", r->name,
                     TEE_ALG_GET_KEY_TYPE(r->id, pair));
    }
}

/* The hash that a name ends with or begins with. */
static uint32_t hash_named(const char *name)
{
    static const struct {
        const char *name;
        uint32_t hash;
    } hashes[] = {
        {"SHA3_224", TEE_MAIN_ALGO_SHA3_224},
        {"SHA3_256", TEE_MAIN_ALGO_SHA3_256},
        {"SHA3_384", TEE_MAIN_ALGO_SHA3_384},
        {"SHA3_512", TEE_MAIN_ALGO_SHA3_512},
        {"SHA224", TEE_MAIN_ALGO_SHA224},
        {"SHA256", TEE_MAIN_ALGO_SHA256},
        {"SHA384", TEE_MAIN_ALGO_SHA384},
        {"SHA512", TEE_MAIN_ALGO_SHA512},
        {"SHA1", TEE_MAIN_ALGO_SHA1},
        {"MD5", TEE_MAIN_ALGO_MD5},
        {"SM3", TEE_MAIN_ALGO_SM3},
    };

    for (size_t i = 0; i < ARRAY_SIZE(hashes); i++) {
        if (strstr(name, hashes[i].name))
            return hashes[i].hash;
    }
    return 0;
}

static size_t hash_bytes(uint32_t hash)
{
    static const size_t bytes[] = {0,  16, 20, 28, 32, 48,
                                   64, 32, 28, 32, 48, 64};

    return bytes[hash];
}

static void hashes_and_their_sizes_are_right(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(algs); i++) {
        const struct row *r = &algs[i];
        uint32_t hash = hash_named(r->name);
        size_t size = hash_bytes(hash);
        bool mgf = strstr(r->name, "OAEP") || strstr(r->name, "PSS");

        if (mgf && TEE_ALG_GET_INTERNAL_HASH(r->id) != hash)
            fail_msg("hash inside %s", r->name);
        if (r->class == CRYPTO_CLASS_ASYM_CIPHER ||
            r->class == CRYPTO_CLASS_DIGEST || r->class == CRYPTO_CLASS_MAC)
            hash = 0;
        if ((r->class == CRYPTO_CLASS_SIGNATURE ||
             r->class == CRYPTO_CLASS_DERIVE) &&
            TEE_ALG_GET_DIGEST_HASH(r->id) != hash)
            fail_msg("hash of %s", r->name);
        if (r->class == CRYPTO_CLASS_MAC && !size)
            size = r->type == TEE_TYPE_AES ? 16 : 8;
        if (r->class == CRYPTO_CLASS_DERIVE ||
            r->class == CRYPTO_CLASS_ASYM_CIPHER)
            size = 0;
        if (TEE_ALG_GET_DIGEST_SIZE(r->id) != size)
            fail_msg("size of %s", r->name);
    }
    assert_int_equal(TEE_ALG_HASH_ALGO(TEE_MAIN_ALGO_SM3), TEE_ALG_SM3);
    assert_int_equal(TEE_DIGEST_HASH_TO_ALGO(TEE_ALG_ECDSA_SHA3_384),
                     TEE_ALG_SHA3_384);
    assert_int_equal(
        TEE_INTERNAL_HASH_TO_ALGO(TEE_ALG_RSAES_PKCS1_OAEP_MGF1_SHA512),
        TEE_ALG_SHA512);
    assert_int_equal(TEE_ALG_GET_DIGEST_SIZE(TEE_ALG_MD5SHA1), 36);
}

static struct alg alg_of(uint32_t id)
{
    struct alg alg;

    assert_true(alg_find(id, &alg));
    return alg;
}

static void every_algorithm_is_found(void **state)
{
    struct alg alg;

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(algs); i++) {
        alg = alg_of(algs[i].id);
        assert_int_equal(alg.id, algs[i].id);
        assert_int_equal(alg.class, algs[i].class);
        assert_int_equal(alg.type, algs[i].type);
        assert_int_equal(alg.keys, algs[i].keys);
        assert_int_equal(alg.curve, 0);
    }
    assert_false(alg_find(TEE_ALG_ILLEGAL_VALUE, &alg));
    assert_false(alg_find(0, &alg));
    alg = alg_of(__OPTEE_ALG_ECDSA_P384);
    assert_int_equal(alg.id, TEE_ALG_ECDSA_SHA384);
    assert_int_equal(alg.curve, TEE_ECC_CURVE_NIST_P384);
    alg = alg_of(__OPTEE_ALG_ECDH_P521);
    assert_int_equal(alg.id, TEE_ALG_ECDH_DERIVE_SHARED_SECRET);
    assert_int_equal(alg.curve, TEE_ECC_CURVE_NIST_P521);
}

static void sizes_are_those_of_keys(void **state)
{
    static const struct {
        uint32_t alg, bits;
        bool taken;
    } cases[] = {
        {TEE_ALG_SHA256, 0, true},
        {TEE_ALG_SHA256, 77, true},
        {TEE_ALG_AES_CTR, 128, true},
        {TEE_ALG_AES_CTR, 192, true},
        {TEE_ALG_AES_CTR, 256, true},
        {TEE_ALG_AES_CTR, 0, false},
        {TEE_ALG_AES_CTR, 129, false},
        {TEE_ALG_AES_CTR, 512, false},
        {TEE_ALG_AES_XTS, 256, true},
        {TEE_ALG_AES_XTS, 512, true},
        {TEE_ALG_AES_XTS, 128, false},
        {TEE_ALG_AES_XTS, 257, false},
        {TEE_ALG_DES_CBC_NOPAD, 64, true},
        {TEE_ALG_DES_CBC_NOPAD, 56, true},
        {TEE_ALG_DES_CBC_NOPAD, 112, false},
        {TEE_ALG_DES3_CBC_NOPAD, 112, true},
        {TEE_ALG_DES3_CBC_NOPAD, 168, true},
        {TEE_ALG_DES3_CBC_NOPAD, 192, true},
        {TEE_ALG_DES3_CBC_NOPAD, 56, false},
        {TEE_ALG_HMAC_SHA256, 1024, true},
        {TEE_ALG_HMAC_SHA256, 184, false},
        {TEE_ALG_HMAC_SHA256, 1032, false},
        {TEE_ALG_RSA_NOPAD, 1025, true},
        {TEE_ALG_RSA_NOPAD, 4097, false},
        {TEE_ALG_DSA_SHA1, 1024, true},
        {TEE_ALG_DSA_SHA1, 2048, false},
        {TEE_ALG_DSA_SHA1, 513, false},
        {TEE_ALG_DSA_SHA224, 2048, true},
        {TEE_ALG_DSA_SHA224, 3072, false},
        {TEE_ALG_DSA_SHA256, 3072, true},
        {TEE_ALG_DSA_SHA256, 1024, false},
        {TEE_ALG_ECDSA_SHA256, 256, true},
        {TEE_ALG_ECDSA_SHA256, 521, true},
        {TEE_ALG_ECDSA_SHA256, 522, false},
        {__OPTEE_ALG_ECDSA_P256, 256, true},
        {__OPTEE_ALG_ECDSA_P256, 384, false},
        {TEE_ALG_SM2_KEP, 512, true},
        {TEE_ALG_SM2_KEP, 256, false},
        {TEE_ALG_ED448, 448, true},
        {TEE_ALG_ML_KEM, 768, true},
        {TEE_ALG_ML_KEM, 800, false},
        {TEE_ALG_ML_DSA, 65, true},
        {TEE_ALG_ML_DSA, 66, false},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct alg alg = alg_of(cases[i].alg);

        if (alg_takes_max_size(&alg, cases[i].bits) != cases[i].taken)
            fail_msg("%x, %u bits", cases[i].alg, cases[i].bits);
    }
    for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
        assert_true(type_takes_size(types[i].id, types[i].min));
        assert_true(type_takes_size(types[i].id, types[i].max));
        assert_false(type_takes_size(types[i].id, types[i].max + 1));
        assert_false(type_takes_size(types[i].id, types[i].min - 1));
    }
    assert_false(type_takes_size(TEE_TYPE_DATA, 0));
    assert_int_equal(alg_key_bits(&(struct alg){.type = TEE_TYPE_DES3}, 168),
                     192);
    assert_int_equal(alg_key_bits(&(struct alg){.type = TEE_TYPE_AES}, 168),
                     168);
}

static void elements_are_curves_where_there_are_curves(void **state)
{
    static const struct {
        uint32_t alg, element;
        bool taken;
    } cases[] = {
        {TEE_ALG_SHA1, TEE_CRYPTO_ELEMENT_NONE, true},
        {TEE_ALG_SHA1, TEE_ECC_CURVE_NIST_P256, false},
        {TEE_ALG_RSA_NOPAD, TEE_CRYPTO_ELEMENT_NONE, true},
        {TEE_ALG_ECDSA_SHA512, TEE_ECC_CURVE_NIST_P521, true},
        {TEE_ALG_ECDSA_SHA512, TEE_ECC_CURVE_BSI_P160t1, true},
        {TEE_ALG_ECDSA_SHA512, TEE_ECC_CURVE_SECP256K1, true},
        {TEE_ALG_ECDSA_SHA512, TEE_CRYPTO_ELEMENT_NONE, false},
        {TEE_ALG_ECDSA_SHA512, TEE_ECC_CURVE_25519, false},
        {TEE_ALG_ECDSA_SHA512, 0x108, false},
        {__OPTEE_ALG_ECDH_P224, TEE_ECC_CURVE_NIST_P224, true},
        {__OPTEE_ALG_ECDH_P224, TEE_ECC_CURVE_NIST_P256, false},
        {TEE_ALG_ED25519, TEE_ECC_CURVE_25519, true},
        {TEE_ALG_ED25519, TEE_ECC_CURVE_448, false},
        {TEE_ALG_X448, TEE_ECC_CURVE_448, true},
        {TEE_ALG_SM2_PKE, TEE_ECC_CURVE_SM2, true},
        {TEE_ALG_SM2_KEP, TEE_CRYPTO_ELEMENT_NONE, false},
        {TEE_ALG_ML_KEM, TEE_CRYPTO_ELEMENT_NONE, true},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct alg alg = alg_of(cases[i].alg);

        if (alg_takes_element(&alg, cases[i].element) != cases[i].taken)
            fail_msg("%x, element %x", cases[i].alg, cases[i].element);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_have_the_identifiers_of_the_headers),
        cmocka_unit_test(macros_take_every_identifier_apart),
        cmocka_unit_test(hashes_and_their_sizes_are_right),
        cmocka_unit_test(every_algorithm_is_found),
        cmocka_unit_test(sizes_are_those_of_keys),
        cmocka_unit_test(elements_are_curves_where_there_are_curves),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
