/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Asymmetric algorithms and key derivation over a fake engine: which answers
 * are results, and every broken rule.
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

static TEE_OperationHandle asymmetric(uint32_t algorithm, uint32_t mode)
{
    return keyed(algorithm, mode, TEE_TYPE_RSA_KEYPAIR, 5, 64);
}

static void asymmetric_texts_and_results(void **state)
{
    TEE_OperationHandle enc =
        asymmetric(TEE_ALG_RSAES_PKCS1_V1_5, TEE_MODE_ENCRYPT);
    TEE_OperationHandle dec =
        asymmetric(TEE_ALG_RSAES_PKCS1_V1_5, TEE_MODE_DECRYPT);
    TEE_Attribute param;
    uint8_t out[8];
    size_t n = 2;

    (void)state;
    TEE_InitRefAttribute(&param, TEE_ATTR_RSA_OAEP_LABEL, "x", 1);
    assert_int_equal(TEE_AsymmetricEncrypt(enc, &param, 1, "abc", 3, out, &n),
                     TEE_ERROR_SHORT_BUFFER);
    assert_int_equal(n, 3);
    assert_int_equal(TEE_AsymmetricEncrypt(enc, &param, 1, "abc", 3, out, &n),
                     0);
    assert_int_equal(fake_crypto.params, 1);
    assert_int_equal(fake_crypto.param[0].attributeID, TEE_ATTR_RSA_OAEP_LABEL);
    n = 8;
    assert_int_equal(TEE_AsymmetricDecrypt(dec, NULL, 0, out, 3, out + 3, &n),
                     0);
    assert_memory_equal(out + 3, "abc", 3);
    fake_crypto.next = TEE_ERROR_BAD_PARAMETERS;
    assert_int_equal(TEE_AsymmetricEncrypt(enc, NULL, 0, "a", 1, out, &n),
                     TEE_ERROR_BAD_PARAMETERS);
    fake_crypto.next = TEE_ERROR_CIPHERTEXT_INVALID;
    assert_int_equal(TEE_AsymmetricDecrypt(dec, NULL, 0, "a", 1, out, &n),
                     TEE_ERROR_CIPHERTEXT_INVALID);
    fake_crypto.next = TEE_ERROR_SECURITY;
    assert_panics(TEE_AsymmetricDecrypt(dec, NULL, 0, "a", 1, out, &n));
    assert_panics(TEE_AsymmetricDecrypt(enc, NULL, 0, "a", 1, out, &n));
    assert_panics(TEE_AsymmetricEncrypt(dec, NULL, 0, "a", 1, out, &n));
    assert_panics(TEE_AsymmetricEncrypt(enc, NULL, 1, "a", 1, out, &n));
    assert_panics(TEE_AsymmetricEncrypt(enc, NULL, 0, NULL, 1, out, &n));
    assert_panics(TEE_AsymmetricEncrypt(enc, NULL, 0, "a", 1, out, NULL));
    assert_panics(TEE_AsymmetricEncrypt(enc, NULL, 0, "a", 1, NULL, &n));
    assert_int_equal(TEE_SetOperationKey(enc, TEE_HANDLE_NULL), 0);
    assert_panics(TEE_AsymmetricEncrypt(enc, NULL, 0, "a", 1, out, &n));
    TEE_FreeOperation(enc);
    TEE_FreeOperation(dec);
}

static void signatures_are_made_and_verified(void **state)
{
    TEE_OperationHandle sign =
        asymmetric(TEE_ALG_RSASSA_PKCS1_V1_5_SHA1, TEE_MODE_SIGN);
    TEE_OperationHandle verify =
        asymmetric(TEE_ALG_RSASSA_PKCS1_V1_5_SHA1, TEE_MODE_VERIFY);
    uint8_t sig[4];
    size_t n = 3;

    (void)state;
    assert_int_equal(
        TEE_AsymmetricSignDigest(sign, NULL, 0, "abcd", 4, sig, &n),
        TEE_ERROR_SHORT_BUFFER);
    assert_int_equal(
        TEE_AsymmetricSignDigest(sign, NULL, 0, "abcd", 4, sig, &n), 0);
    assert_int_equal(
        TEE_AsymmetricVerifyDigest(verify, NULL, 0, "abcd", 4, sig, n), 0);
    assert_int_equal(
        TEE_AsymmetricVerifyDigest(verify, NULL, 0, "abce", 4, sig, n),
        TEE_ERROR_SIGNATURE_INVALID);
    fake_crypto.next = TEE_ERROR_BAD_PARAMETERS;
    assert_panics(
        TEE_AsymmetricVerifyDigest(verify, NULL, 0, "abcd", 4, sig, n));
    fake_crypto.next = TEE_ERROR_BAD_PARAMETERS;
    assert_panics(TEE_AsymmetricSignDigest(sign, NULL, 0, "abcd", 4, sig, &n));
    assert_panics(
        TEE_AsymmetricSignDigest(verify, NULL, 0, "abcd", 4, sig, &n));
    assert_panics(TEE_AsymmetricVerifyDigest(sign, NULL, 0, "abcd", 4, sig, n));
    assert_panics(TEE_AsymmetricSignDigest(sign, NULL, 0, NULL, 4, sig, &n));
    assert_panics(TEE_AsymmetricSignDigest(sign, NULL, 0, "a", 1, sig, NULL));
    assert_panics(
        TEE_AsymmetricVerifyDigest(verify, NULL, 0, "abcd", 4, NULL, n));
    assert_panics(
        TEE_AsymmetricVerifyDigest(verify, NULL, 1, "abcd", 4, sig, n));
    TEE_FreeOperation(sign);
    TEE_FreeOperation(verify);
}

static void keys_are_derived_and_encapsulated(void **state)
{
    TEE_OperationHandle op =
        keyed(TEE_ALG_HKDF, TEE_MODE_DERIVE, TEE_TYPE_HKDF, 6, 32);
    TEE_OperationHandle kem =
        keyed(TEE_ALG_ML_KEM, TEE_MODE_DERIVE, TEE_TYPE_ML_KEM_KEYPAIR, 6, 64);
    TEE_ObjectHandle key;
    TEE_Attribute param;
    uint8_t text[40];
    size_t n = 31;

    (void)state;
    assert_int_equal(
        TEE_AllocateTransientObject(TEE_TYPE_GENERIC_SECRET, 256, &key), 0);
    TEE_InitValueAttribute(&param, TEE_ATTR_KDF_KEY_SIZE, 32, 0);
    assert_panics(TEE_DeriveKey(op, &param, 1, TEE_HANDLE_NULL));
    assert_panics(TEE_DeriveKey(op, NULL, 1, key));
    assert_panics(TEE_DeriveKey(TEE_HANDLE_NULL, &param, 1, key));
    TEE_DeriveKey(op, &param, 1, key);
    assert_int_equal(fake_crypto.params, 1);
    assert_int_equal(fake_crypto.param[0].content.value.a, 32);
    assert_panics(TEE_DeriveKey(op, &param, 1, key)); /* has one */
    TEE_ResetTransientObject(key);
    assert_int_equal(TEE_KEMEncapsulate(kem, key, text, &n),
                     TEE_ERROR_SHORT_BUFFER);
    assert_int_equal(n, 32);
    assert_int_equal(TEE_KEMEncapsulate(kem, key, text, &n), 0);
    assert_panics(TEE_KEMEncapsulate(kem, key, text, &n));
    assert_panics(TEE_KEMEncapsulate(op, key, text, &n));
    assert_panics(TEE_KEMEncapsulate(kem, key, text, NULL));
    assert_int_equal(TEE_SetOperationKey(op, TEE_HANDLE_NULL), 0);
    assert_panics(TEE_DeriveKey(op, &param, 1, key));
    TEE_FreeOperation(op);
    TEE_FreeOperation(kem);
    TEE_FreeTransientObject(key);
}

#define TEST(name) cmocka_unit_test_teardown(name, nothing_stays_behind)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(asymmetric_texts_and_results),
        TEST(signatures_are_made_and_verified),
        TEST(keys_are_derived_and_encapsulated),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
