/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A row per command: the types of its parameters and a function on them. What
 * is about this process's memory is done here, the rest is a message. Nothing
 * here decides who may do what: the services do. Mutable state: `sessions`.
 */
#include "sdk/engine/system.h"

#include <pta_system.h>
#include <string.h>
#include <tee_api_defines_extensions.h>

#include "abi/tamgr_msg.h"
#include "sdk/engine/call.h"

static unsigned sessions;

bool system_is(const TEE_UUID *uuid)
{
    static const TEE_UUID system = PTA_SYSTEM_UUID;

    return memcmp(uuid, &system, sizeof(system)) == 0;
}

void system_open(void)
{
    sessions++;
}

TEE_Result system_close(void)
{
    if (!sessions)
        return TEE_ERROR_BAD_PARAMETERS;
    sessions--;
    return TEE_SUCCESS;
}

TEE_Result engine_derive_key(const void *extra, size_t extra_len, void *key,
                             size_t key_len)
{
    struct rt_event ev = {.w = {TAMGR_KEY}};
    const struct klease leases[] = {lease_of(key, key_len, KLEASE_WRITE),
                                    lease_of(extra, extra_len, KLEASE_READ)};
    TEE_Result result;

    if (key_len < TA_DERIVED_KEY_MIN_SIZE ||
        key_len > TA_DERIVED_KEY_MAX_SIZE ||
        extra_len > TA_DERIVED_EXTRA_DATA_MAX_SIZE)
        return TEE_ERROR_BAD_PARAMETERS;
    result = service_call(SERVICE_TAMGR, &ev, leases, extra_len ? 2 : 1);
    return result ? result : (TEE_Result)ev.w[0];
}

static void *pointer(uint64_t value)
{
    return (void *)(uintptr_t)value;
}

static TEE_Result on_add_rng_entropy(uint64_t *vals)
{
    if (!vals[0] || !vals[1])
        return TEE_ERROR_BAD_PARAMETERS;
    return engine_add_entropy(pointer(vals[0]), vals[1]);
}

static TEE_Result on_derive_ta_unique_key(uint64_t *vals)
{
    uint32_t flags = TEE_MEMORY_ACCESS_WRITE | TEE_MEMORY_ACCESS_ANY_OWNER |
                     TEE_MEMORY_ACCESS_SECURE;

    if (engine_check_access_rights(flags, pointer(vals[2]), vals[3]))
        return TEE_ERROR_SECURITY;
    return engine_derive_key(pointer(vals[0]), vals[1], pointer(vals[2]),
                             vals[3]);
}

static TEE_Result on_map_zi(uint64_t *vals)
{
    void *at = NULL;
    TEE_Result result;

    if (vals[1] & ~(uint64_t)PTA_SYSTEM_MAP_FLAG_SHAREABLE)
        return TEE_ERROR_BAD_PARAMETERS;
    if (vals[2] || vals[3])
        return TEE_ERROR_NOT_SUPPORTED;
    result = engine_map_zi(vals[0], vals[1], &at);
    vals[2] = (uintptr_t)at >> 32;
    vals[3] = (uint32_t)(uintptr_t)at;
    return result;
}

static TEE_Result on_unmap(uint64_t *vals)
{
    if (vals[1])
        return TEE_ERROR_BAD_PARAMETERS;
    return engine_unmap(pointer(vals[2] << 32 | vals[3]), vals[0]);
}

#define TYPES(a, b, c)                                                         \
    TEE_PARAM_TYPES(TEE_PARAM_TYPE_##a, TEE_PARAM_TYPE_##b,                    \
                    TEE_PARAM_TYPE_##c, TEE_PARAM_TYPE_NONE)

static const struct {
    uint32_t types;
    TEE_Result (*handle)(uint64_t *vals);
} commands[] = {
    [PTA_SYSTEM_ADD_RNG_ENTROPY] = {TYPES(MEMREF_INPUT, NONE, NONE),
                                    on_add_rng_entropy},
    [PTA_SYSTEM_DERIVE_TA_UNIQUE_KEY] = {TYPES(MEMREF_INPUT, MEMREF_OUTPUT,
                                               NONE),
                                         on_derive_ta_unique_key},
    [PTA_SYSTEM_MAP_ZI] = {TYPES(VALUE_INPUT, VALUE_INOUT, VALUE_INPUT),
                           on_map_zi},
    [PTA_SYSTEM_UNMAP] = {TYPES(VALUE_INPUT, VALUE_INPUT, NONE), on_unmap},
};

TEE_Result system_invoke(uint32_t command, struct engine_params *params)
{
    if (!sessions)
        return TEE_ERROR_BAD_PARAMETERS;
    if (command >= sizeof(commands) / sizeof(commands[0]))
        return TEE_ERROR_NOT_SUPPORTED;
    if (params->types != commands[command].types)
        return TEE_ERROR_BAD_PARAMETERS;
    return commands[command].handle(params->vals);
}
