/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What rows need before their call. A preparation that panics would look like
 * the panic that a row expects: each is therefore also used by a row that
 * expects a result.
 */
#include "row.h"

static const uint8_t constant[64] = {1, 2,  3,  4,  5,  6,  7,  8,
                                     9, 10, 11, 12, 13, 14, 15, 16};

static TEE_Result secret(TEE_ObjectHandle *object, uint32_t type,
                         const uint8_t *bytes, size_t n)
{
    TEE_Attribute attribute;
    TEE_Result result =
        TEE_AllocateTransientObject(type, (uint32_t)n * 8, object);

    if (result)
        return result;
    TEE_InitRefAttribute(&attribute, TEE_ATTR_SECRET_VALUE, bytes, n);
    return TEE_PopulateTransientObject(*object, &attribute, 1);
}

static TEE_Result keyed(struct world *w, uint32_t algorithm, uint32_t mode,
                        uint32_t bits)
{
    TEE_Result result = TEE_AllocateOperation(&w->op, algorithm, mode, bits);

    return result ? result : TEE_SetOperationKey(w->op, w->key);
}

TEE_Result nothing(struct world *w)
{
    (void)w;
    return TEE_SUCCESS;
}

TEE_Result empty_aes(struct world *w)
{
    return TEE_AllocateTransientObject(TEE_TYPE_AES, 128, &w->empty);
}

TEE_Result aes_key(struct world *w)
{
    TEE_Result result = secret(&w->key, TEE_TYPE_AES, constant, 16);

    return result ? result : empty_aes(w);
}

TEE_Result aes_secret(struct world *w)
{
    TEE_Result result = aes_key(w);

    return result ? result
                  : TEE_RestrictObjectUsage1(w->key, TEE_USAGE_ENCRYPT);
}

TEE_Result aes_keys(struct world *w)
{
    TEE_Result result = aes_key(w);

    return result ? result : secret(&w->key2, TEE_TYPE_AES, constant + 16, 16);
}

TEE_Result hmac_key(struct world *w)
{
    return secret(&w->key, TEE_TYPE_HMAC_SHA256, constant, 32);
}

TEE_Result digest_new(struct world *w)
{
    TEE_Result result =
        TEE_AllocateOperation(&w->op, TEE_ALG_SHA256, TEE_MODE_DIGEST, 0);

    return result ? result
                  : TEE_AllocateOperation(&w->op2, TEE_ALG_SHA256,
                                          TEE_MODE_DIGEST, 0);
}

TEE_Result digest_used(struct world *w)
{
    TEE_Result result = digest_new(w);

    if (!result)
        TEE_DigestUpdate(w->op, constant, sizeof(constant));
    return result;
}

TEE_Result cipher_bare(struct world *w)
{
    TEE_Result result = aes_key(w);

    return result ? result
                  : TEE_AllocateOperation(&w->op, TEE_ALG_AES_CBC_NOPAD,
                                          TEE_MODE_ENCRYPT, 128);
}

TEE_Result cipher_keyed(struct world *w)
{
    TEE_Result result = cipher_bare(w);

    return result ? result : TEE_SetOperationKey(w->op, w->key);
}

TEE_Result cipher_begun(struct world *w)
{
    TEE_Result result = cipher_keyed(w);

    if (!result)
        TEE_CipherInit(w->op, constant, 16);
    return result;
}

TEE_Result xts_bare(struct world *w)
{
    TEE_Result result = aes_keys(w);

    return result ? result
                  : TEE_AllocateOperation(&w->op, TEE_ALG_AES_XTS,
                                          TEE_MODE_ENCRYPT, 256);
}

TEE_Result mac_bare(struct world *w)
{
    TEE_Result result = hmac_key(w);

    return result ? result
                  : TEE_AllocateOperation(&w->op, TEE_ALG_HMAC_SHA256,
                                          TEE_MODE_MAC, 256);
}

TEE_Result mac_keyed(struct world *w)
{
    TEE_Result result = mac_bare(w);

    return result ? result : TEE_SetOperationKey(w->op, w->key);
}

TEE_Result mac_begun(struct world *w)
{
    TEE_Result result = mac_keyed(w);

    if (!result)
        TEE_MACInit(w->op, NULL, 0);
    return result;
}

TEE_Result gcm_bare(struct world *w)
{
    TEE_Result result = aes_key(w);

    return result ? result
                  : TEE_AllocateOperation(&w->op, TEE_ALG_AES_GCM,
                                          TEE_MODE_ENCRYPT, 128);
}

TEE_Result gcm_keyed(struct world *w)
{
    TEE_Result result = gcm_bare(w);

    return result ? result : TEE_SetOperationKey(w->op, w->key);
}

TEE_Result gcm_begun(struct world *w)
{
    TEE_Result result = gcm_keyed(w);

    return result ? result : TEE_AEInit(w->op, constant, 12, 128, 0, 0);
}

TEE_Result gcm_decrypting(struct world *w)
{
    TEE_Result result = aes_key(w);

    if (!result)
        result = keyed(w, TEE_ALG_AES_GCM, TEE_MODE_DECRYPT, 128);
    return result ? result : TEE_AEInit(w->op, constant, 12, 128, 0, 0);
}

TEE_Result ccm_begun(struct world *w)
{
    TEE_Result result = aes_key(w);

    if (!result)
        result = keyed(w, TEE_ALG_AES_CCM, TEE_MODE_ENCRYPT, 128);
    return result ? result : TEE_AEInit(w->op, constant, 12, 128, 4, 16);
}

static TEE_Result generate(struct world *w, uint32_t type, uint32_t bits,
                           uint32_t curve)
{
    TEE_Result result = TEE_AllocateTransientObject(type, bits, &w->key);
    TEE_Attribute attribute;

    if (result)
        return result;
    TEE_InitValueAttribute(&attribute, TEE_ATTR_ECC_CURVE, curve, 0);
    return TEE_GenerateKey(w->key, bits, &attribute, curve ? 1 : 0);
}

TEE_Result ec_key(struct world *w)
{
    return generate(w, TEE_TYPE_ECDSA_KEYPAIR, 256, TEE_ECC_CURVE_NIST_P256);
}

TEE_Result ec_signing(struct world *w)
{
    TEE_Result result = ec_key(w);

    return result ? result : keyed(w, TEE_ALG_ECDSA_SHA256, TEE_MODE_SIGN, 256);
}

TEE_Result ec_verifying(struct world *w)
{
    TEE_Result result = ec_key(w);

    return result ? result
                  : keyed(w, TEE_ALG_ECDSA_SHA256, TEE_MODE_VERIFY, 256);
}

TEE_Result ec_deriving(struct world *w)
{
    TEE_Result result =
        generate(w, TEE_TYPE_ECDH_KEYPAIR, 256, TEE_ECC_CURVE_NIST_P256);

    if (!result)
        result =
            keyed(w, TEE_ALG_ECDH_DERIVE_SHARED_SECRET, TEE_MODE_DERIVE, 256);
    return result ? result
                  : TEE_AllocateTransientObject(TEE_TYPE_GENERIC_SECRET, 256,
                                                &w->empty);
}

TEE_Result rsa_key(struct world *w)
{
    return generate(w, TEE_TYPE_RSA_KEYPAIR, 1024, 0);
}

TEE_Result rsa_signing(struct world *w)
{
    TEE_Result result = rsa_key(w);

    return result ? result
                  : keyed(w, TEE_ALG_RSASSA_PKCS1_V1_5_SHA256, TEE_MODE_SIGN,
                          1024);
}

TEE_Result rsa_verifying(struct world *w)
{
    TEE_Result result = rsa_key(w);

    return result ? result
                  : keyed(w, TEE_ALG_RSASSA_PKCS1_V1_5_SHA256, TEE_MODE_VERIFY,
                          1024);
}

TEE_Result rsa_encrypting(struct world *w)
{
    TEE_Result result = rsa_key(w);

    return result ? result
                  : keyed(w, TEE_ALG_RSAES_PKCS1_OAEP_MGF1_SHA1,
                          TEE_MODE_ENCRYPT, 1024);
}

TEE_Result rsa_decrypting(struct world *w)
{
    TEE_Result result = rsa_key(w);

    return result ? result
                  : keyed(w, TEE_ALG_RSAES_PKCS1_OAEP_MGF1_SHA1,
                          TEE_MODE_DECRYPT, 1024);
}
