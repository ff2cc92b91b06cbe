/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rows of signatures, asymmetric encryption and key derivation.
 */
#include "row.h"

#define RSA_BYTES 128

static TEE_Result ec_bare(struct world *w)
{
    return TEE_AllocateOperation(&w->op, TEE_ALG_ECDSA_SHA256, TEE_MODE_SIGN,
                                 256);
}

static TEE_Result derive_bare(struct world *w)
{
    TEE_Result result = TEE_AllocateOperation(
        &w->op, TEE_ALG_ECDH_DERIVE_SHARED_SECRET, TEE_MODE_DERIVE, 256);

    return result ? result
                  : TEE_AllocateTransientObject(TEE_TYPE_GENERIC_SECRET, 256,
                                                &w->empty);
}

/* The result of a derivation is an object that has a key. */
static TEE_Result derive_to_full(struct world *w)
{
    TEE_Result result = ec_deriving(w);

    return result ? result : TEE_GenerateKey(w->empty, 256, NULL, 0);
}

static TEE_Result encrypt(struct world *w, TEE_OperationHandle op, size_t n)
{
    return TEE_AsymmetricEncrypt(op, NULL, 0, w->in, n, w->out, &w->n);
}

ACT_RESULT(encrypt_nobody, encrypt(w, NO_OPERATION, 16))
ACT_RESULT(encrypt_some, encrypt(w, w->op, 16))
ACT_RESULT(encrypt_much, encrypt(w, w->op, RSA_BYTES))

static TEE_Result encrypt_short(struct world *w)
{
    w->n = RSA_BYTES - 1;
    return encrypt(w, w->op, 16);
}

static TEE_Result decrypt(struct world *w, TEE_OperationHandle op, size_t n)
{
    return TEE_AsymmetricDecrypt(op, NULL, 0, w->in, n, w->out, &w->n);
}

ACT_RESULT(decrypt_nobody, decrypt(w, NO_OPERATION, RSA_BYTES))
ACT_RESULT(decrypt_wrong, decrypt(w, w->op, RSA_BYTES))
ACT_RESULT(decrypt_much, decrypt(w, w->op, RSA_BYTES + 1))

/* A cipher text of 16 bytes, and room for 15. */
static TEE_Result rsa_short(struct world *w)
{
    TEE_Result result = rsa_encrypting(w);

    w->n = WORLD_BUFFER;
    if (!result)
        result = TEE_AsymmetricEncrypt(w->op, NULL, 0, w->in, 16, w->in, &w->n);
    if (!result)
        result = TEE_AllocateOperation(
            &w->op, TEE_ALG_RSAES_PKCS1_OAEP_MGF1_SHA1, TEE_MODE_DECRYPT, 1024);
    w->n = 15;
    return result ? result : TEE_SetOperationKey(w->op, w->key);
}

static TEE_Result sign(struct world *w, TEE_OperationHandle op, size_t n)
{
    return TEE_AsymmetricSignDigest(op, NULL, 0, w->in, n, w->out, &w->n);
}

ACT_RESULT(sign_nobody, sign(w, NO_OPERATION, 32))
ACT_RESULT(sign_digest, sign(w, w->op, 32))
ACT_RESULT(sign_short_digest, sign(w, w->op, 31))
ACT_RESULT(sign_no_length,
           TEE_AsymmetricSignDigest(w->op, NULL, 0, w->in, 32, w->out, NULL))
ACT_RESULT(sign_no_params,
           TEE_AsymmetricSignDigest(w->op, NULL, 1, w->in, 32, w->out, &w->n))

static TEE_Result sign_short(struct world *w)
{
    w->n = 63;
    return sign(w, w->op, 32);
}

static TEE_Result verify(struct world *w, TEE_OperationHandle op, size_t n,
                         size_t signature)
{
    return TEE_AsymmetricVerifyDigest(op, NULL, 0, w->in, n, w->out, signature);
}

ACT_RESULT(verify_nobody, verify(w, NO_OPERATION, 32, 64))
ACT_RESULT(verify_wrong, verify(w, w->op, 32, 64))
ACT_RESULT(verify_short, verify(w, w->op, 32, 63))
ACT_RESULT(verify_nothing, verify(w, w->op, 32, 0))
ACT_RESULT(verify_short_digest, verify(w, w->op, 31, RSA_BYTES))

static void derive(struct world *w, TEE_OperationHandle op, uint32_t count)
{
    TEE_InitRefAttribute(&w->attributes[0], TEE_ATTR_ECC_PUBLIC_VALUE_X, w->in,
                         32);
    TEE_InitRefAttribute(&w->attributes[1], TEE_ATTR_ECC_PUBLIC_VALUE_Y, w->in,
                         32);
    TEE_DeriveKey(op, w->attributes, count, w->empty);
}

ACT(derive_nobody, derive(w, NO_OPERATION, 2))
ACT(derive_point, derive(w, w->op, 2))
ACT(derive_half, derive(w, w->op, 1))
ACT(derive_to_nobody, TEE_DeriveKey(w->op, NULL, 0, NO_OBJECT))

static const struct row list[] = {
    {"TEE_AsymmetricEncrypt", "no operation", nothing, encrypt_nobody,
     ERRORS_PANIC},
    {"TEE_AsymmetricEncrypt", "while decrypting", rsa_decrypting, encrypt_some,
     ERRORS_PANIC},
    {"TEE_AsymmetricEncrypt", "too much", rsa_encrypting, encrypt_much,
     TEE_ERROR_BAD_PARAMETERS},
    {"TEE_AsymmetricEncrypt", "short buffer", rsa_encrypting, encrypt_short,
     TEE_ERROR_SHORT_BUFFER},
    {"TEE_AsymmetricDecrypt", "no operation", nothing, decrypt_nobody,
     ERRORS_PANIC},
    {"TEE_AsymmetricDecrypt", "while encrypting", rsa_encrypting, decrypt_wrong,
     ERRORS_PANIC},
    {"TEE_AsymmetricDecrypt", "not a cipher text", rsa_decrypting,
     decrypt_wrong, TEE_ERROR_CIPHERTEXT_INVALID},
    {"TEE_AsymmetricDecrypt", "too much", rsa_decrypting, decrypt_much,
     TEE_ERROR_BAD_PARAMETERS},
    {"TEE_AsymmetricDecrypt", "short buffer", rsa_short, decrypt_wrong,
     TEE_ERROR_SHORT_BUFFER},
    {"TEE_AsymmetricSignDigest", "no operation", nothing, sign_nobody,
     ERRORS_PANIC},
    {"TEE_AsymmetricSignDigest", "without a key", ec_bare, sign_digest,
     ERRORS_PANIC},
    {"TEE_AsymmetricSignDigest", "to verify", ec_verifying, sign_digest,
     ERRORS_PANIC},
    {"TEE_AsymmetricSignDigest", "a digest of another length", rsa_signing,
     sign_short_digest, ERRORS_PANIC},
    {"TEE_AsymmetricSignDigest", "no length", ec_signing, sign_no_length,
     ERRORS_PANIC},
    {"TEE_AsymmetricSignDigest", "parameters that are not there", ec_signing,
     sign_no_params, ERRORS_PANIC},
    {"TEE_AsymmetricSignDigest", "short buffer", ec_signing, sign_short,
     TEE_ERROR_SHORT_BUFFER},
    {"TEE_AsymmetricVerifyDigest", "no operation", nothing, verify_nobody,
     ERRORS_PANIC},
    {"TEE_AsymmetricVerifyDigest", "to sign", ec_signing, verify_wrong,
     ERRORS_PANIC},
    {"TEE_AsymmetricVerifyDigest", "a wrong signature", ec_verifying,
     verify_wrong, TEE_ERROR_SIGNATURE_INVALID},
    {"TEE_AsymmetricVerifyDigest", "a signature that is too short",
     ec_verifying, verify_short, TEE_ERROR_SIGNATURE_INVALID},
    {"TEE_AsymmetricVerifyDigest", "nothing", ec_verifying, verify_nothing,
     TEE_ERROR_SIGNATURE_INVALID},
    {"TEE_AsymmetricVerifyDigest", "a digest of another length", rsa_verifying,
     verify_short_digest, ERRORS_PANIC},
    {"TEE_DeriveKey", "no operation", nothing, derive_nobody, ERRORS_PANIC},
    {"TEE_DeriveKey", "without a key", derive_bare, derive_point, ERRORS_PANIC},
    {"TEE_DeriveKey", "not a derivation", ec_signing, derive_point,
     ERRORS_PANIC},
    {"TEE_DeriveKey", "a point beside the curve", ec_deriving, derive_point,
     ERRORS_PANIC},
    {"TEE_DeriveKey", "half of a point", ec_deriving, derive_half,
     ERRORS_PANIC},
    {"TEE_DeriveKey", "to an object with a key", derive_to_full, derive_point,
     ERRORS_PANIC},
    {"TEE_DeriveKey", "to no object", ec_deriving, derive_to_nobody,
     ERRORS_PANIC},
};

const struct rows rows_asymmetric = ROWS(list);
