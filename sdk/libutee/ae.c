/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Authenticated encryption [TEE Internal Core API 1.3.1, 6.6]. An operation is
 * INITIAL, also initialised and with additional data given, until the first
 * byte of text makes it ACTIVE. Texts of CCM come out by blocks, as OP-TEE has
 * it; what is less waits here.
 */
#include <string.h>
#include <tee_internal_api.h>

#include "lib/mem.h"
#include "sdk/libutee/operation.h"
#include "sdk/libutee/panic.h"

static bool is_ae(TEE_OperationHandle operation)
{
    return operation && operation->alg.class == TEE_OPERATION_AE;
}

static bool is_initialized(TEE_OperationHandle operation)
{
    return operation->flags & TEE_HANDLE_FLAG_INITIALIZED;
}

TEE_Result TEE_AEInit(TEE_OperationHandle operation, const void *nonce,
                      size_t nonceLen, uint32_t tagLen, size_t AADLen,
                      size_t payloadLen)
{
    TEE_Result result;

    require(is_ae(operation) && nonce);
    require(operation->flags & TEE_HANDLE_FLAG_KEY_SET);
    require(operation->state == TEE_OPERATION_STATE_INITIAL);
    if (tagLen % 8)
        return TEE_ERROR_NOT_SUPPORTED;
    result = pass(engine_authenc_init(operation->engine, nonce, nonceLen,
                                      tagLen / 8, AADLen, payloadLen),
                  TEE_ERROR_NOT_SUPPORTED);
    if (result)
        return result;
    operation->length = tagLen / 8;
    operation->held = 0;
    operation->flags |= TEE_HANDLE_FLAG_INITIALIZED;
    return TEE_SUCCESS;
}

void TEE_AEUpdateAAD(TEE_OperationHandle operation, const void *AADdata,
                     size_t AADdataLen)
{
    require(is_ae(operation) && (AADdata || !AADdataLen));
    require(is_initialized(operation));
    require(operation->state == TEE_OPERATION_STATE_INITIAL);
    if (AADdataLen)
        (void)pass(
            engine_authenc_update_aad(operation->engine, AADdata, AADdataLen));
}

/* Bytes at the end of so much more text that have to wait for others. */
static size_t waiting(TEE_OperationHandle operation, size_t len)
{
    return operation->alg.id == TEE_ALG_AES_CCM
               ? (operation->held + len) % ENGINE_BLOCK
               : 0;
}

/* Processes whole blocks of what waits and src, all but `rest` bytes of it,
 * which wait from now on. */
static TEE_Result blocks_update(TEE_OperationHandle operation,
                                const uint8_t *src, size_t len, size_t rest,
                                void *dst, size_t *dst_len)
{
    uint8_t end[ENGINE_BLOCK];
    TEE_Result result;

    memcpy(end, src + len - rest, rest); /* dst may be src */
    result = engine_authenc_update_payload(operation->engine, operation->data,
                                           operation->held, src, len - rest,
                                           dst, dst_len);
    if (!result) {
        memcpy(operation->data, end, rest);
        operation->held = (uint32_t)rest;
    }
    mem_wipe(end, sizeof(end));
    return result;
}

TEE_Result TEE_AEUpdate(TEE_OperationHandle operation, const void *srcData,
                        size_t srcLen, void *destData, size_t *destLen)
{
    TEE_Result result = TEE_SUCCESS;
    size_t rest;

    require(is_ae(operation) && (srcData || !srcLen) && destLen &&
            (destData || !*destLen));
    require(is_initialized(operation));
    if (!srcLen) {
        *destLen = 0;
        return TEE_SUCCESS;
    }
    rest = waiting(operation, srcLen);
    if (rest == operation->held + srcLen) {
        memcpy(operation->data + operation->held, srcData, srcLen);
        operation->held = (uint32_t)rest;
        *destLen = 0;
    } else {
        result = pass(
            blocks_update(operation, srcData, srcLen, rest, destData, destLen),
            TEE_ERROR_SHORT_BUFFER);
    }
    if (!result)
        operation->state = TEE_OPERATION_STATE_ACTIVE;
    return result;
}

TEE_Result TEE_AEEncryptFinal(TEE_OperationHandle operation,
                              const void *srcData, size_t srcLen,
                              void *destData, size_t *destLen, void *tag,
                              size_t *tagLen)
{
    TEE_Result result;

    require(is_ae(operation) && (srcData || !srcLen) && destLen &&
            (destData || !*destLen) && tagLen && (tag || !*tagLen));
    require(is_initialized(operation));
    require(operation->mode == TEE_MODE_ENCRYPT);
    if (*tagLen < operation->length) {
        *tagLen = operation->length;
        /* The text's length is said, too: each byte of it gives one. */
        if (*destLen < operation->held + srcLen)
            *destLen = operation->held + srcLen;
        return TEE_ERROR_SHORT_BUFFER;
    }
    result = pass(engine_authenc_enc_final(operation->engine, operation->data,
                                           operation->held, srcData, srcLen,
                                           destData, destLen, tag,
                                           operation->length),
                  TEE_ERROR_SHORT_BUFFER);
    if (result)
        return result;
    *tagLen = operation->length;
    operation_stop(operation);
    return TEE_SUCCESS;
}

TEE_Result TEE_AEDecryptFinal(TEE_OperationHandle operation,
                              const void *srcData, size_t srcLen,
                              void *destData, size_t *destLen, void *tag,
                              size_t tagLen)
{
    TEE_Result result = TEE_ERROR_MAC_INVALID;

    require(is_ae(operation) && (srcData || !srcLen) && destLen &&
            (destData || !*destLen) && (tag || !tagLen));
    require(is_initialized(operation));
    require(operation->mode == TEE_MODE_DECRYPT);
    /* A tag of another length is none. Nothing is decrypted for it. */
    if (tagLen == operation->length)
        result = pass(engine_authenc_dec_final(
                          operation->engine, operation->data, operation->held,
                          srcData, srcLen, destData, destLen, tag, tagLen),
                      TEE_ERROR_SHORT_BUFFER, TEE_ERROR_MAC_INVALID);
    if (result != TEE_ERROR_SHORT_BUFFER)
        operation_stop(operation);
    return result;
}
