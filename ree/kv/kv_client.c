/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Builds the parameters of each command for the client's kind of memory: the
 * key in parameter 0, the value in 1, and for a whole region their windows in
 * 3 and 2.
 */
#include "ree/kv/kv_client.h"

#include <stdlib.h>
#include <string.h>

/* The two buffers are one block: the key, then, from here, the value. */
#define VALUE_OFFSET 256u
#define BUFFER_SIZE  (VALUE_OFFSET + KV_VALUE_MAX)

static TEEC_Result buffer_allocate(struct kv_client *c)
{
    TEEC_Result result;

    c->origin = TEEC_ORIGIN_API;
    if (c->memory == KV_TEMPORARY) {
        c->key = malloc(BUFFER_SIZE);
        result = c->key ? TEEC_SUCCESS : TEEC_ERROR_OUT_OF_MEMORY;
    } else {
        c->region.size = BUFFER_SIZE;
        c->region.flags = TEEC_MEM_INPUT | TEEC_MEM_OUTPUT;
        result = TEEC_AllocateSharedMemory(&c->context, &c->region);
        c->key = c->region.buffer;
    }
    if (!result)
        c->value = c->key + VALUE_OFFSET;
    return result;
}

TEEC_Result kv_open(struct kv_client *c, enum kv_memory memory)
{
    static const TEEC_UUID uuid = KV_TA_UUID;
    TEEC_Result result;

    memset(c, 0, sizeof(*c));
    c->memory = memory;
    c->origin = TEEC_ORIGIN_API;
    result = TEEC_InitializeContext(NULL, &c->context);
    if (result)
        return result;
    result = TEEC_OpenSession(&c->context, &c->session, &uuid,
                              TEEC_LOGIN_PUBLIC, NULL, NULL, &c->origin);
    if (!result) {
        result = buffer_allocate(c);
        if (!result)
            return TEEC_SUCCESS;
        TEEC_CloseSession(&c->session);
    }
    TEEC_FinalizeContext(&c->context);
    return result;
}

void kv_close(struct kv_client *c)
{
    if (c->memory == KV_TEMPORARY)
        free(c->key);
    else
        TEEC_ReleaseSharedMemory(&c->region);
    TEEC_CloseSession(&c->session);
    TEEC_FinalizeContext(&c->context);
    memset(c, 0, sizeof(*c));
}

TEEC_Result kv_key_set(struct kv_client *c, const void *key, size_t length)
{
    c->origin = TEEC_ORIGIN_API;
    if (length == 0 || length > KV_KEY_MAX)
        return TEEC_ERROR_BAD_PARAMETERS;
    memcpy(c->key, key, length);
    c->key_length = length;
    return TEEC_SUCCESS;
}

/*
 * Refers to `length` bytes from `offset` of the buffer in parameter `ref`,
 * which is for `direction` (TEEC_MEM_INPUT or TEEC_MEM_OUTPUT); a whole
 * reference gets its window in parameter `window`. Adds their types to op.
 */
static void buffer_lend(struct kv_client *c, TEEC_Operation *op, unsigned ref,
                        unsigned window, size_t offset, size_t length,
                        uint32_t direction)
{
    _Bool in = direction == TEEC_MEM_INPUT;
    uint32_t window_type = in ? TEEC_VALUE_INPUT : TEEC_VALUE_INOUT;
    uint32_t ref_type;
    TEEC_Parameter *p = &op->params[ref];

    switch (c->memory) {
    case KV_WHOLE:
        p->memref.parent = &c->region;
        ref_type = TEEC_MEMREF_WHOLE;
        op->params[window].value.a = (uint32_t)offset;
        op->params[window].value.b = (uint32_t)length;
        op->paramTypes |= window_type << (4 * window);
        break;
    case KV_PARTIAL:
        p->memref.parent = &c->region;
        p->memref.offset = offset;
        p->memref.size = length;
        ref_type = in ? TEEC_MEMREF_PARTIAL_INPUT : TEEC_MEMREF_PARTIAL_OUTPUT;
        break;
    default:
        p->tmpref.buffer = c->key + offset;
        p->tmpref.size = length;
        ref_type = in ? TEEC_MEMREF_TEMP_INPUT : TEEC_MEMREF_TEMP_OUTPUT;
    }
    op->paramTypes |= ref_type << (4 * ref);
}

static void key_lend(struct kv_client *c, TEEC_Operation *op)
{
    buffer_lend(c, op, 0, 3, 0, c->key_length, TEEC_MEM_INPUT);
}

/* The length that came back for the value. */
static size_t value_length(const struct kv_client *c, const TEEC_Operation *op)
{
    if (c->memory == KV_WHOLE)
        return op->params[2].value.b;
    return c->memory == KV_TEMPORARY ? op->params[1].tmpref.size
                                     : op->params[1].memref.size;
}

TEEC_Result kv_put(struct kv_client *c, size_t length)
{
    TEEC_Operation op = {0};

    key_lend(c, &op);
    buffer_lend(c, &op, 1, 2, VALUE_OFFSET, length, TEEC_MEM_INPUT);
    return TEEC_InvokeCommand(&c->session, KV_PUT, &op, &c->origin);
}

/* Invokes a command that fills *length bytes of the value. */
static TEEC_Result invoke_out(struct kv_client *c, uint32_t command,
                              TEEC_Operation *op, size_t *length)
{
    size_t room = *length;
    TEEC_Result result;

    buffer_lend(c, op, 1, 2, VALUE_OFFSET, room, TEEC_MEM_OUTPUT);
    result = TEEC_InvokeCommand(&c->session, command, op, &c->origin);
    *length = value_length(c, op);
    if (!result && *length > room) {
        c->origin = TEEC_ORIGIN_API;
        return TEEC_ERROR_EXCESS_DATA;
    }
    return result;
}

TEEC_Result kv_get(struct kv_client *c, size_t *length)
{
    TEEC_Operation op = {0};

    key_lend(c, &op);
    return invoke_out(c, KV_GET, &op, length);
}

TEEC_Result kv_del(struct kv_client *c)
{
    TEEC_Operation op = {0};

    key_lend(c, &op);
    return TEEC_InvokeCommand(&c->session, KV_DEL, &op, &c->origin);
}

TEEC_Result kv_list(struct kv_client *c, uint32_t *cursor, size_t *length)
{
    TEEC_Operation op = {.paramTypes = TEEC_VALUE_INOUT};
    TEEC_Result result;

    op.params[0].value.a = *cursor;
    *length = KV_VALUE_MAX;
    result = invoke_out(c, KV_LIST, &op, length);
    if (!result)
        *cursor = op.params[0].value.a;
    return result;
}

TEEC_Result kv_count(struct kv_client *c, uint32_t *keys)
{
    TEEC_Operation op = {.paramTypes = TEEC_VALUE_OUTPUT};
    TEEC_Result result;

    result = TEEC_InvokeCommand(&c->session, KV_COUNT, &op, &c->origin);
    if (!result)
        *keys = op.params[0].value.a;
    return result;
}
