/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Answers that depend on the session, so that a reply to the wrong one shows;
 * misbehaviour; and vector registers kept through everything a TA can do. The
 * protocol is tests/stress/protocol.h.
 */
#include <tee_internal_api.h>

#include "tests/stress/protocol.h"
#include "tests/stress/vector.h"

#define VALUE_IN    TEE_PARAM_TYPE_VALUE_INPUT
#define VALUE_INOUT TEE_PARAM_TYPE_VALUE_INOUT
#define TYPES(a, b) TEE_PARAM_TYPES(a, b, 0, 0)

struct session {
    uint32_t key;
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
    struct session *s = TEE_Malloc(sizeof(*s), 0);

    if (types != TYPES(VALUE_IN, 0) || !s) {
        TEE_Free(s);
        return s ? TEE_ERROR_BAD_PARAMETERS : TEE_ERROR_OUT_OF_MEMORY;
    }
    s->key = params[0].value.a;
    *context = s;
    return TEE_SUCCESS;
}

void TA_CloseSessionEntryPoint(void *context)
{
    TEE_Free(context);
}

static TEE_Result on_echo(struct session *s, TEE_Param params[4])
{
    params[0].value.a = stress_mix(s->key, params[0].value.a);
    params[0].value.b = stress_mix(s->key, params[0].value.b);
    return TEE_SUCCESS;
}

static TEE_Result on_fill(struct session *s, TEE_Param params[4])
{
    volatile uint8_t *bytes = params[0].memref.buffer;

    for (size_t i = 0; i < params[0].memref.size; i++)
        bytes[i] ^= (uint8_t)s->key;
    return TEE_SUCCESS;
}

static TEE_Result on_spin(struct session *s, TEE_Param params[4])
{
    (void)s;
    vector_spin(params[0].value.a ? params[0].value.a : 1);
    return TEE_SUCCESS;
}

static TEE_Result on_loop(struct session *s, TEE_Param params[4])
{
    (void)params;
    while (s)
        vector_spin(1000);
    return TEE_SUCCESS;
}

static TEE_Result on_sleep(struct session *s, TEE_Param params[4])
{
    (void)s;
    TEE_UnmaskCancellation();
    return TEE_Wait(params[0].value.a);
}

static TEE_Result on_crash(struct session *s, TEE_Param params[4])
{
    static volatile uintptr_t nowhere;

    (void)s;
    (void)params;
    return *(volatile TEE_Result *)nowhere;
}

static TEE_Result on_call(struct session *s, TEE_Param params[4])
{
    const TEE_UUID uuid = STRESS_UUID((uint8_t)params[1].value.a);
    TEE_Param key[4] = {{.value = {s->key, 0}}};
    TEE_TASessionHandle other;
    TEE_Result result = TEE_OpenTASession(
        &uuid, TEE_TIMEOUT_INFINITE, TYPES(VALUE_IN, 0), key, &other, NULL);

    if (result)
        return result;
    result = TEE_InvokeTACommand(other, TEE_TIMEOUT_INFINITE, STRESS_ECHO,
                                 TYPES(VALUE_INOUT, 0), params, NULL);
    TEE_CloseTASession(other);
    return result;
}

static TEE_Result digest(void)
{
    static const uint8_t text[4096]; /* too much for a digest of our own */
    TEE_OperationHandle operation;
    uint8_t hash[32];
    size_t size = sizeof(hash);
    TEE_Result result =
        TEE_AllocateOperation(&operation, TEE_ALG_SHA256, TEE_MODE_DIGEST, 0);

    if (result)
        return result;
    TEE_DigestUpdate(operation, text, sizeof(text));
    result = TEE_DigestDoFinal(operation, NULL, 0, hash, &size);
    TEE_FreeOperation(operation);
    return result;
}

/* Anything that takes the CPU away from the caller. */
static void fp_disturb(enum stress_fp kind)
{
    uint8_t random[64];
    TEE_Time time;

    switch (kind) {
    case FP_RANDOM:
        TEE_GenerateRandom(random, sizeof(random));
        break;
    case FP_DIGEST:
        if (digest())
            TEE_Panic(1);
        break;
    case FP_WAIT:
        TEE_Wait(1);
        break;
    case FP_TIME:
        TEE_GetREETime(&time);
        break;
    default:
        vector_spin(100000);
        break;
    }
}

static TEE_Result on_fp(struct session *s, TEE_Param params[4])
{
    uint64_t seed = (uint64_t)s->key << 32 | params[0].value.a;
    uint32_t rounds = params[0].value.b;
    static const struct vector zero;
    struct vector want, got;

    vector_store(&got);
    params[0].value.a = vector_equal(&got, &zero) ? 0 : 1;
    params[0].value.b = FP_ENTRY;
    for (uint32_t i = 0; i < rounds && !params[0].value.a; i++) {
        enum stress_fp kind = FP_SPIN + i % (FP_KINDS - FP_SPIN);

        vector_fill(&want, seed + i);
        vector_load(&want);
        fp_disturb(kind);
        vector_store(&got);
        if (!vector_equal(&got, &want)) {
            params[0].value.a = i + 1;
            params[0].value.b = kind;
        }
    }
    return TEE_SUCCESS;
}

static const struct {
    uint32_t types;
    TEE_Result (*handle)(struct session *s, TEE_Param params[4]);
} commands[] = {
    [STRESS_ECHO] = {TYPES(VALUE_INOUT, 0), on_echo},
    [STRESS_FILL] = {TYPES(TEE_PARAM_TYPE_MEMREF_INOUT, 0), on_fill},
    [STRESS_SPIN] = {TYPES(VALUE_IN, 0), on_spin},
    [STRESS_LOOP] = {0, on_loop},
    [STRESS_SLEEP] = {TYPES(VALUE_IN, 0), on_sleep},
    [STRESS_CRASH] = {0, on_crash},
    [STRESS_CALL] = {TYPES(VALUE_INOUT, VALUE_IN), on_call},
    [STRESS_FP] = {TYPES(VALUE_INOUT, 0), on_fp},
};

TEE_Result TA_InvokeCommandEntryPoint(void *context, uint32_t command,
                                      uint32_t types, TEE_Param params[4])
{
    if (command >= sizeof(commands) / sizeof(commands[0]))
        return TEE_ERROR_NOT_SUPPORTED;
    if (types != commands[command].types)
        return TEE_ERROR_BAD_PARAMETERS;
    return commands[command].handle(context, params);
}
