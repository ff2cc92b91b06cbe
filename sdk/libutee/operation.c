/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Operations, what all classes share [TEE Internal Core API 1.3.1, 6.2]. The
 * system's state is made with the operation, takes copies of keys, and decides
 * whether a key fits; what is checked here of a key is what the application
 * said when it allocated the operation, and its usage.
 */
#include <stdlib.h>
#include <string.h>
#include <tee_internal_api.h>
#include <utee_defines.h>

#include "lib/mem.h"
#include "sdk/libutee/object.h"
#include "sdk/libutee/operation.h"
#include "sdk/libutee/panic.h"

enum { NO_MODE = -1 };

/* What a key must be allowed for in a mode, or NO_MODE. */
static int64_t usage_of(const struct alg *alg, uint32_t mode)
{
    bool raw = alg->id == TEE_ALG_RSA_NOPAD;

    switch (alg->class) {
    case TEE_OPERATION_CIPHER:
    case TEE_OPERATION_AE:
    case TEE_OPERATION_ASYMMETRIC_CIPHER:
        if (mode == TEE_MODE_ENCRYPT)
            return TEE_USAGE_ENCRYPT | (raw ? TEE_USAGE_VERIFY : 0);
        if (mode == TEE_MODE_DECRYPT)
            return TEE_USAGE_DECRYPT | (raw ? TEE_USAGE_SIGN : 0);
        return NO_MODE;
    case TEE_OPERATION_ASYMMETRIC_SIGNATURE:
        if (mode == TEE_MODE_SIGN)
            return TEE_USAGE_SIGN;
        return mode == TEE_MODE_VERIFY ? TEE_USAGE_VERIFY : NO_MODE;
    case TEE_OPERATION_MAC:
        return mode == TEE_MODE_MAC ? TEE_USAGE_MAC : NO_MODE;
    case TEE_OPERATION_KEY_DERIVATION:
        return mode == TEE_MODE_DERIVE ? TEE_USAGE_DERIVE : NO_MODE;
    default:
        return mode == TEE_MODE_DIGEST ? 0 : NO_MODE;
    }
}

static uint32_t first_flags(const struct alg *alg)
{
    if (alg->class == TEE_OPERATION_DIGEST)
        return TEE_HANDLE_FLAG_KEY_SET | TEE_HANDLE_FLAG_INITIALIZED;
    return alg->keys > 1 ? TEE_HANDLE_FLAG_EXPECT_TWO_KEYS : 0;
}

static uint32_t first_length(const struct alg *alg)
{
    if (alg->class == TEE_OPERATION_DIGEST || alg->class == TEE_OPERATION_MAC)
        return (uint32_t)TEE_ALG_GET_DIGEST_SIZE(alg->id);
    return 0;
}

static uint32_t data_room(const struct alg *alg)
{
    if (alg->class == TEE_OPERATION_DIGEST || alg->class == TEE_OPERATION_MAC)
        return HASH_GATHER;
    return ENGINE_INLINE;
}

TEE_Result TEE_AllocateOperation(TEE_OperationHandle *operation,
                                 uint32_t algorithm, uint32_t mode,
                                 uint32_t maxKeySize)
{
    struct alg alg;
    struct __TEE_OperationHandle *op;
    uint32_t room;
    TEE_Result result;

    require(operation);
    *operation = TEE_HANDLE_NULL;
    if (!alg_find(algorithm, &alg) || usage_of(&alg, mode) == NO_MODE ||
        !alg_takes_max_size(&alg, maxKeySize))
        return TEE_ERROR_NOT_SUPPORTED;
    room = data_room(&alg);
    op = calloc(1, sizeof(*op) + room);
    if (!op)
        return TEE_ERROR_OUT_OF_MEMORY;
    op->alg = alg;
    op->room = room;
    op->algorithm = algorithm;
    op->mode = mode;
    op->max_size = maxKeySize;
    op->usage = (uint32_t)usage_of(&alg, mode);
    op->flags = first_flags(&alg);
    op->length = first_length(&alg);
    result = engine_cryp_state_alloc(alg.id, mode, 0, 0, &op->engine);
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
    mem_wipe(operation, sizeof(*operation) + operation->room);
    free(operation);
}

void TEE_GetOperationInfo(TEE_OperationHandle operation,
                          TEE_OperationInfo *operationInfo)
{
    bool one_key;

    require(operation && operationInfo);
    one_key = operation->alg.keys == 1;
    *operationInfo = (TEE_OperationInfo){
        .algorithm = operation->algorithm,
        .operationClass = operation->alg.class,
        .mode = operation->mode,
        .digestLength = operation->length,
        .maxKeySize = operation->max_size,
        .keySize = one_key ? operation->key_size : 0,
        .requiredKeyUsage = one_key ? operation->usage : 0,
        .handleState = operation->flags,
    };
}

TEE_Result
TEE_GetOperationInfoMultiple(TEE_OperationHandle operation,
                             TEE_OperationInfoMultiple *operationInfoMultiple,
                             size_t *operationSize)
{
    TEE_OperationInfoMultiple *info = operationInfoMultiple;
    size_t room;
    uint32_t keys;

    require(operation && operationSize);
    room = *operationSize;
    keys = operation->alg.keys;
    *operationSize = sizeof(*info) + keys * sizeof(info->keyInformation[0]);
    if (room < *operationSize)
        return TEE_ERROR_SHORT_BUFFER;
    require(info);
    *info = (TEE_OperationInfoMultiple){
        .algorithm = operation->algorithm,
        .operationClass = operation->alg.class,
        .mode = operation->mode,
        .digestLength = operation->length,
        .maxKeySize = operation->max_size,
        .handleState = operation->flags,
        .operationState = operation->state,
        .numberOfKeys = keys,
    };
    for (uint32_t i = 0; i < keys; i++)
        info->keyInformation[i] =
            (TEE_OperationInfoKey){operation->key_size, operation->usage};
    return TEE_SUCCESS;
}

void operation_stop(TEE_OperationHandle operation)
{
    if (operation->alg.class == TEE_OPERATION_DIGEST ||
        operation->alg.class == TEE_OPERATION_MAC)
        hash_forget(operation);
    if (operation->held)
        mem_wipe(operation->data, ENGINE_INLINE);
    operation_rest(operation);
}

void TEE_ResetOperation(TEE_OperationHandle operation)
{
    require(operation);
    require(operation->flags & TEE_HANDLE_FLAG_KEY_SET);
    operation_stop(operation);
}

static void key_is_set(TEE_OperationHandle operation, uint32_t key_size)
{
    operation->key_size = key_size;
    if (key_size)
        operation->flags |= TEE_HANDLE_FLAG_KEY_SET;
    else
        operation->flags &= ~(uint32_t)TEE_HANDLE_FLAG_KEY_SET;
}

/* The size of a key; panics if the operation may not have it. */
static uint32_t key_check(TEE_OperationHandle operation, uint32_t key)
{
    uint32_t max = operation->max_size / operation->alg.keys;
    struct engine_object_info info;

    (void)pass(engine_cryp_obj_get_info(key, &info));
    require(info.size);
    require((info.usage & operation->usage) == operation->usage);
    require(info.size <= alg_key_bits(&operation->alg, max));
    return info.size;
}

/* An operation can be given keys while it is not at work. */
static bool takes_keys(TEE_OperationHandle operation, uint32_t keys)
{
    return operation && operation->alg.keys == keys &&
           !(operation->flags & TEE_HANDLE_FLAG_INITIALIZED);
}

TEE_Result TEE_SetOperationKey(TEE_OperationHandle operation,
                               TEE_ObjectHandle key)
{
    uint32_t number = key ? object_number(key) : 0;
    uint32_t size;

    require(takes_keys(operation, 1));
    size = number ? key_check(operation, number) : 0;
    (void)pass(engine_cryp_state_set_key(operation->engine, number, 0));
    key_is_set(operation, size);
    return TEE_SUCCESS;
}

TEE_Result TEE_SetOperationKey2(TEE_OperationHandle operation,
                                TEE_ObjectHandle key1, TEE_ObjectHandle key2)
{
    uint32_t number[2] = {0};
    uint32_t size = 0;

    require(takes_keys(operation, 2));
    require(!key1 == !key2);
    if (key1 && key1 == key2)
        return TEE_ERROR_SECURITY;
    if (key1) {
        number[0] = object_number(key1);
        number[1] = object_number(key2);
        size = key_check(operation, number[0]);
        require(key_check(operation, number[1]) == size);
    }
    (void)pass(
        engine_cryp_state_set_key(operation->engine, number[0], number[1]));
    key_is_set(operation, size);
    return TEE_SUCCESS;
}

void TEE_CopyOperation(TEE_OperationHandle dstOperation,
                       TEE_OperationHandle srcOperation)
{
    struct __TEE_OperationHandle *dst = dstOperation;
    const struct __TEE_OperationHandle *src = srcOperation;
    uint32_t engine;
    uint32_t max_size;

    require(dst && src);
    require(dst->algorithm == src->algorithm && dst->mode == src->mode);
    if (dst == src)
        return;
    engine = dst->engine;
    max_size = dst->max_size;
    if (src->alg.keys)
        require(src->key_size <=
                alg_key_bits(&dst->alg, max_size / dst->alg.keys));
    (void)pass(engine_cryp_state_copy(engine, src->engine));
    memcpy(dst, src, sizeof(*dst) + src->room); /* of both, by algorithm */
    dst->engine = engine;
    dst->max_size = max_size;
}

TEE_Result TEE_IsAlgorithmSupported(uint32_t algId, uint32_t element)
{
    struct alg alg;

    if (alg_find(algId, &alg) && alg_takes_element(&alg, element))
        return TEE_SUCCESS;
    return TEE_ERROR_NOT_SUPPORTED;
}
