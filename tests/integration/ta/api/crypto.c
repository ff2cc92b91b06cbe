/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * See crypto.h. Answers are from NIST SP 800-38A, B (as in RFC 4493), D; RFC
 * 4231, 5869, 7748; FIPS 202. What a failed check leaves allocated is nobody's
 * concern: the test has failed then.
 */
#include "crypto.h"

#include <string.h>
#include <tee_internal_api.h>
#include <tee_internal_api_extensions.h>

#define CHECK(truth)                                                           \
    do {                                                                       \
        if (!(truth))                                                          \
            return __LINE__;                                                   \
    } while (0)

#define OK(call)        CHECK((call) == TEE_SUCCESS)
#define SAME(p, answer) CHECK(!memcmp(p, answer, sizeof(answer) - 1))

static const char aes_key[] = "\x2b\x7e\x15\x16\x28\xae\xd2\xa6\xab\xf7\x15"
                              "\x88\x09\xcf\x4f\x3c";
static const char block[] = "\x6b\xc1\xbe\xe2\x2e\x40\x9f\x96\xe9\x3d\x7e\x11"
                            "\x73\x93\x17\x2a";

static TEE_Result secret(uint32_t type, const void *key, size_t n,
                         TEE_ObjectHandle *o)
{
    TEE_Attribute attr;
    TEE_Result result = TEE_AllocateTransientObject(type, (uint32_t)n * 8, o);

    if (result)
        return result;
    TEE_InitRefAttribute(&attr, TEE_ATTR_SECRET_VALUE, key, n);
    return TEE_PopulateTransientObject(*o, &attr, 1);
}

/* An operation with a copy of the key. */
static TEE_Result with_key(uint32_t algorithm, uint32_t mode, uint32_t bits,
                           TEE_ObjectHandle key, TEE_OperationHandle *op)
{
    TEE_Result result = TEE_AllocateOperation(op, algorithm, mode, bits);

    return result ? result : TEE_SetOperationKey(*op, key);
}

/* The same with a secret that is needed once. */
static TEE_Result with_secret(uint32_t algorithm, uint32_t mode, uint32_t type,
                              const void *key, size_t n,
                              TEE_OperationHandle *op)
{
    TEE_ObjectHandle o;
    TEE_Result result = secret(type, key, n, &o);

    if (result)
        return result;
    result = with_key(algorithm, mode, (uint32_t)n * 8, o, op);
    TEE_FreeTransientObject(o);
    return result;
}

static TEE_Result generated(uint32_t type, uint32_t bits, uint32_t curve,
                            TEE_ObjectHandle *o)
{
    TEE_Attribute attr;
    TEE_Result result = TEE_AllocateTransientObject(type, bits, o);

    TEE_InitValueAttribute(&attr, TEE_ATTR_ECC_CURVE, curve, 0);
    return result ? result : TEE_GenerateKey(*o, bits, &attr, curve != 0);
}

static unsigned objects(void)
{
    TEE_ObjectHandle o, copy;
    TEE_ObjectInfo info;
    uint8_t out[32];
    size_t n = 15;

    OK(secret(TEE_TYPE_AES, aes_key, 16, &o));
    OK(TEE_GetObjectInfo1(o, &info));
    CHECK(info.objectSize == 128 && info.maxObjectSize == 128);
    CHECK(info.handleFlags == TEE_HANDLE_FLAG_INITIALIZED);
    CHECK(TEE_GetObjectBufferAttribute(o, TEE_ATTR_SECRET_VALUE, out, &n) ==
              TEE_ERROR_SHORT_BUFFER &&
          n == 16);
    OK(TEE_GetObjectBufferAttribute(o, TEE_ATTR_SECRET_VALUE, out, &n));
    SAME(out, aes_key);
    OK(TEE_AllocateTransientObject(TEE_TYPE_AES, 256, &copy));
    OK(TEE_CopyObjectAttributes1(copy, o));
    TEE_RestrictObjectUsage1(copy, TEE_USAGE_ENCRYPT);
    OK(TEE_GetObjectInfo1(copy, &info));
    CHECK(info.objectUsage == TEE_USAGE_ENCRYPT && info.objectSize == 128);
    TEE_ResetTransientObject(copy);
    OK(TEE_GenerateKey(copy, 192, NULL, 0));
    OK(TEE_GetObjectInfo1(copy, &info));
    CHECK(info.objectUsage == TEE_USAGE_DEFAULT && info.objectSize == 192);
    TEE_FreeTransientObject(o);
    TEE_FreeTransientObject(copy);
    CHECK(TEE_AllocateTransientObject(TEE_TYPE_AES, 100, &o) ==
          TEE_ERROR_NOT_SUPPORTED);
    return 0;
}

static unsigned ciphers(void)
{
    static const char counter[] = "\xf0\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9"
                                  "\xfa\xfb\xfc\xfd\xfe\xff";
    TEE_OperationHandle op, copy;
    uint8_t out[200], long_text[100];
    size_t n = sizeof(out);

    OK(with_secret(TEE_ALG_AES_ECB_NOPAD, TEE_MODE_ENCRYPT, TEE_TYPE_AES,
                   aes_key, 16, &op));
    for (unsigned i = 0; i < 2; i++) {
        TEE_CipherInit(op, NULL, 0);
        OK(TEE_CipherDoFinal(op, block, 16, out, &n));
        CHECK(n == 16);
        SAME(out, "\x3a\xd7\x7b\xb4\x0d\x7a\x36\x60\xa8\x9e\xca\xf3\x24\x66"
                  "\xef\x97");
    }
    TEE_FreeOperation(op);
    OK(with_secret(TEE_ALG_AES_CTR, TEE_MODE_ENCRYPT, TEE_TYPE_AES, aes_key, 16,
                   &op));
    TEE_CipherInit(op, counter, 16);
    n = 5;
    OK(TEE_CipherUpdate(op, block, 5, out, &n));
    OK(TEE_AllocateOperation(&copy, TEE_ALG_AES_CTR, TEE_MODE_ENCRYPT, 128));
    TEE_CopyOperation(copy, op);
    n = 11;
    OK(TEE_CipherDoFinal(op, block + 5, 11, out + 5, &n));
    SAME(out, "\x87\x4d\x61\x91\xb6\x20\xe3\x26\x1b\xef\x68\x64\x99\x0d\xb6"
              "\xce");
    OK(TEE_CipherDoFinal(copy, block + 5, 11, out + 5, &n));
    SAME(out, "\x87\x4d\x61\x91\xb6\x20\xe3\x26\x1b\xef\x68\x64\x99\x0d\xb6"
              "\xce");
    TEE_FreeOperation(copy);
    /* Long texts go by lease; there and back, in place. */
    memset(long_text, 0x5a, sizeof(long_text));
    TEE_CipherInit(op, counter, 16);
    n = sizeof(long_text);
    OK(TEE_CipherDoFinal(op, long_text, n, long_text, &n));
    CHECK(long_text[99] != 0x5a && n == 100);
    TEE_CipherInit(op, counter, 16);
    OK(TEE_CipherDoFinal(op, long_text, n, long_text, &n));
    for (unsigned i = 0; i < 100; i++)
        CHECK(long_text[i] == 0x5a);
    TEE_FreeOperation(op);
    OK(with_secret(TEE_ALG_AES_CBC_NOPAD, TEE_MODE_DECRYPT, TEE_TYPE_AES,
                   aes_key, 16, &op));
    TEE_CipherInit(op, "\0\1\2\3\4\5\6\7\10\11\12\13\14\15\16\17", 16);
    n = 15;
    CHECK(TEE_CipherUpdate(op,
                           "\x76\x49\xab\xac\x81\x19\xb2\x46\xce\xe9\x8e\x9b"
                           "\x12\xe9\x19\x7d",
                           16, out, &n) == TEE_ERROR_SHORT_BUFFER);
    n = sizeof(out);
    OK(TEE_CipherUpdate(op,
                        "\x76\x49\xab\xac\x81\x19\xb2\x46\xce\xe9\x8e\x9b"
                        "\x12\xe9\x19\x7d",
                        16, out, &n));
    CHECK(n == 16);
    SAME(out, block);
    n = 0;
    OK(TEE_CipherDoFinal(op, NULL, 0, NULL, &n));
    TEE_FreeOperation(op);
    return 0;
}

static unsigned macs(void)
{
    static const char key[] = "\1\2\3\4\5\6\7\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f"
                              "\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19";
    static const char answer[] =
        "\x82\x55\x8a\x38\x9a\x44\x3c\x0e\xa4\xcc\x81\x98\x99\xf2\x08\x3a\x85"
        "\xf0\xfa\xa3\xe5\x78\xf8\x07\x7a\x2e\x3f\xf4\x67\x29\x66\x5b";
    TEE_OperationHandle op;
    uint8_t data[50], out[32];
    size_t n = sizeof(out);

    memset(data, 0xcd, sizeof(data));
    OK(with_secret(TEE_ALG_HMAC_SHA256, TEE_MODE_MAC, TEE_TYPE_HMAC_SHA256, key,
                   25, &op));
    TEE_MACInit(op, NULL, 0);
    for (unsigned i = 0; i < 50; i += 5)
        TEE_MACUpdate(op, data + i, 5);
    OK(TEE_MACComputeFinal(op, NULL, 0, out, &n));
    SAME(out, answer);
    TEE_MACInit(op, NULL, 0);
    OK(TEE_MACCompareFinal(op, data, 50, answer, 32));
    TEE_MACInit(op, NULL, 0);
    CHECK(TEE_MACCompareFinal(op, data, 49, answer, 32) ==
          TEE_ERROR_MAC_INVALID);
    TEE_FreeOperation(op);
    OK(with_secret(TEE_ALG_AES_CMAC, TEE_MODE_MAC, TEE_TYPE_AES, aes_key, 16,
                   &op));
    TEE_MACInit(op, NULL, 0);
    OK(TEE_MACComputeFinal(op, block, 16, out, &n));
    CHECK(n == 16);
    SAME(out, "\x07\x0a\x16\xb4\x6b\x4d\x41\x44\xf7\x9b\xdd\x9d\xd0\x4a\x28"
              "\x7c");
    TEE_FreeOperation(op);
    return 0;
}

static unsigned authenticated(void)
{
    static const uint8_t zeros[16];
    static const char text[] = "\x03\x88\xda\xce\x60\xb6\xa3\x92\xf3\x28\xc2"
                               "\xb9\x71\xb2\xfe\x78";
    TEE_OperationHandle op;
    uint8_t out[16], tag[16];
    size_t n = 16, t = 16;

    OK(with_secret(TEE_ALG_AES_GCM, TEE_MODE_ENCRYPT, TEE_TYPE_AES, zeros, 16,
                   &op));
    CHECK(TEE_AEInit(op, zeros, 12, 88, 0, 0) == TEE_ERROR_NOT_SUPPORTED);
    OK(TEE_AEInit(op, zeros, 12, 128, 0, 0));
    OK(TEE_AEUpdate(op, zeros, 7, out, &n));
    CHECK(n == 7);
    n = 9;
    OK(TEE_AEEncryptFinal(op, zeros, 9, out + 7, &n, tag, &t));
    SAME(out, text);
    SAME(tag, "\xab\x6e\x47\xd4\x2c\xec\x13\xbd\xf5\x3a\x67\xb2\x12\x57\xbd"
              "\xdf");
    TEE_FreeOperation(op);
    OK(with_secret(TEE_ALG_AES_GCM, TEE_MODE_DECRYPT, TEE_TYPE_AES, zeros, 16,
                   &op));
    OK(TEE_AEInit(op, zeros, 12, 128, 0, 0));
    n = 16;
    OK(TEE_AEDecryptFinal(op, text, 16, out, &n, tag, 16));
    CHECK(n == 16 && !memcmp(out, zeros, 16));
    OK(TEE_AEInit(op, zeros, 12, 128, 0, 0));
    tag[0] ^= 1;
    CHECK(TEE_AEDecryptFinal(op, text, 16, out, &n, tag, 16) ==
          TEE_ERROR_MAC_INVALID);
    TEE_FreeOperation(op);
    return 0;
}

static unsigned digests(void)
{
    static const char answer[] = "\x7f\x9c\x2b\xa4\xe8\x8f\x82\x7d\x61\x60\x45"
                                 "\x50\x76\x05\x85\x3e";
    TEE_OperationHandle op;
    uint8_t out[32];
    size_t n = 5;

    OK(TEE_AllocateOperation(&op, TEE_ALG_SHAKE128, TEE_MODE_DIGEST, 0));
    OK(TEE_DigestExtract(op, out, &n));
    n = 11;
    OK(TEE_DigestExtract(op, out + 5, &n));
    SAME(out, answer);
    TEE_ResetOperation(op);
    n = 16;
    OK(TEE_DigestDoFinal(op, NULL, 0, out, &n));
    SAME(out, answer);
    TEE_FreeOperation(op);
    OK(TEE_IsAlgorithmSupported(TEE_ALG_ECDSA_SHA3_256,
                                TEE_ECC_CURVE_BSI_P256r1));
    return 0;
}

static unsigned signatures(void)
{
    TEE_ObjectHandle pair, public;
    TEE_OperationHandle sign, verify;
    uint8_t digest[32] = {1, 2, 3}, signature[64];
    size_t n = 10;
    uint32_t a = 0;

    OK(generated(TEE_TYPE_ECDSA_KEYPAIR, 256, TEE_ECC_CURVE_NIST_P256, &pair));
    OK(TEE_GetObjectValueAttribute(pair, TEE_ATTR_ECC_CURVE, &a, NULL));
    CHECK(a == TEE_ECC_CURVE_NIST_P256);
    CHECK(TEE_GetObjectBufferAttribute(pair, TEE_ATTR_RSA_MODULUS, digest,
                                       &n) == TEE_ERROR_ITEM_NOT_FOUND);
    OK(TEE_AllocateTransientObject(TEE_TYPE_ECDSA_PUBLIC_KEY, 256, &public));
    OK(TEE_CopyObjectAttributes1(public, pair));
    OK(with_key(TEE_ALG_ECDSA_SHA256, TEE_MODE_SIGN, 256, pair, &sign));
    OK(with_key(__OPTEE_ALG_ECDSA_P256, TEE_MODE_VERIFY, 256, public, &verify));
    CHECK(TEE_AsymmetricSignDigest(sign, NULL, 0, digest, 32, signature, &n) ==
              TEE_ERROR_SHORT_BUFFER &&
          n == 64);
    OK(TEE_AsymmetricSignDigest(sign, NULL, 0, digest, 32, signature, &n));
    OK(TEE_AsymmetricVerifyDigest(verify, NULL, 0, digest, 32, signature, n));
    digest[0] ^= 1;
    CHECK(TEE_AsymmetricVerifyDigest(verify, NULL, 0, digest, 32, signature,
                                     n) == TEE_ERROR_SIGNATURE_INVALID);
    TEE_FreeOperation(sign);
    TEE_FreeOperation(verify);
    TEE_FreeTransientObject(pair);
    TEE_FreeTransientObject(public);
    return 0;
}

static unsigned asymmetric(void)
{
    TEE_ObjectHandle pair;
    TEE_OperationHandle enc, dec;
    TEE_Attribute label;
    uint8_t text[128], out[128];
    size_t n = sizeof(text), m = sizeof(out);

    OK(generated(TEE_TYPE_RSA_KEYPAIR, 1024, 0, &pair));
    OK(with_key(TEE_ALG_RSAES_PKCS1_OAEP_MGF1_SHA256, TEE_MODE_ENCRYPT, 1024,
                pair, &enc));
    OK(with_key(TEE_ALG_RSAES_PKCS1_OAEP_MGF1_SHA256, TEE_MODE_DECRYPT, 1024,
                pair, &dec));
    TEE_InitRefAttribute(&label, TEE_ATTR_RSA_OAEP_LABEL, "label", 5);
    OK(TEE_AsymmetricEncrypt(enc, &label, 1, "a secret", 8, text, &n));
    CHECK(n == 128);
    OK(TEE_AsymmetricDecrypt(dec, &label, 1, text, 128, out, &m));
    CHECK(m == 8 && !memcmp(out, "a secret", 8));
    CHECK(TEE_AsymmetricDecrypt(dec, NULL, 0, text, 128, out, &m));
    TEE_FreeOperation(enc);
    TEE_FreeOperation(dec);
    TEE_FreeTransientObject(pair);
    return 0;
}

static unsigned derivation(void)
{
    TEE_OperationHandle op;
    TEE_ObjectHandle key;
    TEE_Attribute attr[4];
    uint8_t ikm[22], out[42];
    size_t n = sizeof(out);

    memset(ikm, 0x0b, sizeof(ikm));
    OK(with_secret(TEE_ALG_HKDF, TEE_MODE_DERIVE, TEE_TYPE_HKDF, ikm, 22, &op));
    OK(TEE_AllocateTransientObject(TEE_TYPE_GENERIC_SECRET, 42 * 8, &key));
    TEE_InitRefAttribute(&attr[0], TEE_ATTR_HKDF_SALT,
                         "\0\1\2\3\4\5\6\7\10\11\12\13\14", 13);
    TEE_InitRefAttribute(&attr[1], TEE_ATTR_HKDF_INFO,
                         "\xf0\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9", 10);
    TEE_InitValueAttribute(&attr[2], TEE_ATTR_HKDF_HASH_ALGORITHM,
                           TEE_ALG_SHA256, 0);
    TEE_InitValueAttribute(&attr[3], TEE_ATTR_KDF_KEY_SIZE, 42, 0);
    TEE_DeriveKey(op, attr, 4, key);
    OK(TEE_GetObjectBufferAttribute(key, TEE_ATTR_SECRET_VALUE, out, &n));
    CHECK(n == 42);
    SAME(out, "\x3c\xb2\x5f\x25\xfa\xac\xd5\x7a\x90\x43\x4f\x64\xd0\x36\x2f\x2a"
              "\x2d\x2d\x0a\x90\xcf\x1a\x5a\x4c\x5d\xb0\x2d\x56\xec\xc4\xc5\xbf"
              "\x34\x00\x72\x08\xd5\xb8\x87\x18\x58\x65");
    TEE_FreeOperation(op);
    TEE_FreeTransientObject(key);
    return 0;
}

static unsigned kem(void)
{
    TEE_ObjectHandle pair, public, one, other;
    TEE_OperationHandle alice, bob;
    TEE_Attribute attr;
    static uint8_t text[1100];
    uint8_t a[32], b[32];
    size_t n = 0, a_len = 32, b_len = 32;

    OK(generated(TEE_TYPE_ML_KEM_KEYPAIR, 768, 0, &pair));
    OK(TEE_AllocateTransientObject(TEE_TYPE_ML_KEM_PUBLIC_KEY, 768, &public));
    OK(TEE_CopyObjectAttributes1(public, pair));
    OK(with_key(TEE_ALG_ML_KEM, TEE_MODE_DERIVE, 768, public, &alice));
    OK(with_key(TEE_ALG_ML_KEM, TEE_MODE_DERIVE, 768, pair, &bob));
    OK(TEE_AllocateTransientObject(TEE_TYPE_GENERIC_SECRET, 256, &one));
    OK(TEE_AllocateTransientObject(TEE_TYPE_GENERIC_SECRET, 256, &other));
    CHECK(TEE_KEMEncapsulate(alice, one, NULL, &n) == TEE_ERROR_SHORT_BUFFER);
    CHECK(n == 1088);
    OK(TEE_KEMEncapsulate(alice, one, text, &n));
    TEE_InitRefAttribute(&attr, TEE_ATTR_ML_KEM_CIPHERTEXT, text, n);
    TEE_DeriveKey(bob, &attr, 1, other);
    OK(TEE_GetObjectBufferAttribute(one, TEE_ATTR_SECRET_VALUE, a, &a_len));
    OK(TEE_GetObjectBufferAttribute(other, TEE_ATTR_SECRET_VALUE, b, &b_len));
    CHECK(a_len == 32 && b_len == 32 && !memcmp(a, b, 32));
    TEE_FreeOperation(alice);
    TEE_FreeOperation(bob);
    TEE_FreeTransientObject(pair);
    TEE_FreeTransientObject(public);
    TEE_FreeTransientObject(one);
    TEE_FreeTransientObject(other);
    return 0;
}

unsigned crypto_check(uint32_t group)
{
    static unsigned (*const checks[CRYPTO_GROUPS])(void) = {
        objects,    ciphers,    macs,       authenticated, digests,
        signatures, asymmetric, derivation, kem,
    };

    return group < CRYPTO_GROUPS ? checks[group]() : __LINE__;
}
