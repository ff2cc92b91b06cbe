/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Asymmetric algorithms and key derivation [TEE Internal Core API 1.3.1, 6.7,
 * 6.8]: one message to the system each, whose answers mean what the
 * specification's do.
 */
#include <tee_internal_api.h>
#include <tee_internal_api_extensions.h>

#include "sdk/libutee/object.h"
#include "sdk/libutee/operation.h"
#include "sdk/libutee/panic.h"

static bool is_ready(TEE_OperationHandle operation, uint32_t class,
                     uint32_t mode)
{
    return operation && operation->alg.class == class &&
           operation->mode == mode &&
           operation->flags & TEE_HANDLE_FLAG_KEY_SET;
}

TEE_Result TEE_AsymmetricEncrypt(TEE_OperationHandle operation,
                                 const TEE_Attribute *params,
                                 uint32_t paramCount, const void *srcData,
                                 size_t srcLen, void *destData, size_t *destLen)
{
    require(
        is_ready(operation, TEE_OPERATION_ASYMMETRIC_CIPHER, TEE_MODE_ENCRYPT));
    require((params || !paramCount) && (srcData || !srcLen) && destLen &&
            (destData || !*destLen));
    return pass(engine_asymm_operate(operation->engine, params, paramCount,
                                     srcData, srcLen, destData, destLen),
                TEE_ERROR_SHORT_BUFFER, TEE_ERROR_BAD_PARAMETERS,
                TEE_ERROR_NOT_SUPPORTED);
}

TEE_Result TEE_AsymmetricDecrypt(TEE_OperationHandle operation,
                                 const TEE_Attribute *params,
                                 uint32_t paramCount, const void *srcData,
                                 size_t srcLen, void *destData, size_t *destLen)
{
    require(
        is_ready(operation, TEE_OPERATION_ASYMMETRIC_CIPHER, TEE_MODE_DECRYPT));
    require((params || !paramCount) && (srcData || !srcLen) && destLen &&
            (destData || !*destLen));
    return pass(engine_asymm_operate(operation->engine, params, paramCount,
                                     srcData, srcLen, destData, destLen),
                TEE_ERROR_SHORT_BUFFER, TEE_ERROR_BAD_PARAMETERS,
                TEE_ERROR_CIPHERTEXT_INVALID, TEE_ERROR_NOT_SUPPORTED);
}

TEE_Result TEE_AsymmetricSignDigest(TEE_OperationHandle operation,
                                    const TEE_Attribute *params,
                                    uint32_t paramCount, const void *digest,
                                    size_t digestLen, void *signature,
                                    size_t *signatureLen)
{
    require(
        is_ready(operation, TEE_OPERATION_ASYMMETRIC_SIGNATURE, TEE_MODE_SIGN));
    require((params || !paramCount) && (digest || !digestLen) && signatureLen &&
            (signature || !*signatureLen));
    return pass(engine_asymm_operate(operation->engine, params, paramCount,
                                     digest, digestLen, signature,
                                     signatureLen),
                TEE_ERROR_SHORT_BUFFER);
}

TEE_Result TEE_AsymmetricVerifyDigest(TEE_OperationHandle operation,
                                      const TEE_Attribute *params,
                                      uint32_t paramCount, const void *digest,
                                      size_t digestLen, const void *signature,
                                      size_t signatureLen)
{
    require(is_ready(operation, TEE_OPERATION_ASYMMETRIC_SIGNATURE,
                     TEE_MODE_VERIFY));
    require((params || !paramCount) && (digest || !digestLen) &&
            (signature || !signatureLen));
    return pass(engine_asymm_verify(operation->engine, params, paramCount,
                                    digest, digestLen, signature, signatureLen),
                TEE_ERROR_SIGNATURE_INVALID);
}

void TEE_DeriveKey(TEE_OperationHandle operation, const TEE_Attribute *params,
                   uint32_t paramCount, TEE_ObjectHandle derivedKey)
{
    require(is_ready(operation, TEE_OPERATION_KEY_DERIVATION, TEE_MODE_DERIVE));
    require(params || !paramCount);
    (void)pass(engine_cryp_derive_key(operation->engine, params, paramCount,
                                      object_number(derivedKey)));
}

TEE_Result TEE_KEMEncapsulate(TEE_OperationHandle operation,
                              TEE_ObjectHandle derivedKey, void *ciphertext,
                              size_t *ciphertextLen)
{
    require(is_ready(operation, TEE_OPERATION_KEY_DERIVATION, TEE_MODE_DERIVE));
    require(operation->alg.id == TEE_ALG_ML_KEM);
    require(ciphertextLen && (ciphertext || !*ciphertextLen));
    return pass(engine_cryp_encapsulate(operation->engine,
                                        object_number(derivedKey), ciphertext,
                                        ciphertextLen),
                TEE_ERROR_SHORT_BUFFER);
}
