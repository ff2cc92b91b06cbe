/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Counts what an instance sees, and calls other TAs.
 *
 * COUNT  value out (calls of this instance, of this session), value out (open
 *        sessions, how often the instance was created)
 * CALL   memory in (16 octets of a UUID), none, value out, value out: opens a
 *        session to that instance TA, COUNTs there twice, closes; the first
 *        value is that of its second COUNT, the other (result, origin)
 * RELAY  memory in (UUID of the parameter TA), memory in, memory out, value
 *        out: has the parameter TA reverse what this TA copied to its own
 *        heap, and reverse the result from shared memory to heap and back;
 *        out is what came in; value = (result, sum)
 * HOLD   memory in (UUID): opens a session there and keeps it
 * PANIC, WAIT  value in (milliseconds)
 */
#include <stdlib.h>
#include <string.h>

#include <tee_internal_api.h>

enum { COUNT = 1, CALL = 2, RELAY = 3, HOLD = 4, PANIC = 5, WAIT = 6 };

#define MEMORY_COMMAND 2 /* of the parameter TA */

static uint32_t created;
static uint32_t open_sessions;
static uint32_t calls;

static TEE_UUID uuid_decode(const TEE_Param *p)
{
    uint8_t o[16] = {0};
    TEE_UUID u;

    if (p->memref.size == sizeof(o))
        memcpy(o, p->memref.buffer, sizeof(o));
    u.timeLow = (uint32_t)o[0] << 24 | (uint32_t)o[1] << 16 |
                (uint32_t)o[2] << 8 | o[3];
    u.timeMid = (uint16_t)(o[4] << 8 | o[5]);
    u.timeHiAndVersion = (uint16_t)(o[6] << 8 | o[7]);
    memcpy(u.clockSeqAndNode, o + 8, 8);
    return u;
}

static TEE_Result session_open(const TEE_Param *uuid_param,
                               TEE_TASessionHandle *session, uint32_t *origin)
{
    TEE_UUID uuid = uuid_decode(uuid_param);
    TEE_Param none[4] = {0};

    return TEE_OpenTASession(&uuid, TEE_TIMEOUT_INFINITE, 0, none, session,
                             origin);
}

static TEE_Result on_count(uint32_t *session_calls, TEE_Param params[4])
{
    params[0].value.a = ++calls;
    params[0].value.b = ++*session_calls;
    params[1].value.a = open_sessions;
    params[1].value.b = created;
    return TEE_SUCCESS;
}

static TEE_Result on_call(TEE_Param params[4])
{
    TEE_TASessionHandle session = TEE_HANDLE_NULL;
    TEE_Param counts[4] = {0};
    uint32_t origin = 0;
    uint32_t types = TEE_PARAM_TYPES(TEE_PARAM_TYPE_VALUE_OUTPUT,
                                     TEE_PARAM_TYPE_VALUE_OUTPUT,
                                     TEE_PARAM_TYPE_NONE, TEE_PARAM_TYPE_NONE);
    TEE_Result result = session_open(&params[0], &session, &origin);

    for (int i = 0; i < 2 && result == TEE_SUCCESS; i++)
        result = TEE_InvokeTACommand(session, TEE_TIMEOUT_INFINITE, COUNT,
                                     types, counts, &origin);
    TEE_CloseTASession(session);
    params[2].value.a = counts[0].value.a;
    params[2].value.b = counts[0].value.b;
    params[3].value.a = result;
    params[3].value.b = origin;
    return TEE_SUCCESS;
}

/* MEMORY of the parameter TA: `to` = reversed `from`. */
static TEE_Result reverse(TEE_TASessionHandle session, void *from, void *to,
                          size_t size, uint32_t *sum)
{
    uint8_t inout[3] = {0, 1, 2};
    uint32_t origin = 0;
    TEE_Param params[4] = {
        {.memref = {from, size}},
        {.memref = {to, size}},
        {.memref = {inout, sizeof(inout)}},
        {.value = {0, 0}},
    };
    TEE_Result result =
        TEE_InvokeTACommand(session, TEE_TIMEOUT_INFINITE, MEMORY_COMMAND,
                            TEE_PARAM_TYPES(TEE_PARAM_TYPE_MEMREF_INPUT,
                                            TEE_PARAM_TYPE_MEMREF_OUTPUT,
                                            TEE_PARAM_TYPE_MEMREF_INOUT,
                                            TEE_PARAM_TYPE_VALUE_OUTPUT),
                            params, &origin);

    if (result == TEE_SUCCESS &&
        (params[1].memref.size != size || inout[0] != 0xff ||
         inout[1] != 0xfe || inout[2] != 0xfd))
        return TEE_ERROR_BAD_STATE;
    *sum = params[3].value.b;
    return result;
}

static TEE_Result on_relay(TEE_Param params[4])
{
    TEE_TASessionHandle session = TEE_HANDLE_NULL;
    size_t size = params[1].memref.size;
    uint32_t origin = 0;
    uint32_t sum = 0;
    uint8_t *a = malloc(size);
    uint8_t *b = malloc(size);
    TEE_Result result = a && b && params[2].memref.size >= size
                            ? session_open(&params[0], &session, &origin)
                            : TEE_ERROR_OUT_OF_MEMORY;

    if (result == TEE_SUCCESS) {
        memcpy(a, params[1].memref.buffer, size);
        result = reverse(session, a, params[2].memref.buffer, size, &sum);
    }
    if (result == TEE_SUCCESS)
        result = reverse(session, params[2].memref.buffer, b, size, &sum);
    if (result == TEE_SUCCESS)
        memcpy(params[2].memref.buffer, b, size);
    TEE_CloseTASession(session);
    free(a);
    free(b);
    params[2].memref.size = size;
    params[3].value.a = result;
    params[3].value.b = sum;
    return TEE_SUCCESS;
}

TEE_Result TA_CreateEntryPoint(void)
{
    created++;
    return TEE_SUCCESS;
}

/* Takes its time, so that opens come meanwhile (guest/churn.sh). */
void TA_DestroyEntryPoint(void)
{
    (void)TEE_Wait(1);
}

/* A value for input makes opening fail with that result. */
TEE_Result TA_OpenSessionEntryPoint(uint32_t types, TEE_Param params[4],
                                    void **session)
{
    if (TEE_PARAM_TYPE_GET(types, 0) == TEE_PARAM_TYPE_VALUE_INPUT)
        return params[0].value.a;
    *session = calloc(1, sizeof(uint32_t));
    if (!*session)
        return TEE_ERROR_OUT_OF_MEMORY;
    open_sessions++;
    return TEE_SUCCESS;
}

void TA_CloseSessionEntryPoint(void *session)
{
    open_sessions--;
    free(session);
}

TEE_Result TA_InvokeCommandEntryPoint(void *session, uint32_t command,
                                      uint32_t types, TEE_Param params[4])
{
    TEE_TASessionHandle held;
    uint32_t origin;

    (void)types;
    switch (command) {
    case COUNT:
        return on_count(session, params);
    case CALL:
        return on_call(params);
    case RELAY:
        return on_relay(params);
    case HOLD:
        return session_open(&params[0], &held, &origin);
    case PANIC:
        TEE_Panic(7);
        return TEE_SUCCESS;
    case WAIT:
        return TEE_Wait(params[0].value.a);
    default:
        return TEE_ERROR_NOT_SUPPORTED;
    }
}
