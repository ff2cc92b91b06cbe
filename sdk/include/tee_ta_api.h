/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The five entry points that a trusted application defines [TEE Internal Core
 * API 1.3.1, 4.3]. The library calls them: Create before the first session of
 * an instance, Destroy after its last one (never, if the instance is kept
 * alive). Parameters are valid until the entry returns.
 */
#pragma once

#include <tee_api.h>

#define TA_EXPORT

TEE_Result TA_EXPORT TA_CreateEntryPoint(void);
void TA_EXPORT TA_DestroyEntryPoint(void);
TEE_Result TA_EXPORT TA_OpenSessionEntryPoint(uint32_t paramTypes,
                                              TEE_Param params[TEE_NUM_PARAMS],
                                              void **sessionContext);
void TA_EXPORT TA_CloseSessionEntryPoint(void *sessionContext);
TEE_Result TA_EXPORT TA_InvokeCommandEntryPoint(
    void *sessionContext, uint32_t commandID, uint32_t paramTypes,
    TEE_Param params[TEE_NUM_PARAMS]);
