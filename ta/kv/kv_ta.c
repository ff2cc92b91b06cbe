/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Entry points of the key-value TA: decodes the parameters of abi/ta/kv.h and
 * calls the store.
 *
 * Memory references may be shared with the normal world and change at any
 * time. Sizes and values of parameters are ours; of the bytes, a key is copied
 * to the stack before it is looked at, and a value is copied once, by the
 * store. Output is written and never read back. The store is the one global
 * (kv_store); it lives as long as the instance.
 */
#include <stdlib.h>
#include <string.h>

#include <tee_internal_api.h>

#include "ta/kv/store.h"

/* The part of a memory reference that its window leaves. */
struct span {
    uint8_t *bytes;
    size_t length;
};

static void *heap_alloc(void *context, size_t size)
{
    (void)context;
    return malloc(size);
}

static void heap_release(void *context, void *block)
{
    (void)context;
    free(block);
}

static const struct store_memory heap = {heap_alloc, heap_release, NULL};
static struct store kv_store;

static TEE_Result to_tee(enum store_result result)
{
    static const TEE_Result table[] = {
        [STORE_OK] = TEE_SUCCESS,
        [STORE_NOT_FOUND] = TEE_ERROR_ITEM_NOT_FOUND,
        [STORE_FULL] = TEE_ERROR_STORAGE_NO_SPACE,
        [STORE_SHORT_BUFFER] = TEE_ERROR_SHORT_BUFFER,
        [STORE_BAD_ARGUMENT] = TEE_ERROR_BAD_PARAMETERS,
    };

    return table[result];
}

/* True if parameter n is a memory reference of either type. A NULL one for
 * input has no bytes, whatever size it claims; for output it asks for the
 * size that is needed. */
static _Bool is_memref(uint32_t types, const TEE_Param *params, unsigned n,
                       uint32_t type)
{
    uint32_t actual = TEE_PARAM_TYPE_GET(types, n);

    if (actual != type && actual != TEE_PARAM_TYPE_MEMREF_INOUT)
        return 0;
    return type == TEE_PARAM_TYPE_MEMREF_OUTPUT || params[n].memref.buffer ||
           params[n].memref.size == 0;
}

/* Narrows the memory reference in parameter `ref` to the window in parameter
 * `window`, which is a value of type `type` or not there. */
static TEE_Result decode_span(uint32_t types, const TEE_Param *params,
                              unsigned ref, unsigned window, uint32_t type,
                              struct span *span)
{
    uint32_t actual = TEE_PARAM_TYPE_GET(types, window);
    size_t size = params[ref].memref.buffer ? params[ref].memref.size : 0;
    size_t offset = params[window].value.a;
    size_t length = params[window].value.b;

    span->bytes = params[ref].memref.buffer;
    span->length = size;
    if (actual == TEE_PARAM_TYPE_NONE)
        return TEE_SUCCESS;
    if (actual != type || offset > size || length > size - offset)
        return TEE_ERROR_BAD_PARAMETERS;
    if (span->bytes)
        span->bytes += offset;
    span->length = length;
    return TEE_SUCCESS;
}

/* Says how many bytes parameter 1, or its window in 2, holds or needs. */
static void return_length(uint32_t types, TEE_Param *params, size_t length)
{
    if (TEE_PARAM_TYPE_GET(types, 2) == TEE_PARAM_TYPE_NONE)
        params[1].memref.size = length;
    else
        params[2].value.b = (uint32_t)length;
}

static void put_le32(uint8_t *p, uint32_t v)
{
    for (unsigned i = 0; i < 4; i++)
        p[i] = (uint8_t)(v >> (8 * i));
}

/* Copies the key in parameter 0 (window 3) to `copy`; *key then refers to the
 * copy. */
static TEE_Result decode_key(uint32_t types, const TEE_Param *params,
                             uint8_t copy[KV_KEY_MAX], struct store_key *key)
{
    struct span span;
    TEE_Result result;

    key->bytes = copy;
    key->length = 8;
    if (TEE_PARAM_TYPE_GET(types, 0) == TEE_PARAM_TYPE_VALUE_INPUT) {
        put_le32(copy, params[0].value.a);
        put_le32(copy + 4, params[0].value.b);
        return TEE_PARAM_TYPE_GET(types, 3) == TEE_PARAM_TYPE_NONE
                   ? TEE_SUCCESS
                   : TEE_ERROR_BAD_PARAMETERS;
    }
    if (!is_memref(types, params, 0, TEE_PARAM_TYPE_MEMREF_INPUT))
        return TEE_ERROR_BAD_PARAMETERS;
    result =
        decode_span(types, params, 0, 3, TEE_PARAM_TYPE_VALUE_INPUT, &span);
    if (result)
        return result;
    if (span.length == 0 || span.length > KV_KEY_MAX)
        return TEE_ERROR_BAD_PARAMETERS;
    key->length = span.length;
    memcpy(copy, span.bytes, span.length);
    return TEE_SUCCESS;
}

static TEE_Result on_put(uint32_t types, TEE_Param *params)
{
    uint8_t copy[KV_KEY_MAX];
    struct store_key key;
    struct span value;
    TEE_Result result = decode_key(types, params, copy, &key);

    if (result || !is_memref(types, params, 1, TEE_PARAM_TYPE_MEMREF_INPUT))
        return TEE_ERROR_BAD_PARAMETERS;
    result =
        decode_span(types, params, 1, 2, TEE_PARAM_TYPE_VALUE_INPUT, &value);
    if (result)
        return result;
    return to_tee(store_put(&kv_store, key, value.bytes, value.length));
}

static TEE_Result on_get(uint32_t types, TEE_Param *params)
{
    uint8_t copy[KV_KEY_MAX];
    struct store_key key;
    struct span out;
    const void *value = NULL;
    size_t length = 0;
    TEE_Result result = decode_key(types, params, copy, &key);

    if (result || !is_memref(types, params, 1, TEE_PARAM_TYPE_MEMREF_OUTPUT))
        return TEE_ERROR_BAD_PARAMETERS;
    result = decode_span(types, params, 1, 2, TEE_PARAM_TYPE_VALUE_INOUT, &out);
    if (result)
        return result;
    result = to_tee(store_get(&kv_store, key, &value, &length));
    if (result)
        return result;
    return_length(types, params, length);
    if (length > out.length)
        return TEE_ERROR_SHORT_BUFFER;
    if (length)
        memcpy(out.bytes, value, length);
    return TEE_SUCCESS;
}

static TEE_Result on_del(uint32_t types, TEE_Param *params)
{
    uint8_t copy[KV_KEY_MAX];
    struct store_key key;
    TEE_Result result = decode_key(types, params, copy, &key);

    if (result || TEE_PARAM_TYPE_GET(types, 1) != TEE_PARAM_TYPE_NONE ||
        TEE_PARAM_TYPE_GET(types, 2) != TEE_PARAM_TYPE_NONE)
        return TEE_ERROR_BAD_PARAMETERS;
    return to_tee(store_del(&kv_store, key));
}

static TEE_Result on_list(uint32_t types, TEE_Param *params)
{
    uint32_t cursor = params[0].value.a;
    uint32_t keys = 0;
    struct span out;
    enum store_result result;

    if (TEE_PARAM_TYPE_GET(types, 0) != TEE_PARAM_TYPE_VALUE_INOUT ||
        !is_memref(types, params, 1, TEE_PARAM_TYPE_MEMREF_OUTPUT) ||
        TEE_PARAM_TYPE_GET(types, 3) != TEE_PARAM_TYPE_NONE ||
        decode_span(types, params, 1, 2, TEE_PARAM_TYPE_VALUE_INOUT, &out))
        return TEE_ERROR_BAD_PARAMETERS;
    result = store_list(&kv_store, &cursor, out.bytes, &out.length, &keys);
    if (result == STORE_BAD_ARGUMENT)
        return TEE_ERROR_BAD_PARAMETERS;
    params[0].value.a = cursor;
    params[0].value.b = keys;
    return_length(types, params, out.length);
    return to_tee(result);
}

static TEE_Result on_count(uint32_t types, TEE_Param *params)
{
    if (types != TEE_PARAM_TYPES(TEE_PARAM_TYPE_VALUE_OUTPUT,
                                 TEE_PARAM_TYPE_NONE, TEE_PARAM_TYPE_NONE,
                                 TEE_PARAM_TYPE_NONE))
        return TEE_ERROR_BAD_PARAMETERS;
    params[0].value.a = kv_store.count;
    params[0].value.b = 0;
    return TEE_SUCCESS;
}

TEE_Result TA_CreateEntryPoint(void)
{
    store_init(&kv_store, &heap);
    return TEE_SUCCESS;
}

void TA_DestroyEntryPoint(void)
{
    store_clear(&kv_store);
}

TEE_Result TA_OpenSessionEntryPoint(uint32_t types, TEE_Param params[4],
                                    void **session)
{
    (void)params;
    (void)session;
    return types ? TEE_ERROR_BAD_PARAMETERS : TEE_SUCCESS;
}

void TA_CloseSessionEntryPoint(void *session)
{
    (void)session;
}

TEE_Result TA_InvokeCommandEntryPoint(void *session, uint32_t command,
                                      uint32_t types, TEE_Param params[4])
{
    (void)session;
    switch (command) {
    case KV_PUT:
        return on_put(types, params);
    case KV_GET:
        return on_get(types, params);
    case KV_DEL:
        return on_del(types, params);
    case KV_LIST:
        return on_list(types, params);
    case KV_COUNT:
        return on_count(types, params);
    default:
        return TEE_ERROR_NOT_SUPPORTED;
    }
}
