/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The vectors TA: one case per command, by a table of actions. What a command
 * cannot say, because the TA died of it, its client sees.
 */
#include <tee_internal_api.h>

#include "case.h"

static uint32_t (*const actions[VECTOR_ACTIONS])(struct run *run) = {
    [VECTOR_DIGEST] = run_digest,   [VECTOR_MAC] = run_mac,
    [VECTOR_CIPHER] = run_cipher,   [VECTOR_AE] = run_ae,
    [VECTOR_SIGN] = run_sign,       [VECTOR_VERIFY] = run_verify,
    [VECTOR_ENCRYPT] = run_encrypt, [VECTOR_DECRYPT] = run_decrypt,
    [VECTOR_DERIVE] = run_derive,   [VECTOR_GENERATE] = run_generate,
};

TEE_Result TA_CreateEntryPoint(void)
{
    return TEE_SUCCESS;
}

void TA_DestroyEntryPoint(void)
{
}

TEE_Result TA_OpenSessionEntryPoint(uint32_t types,
                                    TEE_Param params[TEE_NUM_PARAMS],
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

/* The case is copied: it comes in memory that the client shares. */
static TEE_Result run_case(uint32_t types, TEE_Param params[TEE_NUM_PARAMS])
{
    struct run run;
    void *copy;

    if (types != TEE_PARAM_TYPES(TEE_PARAM_TYPE_MEMREF_INPUT,
                                 TEE_PARAM_TYPE_VALUE_OUTPUT, 0, 0))
        return TEE_ERROR_BAD_PARAMETERS;
    copy = TEE_Malloc(params[0].memref.size, TEE_MALLOC_FILL_ZERO);
    if (!copy)
        return TEE_ERROR_OUT_OF_MEMORY;
    TEE_MemMove(copy, params[0].memref.buffer, params[0].memref.size);
    if (run_decode(&run, copy, params[0].memref.size))
        params[1].value.a = actions[run.head->action](&run);
    else
        params[1].value.a = END(&run, VECTOR_BAD_CASE);
    params[1].value.b = run.line;
    run_close(&run);
    TEE_Free(copy);
    return TEE_SUCCESS;
}

static TEE_Result is_supported(uint32_t types, TEE_Param params[TEE_NUM_PARAMS])
{
    if (types != TEE_PARAM_TYPES(TEE_PARAM_TYPE_VALUE_INOUT, 0, 0, 0))
        return TEE_ERROR_BAD_PARAMETERS;
    params[0].value.a =
        TEE_IsAlgorithmSupported(params[0].value.a, params[0].value.b);
    return TEE_SUCCESS;
}

TEE_Result TA_InvokeCommandEntryPoint(void *session, uint32_t command,
                                      uint32_t types,
                                      TEE_Param params[TEE_NUM_PARAMS])
{
    (void)session;
    switch (command) {
    case VECTOR_RUN:
        return run_case(types, params);
    case VECTOR_SUPPORTED:
        return is_supported(types, params);
    default:
        return TEE_ERROR_NOT_SUPPORTED;
    }
}
