/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Version 1.1 of the API over 1.3.1: parameters, sessions, properties.
 */
#include "sdk/libutee/gp11.h"

#include <tee_internal_api.h>
#include <util.h>

#include "sdk/libutee/panic.h"

static bool is_memref(uint32_t types, unsigned i)
{
    return TEE_PARAM_TYPE_GET(types, i) >= TEE_PARAM_TYPE_MEMREF_INPUT;
}

void gp11_params_widen(uint32_t types, const __GP11_TEE_Param *narrow,
                       TEE_Param wide[TEE_NUM_PARAMS])
{
    for (unsigned i = 0; narrow && i < TEE_NUM_PARAMS; i++) {
        if (is_memref(types, i)) {
            wide[i].memref.buffer = narrow[i].memref.buffer;
            wide[i].memref.size = narrow[i].memref.size;
        } else {
            wide[i].value.a = narrow[i].value.a;
            wide[i].value.b = narrow[i].value.b;
        }
    }
}

void gp11_params_narrow(uint32_t types, const TEE_Param wide[TEE_NUM_PARAMS],
                        __GP11_TEE_Param *narrow)
{
    for (unsigned i = 0; narrow && i < TEE_NUM_PARAMS; i++) {
        if (is_memref(types, i)) {
            narrow[i].memref.buffer = wide[i].memref.buffer;
            narrow[i].memref.size = gp11_narrow(wide[i].memref.size);
        } else {
            narrow[i].value.a = wide[i].value.a;
            narrow[i].value.b = wide[i].value.b;
        }
    }
}

TEE_Result __GP11_TEE_OpenTASession(const TEE_UUID *destination,
                                    uint32_t timeout, uint32_t types,
                                    __GP11_TEE_Param params[TEE_NUM_PARAMS],
                                    TEE_TASessionHandle *session,
                                    uint32_t *origin)
{
    TEE_Param wide[TEE_NUM_PARAMS] = {0};
    TEE_Result result;

    gp11_params_widen(types, params, wide);
    result =
        TEE_OpenTASession(destination, timeout, types, wide, session, origin);
    gp11_params_narrow(types, wide, params);
    return result;
}

TEE_Result __GP11_TEE_InvokeTACommand(TEE_TASessionHandle session,
                                      uint32_t timeout, uint32_t command,
                                      uint32_t types,
                                      __GP11_TEE_Param params[TEE_NUM_PARAMS],
                                      uint32_t *origin)
{
    TEE_Param wide[TEE_NUM_PARAMS] = {0};
    TEE_Result result;

    gp11_params_widen(types, params, wide);
    result =
        TEE_InvokeTACommand(session, timeout, command, types, wide, origin);
    gp11_params_narrow(types, wide, params);
    return result;
}

TEE_Result __GP11_TEE_GetPropertyAsString(TEE_PropSetHandle set,
                                          const char *name, char *value,
                                          uint32_t *len)
{
    size_t n;
    TEE_Result result;

    require(len);
    n = *len;
    result = TEE_GetPropertyAsString(set, name, value, &n);
    *len = gp11_narrow(n);
    return result;
}

TEE_Result __GP11_TEE_GetPropertyAsBinaryBlock(TEE_PropSetHandle set,
                                               const char *name, void *value,
                                               uint32_t *len)
{
    size_t n;
    TEE_Result result;

    require(len);
    n = *len;
    result = TEE_GetPropertyAsBinaryBlock(set, name, value, &n);
    *len = gp11_narrow(n);
    return result;
}

TEE_Result __GP11_TEE_GetPropertyName(TEE_PropSetHandle enumerator, void *name,
                                      uint32_t *len)
{
    size_t n;
    TEE_Result result;

    require(len);
    n = *len;
    result = TEE_GetPropertyName(enumerator, name, &n);
    *len = gp11_narrow(n);
    return result;
}

TEE_Result __GP11_TEE_BigIntConvertToOctetString(uint8_t *buffer, uint32_t *len,
                                                 const TEE_BigInt *op)
{
    size_t n;
    TEE_Result result;

    require(len);
    n = *len;
    result = TEE_BigIntConvertToOctetString(buffer, &n, op);
    *len = gp11_narrow(n);
    return result;
}
