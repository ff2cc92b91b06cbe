/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Passes the question on to the TA manager, which knows the built-in TAs and
 * their flags (abi/ta/system.h), and the answer back. No state.
 */
#include <tee_internal_api.h>

#include "abi/ta/system.h"

/* The TA manager has at most 16 built-in TAs. */
struct device_list {
    uint8_t octets[16 * 16];
    size_t size;
};

TEE_Result TA_CreateEntryPoint(void)
{
    return TEE_SUCCESS;
}

void TA_DestroyEntryPoint(void)
{
}

TEE_Result TA_OpenSessionEntryPoint(uint32_t types, TEE_Param params[4],
                                    void **context)
{
    (void)types;
    (void)params;
    (void)context;
    return TEE_SUCCESS;
}

void TA_CloseSessionEntryPoint(void *context)
{
    (void)context;
}

static TEE_Result devices_get(uint32_t stage, struct device_list *list)
{
    static const TEE_UUID system = SYSTEM_UUID;
    TEE_Param p[4] = {{.value = {stage, 0}},
                      {.memref = {list->octets, sizeof(list->octets)}}};
    TEE_TASessionHandle session;
    TEE_Result result = TEE_OpenTASession(&system, TEE_TIMEOUT_INFINITE, 0,
                                          NULL, &session, NULL);

    if (result)
        return result;
    result = TEE_InvokeTACommand(session, TEE_TIMEOUT_INFINITE, SYSTEM_DEVICES,
                                 TEE_PARAM_TYPES(TEE_PARAM_TYPE_VALUE_INPUT,
                                                 TEE_PARAM_TYPE_MEMREF_OUTPUT,
                                                 TEE_PARAM_TYPE_NONE,
                                                 TEE_PARAM_TYPE_NONE),
                                 p, NULL);
    TEE_CloseTASession(session);
    list->size = p[1].memref.size;
    return result;
}

TEE_Result TA_InvokeCommandEntryPoint(void *context, uint32_t command,
                                      uint32_t types, TEE_Param params[4])
{
    struct device_list list;
    TEE_Result result;
    size_t room;

    (void)context;
    if (types != TEE_PARAM_TYPES(TEE_PARAM_TYPE_MEMREF_OUTPUT,
                                 TEE_PARAM_TYPE_NONE, TEE_PARAM_TYPE_NONE,
                                 TEE_PARAM_TYPE_NONE))
        return TEE_ERROR_BAD_PARAMETERS;
    result = devices_get(command, &list);
    if (result == TEE_ERROR_BAD_PARAMETERS)
        return TEE_ERROR_NOT_SUPPORTED; /* no such stage */
    if (result)
        return result;
    room = params[0].memref.buffer ? params[0].memref.size : 0;
    params[0].memref.size = list.size;
    if (list.size > room)
        return TEE_ERROR_SHORT_BUFFER;
    if (list.size)
        TEE_MemMove(params[0].memref.buffer, list.octets, list.size);
    return TEE_SUCCESS;
}
