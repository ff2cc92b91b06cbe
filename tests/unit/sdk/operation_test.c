/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Operations over a fake engine, what all classes share: allocation, keys,
 * information.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <tee_internal_api.h>
#include <tee_internal_api_extensions.h>
#include <util.h>

#include "tests/unit/sdk/fake_crypto.h"
#include "tests/unit/sdk/operation.h"
#include "tests/unit/sdk/panics.h"

static void what_cannot_be_is_not_supported(void **state)
{
    static const struct {
        uint32_t algorithm, mode, bits;
    } bad[] = {
        {TEE_ALG_ILLEGAL_VALUE, TEE_MODE_DIGEST, 0},
        {TEE_ALG_SHA256, TEE_MODE_SIGN, 0},
        {TEE_ALG_AES_CTR, TEE_MODE_DIGEST, 128},
        {TEE_ALG_AES_CTR, TEE_MODE_MAC, 128},
        {TEE_ALG_AES_CTR, TEE_MODE_ENCRYPT, 127},
        {TEE_ALG_AES_CMAC, TEE_MODE_SIGN, 128},
        {TEE_ALG_AES_GCM, TEE_MODE_MAC, 128},
        {TEE_ALG_RSASSA_PKCS1_V1_5_SHA1, TEE_MODE_ENCRYPT, 1024},
        {TEE_ALG_RSA_NOPAD, TEE_MODE_SIGN, 1024},
        {TEE_ALG_HKDF, TEE_MODE_ENCRYPT, 256},
        {TEE_ALG_SHA256, TEE_MODE_ILLEGAL_VALUE, 0},
    };
    TEE_OperationHandle op;

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
        op = (TEE_OperationHandle)1;
        assert_int_equal(TEE_AllocateOperation(&op, bad[i].algorithm,
                                               bad[i].mode, bad[i].bits),
                         TEE_ERROR_NOT_SUPPORTED);
        assert_null(op);
    }
    fake_crypto.next = TEE_ERROR_NOT_SUPPORTED;
    assert_int_equal(
        TEE_AllocateOperation(&op, TEE_ALG_SM3, TEE_MODE_DIGEST, 0),
        TEE_ERROR_NOT_SUPPORTED);
    fake_crypto.next = TEE_ERROR_OUT_OF_MEMORY;
    assert_int_equal(
        TEE_AllocateOperation(&op, TEE_ALG_SM3, TEE_MODE_DIGEST, 0),
        TEE_ERROR_OUT_OF_MEMORY);
    fake_crypto.next = TEE_ERROR_TARGET_DEAD;
    assert_panics(TEE_AllocateOperation(&op, TEE_ALG_SM3, TEE_MODE_DIGEST, 0));
    assert_panics(TEE_AllocateOperation(NULL, TEE_ALG_SM3, TEE_MODE_DIGEST, 0));
    assert_int_equal(fake_in_use(), 0);
}

static void modes_name_the_usage_of_keys(void **state)
{
    static const struct {
        uint32_t algorithm, mode, bits, usage;
    } cases[] = {
        {TEE_ALG_AES_CTR, TEE_MODE_ENCRYPT, 128, TEE_USAGE_ENCRYPT},
        {TEE_ALG_AES_GCM, TEE_MODE_DECRYPT, 128, TEE_USAGE_DECRYPT},
        {TEE_ALG_HMAC_SHA1, TEE_MODE_MAC, 160, TEE_USAGE_MAC},
        {TEE_ALG_ECDSA_SHA256, TEE_MODE_SIGN, 256, TEE_USAGE_SIGN},
        {TEE_ALG_ECDSA_SHA256, TEE_MODE_VERIFY, 256, TEE_USAGE_VERIFY},
        {TEE_ALG_X25519, TEE_MODE_DERIVE, 256, TEE_USAGE_DERIVE},
        {TEE_ALG_ML_KEM, TEE_MODE_DERIVE, 768, TEE_USAGE_DERIVE},
        {TEE_ALG_RSA_NOPAD, TEE_MODE_ENCRYPT, 1024,
         TEE_USAGE_ENCRYPT | TEE_USAGE_VERIFY},
        {TEE_ALG_RSA_NOPAD, TEE_MODE_DECRYPT, 1024,
         TEE_USAGE_DECRYPT | TEE_USAGE_SIGN},
        {TEE_ALG_SHA1, TEE_MODE_DIGEST, 0, 0},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        TEE_OperationHandle op =
            operation(cases[i].algorithm, cases[i].mode, cases[i].bits);
        TEE_OperationInfo info;

        TEE_GetOperationInfo(op, &info);
        assert_int_equal(info.requiredKeyUsage, cases[i].usage);
        assert_int_equal(info.algorithm, cases[i].algorithm);
        assert_int_equal(info.mode, cases[i].mode);
        assert_int_equal(info.maxKeySize, cases[i].bits);
        TEE_FreeOperation(op);
    }
}

static void information_follows_the_operation(void **state)
{
    TEE_OperationHandle op = operation(TEE_ALG_AES_XTS, TEE_MODE_ENCRYPT, 256);
    uint8_t room[100] __attribute__((aligned(8)));
    TEE_OperationInfoMultiple *info = (void *)room;
    TEE_ObjectHandle key1 = fake_key(TEE_TYPE_AES, 1, 16);
    TEE_ObjectHandle key2 = fake_key(TEE_TYPE_AES, 2, 16);
    TEE_OperationInfo one;
    size_t n = 0;

    (void)state;
    assert_int_equal(TEE_GetOperationInfoMultiple(op, NULL, &n),
                     TEE_ERROR_SHORT_BUFFER);
    assert_int_equal(n, sizeof(*info) + 16);
    n -= 1;
    assert_int_equal(TEE_GetOperationInfoMultiple(op, info, &n),
                     TEE_ERROR_SHORT_BUFFER);
    assert_int_equal(TEE_GetOperationInfoMultiple(op, info, &n), 0);
    assert_int_equal(info->numberOfKeys, 2);
    assert_int_equal(info->keyInformation[1].keySize, 0);
    assert_int_equal(info->keyInformation[1].requiredKeyUsage,
                     TEE_USAGE_ENCRYPT);
    assert_int_equal(info->handleState, TWO_KEYS);
    assert_int_equal(TEE_SetOperationKey2(op, key1, key2), 0);
    n = sizeof(room);
    assert_int_equal(TEE_GetOperationInfoMultiple(op, info, &n), 0);
    assert_int_equal(info->keyInformation[0].keySize, 128);
    assert_int_equal(info->handleState, TWO_KEYS | KEY_SET);
    assert_int_equal(info->operationClass, TEE_OPERATION_CIPHER);
    TEE_GetOperationInfo(op, &one);
    assert_int_equal(one.keySize, 0);
    assert_int_equal(one.requiredKeyUsage, 0);
    assert_int_equal(one.maxKeySize, 256);
    assert_panics(TEE_GetOperationInfo(op, NULL));
    assert_panics(TEE_GetOperationInfo(NULL, &one));
    assert_panics(TEE_GetOperationInfoMultiple(NULL, info, &n));
    assert_panics(TEE_GetOperationInfoMultiple(op, NULL, &n));
    assert_panics(TEE_GetOperationInfoMultiple(op, info, NULL));
    TEE_FreeOperation(op);
    TEE_FreeOperation(TEE_HANDLE_NULL);
    TEE_FreeTransientObject(key1);
    TEE_FreeTransientObject(key2);
}

static void keys_are_set_and_cleared(void **state)
{
    TEE_OperationHandle op = operation(TEE_ALG_AES_CTR, TEE_MODE_ENCRYPT, 192);
    TEE_ObjectHandle key = fake_key(TEE_TYPE_AES, 7, 16);
    TEE_OperationInfo info;

    (void)state;
    assert_int_equal(flags_of(op), 0);
    assert_int_equal(TEE_SetOperationKey(op, key), 0);
    TEE_GetOperationInfo(op, &info);
    assert_int_equal(info.handleState, KEY_SET);
    assert_int_equal(info.keySize, 128);
    assert_int_equal(TEE_SetOperationKey(op, TEE_HANDLE_NULL), 0);
    TEE_GetOperationInfo(op, &info);
    assert_int_equal(info.handleState, 0);
    assert_int_equal(info.keySize, 0);
    assert_panics(TEE_ResetOperation(op));
    assert_panics(TEE_CipherInit(op, "0123456789abcdef", 16));
    TEE_FreeOperation(op);
    TEE_FreeTransientObject(key);
}

static void keys_that_do_not_fit_panic(void **state)
{
    TEE_OperationHandle op = operation(TEE_ALG_AES_CTR, TEE_MODE_ENCRYPT, 128);
    TEE_OperationHandle digest = operation(TEE_ALG_SHA1, TEE_MODE_DIGEST, 0);
    TEE_ObjectHandle good = fake_key(TEE_TYPE_AES, 1, 16);
    TEE_ObjectHandle large = fake_key(TEE_TYPE_AES, 1, 32);
    TEE_ObjectHandle other = fake_key(TEE_TYPE_AES, 1, 16);
    TEE_ObjectHandle empty;

    (void)state;
    assert_int_equal(TEE_AllocateTransientObject(TEE_TYPE_AES, 128, &empty), 0);
    TEE_RestrictObjectUsage(other, TEE_USAGE_DECRYPT);
    assert_panics(TEE_SetOperationKey(op, large));
    assert_panics(TEE_SetOperationKey(op, other));
    assert_panics(TEE_SetOperationKey(op, empty));
    assert_panics(TEE_SetOperationKey(op, (TEE_ObjectHandle)99));
    assert_panics(TEE_SetOperationKey(op, (TEE_ObjectHandle)(1ull << 40)));
    assert_panics(TEE_SetOperationKey(TEE_HANDLE_NULL, good));
    assert_panics(TEE_SetOperationKey(digest, good));
    assert_panics(TEE_SetOperationKey(digest, TEE_HANDLE_NULL));
    assert_panics(TEE_SetOperationKey2(op, good, other));
    assert_int_equal(flags_of(op), 0);
    assert_int_equal(TEE_SetOperationKey(op, good), 0);
    TEE_CipherInit(op, "0123456789abcdef", 16);
    assert_panics(TEE_SetOperationKey(op, good));
    assert_panics(TEE_SetOperationKey(op, TEE_HANDLE_NULL));
    TEE_ResetOperation(op);
    assert_int_equal(TEE_SetOperationKey(op, good), 0);
    TEE_FreeOperation(op);
    TEE_FreeOperation(digest);
    TEE_FreeTransientObject(good);
    TEE_FreeTransientObject(large);
    TEE_FreeTransientObject(other);
    TEE_FreeTransientObject(empty);
}

static void parity_bits_count_or_not(void **state)
{
    TEE_OperationHandle op =
        operation(TEE_ALG_DES_CBC_NOPAD, TEE_MODE_ENCRYPT, 56);
    TEE_ObjectHandle key = fake_key(TEE_TYPE_DES, 1, 8);

    (void)state;
    assert_int_equal(TEE_SetOperationKey(op, key), 0);
    TEE_FreeOperation(op);
    TEE_FreeTransientObject(key);
}

static void two_keys_are_two_keys(void **state)
{
    TEE_OperationHandle op = operation(TEE_ALG_AES_XTS, TEE_MODE_ENCRYPT, 512);
    TEE_ObjectHandle key1 = fake_key(TEE_TYPE_AES, 1, 16);
    TEE_ObjectHandle key2 = fake_key(TEE_TYPE_AES, 2, 16);
    TEE_ObjectHandle twin = fake_key(TEE_TYPE_AES, 1, 16);
    TEE_ObjectHandle large = fake_key(TEE_TYPE_AES, 3, 32);
    TEE_ObjectHandle other = fake_key(TEE_TYPE_SM4, 3, 16);

    (void)state;
    assert_int_equal(TEE_SetOperationKey2(op, key1, key1), TEE_ERROR_SECURITY);
    assert_int_equal(flags_of(op), TWO_KEYS);
    assert_panics(TEE_SetOperationKey2(op, key1, large));
    assert_panics(TEE_SetOperationKey2(op, key1, other));
    assert_panics(TEE_SetOperationKey2(op, key1, TEE_HANDLE_NULL));
    assert_panics(TEE_SetOperationKey2(op, TEE_HANDLE_NULL, key2));
    assert_panics(TEE_SetOperationKey(op, key1));
    assert_int_equal(TEE_SetOperationKey2(op, key1, key2), 0);
    assert_int_equal(flags_of(op), TWO_KEYS | KEY_SET);
    assert_int_equal(TEE_SetOperationKey2(op, TEE_HANDLE_NULL, TEE_HANDLE_NULL),
                     0);
    assert_int_equal(flags_of(op), TWO_KEYS);
    /* Another object with the same key is another object. */
    assert_int_equal(TEE_SetOperationKey2(op, key1, twin), 0);
    TEE_RestrictObjectUsage(key2, TEE_USAGE_DECRYPT);
    assert_panics(TEE_SetOperationKey2(op, key1, key2));
    TEE_FreeOperation(op);
    TEE_FreeTransientObject(key1);
    TEE_FreeTransientObject(key2);
    TEE_FreeTransientObject(twin);
    TEE_FreeTransientObject(large);
    TEE_FreeTransientObject(other);
}

static void historical_identifiers_are_translated(void **state)
{
    TEE_OperationHandle op =
        operation(__OPTEE_ALG_ECDSA_P384, TEE_MODE_SIGN, 384);
    TEE_OperationInfo info;

    (void)state;
    assert_int_equal(fake_crypto.algorithm, TEE_ALG_ECDSA_SHA384);
    TEE_GetOperationInfo(op, &info);
    assert_int_equal(info.algorithm, __OPTEE_ALG_ECDSA_P384);
    TEE_FreeOperation(op);
    op = operation(__OPTEE_ALG_ECDH_P192, TEE_MODE_DERIVE, 192);
    assert_int_equal(fake_crypto.algorithm, TEE_ALG_ECDH_DERIVE_SHARED_SECRET);
    TEE_FreeOperation(op);
    assert_int_equal(TEE_IsAlgorithmSupported(__OPTEE_ALG_ECDH_P192,
                                              TEE_ECC_CURVE_NIST_P192),
                     TEE_SUCCESS);
    assert_int_equal(
        TEE_IsAlgorithmSupported(TEE_ALG_AES_GCM, TEE_CRYPTO_ELEMENT_NONE),
        TEE_SUCCESS);
    assert_int_equal(
        TEE_IsAlgorithmSupported(TEE_ALG_AES_GCM, TEE_ECC_CURVE_SM2),
        TEE_ERROR_NOT_SUPPORTED);
    assert_int_equal(TEE_IsAlgorithmSupported(0x12345678, 0),
                     TEE_ERROR_NOT_SUPPORTED);
}

#define TEST(name) cmocka_unit_test_teardown(name, nothing_stays_behind)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_cannot_be_is_not_supported),
        TEST(modes_name_the_usage_of_keys),
        TEST(information_follows_the_operation),
        TEST(keys_are_set_and_cleared),
        TEST(keys_that_do_not_fit_panic),
        TEST(parity_bits_count_or_not),
        TEST(two_keys_are_two_keys),
        TEST(historical_identifiers_are_translated),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
