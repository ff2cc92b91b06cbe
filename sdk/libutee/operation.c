/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Operations [TEE Internal Core API 1.3.1, 6.2, 6.3]. This version has
 * digests only. The system's state of an operation is always ready for a
 * message, so the three states of a digest are: INITIAL (nothing hashed yet),
 * ACTIVE, EXTRACTING. A digest of fixed length that is being extracted is
 * kept here whole (`digest`); more output of a SHAKE comes from the system.
 */
#include <stdlib.h>
#include <string.h>
#include <tee_internal_api.h>
#include <utee_defines.h>

#include "sdk/engine/engine.h"
#include "sdk/libutee/panic.h"

struct __TEE_OperationHandle {
    uint32_t algorithm;
    uint32_t mode;
    uint32_t state;  /* TEE_OPERATION_STATE_* */
    uint32_t engine; /* the system's number of it */
    uint32_t length; /* bytes of the digest; 0: any (SHAKE) */
    uint32_t taken;  /* bytes of digest[] already extracted */
    uint8_t digest[TEE_MAX_HASH_SIZE];
};

static TEE_Result operation_begin(struct __TEE_OperationHandle *op)
{
    TEE_Result result =
        engine_cryp_state_alloc(op->algorithm, op->mode, 0, 0, &op->engine);

    if (result)
        return result;
    result = engine_hash_init(op->engine);
    if (result)
        (void)engine_cryp_state_free(op->engine);
    return result;
}

TEE_Result TEE_AllocateOperation(TEE_OperationHandle *operation,
                                 uint32_t algorithm, uint32_t mode,
                                 uint32_t maxKeySize)
{
    struct __TEE_OperationHandle *op;
    TEE_Result result;

    require(operation);
    (void)maxKeySize;
    *operation = TEE_HANDLE_NULL;
    if (TEE_ALG_GET_CLASS(algorithm) != TEE_OPERATION_DIGEST ||
        mode != TEE_MODE_DIGEST)
        return TEE_ERROR_NOT_SUPPORTED;
    op = calloc(1, sizeof(*op));
    if (!op)
        return TEE_ERROR_OUT_OF_MEMORY;
    op->algorithm = algorithm;
    op->mode = mode;
    op->length = (uint32_t)TEE_ALG_GET_DIGEST_SIZE(algorithm);
    result = operation_begin(op);
    if (result) {
        free(op);
        return pass(result, TEE_ERROR_NOT_SUPPORTED, TEE_ERROR_OUT_OF_MEMORY);
    }
    *operation = op;
    return TEE_SUCCESS;
}

void TEE_FreeOperation(TEE_OperationHandle operation)
{
    if (!operation)
        return;
    (void)pass(engine_cryp_state_free(operation->engine));
    free(operation);
}

void TEE_GetOperationInfo(TEE_OperationHandle operation,
                          TEE_OperationInfo *operationInfo)
{
    require(operation && operationInfo);
    *operationInfo = (TEE_OperationInfo){
        .algorithm = operation->algorithm,
        .operationClass = TEE_OPERATION_DIGEST,
        .mode = operation->mode,
        .digestLength = operation->length,
        .handleState = TEE_HANDLE_FLAG_INITIALIZED,
    };
}

TEE_Result
TEE_GetOperationInfoMultiple(TEE_OperationHandle operation,
                             TEE_OperationInfoMultiple *operationInfoMultiple,
                             size_t *operationSize)
{
    TEE_OperationInfoMultiple *info = operationInfoMultiple;
    size_t room;

    require(operation && operationInfoMultiple && operationSize);
    room = *operationSize;
    *operationSize = sizeof(*info);
    if (room < sizeof(*info))
        return TEE_ERROR_SHORT_BUFFER;
    memset(info, 0, sizeof(*info));
    info->algorithm = operation->algorithm;
    info->operationClass = TEE_OPERATION_DIGEST;
    info->mode = operation->mode;
    info->digestLength = operation->length;
    info->handleState = TEE_HANDLE_FLAG_INITIALIZED;
    info->operationState = operation->state;
    return TEE_SUCCESS;
}

static void restart(TEE_OperationHandle operation)
{
    (void)pass(engine_hash_init(operation->engine));
    memset(operation->digest, 0, sizeof(operation->digest));
    operation->taken = 0;
    operation->state = TEE_OPERATION_STATE_INITIAL;
}

void TEE_ResetOperation(TEE_OperationHandle operation)
{
    require(operation);
    restart(operation);
}

void TEE_CopyOperation(TEE_OperationHandle dstOperation,
                       TEE_OperationHandle srcOperation)
{
    uint32_t engine;

    require(dstOperation && srcOperation);
    require(dstOperation->algorithm == srcOperation->algorithm &&
            dstOperation->mode == srcOperation->mode);
    engine = dstOperation->engine;
    (void)pass(engine_cryp_state_copy(engine, srcOperation->engine));
    *dstOperation = *srcOperation;
    dstOperation->engine = engine;
}

void TEE_DigestUpdate(TEE_OperationHandle operation, const void *chunk,
                      size_t chunkSize)
{
    require(operation && (chunk || !chunkSize));
    require(operation->state != TEE_OPERATION_STATE_EXTRACTING);
    (void)pass(engine_hash_update(operation->engine, chunk, chunkSize));
    operation->state = TEE_OPERATION_STATE_ACTIVE;
}

/* Gives the next bytes of the whole digest that is kept here. */
static void take(TEE_OperationHandle operation, void *hash, size_t n)
{
    memcpy(hash, operation->digest + operation->taken, n);
    operation->taken += (uint32_t)n;
}

TEE_Result TEE_DigestDoFinal(TEE_OperationHandle operation, const void *chunk,
                             size_t chunkLen, void *hash, size_t *hashLen)
{
    size_t left;

    require(operation && (chunk || !chunkLen) && hashLen &&
            (hash || !*hashLen));
    require(operation->state != TEE_OPERATION_STATE_EXTRACTING || !chunkLen);
    if (operation->state == TEE_OPERATION_STATE_EXTRACTING &&
        operation->length) {
        left = operation->length - operation->taken;
        if (*hashLen < left) {
            *hashLen = left;
            return TEE_ERROR_SHORT_BUFFER;
        }
        take(operation, hash, left);
        *hashLen = left;
    } else if (pass(engine_hash_final(operation->engine, chunk, chunkLen, hash,
                                      hashLen),
                    TEE_ERROR_SHORT_BUFFER)) {
        return TEE_ERROR_SHORT_BUFFER;
    }
    restart(operation);
    return TEE_SUCCESS;
}

TEE_Result TEE_DigestExtract(TEE_OperationHandle operation, void *hash,
                             size_t *hashLen)
{
    size_t room = TEE_MAX_HASH_SIZE;
    size_t left;

    require(operation && hashLen && (hash || !*hashLen));
    if (!operation->length) {
        operation->state = TEE_OPERATION_STATE_EXTRACTING;
        return pass(
            engine_hash_final(operation->engine, NULL, 0, hash, hashLen));
    }
    if (operation->state != TEE_OPERATION_STATE_EXTRACTING) {
        (void)pass(engine_hash_final(operation->engine, NULL, 0,
                                     operation->digest, &room));
        operation->state = TEE_OPERATION_STATE_EXTRACTING;
        operation->taken = 0;
    }
    left = operation->length - operation->taken;
    if (*hashLen > left)
        *hashLen = left;
    take(operation, hash, *hashLen);
    return TEE_SUCCESS;
}

TEE_Result TEE_IsAlgorithmSupported(uint32_t algId, uint32_t element)
{
    static const uint32_t digests[] = {
        TEE_ALG_MD5,      TEE_ALG_SHA1,     TEE_ALG_SHA224,   TEE_ALG_SHA256,
        TEE_ALG_SHA384,   TEE_ALG_SHA512,   TEE_ALG_SHA3_224, TEE_ALG_SHA3_256,
        TEE_ALG_SHA3_384, TEE_ALG_SHA3_512, TEE_ALG_SM3,      TEE_ALG_SHAKE128,
        TEE_ALG_SHAKE256,
    };

    for (size_t i = 0; i < sizeof(digests) / sizeof(digests[0]); i++) {
        if (digests[i] == algId && element == TEE_CRYPTO_ELEMENT_NONE)
            return TEE_SUCCESS;
    }
    return TEE_ERROR_NOT_SUPPORTED;
}
