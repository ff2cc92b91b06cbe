/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Passes commands of Linux on to the TA manager, which does them and checks
 * their parameters (abi/ta/system.h). All that is decided here is who may:
 * a row per command that passes. A session's context is not NULL for root.
 */
#include <tee_internal_api.h>

#include "abi/ta/control.h"
#include "abi/ta/system.h"

/* The UUID that Linux makes of user number 0 for TEEC_LOGIN_USER: version 5
 * of "uid=0" in the name space of drivers/tee/tee_core.c. */
static const TEE_UUID root_uuid = {
    0xef0180a3,
    0x13f3,
    0x5d1c,
    {0xb7, 0xf5, 0x88, 0x8c, 0x0e, 0x21, 0x05, 0x9a},
};

static const struct {
    bool passes;
    bool root_only;
} commands[] = {
    [SYSTEM_STATS_KERNEL] = {true, false},
    [SYSTEM_STATS_TAMGR] = {true, false},
    [SYSTEM_STATS_GATEWAY] = {true, false},
    [SYSTEM_KILL] = {true, true},
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
    static uint8_t is_root;
    TEE_Identity client;
    TEE_Result result = TEE_GetPropertyAsIdentity(
        TEE_PROPSET_CURRENT_CLIENT, "gpd.client.identity", &client);

    (void)types;
    (void)params;
    if (result)
        return result;
    if (client.login == TEE_LOGIN_USER &&
        !TEE_MemCompare(&client.uuid, &root_uuid, sizeof(root_uuid)))
        *context = &is_root;
    return TEE_SUCCESS;
}

void TA_CloseSessionEntryPoint(void *context)
{
    (void)context;
}

static TEE_Result pass_on(uint32_t command, uint32_t types, TEE_Param params[4])
{
    static const TEE_UUID system = SYSTEM_UUID;
    TEE_TASessionHandle session;
    TEE_Result result = TEE_OpenTASession(&system, TEE_TIMEOUT_INFINITE, 0,
                                          NULL, &session, NULL);

    if (result)
        return result;
    result = TEE_InvokeTACommand(session, TEE_TIMEOUT_INFINITE, command, types,
                                 params, NULL);
    TEE_CloseTASession(session);
    return result;
}

TEE_Result TA_InvokeCommandEntryPoint(void *context, uint32_t command,
                                      uint32_t types, TEE_Param params[4])
{
    if (command >= sizeof(commands) / sizeof(commands[0]) ||
        !commands[command].passes)
        return TEE_ERROR_NOT_SUPPORTED;
    if (commands[command].root_only && !context)
        return TEE_ERROR_ACCESS_DENIED;
    return pass_on(command, types, params);
}
