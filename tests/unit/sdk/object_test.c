/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Objects over a fake engine: their life, attributes, what is a result and what
 * a panic; and the twins of version 1.1 of objects and operations.
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

#include "sdk/libutee/gp11.h"
#include "tests/unit/sdk/fake_crypto.h"
#include "tests/unit/sdk/operation.h"
#include "tests/unit/sdk/panics.h"

#define NOBODY ((TEE_ObjectHandle)7)

static TEE_ObjectHandle object(uint32_t type, uint32_t bits)
{
    TEE_ObjectHandle o;

    assert_int_equal(TEE_AllocateTransientObject(type, bits, &o), 0);
    assert_non_null(o);
    return o;
}

static TEE_ObjectInfo info_of(TEE_ObjectHandle o)
{
    TEE_ObjectInfo info;

    memset(&info, 0xA5, sizeof(info));
    assert_int_equal(TEE_GetObjectInfo1(o, &info), 0);
    return info;
}

static void objects_live_and_are_known(void **state)
{
    TEE_ObjectHandle o = object(TEE_TYPE_AES, 256);
    TEE_ObjectInfo info = info_of(o);
    TEE_Attribute attr;

    (void)state;
    assert_int_equal(info.objectType, TEE_TYPE_AES);
    assert_int_equal(info.objectSize, 0);
    assert_int_equal(info.maxObjectSize, 256);
    assert_int_equal(info.objectUsage, TEE_USAGE_DEFAULT);
    assert_int_equal(info.handleFlags, 0);
    assert_int_equal(info.dataSize, 0);
    assert_int_equal(info.dataPosition, 0);
    TEE_InitRefAttribute(&attr, TEE_ATTR_SECRET_VALUE, "0123456789abcdef", 16);
    assert_int_equal(TEE_PopulateTransientObject(o, &attr, 1), 0);
    info = info_of(o);
    assert_int_equal(info.objectSize, 128);
    assert_int_equal(info.handleFlags, TEE_HANDLE_FLAG_INITIALIZED);
    TEE_RestrictObjectUsage(o, TEE_USAGE_ENCRYPT | TEE_USAGE_MAC);
    assert_int_equal(TEE_RestrictObjectUsage1(o, TEE_USAGE_ENCRYPT), 0);
    TEE_GetObjectInfo(o, &info);
    assert_int_equal(info.objectUsage, TEE_USAGE_ENCRYPT);
    TEE_ResetTransientObject(o);
    info = info_of(o);
    assert_int_equal(info.objectUsage, TEE_USAGE_DEFAULT);
    assert_int_equal(info.objectSize, 0);
    TEE_CloseObject(o);
    TEE_CloseObject(TEE_HANDLE_NULL);
    TEE_FreeTransientObject(TEE_HANDLE_NULL);
}

static void allocation_fails_as_it_may(void **state)
{
    TEE_ObjectHandle o = NOBODY;

    (void)state;
    assert_int_equal(TEE_AllocateTransientObject(TEE_TYPE_DATA, 0, &o),
                     TEE_ERROR_NOT_SUPPORTED);
    assert_null(o);
    fake_crypto.next = TEE_ERROR_OUT_OF_MEMORY;
    assert_int_equal(TEE_AllocateTransientObject(TEE_TYPE_AES, 128, &o),
                     TEE_ERROR_OUT_OF_MEMORY);
    fake_crypto.next = TEE_ERROR_TARGET_DEAD;
    assert_panics(TEE_AllocateTransientObject(TEE_TYPE_AES, 128, &o));
    assert_panics(TEE_AllocateTransientObject(TEE_TYPE_AES, 128, NULL));
}

static void handles_of_nothing_panic(void **state)
{
    TEE_ObjectHandle o = object(TEE_TYPE_AES, 128);
    TEE_ObjectInfo info;
    uint32_t a;
    uint8_t buf[16];
    size_t n = sizeof(buf);

    (void)state;
    assert_panics(TEE_GetObjectInfo1(NOBODY, &info));
    assert_panics(TEE_GetObjectInfo1(o, NULL));
    assert_panics(TEE_GetObjectInfo(TEE_HANDLE_NULL, &info));
    assert_panics(TEE_RestrictObjectUsage1(NOBODY, 0));
    assert_panics(TEE_CloseObject(NOBODY));
    assert_panics(TEE_CloseObject((TEE_ObjectHandle)(1ull << 32 | 1)));
    assert_panics(TEE_ResetTransientObject(NOBODY));
    assert_panics(TEE_ResetTransientObject(TEE_HANDLE_NULL));
    assert_panics(TEE_PopulateTransientObject(NOBODY, NULL, 0));
    assert_panics(TEE_GenerateKey(NOBODY, 128, NULL, 0));
    assert_panics(TEE_CopyObjectAttributes1(o, NOBODY));
    assert_panics(TEE_CopyObjectAttributes(NOBODY, o));
    assert_panics(
        TEE_GetObjectBufferAttribute(NOBODY, TEE_ATTR_SECRET_VALUE, buf, &n));
    assert_panics(
        TEE_GetObjectValueAttribute(NOBODY, TEE_ATTR_ECC_CURVE, &a, NULL));
    TEE_CloseObject(o);
}

static void attributes_come_back(void **state)
{
    TEE_ObjectHandle o = object(TEE_TYPE_AES, 128);
    uint8_t buf[16];
    uint32_t a = 0, b = 0;
    size_t n = 16;

    (void)state;
    assert_panics(
        TEE_GetObjectBufferAttribute(o, TEE_ATTR_SECRET_VALUE, buf, &n));
    TEE_CloseObject(o);
    o = fake_key(TEE_TYPE_AES, 9, 16);
    n = 15;
    assert_int_equal(
        TEE_GetObjectBufferAttribute(o, TEE_ATTR_SECRET_VALUE, buf, &n),
        TEE_ERROR_SHORT_BUFFER);
    assert_int_equal(n, 16);
    assert_int_equal(
        TEE_GetObjectBufferAttribute(o, TEE_ATTR_SECRET_VALUE, buf, &n), 0);
    assert_int_equal(buf[15], 9);
    assert_int_equal(
        TEE_GetObjectBufferAttribute(o, TEE_ATTR_RSA_MODULUS, buf, &n),
        TEE_ERROR_ITEM_NOT_FOUND);
    assert_int_equal(TEE_GetObjectValueAttribute(o, TEE_ATTR_ECC_CURVE, &a, &b),
                     0);
    assert_int_equal(a, 1);
    assert_int_equal(b, 2);
    assert_int_equal(
        TEE_GetObjectValueAttribute(o, TEE_ATTR_ECC_CURVE, NULL, NULL), 0);
    assert_int_equal(TEE_GetObjectValueAttribute(o, TEE_ATTR_DH_X_BITS, &a, &b),
                     TEE_ERROR_ITEM_NOT_FOUND);
    assert_panics(TEE_GetObjectBufferAttribute(o, TEE_ATTR_ECC_CURVE, buf, &n));
    assert_panics(
        TEE_GetObjectValueAttribute(o, TEE_ATTR_SECRET_VALUE, &a, &b));
    assert_panics(
        TEE_GetObjectBufferAttribute(o, TEE_ATTR_SECRET_VALUE, buf, NULL));
    assert_panics(
        TEE_GetObjectBufferAttribute(o, TEE_ATTR_SECRET_VALUE, NULL, &n));
    TEE_RestrictObjectUsage(o, ~(uint32_t)TEE_USAGE_EXTRACTABLE);
    assert_panics(
        TEE_GetObjectBufferAttribute(o, TEE_ATTR_SECRET_VALUE, buf, &n));
    assert_int_equal(
        TEE_GetObjectBufferAttribute(o, TEE_ATTR_DH_PUBLIC_VALUE, buf, &n), 0);
    TEE_CloseObject(o);
}

static void value_panics(TEE_ObjectHandle o, uint32_t id, const char value[18])
{
    TEE_Attribute attr;

    TEE_InitRefAttribute(&attr, id, value, 18);
    assert_panics(TEE_PopulateTransientObject(o, &attr, 1));
}

static void value_is_wrong(TEE_ObjectHandle o, uint32_t id,
                           const char value[18])
{
    TEE_Attribute attr;

    TEE_InitRefAttribute(&attr, id, value, 18);
    assert_int_equal(TEE_PopulateTransientObject(o, &attr, 1),
                     TEE_ERROR_BAD_PARAMETERS);
}

static void populating_tells_wrong_attributes_from_wrong_objects(void **state)
{
    TEE_ObjectHandle o = object(TEE_TYPE_AES, 128);
    TEE_Attribute attr;

    (void)state;
    TEE_InitRefAttribute(&attr, TEE_ATTR_SECRET_VALUE, "", 0);
    assert_int_equal(TEE_PopulateTransientObject(o, &attr, 1),
                     TEE_ERROR_BAD_PARAMETERS);
    assert_panics(TEE_PopulateTransientObject(o, NULL, 1));
    fake_crypto.next = TEE_ERROR_ITEM_NOT_FOUND;
    assert_panics(TEE_PopulateTransientObject(o, &attr, 1));
    TEE_InitRefAttribute(&attr, TEE_ATTR_SECRET_VALUE, "0123456789abcdef", 16);
    value_panics(o, TEE_ATTR_SECRET_VALUE,
                 "\0\0"
                 "0123456789abcdef");
    value_is_wrong(o, TEE_ATTR_ECC_PUBLIC_VALUE_X,
                   "\0\0"
                   "0123456789abcdef");
    value_panics(o, TEE_ATTR_ECC_PUBLIC_VALUE_X, "0123456789abcdefgh");
    value_is_wrong(o, TEE_ATTR_ML_PUBLIC_VALUE, "0123456789abcdefgh");
    fake_crypto.calls = 0;
    assert_int_equal(TEE_PopulateTransientObject(o, &attr, 1), 0);
    assert_int_equal(fake_crypto.calls, 1);
    assert_panics(TEE_PopulateTransientObject(o, &attr, 1));
    TEE_CloseObject(o);
}

static void keys_are_generated(void **state)
{
    TEE_ObjectHandle o = object(TEE_TYPE_AES, 192);
    TEE_Attribute attr[2];

    (void)state;
    TEE_InitValueAttribute(&attr[0], TEE_ATTR_ECC_CURVE, 1, 0);
    attr[1] = attr[0];
    assert_int_equal(TEE_GenerateKey(o, 128, attr, 2),
                     TEE_ERROR_BAD_PARAMETERS);
    assert_panics(TEE_GenerateKey(o, 256, NULL, 0)); /* too large */
    assert_panics(TEE_GenerateKey(o, 130, NULL, 0)); /* not of AES */
    assert_panics(TEE_GenerateKey(o, 128, NULL, 1));
    assert_panics(TEE_GenerateKey(TEE_HANDLE_NULL, 128, NULL, 0));
    fake_crypto.next = TEE_ERROR_NO_DATA;
    assert_panics(TEE_GenerateKey(o, 128, NULL, 0));
    assert_int_equal(TEE_GenerateKey(o, 128, attr, 1), 0);
    assert_int_equal(info_of(o).objectSize, 128);
    assert_panics(TEE_GenerateKey(o, 128, NULL, 0));
    TEE_CloseObject(o);
}

static void missing_panics(TEE_ObjectHandle o, uint32_t bits,
                           const TEE_Attribute *attr, uint32_t n)
{
    assert_panics(TEE_GenerateKey(o, bits, attr, n));
}

static void keys_are_generated_from_all_that_they_need(void **state)
{
    static const struct {
        uint32_t type, bits, attr[3];
        unsigned n;
    } cases[] = {
        {TEE_TYPE_ECDSA_KEYPAIR, 256, {TEE_ATTR_ECC_CURVE}, 1},
        {TEE_TYPE_ECDH_KEYPAIR, 256, {TEE_ATTR_ECC_CURVE}, 1},
        {TEE_TYPE_DH_KEYPAIR, 256, {TEE_ATTR_DH_PRIME, TEE_ATTR_DH_BASE}, 2},
        {TEE_TYPE_DSA_KEYPAIR,
         512,
         {TEE_ATTR_DSA_PRIME, TEE_ATTR_DSA_SUBPRIME, TEE_ATTR_DSA_BASE},
         3},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        TEE_ObjectHandle o = object(cases[i].type, cases[i].bits);
        TEE_Attribute attr[3] = {{.attributeID = cases[i].attr[0]},
                                 {.attributeID = cases[i].attr[1]},
                                 {.attributeID = cases[i].attr[2]}};

        fake_crypto.next = TEE_ERROR_BAD_PARAMETERS;
        assert_int_equal(TEE_GenerateKey(o, cases[i].bits, attr, cases[i].n),
                         TEE_ERROR_BAD_PARAMETERS);
        fake_crypto.next = TEE_ERROR_BAD_PARAMETERS;
        missing_panics(o, cases[i].bits, attr, cases[i].n - 1);
        TEE_CloseObject(o);
    }
}

static void keys_are_copied(void **state)
{
    TEE_ObjectHandle key = fake_key(TEE_TYPE_AES, 1, 16);
    TEE_ObjectHandle o = object(TEE_TYPE_AES, 128);

    (void)state;
    assert_panics(TEE_CopyObjectAttributes1(key, o));
    assert_int_equal(TEE_CopyObjectAttributes1(o, key), 0);
    assert_int_equal(info_of(o).objectSize, 128);
    assert_panics(TEE_CopyObjectAttributes1(o, key));
    TEE_ResetTransientObject(o);
    TEE_CopyObjectAttributes(o, key);
    TEE_CloseObject(o);
    TEE_CloseObject(key);
}

static void attributes_are_initialised(void **state)
{
    TEE_Attribute attr;

    (void)state;
    assert_panics(TEE_InitRefAttribute(&attr, TEE_ATTR_ECC_CURVE, "", 0));
    assert_panics(TEE_InitRefAttribute(NULL, TEE_ATTR_SECRET_VALUE, "", 0));
    assert_panics(TEE_InitValueAttribute(&attr, TEE_ATTR_SECRET_VALUE, 0, 0));
    assert_panics(TEE_InitValueAttribute(NULL, TEE_ATTR_ECC_CURVE, 0, 0));
}

/* ---- version 1.1 ---- */

static void twins_of_objects(void **state)
{
    __GP11_TEE_Attribute attr[2];
    __GP11_TEE_ObjectInfo info;
    TEE_ObjectHandle o = object(TEE_TYPE_AES, 128);
    uint8_t buf[16];
    uint32_t n = 15;

    (void)state;
    __GP11_TEE_InitRefAttribute(&attr[0], TEE_ATTR_SECRET_VALUE,
                                "0123456789abcdef", 16);
    __GP11_TEE_InitValueAttribute(&attr[1], TEE_ATTR_ECC_CURVE, 3, 4);
    assert_panics(__GP11_TEE_PopulateTransientObject(o, attr, 2)); /* foreign */
    assert_int_equal(fake_crypto.params, 2);
    assert_int_equal(fake_crypto.param[0].content.ref.length, 16);
    assert_int_equal(fake_crypto.param[1].content.value.b, 4);
    assert_int_equal(__GP11_TEE_PopulateTransientObject(o, attr, 1), 0);
    assert_panics(__GP11_TEE_PopulateTransientObject(o, attr, 13));
    assert_panics(__GP11_TEE_PopulateTransientObject(o, NULL, 1));
    memset(&info, 0xA5, sizeof(info));
    __GP11_TEE_GetObjectInfo(o, &info);
    assert_int_equal(info.objectSize, 128);
    assert_int_equal(info.handleFlags, TEE_HANDLE_FLAG_INITIALIZED);
    assert_int_equal(info.dataPosition, 0);
    assert_int_equal(__GP11_TEE_GetObjectInfo1(o, &info), 0);
    assert_int_equal(
        __GP11_TEE_GetObjectBufferAttribute(o, TEE_ATTR_SECRET_VALUE, buf, &n),
        TEE_ERROR_SHORT_BUFFER);
    assert_int_equal(n, 16);
    assert_int_equal(
        __GP11_TEE_GetObjectBufferAttribute(o, TEE_ATTR_SECRET_VALUE, buf, &n),
        0);
    assert_memory_equal(buf, "0123456789abcdef", 16);
    TEE_ResetTransientObject(o);
    assert_int_equal(__GP11_TEE_GenerateKey(o, 128, attr + 1, 1), 0);
    assert_int_equal(fake_crypto.param[0].content.value.a, 3);
    assert_panics(__GP11_TEE_InitRefAttribute(attr, TEE_ATTR_ECC_CURVE, "", 0));
    assert_panics(
        __GP11_TEE_InitValueAttribute(attr, TEE_ATTR_SECRET_VALUE, 0, 0));
    TEE_CloseObject(o);
}

static void twins_of_digests_and_macs(void **state)
{
    TEE_OperationHandle mac =
        keyed(TEE_ALG_HMAC_SHA256, TEE_MODE_MAC, TEE_TYPE_HMAC_SHA256, 3, 32);
    TEE_OperationHandle digest;
    uint8_t room[60] __attribute__((aligned(8)));
    uint8_t a[32], b[32];
    uint32_t n = 31;

    (void)state;
    TEE_MACInit(mac, NULL, 0);
    assert_int_equal(__GP11_TEE_MACComputeFinal(mac, "a", 1, a, &n),
                     TEE_ERROR_SHORT_BUFFER);
    assert_int_equal(n, 32);
    assert_int_equal(__GP11_TEE_MACComputeFinal(mac, "a", 1, a, &n), 0);
    n = 1;
    assert_int_equal(__GP11_TEE_GetOperationInfoMultiple(mac, NULL, &n),
                     TEE_ERROR_SHORT_BUFFER);
    assert_int_equal(n, sizeof(TEE_OperationInfoMultiple) + 8);
    assert_int_equal(__GP11_TEE_GetOperationInfoMultiple(mac, (void *)room, &n),
                     0);
    assert_int_equal(
        TEE_AllocateOperation(&digest, TEE_ALG_SHA256, TEE_MODE_DIGEST, 0), 0);
    n = 32;
    assert_int_equal(__GP11_TEE_DigestDoFinal(digest, "a", 1, a, &n), 0);
    TEE_DigestUpdate(digest, "a", 1);
    n = 40;
    assert_int_equal(__GP11_TEE_DigestExtract(digest, b, &n), 0);
    assert_int_equal(n, 32);
    assert_memory_equal(a, b, 32);
    assert_panics(__GP11_TEE_DigestDoFinal(digest, NULL, 0, a, NULL));
    TEE_FreeOperation(mac);
    TEE_FreeOperation(digest);
}

static void twins_of_ciphers(void **state)
{
    TEE_OperationHandle ctr =
        keyed(TEE_ALG_AES_CTR, TEE_MODE_ENCRYPT, TEE_TYPE_AES, 3, 16);
    TEE_OperationHandle enc =
        keyed(TEE_ALG_AES_GCM, TEE_MODE_ENCRYPT, TEE_TYPE_AES, 3, 16);
    TEE_OperationHandle dec =
        keyed(TEE_ALG_AES_GCM, TEE_MODE_DECRYPT, TEE_TYPE_AES, 3, 16);
    uint8_t out[8], tag[16];
    uint32_t n = 2, t = 16;

    (void)state;
    TEE_CipherInit(ctr, "0123456789abcdef", 16);
    assert_int_equal(__GP11_TEE_CipherUpdate(ctr, "abc", 3, out, &n),
                     TEE_ERROR_SHORT_BUFFER);
    assert_int_equal(n, 3);
    assert_int_equal(__GP11_TEE_CipherUpdate(ctr, "abc", 3, out, &n), 0);
    assert_int_equal(__GP11_TEE_CipherDoFinal(ctr, "abc", 3, out, &n), 0);
    TEE_CipherInit(ctr, "0123456789abcdef", 16);
    assert_int_equal(__GP11_TEE_CipherDoFinal(ctr, NULL, 0, NULL, NULL), 0);
    assert_int_equal(TEE_AEInit(enc, "nonce", 5, 128, 0, 0), 0);
    assert_int_equal(__GP11_TEE_AEUpdate(enc, "ab", 2, out, &n), 0);
    assert_int_equal(n, 2);
    assert_int_equal(
        __GP11_TEE_AEEncryptFinal(enc, "cd", 2, out + 2, &n, tag, &t), 0);
    assert_int_equal(t, 16);
    assert_int_equal(TEE_AEInit(dec, "nonce", 5, 128, 0, 0), 0);
    n = 8;
    assert_int_equal(__GP11_TEE_AEDecryptFinal(dec, out, 4, out, &n, tag, 16),
                     0);
    assert_memory_equal(out, "abcd", 4);
    TEE_FreeOperation(ctr);
    TEE_FreeOperation(enc);
    TEE_FreeOperation(dec);
}

static void twins_of_asymmetric_functions(void **state)
{
    uint32_t type = TEE_TYPE_RSA_KEYPAIR;
    TEE_OperationHandle enc =
        keyed(TEE_ALG_RSAES_PKCS1_V1_5, TEE_MODE_ENCRYPT, type, 3, 64);
    TEE_OperationHandle dec =
        keyed(TEE_ALG_RSAES_PKCS1_V1_5, TEE_MODE_DECRYPT, type, 3, 64);
    TEE_OperationHandle sign =
        keyed(TEE_ALG_RSASSA_PKCS1_V1_5_SHA1, TEE_MODE_SIGN, type, 3, 64);
    TEE_OperationHandle verify =
        keyed(TEE_ALG_RSASSA_PKCS1_V1_5_SHA1, TEE_MODE_VERIFY, type, 3, 64);
    TEE_OperationHandle derive =
        keyed(TEE_ALG_HKDF, TEE_MODE_DERIVE, TEE_TYPE_HKDF, 3, 32);
    TEE_ObjectHandle key = object(TEE_TYPE_GENERIC_SECRET, 256);
    __GP11_TEE_Attribute param;
    uint8_t out[4];
    uint32_t n = 2;

    (void)state;
    __GP11_TEE_InitValueAttribute(&param, TEE_ATTR_KDF_KEY_SIZE, 32, 0);
    assert_int_equal(
        __GP11_TEE_AsymmetricEncrypt(enc, &param, 1, "abc", 3, out, &n),
        TEE_ERROR_SHORT_BUFFER);
    assert_int_equal(n, 3);
    assert_int_equal(
        __GP11_TEE_AsymmetricEncrypt(enc, &param, 1, "abc", 3, out, &n), 0);
    assert_int_equal(fake_crypto.param[0].content.value.a, 32);
    assert_int_equal(
        __GP11_TEE_AsymmetricDecrypt(dec, NULL, 0, "abc", 3, out, &n), 0);
    fake_crypto.next = TEE_ERROR_CIPHERTEXT_INVALID;
    assert_int_equal(
        __GP11_TEE_AsymmetricDecrypt(dec, NULL, 0, "abc", 3, out, &n),
        TEE_ERROR_BAD_PARAMETERS);
    assert_int_equal(
        __GP11_TEE_AsymmetricSignDigest(sign, NULL, 0, "abc", 3, out, &n), 0);
    assert_int_equal(
        __GP11_TEE_AsymmetricVerifyDigest(verify, NULL, 0, "abc", 3, out, 3),
        0);
    __GP11_TEE_DeriveKey(derive, &param, 1, key);
    assert_int_equal(fake_crypto.params, 1);
    TEE_FreeOperation(enc);
    TEE_FreeOperation(dec);
    TEE_FreeOperation(sign);
    TEE_FreeOperation(verify);
    TEE_FreeOperation(derive);
    TEE_CloseObject(key);
}

#define TEST(name) cmocka_unit_test_teardown(name, nothing_stays_behind)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(objects_live_and_are_known),
        TEST(allocation_fails_as_it_may),
        TEST(handles_of_nothing_panic),
        TEST(attributes_come_back),
        TEST(populating_tells_wrong_attributes_from_wrong_objects),
        TEST(keys_are_generated),
        TEST(keys_are_generated_from_all_that_they_need),
        TEST(keys_are_copied),
        TEST(attributes_are_initialised),
        TEST(twins_of_objects),
        TEST(twins_of_digests_and_macs),
        TEST(twins_of_ciphers),
        TEST(twins_of_asymmetric_functions),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
