/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calls the Internal Core API and returns the answers.
 *
 * RANDOM    memory out: filled
 * DIGEST    value in (algorithm, split), memory in, memory out: the digest,
 *           the first `split` bytes given by an update of their own
 * TIME      value in (milliseconds to wait), value out (milliseconds that went
 *           by, 0), value out (REE seconds, 0)
 * PROPERTY  value in (set, kind), memory in (name), memory out, value out
 *           (number, 0); sets: 0 TA, 1 client, 2 implementation; kinds:
 *           0 string, 1 bool, 2 u32, 3 UUID, 4 identity
 * MEMORY    checks malloc, TEE_Malloc and friends; BAD_STATE if one is wrong
 * ALLOCATE  value in (bytes): can this much be allocated
 * CRYPTO    value in (group, see crypto.h), value out (line of the first thing
 *           that is wrong, or 0)
 */
#include <stdlib.h>
#include <string.h>

#include <tee_internal_api.h>

#include "crypto.h"

enum {
    RANDOM = 1,
    DIGEST = 2,
    TIME = 3,
    PROPERTY = 4,
    MEMORY = 5,
    ALLOCATE = 6,
    CRYPTO = 7,
};

static TEE_Result on_digest(TEE_Param params[4])
{
    TEE_OperationHandle operation = TEE_HANDLE_NULL;
    const uint8_t *in = params[1].memref.buffer;
    size_t split = params[0].value.b;
    size_t size = params[2].memref.size;
    TEE_Result result;

    if (split > params[1].memref.size)
        return TEE_ERROR_BAD_PARAMETERS;
    result = TEE_AllocateOperation(&operation, params[0].value.a,
                                   TEE_MODE_DIGEST, 0);
    if (result)
        return result;
    TEE_DigestUpdate(operation, in, split);
    result =
        TEE_DigestDoFinal(operation, in + split, params[1].memref.size - split,
                          params[2].memref.buffer, &size);
    params[2].memref.size = size;
    TEE_FreeOperation(operation);
    return result;
}

static uint32_t time_ms(const TEE_Time *t)
{
    return t->seconds * 1000 + t->millis;
}

static TEE_Result on_time(TEE_Param params[4])
{
    TEE_Time start;
    TEE_Time end;
    TEE_Time ree;
    TEE_Result result;

    TEE_GetSystemTime(&start);
    result = TEE_Wait(params[0].value.a);
    TEE_GetSystemTime(&end);
    TEE_GetREETime(&ree);
    params[1].value.a = time_ms(&end) - time_ms(&start);
    params[2].value.a = ree.seconds;
    return result;
}

static TEE_Result on_property(TEE_Param params[4])
{
    static const TEE_PropSetHandle sets[] = {TEE_PROPSET_CURRENT_TA,
                                             TEE_PROPSET_CURRENT_CLIENT,
                                             TEE_PROPSET_TEE_IMPLEMENTATION};
    TEE_PropSetHandle set = sets[params[0].value.a % 3];
    char *out = params[2].memref.buffer;
    size_t *size = &params[2].memref.size;
    char name[64] = {0};
    bool truth = false;
    TEE_Result result;

    if (params[1].memref.size >= sizeof(name) || *size < sizeof(TEE_Identity))
        return TEE_ERROR_BAD_PARAMETERS;
    memcpy(name, params[1].memref.buffer, params[1].memref.size);
    switch (params[0].value.b) {
    case 0:
        return TEE_GetPropertyAsString(set, name, out, size);
    case 1:
        result = TEE_GetPropertyAsBool(set, name, &truth);
        params[3].value.a = truth;
        *size = 0;
        return result;
    case 2:
        *size = 0;
        return TEE_GetPropertyAsU32(set, name, &params[3].value.a);
    case 3:
        *size = sizeof(TEE_UUID);
        return TEE_GetPropertyAsUUID(set, name, (void *)out);
    default:
        *size = sizeof(TEE_Identity);
        return TEE_GetPropertyAsIdentity(set, name, (void *)out);
    }
}

static _Bool is_filled(const uint8_t *p, size_t n, uint8_t with)
{
    for (size_t i = 0; i < n; i++)
        if (p[i] != with)
            return 0;
    return 1;
}

static TEE_Result on_memory(void)
{
    uint8_t *p = TEE_Malloc(1000, TEE_MALLOC_FILL_ZERO);
    uint8_t *q;
    _Bool good;

    if (!p)
        return TEE_ERROR_OUT_OF_MEMORY;
    good = is_filled(p, 1000, 0);
    TEE_MemFill(p, 0x5a, 1000);
    q = TEE_Realloc(p, 3000);
    if (!q) {
        TEE_Free(p);
        return TEE_ERROR_OUT_OF_MEMORY;
    }
    good = good && is_filled(q, 1000, 0x5a);
    TEE_MemMove(q + 1500, q, 1000);
    good = good && TEE_MemCompare(q, q + 1500, 1000) == 0 &&
           TEE_CheckMemoryAccessRights(TEE_MEMORY_ACCESS_READ |
                                           TEE_MEMORY_ACCESS_WRITE,
                                       q, 3000) == TEE_SUCCESS &&
           TEE_CheckMemoryAccessRights(TEE_MEMORY_ACCESS_READ, NULL, 1) !=
               TEE_SUCCESS;
    TEE_Free(q);
    return good ? TEE_SUCCESS : TEE_ERROR_BAD_STATE;
}

static TEE_Result on_allocate(size_t bytes)
{
    void *p = malloc(bytes);

    free(p);
    return p ? TEE_SUCCESS : TEE_ERROR_OUT_OF_MEMORY;
}

TEE_Result TA_CreateEntryPoint(void)
{
    return TEE_SUCCESS;
}

void TA_DestroyEntryPoint(void)
{
}

TEE_Result TA_OpenSessionEntryPoint(uint32_t types, TEE_Param params[4],
                                    void **session)
{
    (void)types;
    (void)params;
    (void)session;
    return TEE_SUCCESS;
}

void TA_CloseSessionEntryPoint(void *session)
{
    (void)session;
}

TEE_Result TA_InvokeCommandEntryPoint(void *session, uint32_t command,
                                      uint32_t types, TEE_Param params[4])
{
    (void)session;
    (void)types;
    switch (command) {
    case RANDOM:
        TEE_GenerateRandom(params[0].memref.buffer, params[0].memref.size);
        return TEE_SUCCESS;
    case DIGEST:
        return on_digest(params);
    case TIME:
        return on_time(params);
    case PROPERTY:
        return on_property(params);
    case MEMORY:
        return on_memory();
    case ALLOCATE:
        return on_allocate(params[0].value.a);
    case CRYPTO:
        params[1].value.a = crypto_check(params[0].value.a);
        return TEE_SUCCESS;
    default:
        return TEE_ERROR_NOT_SUPPORTED;
    }
}
