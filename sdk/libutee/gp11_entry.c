/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Entry points of a TA of version 1.1. The linker takes this file from the
 * library only if the TA itself does not define them by their own names.
 */
#include <tee_internal_api.h>

#include "sdk/libutee/gp11.h"

TEE_Result TA_OpenSessionEntryPoint(uint32_t paramTypes,
                                    TEE_Param params[TEE_NUM_PARAMS],
                                    void **sessionContext)
{
    __GP11_TEE_Param narrow[TEE_NUM_PARAMS] = {0};
    TEE_Result result;

    gp11_params_narrow(paramTypes, params, narrow);
    result =
        __GP11_TA_OpenSessionEntryPoint(paramTypes, narrow, sessionContext);
    gp11_params_widen(paramTypes, narrow, params);
    return result;
}

TEE_Result TA_InvokeCommandEntryPoint(void *sessionContext, uint32_t commandID,
                                      uint32_t paramTypes,
                                      TEE_Param params[TEE_NUM_PARAMS])
{
    __GP11_TEE_Param narrow[TEE_NUM_PARAMS] = {0};
    TEE_Result result;

    gp11_params_narrow(paramTypes, params, narrow);
    result = __GP11_TA_InvokeCommandEntryPoint(sessionContext, commandID,
                                               paramTypes, narrow);
    gp11_params_widen(paramTypes, narrow, params);
    return result;
}
