/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The Client API over one TA linked into the same program: no worlds, no
 * driver, only the translation of parameters. Memory references are handed to
 * the TA as they are, so sanitizers see what it does with them. Knows one
 * context and any number of sessions. Compiled with the SDK's headers alone.
 */
#include <stdlib.h>
#include <string.h>

#include <tee_internal_api.h>

#include <tee_client_api.h>

static int ta_started;

TEEC_Result TEEC_InitializeContext(const char *name, TEEC_Context *context)
{
    (void)name;
    memset(context, 0, sizeof(*context));
    if (!ta_started && TA_CreateEntryPoint())
        return TEEC_ERROR_GENERIC;
    ta_started = 1;
    return TEEC_SUCCESS;
}

void TEEC_FinalizeContext(TEEC_Context *context)
{
    (void)context;
}

TEEC_Result TEEC_OpenSession(TEEC_Context *context, TEEC_Session *session,
                             const TEEC_UUID *destination, uint32_t method,
                             const void *data, TEEC_Operation *operation,
                             uint32_t *origin)
{
    TEE_Param params[4] = {0};
    void *ta_session = NULL;

    (void)destination;
    (void)method;
    (void)data;
    (void)operation;
    session->imp.ctx = context;
    if (origin)
        *origin = TEEC_ORIGIN_TRUSTED_APP;
    return TA_OpenSessionEntryPoint(0, params, &ta_session);
}

void TEEC_CloseSession(TEEC_Session *session)
{
    (void)session;
    TA_CloseSessionEntryPoint(NULL);
}

TEEC_Result TEEC_AllocateSharedMemory(TEEC_Context *context,
                                      TEEC_SharedMemory *memory)
{
    (void)context;
    memory->buffer = malloc(memory->size ? memory->size : 1);
    return memory->buffer ? TEEC_SUCCESS : TEEC_ERROR_OUT_OF_MEMORY;
}

void TEEC_ReleaseSharedMemory(TEEC_SharedMemory *memory)
{
    free(memory->buffer);
    memory->buffer = NULL;
}

static _Bool is_value(uint32_t type)
{
    return type >= TEEC_VALUE_INPUT && type <= TEEC_VALUE_INOUT;
}

static _Bool is_temporary(uint32_t type)
{
    return type >= TEEC_MEMREF_TEMP_INPUT && type <= TEEC_MEMREF_TEMP_INOUT;
}

/* Parameter for the TA; returns its type there. */
static uint32_t to_ta(uint32_t type, const TEEC_Parameter *p, TEE_Param *out)
{
    if (is_value(type)) {
        out->value.a = p->value.a;
        out->value.b = p->value.b;
        return type;
    }
    if (is_temporary(type)) {
        out->memref.buffer = p->tmpref.buffer;
        out->memref.size = p->tmpref.size;
        return type;
    }
    if (type == TEEC_NONE)
        return TEE_PARAM_TYPE_NONE;
    out->memref.buffer = p->memref.parent->buffer;
    if (type == TEEC_MEMREF_WHOLE) {
        out->memref.size = p->memref.parent->size;
        return 4 + p->memref.parent->flags;
    }
    out->memref.buffer = (char *)out->memref.buffer + p->memref.offset;
    out->memref.size = p->memref.size;
    return type - TEEC_MEMREF_PARTIAL_INPUT + TEE_PARAM_TYPE_MEMREF_INPUT;
}

static void from_ta(uint32_t type, const TEE_Param *in, TEEC_Parameter *p)
{
    if (is_value(type)) {
        p->value.a = in->value.a;
        p->value.b = in->value.b;
    } else if (is_temporary(type)) {
        p->tmpref.size = in->memref.size;
    } else if (type != TEEC_NONE) {
        p->memref.size = in->memref.size;
    }
}

TEEC_Result TEEC_InvokeCommand(TEEC_Session *session, uint32_t command,
                               TEEC_Operation *operation, uint32_t *origin)
{
    TEE_Param params[4] = {0};
    uint32_t types = 0;
    TEE_Result result;

    (void)session;
    for (unsigned i = 0; i < 4; i++)
        types |= to_ta(TEEC_PARAM_TYPE_GET(operation->paramTypes, i),
                       &operation->params[i], &params[i])
                 << (4 * i);
    result = TA_InvokeCommandEntryPoint(NULL, command, types, params);
    for (unsigned i = 0; i < 4; i++)
        from_ta(TEEC_PARAM_TYPE_GET(operation->paramTypes, i), &params[i],
                &operation->params[i]);
    if (origin)
        *origin = TEEC_ORIGIN_TRUSTED_APP;
    return result;
}
