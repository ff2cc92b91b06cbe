/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Succeeds, and touches no parameter: what is measured is the way here. Or
 * panics, so that its end can be measured.
 * The padding makes an image of a given size; it is what verification has to
 * digest and the loader to copy.
 */
#include <tee_internal_api.h>

#include "invoke_ta.h"

static const volatile uint8_t padding[CFG_INVOKE_PADDING] = {1};

TEE_Result TA_CreateEntryPoint(void)
{
    return padding[0] == 1 ? TEE_SUCCESS : TEE_ERROR_BAD_STATE;
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
    (void)params;
    if (command == INVOKE_PANIC)
        TEE_Panic(0);
    return TEE_SUCCESS;
}
