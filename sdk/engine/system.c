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

#include "abi/gateway_msg.h"
#include "abi/tamgr_msg.h"
#include "sdk/engine/call.h"
#include "sdk/engine/shared.h"

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

/* The memory is the normal world's: no byte is looked at twice. */
TEE_Result engine_invoke_plugin(const TEE_UUID *uuid, uint32_t command,
                                uint32_t subcommand, void *buf, size_t len,
                                size_t *outlen)
{
    struct rt_event ev = {
        .w = {GW_PLUGIN, 0, 0, command | (uint64_t)subcommand << 32, 0, len}};
    const struct shared *shared = NULL;
    TEE_Result result;

    if (len > GW_TA_SHM_MOST)
        return TEE_ERROR_OUT_OF_MEMORY;
    result = len ? shared_get(len, &shared) : TEE_SUCCESS;
    if (result)
        return result;
    if (shared) {
        memcpy(shared->memory, buf, len);
        ev.w[4] = shared->handle;
    }
    uuid_to_words(uuid, &ev.w[1]);
    result = service_call(SERVICE_GATEWAY, &ev, NULL, 0);
    if (result)
        return result;
    *outlen = ev.w[1];
    if (shared)
        memcpy(buf, shared->memory, *outlen < len ? *outlen : len);
    return (TEE_Result)ev.w[0];
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

static TEE_Result on_supp_plugin_invoke(uint64_t *vals)
{
    TEE_UUID uuid;
    size_t outlen = 0;
    TEE_Result result;

    if (!vals[0] || vals[1] != sizeof(uuid) || !vals[4] != !vals[5])
        return TEE_ERROR_BAD_PARAMETERS;
    memcpy(&uuid, pointer(vals[0]), sizeof(uuid));
    result = engine_invoke_plugin(&uuid, (uint32_t)vals[2], (uint32_t)vals[3],
                                  pointer(vals[4]), vals[5], &outlen);
    vals[6] = (uint32_t)outlen;
    vals[7] = 0;
    return result;
}

#define TYPES(a, b, c, d)                                                      \
    TEE_PARAM_TYPES(TEE_PARAM_TYPE_##a, TEE_PARAM_TYPE_##b,                    \
                    TEE_PARAM_TYPE_##c, TEE_PARAM_TYPE_##d)

static const struct {
    uint32_t types;
    TEE_Result (*handle)(uint64_t *vals);
} commands[] = {
    [PTA_SYSTEM_ADD_RNG_ENTROPY] = {TYPES(MEMREF_INPUT, NONE, NONE, NONE),
                                    on_add_rng_entropy},
    [PTA_SYSTEM_DERIVE_TA_UNIQUE_KEY] = {TYPES(MEMREF_INPUT, MEMREF_OUTPUT,
                                               NONE, NONE),
                                         on_derive_ta_unique_key},
    [PTA_SYSTEM_MAP_ZI] = {TYPES(VALUE_INPUT, VALUE_INOUT, VALUE_INPUT, NONE),
                           on_map_zi},
    [PTA_SYSTEM_UNMAP] = {TYPES(VALUE_INPUT, VALUE_INPUT, NONE, NONE),
                          on_unmap},
    [PTA_SYSTEM_SUPP_PLUGIN_INVOKE] = {TYPES(MEMREF_INPUT, VALUE_INPUT,
                                             MEMREF_INOUT, VALUE_OUTPUT),
                                       on_supp_plugin_invoke},
};

TEE_Result system_invoke(uint32_t command, struct engine_params *params)
{
    if (!sessions)
        return TEE_ERROR_BAD_PARAMETERS;
    if (command >= sizeof(commands) / sizeof(commands[0]) ||
        !commands[command].handle)
        return TEE_ERROR_NOT_SUPPORTED;
    if (params->types != commands[command].types)
        return TEE_ERROR_BAD_PARAMETERS;
    return commands[command].handle(params->vals);
}
