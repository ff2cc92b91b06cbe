/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calls other trusted applications, mostly other instances of itself.
 *
 * ECHO     memory in, memory out (the same bytes backwards), value inout
 *          (a becomes a + 1, b the login of the client)
 * RELAY    value in (where the memory is: enum place, 0), memory in, memory
 *          out: ECHO of another instance; BAD_STATE if its answer is wrong
 * SHORT    ECHO of another instance into too little memory -> value out
 *          (result, size it asks for)
 * NOBODY   a session with a UUID that no TA has -> value out (result, origin)
 * WAIT     value in (milliseconds, 1: cancellable): TEE_Wait
 * IMPATIENT value in (milliseconds to wait, limit): WAIT of another instance
 * DEATH    PANIC of another instance -> value out (result, origin)
 * PANIC    breaks a rule of the specification
 * SHAKE    memory in, memory out: SHAKE128, got in pieces from a copy
 */
#include <stdlib.h>
#include <string.h>

#include <tee_internal_api.h>

#include "user_ta_header_defines.h"

enum {
    ECHO = 1,
    RELAY = 2,
    SHORT = 3,
    NOBODY = 4,
    WAIT = 5,
    IMPATIENT = 6,
    DEATH = 7,
    PANIC = 8,
    SHAKE = 9
};

/* Where the memory of a RELAY is. */
enum place { WINDOW = 0, STACK = 1, HEAP = 2, CONSTANT = 3 };

#define HEAP_SIZE 20000

static const TEE_UUID self = TA_UUID;
static const char constant[] = "constant";

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

static TEE_Result on_echo(TEE_Param params[4])
{
    const uint8_t *in = params[0].memref.buffer;
    uint8_t *out = params[1].memref.buffer;
    size_t n = params[0].memref.size;
    size_t room = params[1].memref.size;
    TEE_Identity client;
    TEE_Result result;

    params[1].memref.size = n;
    if (room < n)
        return TEE_ERROR_SHORT_BUFFER;
    for (size_t i = 0; i < n; i++)
        out[i] = in[n - 1 - i];
    result = TEE_GetPropertyAsIdentity(TEE_PROPSET_CURRENT_CLIENT,
                                       "gpd.client.identity", &client);
    params[2].value.a++;
    params[2].value.b = client.login;
    return result;
}

/* One command of another instance. */
static TEE_Result call(uint32_t command, uint32_t timeout, uint32_t types,
                       TEE_Param params[4], uint32_t *origin)
{
    TEE_TASessionHandle session;
    TEE_Result result = TEE_OpenTASession(&self, TEE_TIMEOUT_INFINITE, 0, NULL,
                                          &session, origin);

    if (result)
        return result;
    result =
        TEE_InvokeTACommand(session, timeout, command, types, params, origin);
    TEE_CloseTASession(session);
    return result;
}

static TEE_Result echo(const void *in, size_t n, void *out, size_t *room)
{
    uint32_t origin;
    TEE_Result result;
    TEE_Param params[4] = {
        {.memref = {(void *)(uintptr_t)in, n}},
        {.memref = {out, *room}},
        {.value = {41, 0}},
    };

    result = call(ECHO, TEE_TIMEOUT_INFINITE,
                  TEE_PARAM_TYPES(
                      TEE_PARAM_TYPE_MEMREF_INPUT, TEE_PARAM_TYPE_MEMREF_OUTPUT,
                      TEE_PARAM_TYPE_VALUE_INOUT, TEE_PARAM_TYPE_NONE),
                  params, &origin);
    *room = params[1].memref.size;
    if (!result &&
        (params[2].value.a != 42 || params[2].value.b != TEE_LOGIN_TRUSTED_APP))
        return TEE_ERROR_BAD_STATE;
    return result;
}

/* Echoes own memory and checks every byte. */
static TEE_Result echo_own(const uint8_t *in, uint8_t *out, size_t n)
{
    size_t room = n;
    TEE_Result result = echo(in, n, out, &room);

    for (size_t i = 0; !result && i < n; i++) {
        if (out[i] != in[n - 1 - i])
            result = TEE_ERROR_BAD_STATE;
    }
    return room == n ? result : TEE_ERROR_BAD_STATE;
}

static TEE_Result echo_heap(void)
{
    uint8_t *in = malloc(HEAP_SIZE);
    uint8_t *out = malloc(HEAP_SIZE);
    TEE_Result result = TEE_ERROR_OUT_OF_MEMORY;

    if (in && out) {
        TEE_GenerateRandom(in, HEAP_SIZE);
        result = echo_own(in, out, HEAP_SIZE);
    }
    free(in);
    free(out);
    return result;
}

static TEE_Result on_relay(TEE_Param params[4])
{
    uint8_t in[100];
    uint8_t out[100];

    switch (params[0].value.a) {
    case WINDOW:
        return echo(params[1].memref.buffer, params[1].memref.size,
                    params[2].memref.buffer, &params[2].memref.size);
    case STACK:
        TEE_GenerateRandom(in, sizeof(in));
        return echo_own(in, out, sizeof(in));
    case HEAP:
        return echo_heap();
    default:
        return echo_own((const uint8_t *)constant, out, sizeof(constant));
    }
}

static TEE_Result on_short(TEE_Param params[4])
{
    uint8_t out[4];
    size_t room = sizeof(out);

    params[0].value.a = echo(constant, sizeof(constant), out, &room);
    params[0].value.b = (uint32_t)room;
    return TEE_SUCCESS;
}

static TEE_Result on_nobody(TEE_Param params[4])
{
    static const TEE_UUID nobody = {1, 2, 3, {4}};
    TEE_TASessionHandle session;

    params[0].value.a = TEE_OpenTASession(&nobody, TEE_TIMEOUT_INFINITE, 0,
                                          NULL, &session, &params[0].value.b);
    return TEE_SUCCESS;
}

static TEE_Result on_wait(TEE_Param params[4])
{
    if (params[0].value.b)
        TEE_UnmaskCancellation();
    return TEE_Wait(params[0].value.a);
}

static TEE_Result on_impatient(TEE_Param params[4])
{
    TEE_Param wait[4] = {{.value = {params[0].value.a, 1}}};
    uint32_t origin;

    return call(WAIT, params[0].value.b,
                TEE_PARAM_TYPES(TEE_PARAM_TYPE_VALUE_INPUT, TEE_PARAM_TYPE_NONE,
                                TEE_PARAM_TYPE_NONE, TEE_PARAM_TYPE_NONE),
                wait, &origin);
}

static TEE_Result on_death(TEE_Param params[4])
{
    params[0].value.a =
        call(PANIC, TEE_TIMEOUT_INFINITE, 0, NULL, &params[0].value.b);
    return TEE_SUCCESS;
}

static TEE_Result on_shake(TEE_Param params[4])
{
    TEE_OperationHandle first = TEE_HANDLE_NULL;
    TEE_OperationHandle copy = TEE_HANDLE_NULL;
    uint8_t *out = params[1].memref.buffer;
    size_t part = params[1].memref.size / 3;
    size_t rest = params[1].memref.size - part;
    TEE_Result result;

    result =
        TEE_AllocateOperation(&first, TEE_ALG_SHAKE128, TEE_MODE_DIGEST, 0);
    if (!result)
        result =
            TEE_AllocateOperation(&copy, TEE_ALG_SHAKE128, TEE_MODE_DIGEST, 0);
    if (!result) {
        TEE_DigestUpdate(first, params[0].memref.buffer, params[0].memref.size);
        TEE_CopyOperation(copy, first);
        result = TEE_DigestExtract(copy, out, &part);
    }
    if (!result)
        result = TEE_DigestDoFinal(copy, NULL, 0, out + part, &rest);
    TEE_FreeOperation(first);
    TEE_FreeOperation(copy);
    return result;
}

TEE_Result TA_InvokeCommandEntryPoint(void *context, uint32_t command,
                                      uint32_t types, TEE_Param params[4])
{
    (void)context;
    (void)types;
    switch (command) {
    case ECHO:
        return on_echo(params);
    case RELAY:
        return on_relay(params);
    case SHORT:
        return on_short(params);
    case NOBODY:
        return on_nobody(params);
    case WAIT:
        return on_wait(params);
    case IMPATIENT:
        return on_impatient(params);
    case DEATH:
        return on_death(params);
    case PANIC:
        TEE_DigestUpdate(TEE_HANDLE_NULL, "", 0);
        return TEE_SUCCESS;
    case SHAKE:
        return on_shake(params);
    default:
        return TEE_ERROR_NOT_SUPPORTED;
    }
}
