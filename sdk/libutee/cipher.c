/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Symmetric ciphers [TEE Internal Core API 1.3.1, 6.4]. TEE_CipherInit only
 * keeps the IV, which goes to the system with the first text: one small text
 * is one message. How much text a mode processes at once, and what it keeps,
 * the system knows.
 */
#include <string.h>
#include <tee_internal_api.h>
#include <utee_defines.h>

#include "lib/mem.h"
#include "sdk/libutee/operation.h"
#include "sdk/libutee/panic.h"

static bool is_cipher(TEE_OperationHandle operation)
{
    return operation && operation->alg.class == TEE_OPERATION_CIPHER;
}

static size_t iv_length(const struct alg *alg)
{
    if (TEE_ALG_GET_CHAIN_MODE(alg->id) == TEE_CHAIN_MODE_ECB_NOPAD)
        return 0;
    return alg->type == TEE_TYPE_DES || alg->type == TEE_TYPE_DES3
               ? TEE_DES_BLOCK_SIZE
               : TEE_AES_BLOCK_SIZE;
}

void TEE_CipherInit(TEE_OperationHandle operation, const void *IV, size_t IVLen)
{
    require(is_cipher(operation) && (IV || !IVLen));
    require(operation->flags & TEE_HANDLE_FLAG_KEY_SET);
    require(IVLen == iv_length(&operation->alg));
    if (IVLen)
        mem_copy_words(operation->data, IV, IVLen);
    operation->held = (uint32_t)IVLen;
    operation->begun = false;
    operation->state = TEE_OPERATION_STATE_ACTIVE;
    operation->flags |= TEE_HANDLE_FLAG_INITIALIZED;
}

TEE_Result TEE_CipherUpdate(TEE_OperationHandle operation, const void *srcData,
                            size_t srcLen, void *destData, size_t *destLen)
{
    bool begun;
    TEE_Result result;

    require(is_cipher(operation) && (srcData || !srcLen) && destLen &&
            (destData || !*destLen));
    require(operation->state == TEE_OPERATION_STATE_ACTIVE);
    if (!srcLen) {
        *destLen = 0;
        return TEE_SUCCESS;
    }
    begun = operation->begun;
    result = pass(engine_cipher_update(operation->engine,
                                       begun ? NULL : operation->data,
                                       begun ? 0 : operation->held, srcData,
                                       srcLen, destData, destLen),
                  TEE_ERROR_SHORT_BUFFER);
    if (!result)
        operation->begun = true;
    return result;
}

/* Without a place for output there can be none. */
static __attribute__((noinline)) TEE_Result
final_alone(TEE_OperationHandle operation, const void *srcData, size_t srcLen)
{
    size_t none = 0;

    return TEE_CipherDoFinal(operation, srcData, srcLen, NULL, &none);
}

TEE_Result TEE_CipherDoFinal(TEE_OperationHandle operation, const void *srcData,
                             size_t srcLen, void *destData, size_t *destLen)
{
    bool begun;
    TEE_Result result;

    if (!destLen)
        return final_alone(operation, srcData, srcLen);
    require(is_cipher(operation) && (srcData || !srcLen) &&
            (destData || !*destLen));
    require(operation->state == TEE_OPERATION_STATE_ACTIVE);
    begun = operation->begun;
    result = pass(engine_cipher_final(operation->engine,
                                      begun ? NULL : operation->data,
                                      begun ? 0 : operation->held, srcData,
                                      srcLen, destData, destLen),
                  TEE_ERROR_SHORT_BUFFER);
    if (!result)
        operation_rest(operation); /* an IV is no secret */
    return result;
}
