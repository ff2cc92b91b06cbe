/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Shows what becomes of each kind of parameter.
 *
 * VALUES  in, out, inout, none: out = (in.a + in.b, in.a ^ in.b); inout
 *         swaps its two.
 * MEMORY  in, out, inout, value out: out = the bytes of in reversed, inout
 *         is complemented, value = (size of out as given, sum of in).
 *         SHORT_BUFFER with the size if out is shorter than in.
 * TYPES   any, any, any, value out: a = types of the first three, b = bit n:
 *         memory reference n is not NULL, from bit 8 on the sum of sizes.
 */
#include <tee_internal_api.h>

enum { VALUES = 1, MEMORY = 2, TYPES = 3 };

static TEE_Result on_values(uint32_t types, TEE_Param params[4])
{
    uint32_t a = params[0].value.a;
    uint32_t b = params[0].value.b;
    uint32_t swap = params[2].value.a;

    if (types != TEE_PARAM_TYPES(
                     TEE_PARAM_TYPE_VALUE_INPUT, TEE_PARAM_TYPE_VALUE_OUTPUT,
                     TEE_PARAM_TYPE_VALUE_INOUT, TEE_PARAM_TYPE_NONE) ||
        params[1].value.a || params[1].value.b)
        return TEE_ERROR_BAD_PARAMETERS;
    params[1].value.a = a + b;
    params[1].value.b = a ^ b;
    params[2].value.a = params[2].value.b;
    params[2].value.b = swap;
    return TEE_SUCCESS;
}

static TEE_Result on_memory(uint32_t types, TEE_Param params[4])
{
    const uint8_t *in = params[0].memref.buffer;
    uint8_t *out = params[1].memref.buffer;
    uint8_t *inout = params[2].memref.buffer;
    size_t n = params[0].memref.size;
    uint32_t sum = 0;

    if (types != TEE_PARAM_TYPES(
                     TEE_PARAM_TYPE_MEMREF_INPUT, TEE_PARAM_TYPE_MEMREF_OUTPUT,
                     TEE_PARAM_TYPE_MEMREF_INOUT, TEE_PARAM_TYPE_VALUE_OUTPUT))
        return TEE_ERROR_BAD_PARAMETERS;
    params[3].value.a = (uint32_t)params[1].memref.size;
    if (params[1].memref.size < n) {
        params[1].memref.size = n;
        return TEE_ERROR_SHORT_BUFFER;
    }
    for (size_t i = 0; i < n; i++) {
        out[n - 1 - i] = in[i];
        sum += in[i];
    }
    for (size_t i = 0; i < params[2].memref.size; i++)
        inout[i] = (uint8_t)~inout[i];
    params[1].memref.size = n;
    params[3].value.b = sum;
    return TEE_SUCCESS;
}

static TEE_Result on_types(uint32_t types, TEE_Param params[4])
{
    uint32_t there = 0;
    uint32_t sizes = 0;

    if (TEE_PARAM_TYPE_GET(types, 3) != TEE_PARAM_TYPE_VALUE_OUTPUT)
        return TEE_ERROR_BAD_PARAMETERS;
    for (unsigned i = 0; i < 3; i++)
        if (TEE_PARAM_TYPE_GET(types, i) >= TEE_PARAM_TYPE_MEMREF_INPUT) {
            there |= (uint32_t)(params[i].memref.buffer != NULL) << i;
            sizes += (uint32_t)params[i].memref.size;
        }
    params[3].value.a = types & 0xfff;
    params[3].value.b = there | sizes << 8;
    return TEE_SUCCESS;
}

TEE_Result TA_CreateEntryPoint(void)
{
    return TEE_SUCCESS;
}

void TA_DestroyEntryPoint(void)
{
}

/* Opening takes what VALUES takes, or nothing. */
TEE_Result TA_OpenSessionEntryPoint(uint32_t types, TEE_Param params[4],
                                    void **session)
{
    (void)session;
    return types ? on_values(types, params) : TEE_SUCCESS;
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
    case VALUES:
        return on_values(types, params);
    case MEMORY:
        return on_memory(types, params);
    case TYPES:
        return on_types(types, params);
    default:
        return TEE_ERROR_NOT_SUPPORTED;
    }
}
