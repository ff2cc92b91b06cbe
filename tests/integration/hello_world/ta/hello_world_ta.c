/* SPDX-License-Identifier: BSD-2-Clause */
/* The smallest useful trusted application, in the style of OP-TEE's. */
#include <tee_internal_api.h>
#include <tee_internal_api_extensions.h>

#include <ctype.h>

#include <hello_world_ta.h>

TEE_Result TA_CreateEntryPoint(void)
{
    DMSG("has been called");
    return TEE_SUCCESS;
}

void TA_DestroyEntryPoint(void)
{
    DMSG("has been called");
}

TEE_Result TA_OpenSessionEntryPoint(uint32_t param_types,
                                    TEE_Param __maybe_unused params[4],
                                    void __maybe_unused **sess_ctx)
{
    uint32_t exp_param_types =
        TEE_PARAM_TYPES(TEE_PARAM_TYPE_NONE, TEE_PARAM_TYPE_NONE,
                        TEE_PARAM_TYPE_NONE, TEE_PARAM_TYPE_NONE);

    if (param_types != exp_param_types)
        return TEE_ERROR_BAD_PARAMETERS;
    IMSG("Hello World!\n");
    return TEE_SUCCESS;
}

void TA_CloseSessionEntryPoint(void __maybe_unused *sess_ctx)
{
    IMSG("Goodbye!\n");
}

static TEE_Result increment(uint32_t param_types, TEE_Param params[4])
{
    uint32_t exp_param_types =
        TEE_PARAM_TYPES(TEE_PARAM_TYPE_VALUE_INOUT, TEE_PARAM_TYPE_NONE,
                        TEE_PARAM_TYPE_NONE, TEE_PARAM_TYPE_NONE);

    if (param_types != exp_param_types)
        return TEE_ERROR_BAD_PARAMETERS;
    IMSG("Got value: %u from NW", params[0].value.a);
    params[0].value.a++;
    return TEE_SUCCESS;
}

static TEE_Result shout(uint32_t param_types, TEE_Param params[4])
{
    uint32_t exp_param_types = TEE_PARAM_TYPES(
        TEE_PARAM_TYPE_MEMREF_INPUT, TEE_PARAM_TYPE_MEMREF_OUTPUT,
        TEE_PARAM_TYPE_NONE, TEE_PARAM_TYPE_NONE);
    const char *in;
    char *out;
    uint32_t i;

    if (param_types != exp_param_types)
        return TEE_ERROR_BAD_PARAMETERS;
    if (params[1].memref.size < params[0].memref.size) {
        params[1].memref.size = params[0].memref.size;
        return TEE_ERROR_SHORT_BUFFER;
    }
    in = params[0].memref.buffer;
    out = params[1].memref.buffer;
    for (i = 0; i < params[0].memref.size; i++)
        out[i] = (char)toupper((unsigned char)in[i]);
    params[1].memref.size = params[0].memref.size;
    return TEE_SUCCESS;
}

TEE_Result TA_InvokeCommandEntryPoint(void __maybe_unused *sess_ctx,
                                      uint32_t cmd_id, uint32_t param_types,
                                      TEE_Param params[4])
{
    switch (cmd_id) {
    case HELLO_WORLD_INCREMENT:
        return increment(param_types, params);
    case HELLO_WORLD_SHOUT:
        return shout(param_types, params);
    default:
        return TEE_ERROR_BAD_PARAMETERS;
    }
}
