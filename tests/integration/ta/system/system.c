/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Uses what the system has besides the specification, and what it says of
 * memory and time. A test that is not passed is BAD_STATE and a line in the
 * secure log.
 *
 * KEY         value in (bytes), memory in (extra data), memory out: the key
 * KEY_THERE   memory in, memory out: the key straight into the client's memory
 * ENTROPY     memory in: into the generator
 * COMMANDS    the system as a TA: what it refuses
 * MAP         memory of every kind, its rights, its limits
 * RIGHTS      memory in, memory inout: of the client and in a call of itself
 * PRIVATE     memory in, memory in: of a calling TA; the second one is NULL
 * CACHE       memory inout
 * TIME        the persistent time
 * PROPERTIES
 * HEAP        counters, hints
 * DEVICE      memory out: the machine's UUID
 * PLUGIN      value in (command, subcommand), memory inout, value out (bytes,
 * 0) of tests/unit/ree/calculator.c NO_PLUGIN   there is none
 */
#include <malloc.h>
#include <pta_system.h>
#include <stdlib.h>
#include <string.h>
#include <tee_internal_api_extensions.h>
#include <user_ta_header.h>
#include <user_ta_header_defines.h>

#include "system_test.h"

#define TYPES(a, b, c)                                                         \
    TEE_PARAM_TYPES(TEE_PARAM_TYPE_##a, TEE_PARAM_TYPE_##b,                    \
                    TEE_PARAM_TYPE_##c, TEE_PARAM_TYPE_NONE)

enum {
    R = TEE_MEMORY_ACCESS_READ,
    W = TEE_MEMORY_ACCESS_WRITE,
    ANY = TEE_MEMORY_ACCESS_ANY_OWNER,
    NS = TEE_MEMORY_ACCESS_NONSECURE,
    S = TEE_MEMORY_ACCESS_SECURE
};

#define MAY(flags, p, n)                                                       \
    (TEE_CheckMemoryAccessRights((flags), (void *)(p), (n)) == TEE_SUCCESS)

static TEE_Result system_call(uint32_t command, uint32_t types,
                              TEE_Param params[4])
{
    static const TEE_UUID uuid = PTA_SYSTEM_UUID;
    TEE_TASessionHandle session = TEE_HANDLE_NULL;
    uint32_t origin = 0;
    TEE_Result result = TEE_OpenTASession(&uuid, TEE_TIMEOUT_INFINITE, 0, NULL,
                                          &session, &origin);

    if (result)
        return result;
    result = TEE_InvokeTACommand(session, TEE_TIMEOUT_INFINITE, command, types,
                                 params, &origin);
    TEE_CloseTASession(session);
    return result;
}

static TEE_Result on_key(TEE_Param params[4])
{
    size_t size = params[0].value.a;
    uint8_t *key = TEE_Malloc(size ? size : 1, TEE_MALLOC_FILL_ZERO);
    TEE_Param p[4] = {params[1], {.memref = {key, size}}};
    TEE_Result result;

    if (!key || params[2].memref.size < size)
        return TEE_ERROR_BAD_PARAMETERS;
    result = system_call(PTA_SYSTEM_DERIVE_TA_UNIQUE_KEY,
                         TYPES(MEMREF_INPUT, MEMREF_OUTPUT, NONE), p);
    params[2].memref.size = result ? 0 : size;
    if (!result)
        TEE_MemMove(params[2].memref.buffer, key, size);
    TEE_Free(key);
    return result;
}

static TEE_Result on_key_there(TEE_Param params[4])
{
    return system_call(PTA_SYSTEM_DERIVE_TA_UNIQUE_KEY,
                       TYPES(MEMREF_INPUT, MEMREF_OUTPUT, NONE), params);
}

static TEE_Result on_entropy(TEE_Param params[4])
{
    return system_call(PTA_SYSTEM_ADD_RNG_ENTROPY,
                       TYPES(MEMREF_INPUT, NONE, NONE), params);
}

/* MAP_ZI and UNMAP as commands; and what is none, or has other parameters. */
static TEE_Result on_commands(TEE_Param params[4])
{
    const uint32_t map = TYPES(VALUE_INPUT, VALUE_INOUT, VALUE_INPUT);
    const uint32_t unmap = TYPES(VALUE_INPUT, VALUE_INPUT, NONE);
    TEE_Param p[4] = {{.value = {5000, 0}}};
    uint8_t *at;

    (void)params;
    WANT(system_call(PTA_SYSTEM_MAP_ZI, map, p) == TEE_SUCCESS);
    at = (uint8_t *)((uintptr_t)p[1].value.a << 32 | p[1].value.b);
    WANT(MAY(R | W | S, at, 5000) && at[0] == 0 && at[4999] == 0);
    p[0].value.b = 1;
    WANT(system_call(PTA_SYSTEM_UNMAP, unmap, p) == TEE_ERROR_BAD_PARAMETERS);
    p[0].value.b = 0;
    WANT(system_call(PTA_SYSTEM_MAP_ZI, map, p) == TEE_ERROR_NOT_SUPPORTED);
    WANT(system_call(PTA_SYSTEM_UNMAP, unmap, p) == TEE_SUCCESS);
    WANT(!MAY(R, at, 1));
    WANT(system_call(PTA_SYSTEM_UNMAP, unmap, p) == TEE_ERROR_BAD_PARAMETERS);
    p[0].value.b = 2;
    WANT(system_call(PTA_SYSTEM_MAP_ZI, map, p) == TEE_ERROR_BAD_PARAMETERS);
    WANT(system_call(PTA_SYSTEM_MAP_ZI, unmap, p) == TEE_ERROR_BAD_PARAMETERS);
    WANT(system_call(PTA_SYSTEM_ADD_RNG_ENTROPY,
                     TYPES(MEMREF_INPUT, NONE, NONE),
                     (TEE_Param[4]){0}) == TEE_ERROR_BAD_PARAMETERS);
    for (uint32_t command = 0; command < 20; command++) {
        bool is_one = command <= PTA_SYSTEM_UNMAP ||
                      command == PTA_SYSTEM_SUPP_PLUGIN_INVOKE;

        WANT(system_call(command, 0, p) ==
             (is_one ? TEE_ERROR_BAD_PARAMETERS : TEE_ERROR_NOT_SUPPORTED));
    }
    return TEE_SUCCESS;
}

static TEE_Result open_self(TEE_TASessionHandle *session)
{
    static const TEE_UUID uuid = TA_UUID;

    return TEE_OpenTASession(&uuid, TEE_TIMEOUT_INFINITE, 0, NULL, session,
                             NULL);
}

enum {
    KEY = 1,
    KEY_THERE,
    ENTROPY,
    COMMANDS,
    MAP,
    RIGHTS,
    PRIVATE,
    CACHE,
    TIME,
    PROPERTIES,
    HEAP,
    DEVICE,
    PLUGIN,
    NO_PLUGIN,
    COMMAND_LIMIT
};

/* Lends `bytes` at p to another instance of itself. */
static TEE_Result lend(void *p, size_t bytes)
{
    TEE_TASessionHandle session = TEE_HANDLE_NULL;
    TEE_Param params[4] = {{.memref = {p, bytes}}};
    TEE_Result result = open_self(&session);

    if (result)
        return result;
    result = TEE_InvokeTACommand(session, TEE_TIMEOUT_INFINITE, PRIVATE,
                                 TYPES(MEMREF_INPUT, MEMREF_INPUT, NONE),
                                 params, NULL);
    TEE_CloseTASession(session);
    return result;
}

#define PAGE    4096u
#define MAPS    40u
#define LARGE   (2u << 20)
#define SECONDS 1

static TEE_Result on_map(TEE_Param params[4])
{
    static uint8_t *small[MAPS];
    uint8_t *private = tee_map_zi(LARGE, 0);
    uint8_t *shared = tee_map_zi(PAGE + 1, ANY);
    uint8_t *again;

    (void)params;
    WANT(private && shared && !private[0] && !private[LARGE - 1]);
    private[LARGE - 1] = shared[2 * PAGE - 1] = 1;
    WANT(MAY(R | W, private, LARGE) && MAY(R | W | S, private, LARGE));
    WANT(!MAY(R | ANY | NS, private, 1) && !MAY(R, private, LARGE + 1));
    WANT(!MAY(R, shared, 1) && MAY(R | W | ANY, shared, 2 * PAGE));
    WANT(MAY(W | ANY | S, shared, 1) && !MAY(R | ANY | NS, shared, 1));
    WANT(lend(shared, 100) == TEE_SUCCESS);
    WANT(lend(private + 10, 100) == TEE_SUCCESS);

    WANT(!tee_map_zi(0, 0) && !tee_map_zi(PAGE, W) && !tee_map_zi(1u << 30, 0));
    WANT(!tee_map_zi_va(0x10000000, PAGE, 0) && !tee_map_zi(SIZE_MAX, 0));
    WANT(tee_unmap(private, LARGE - PAGE) == TEE_ERROR_BAD_PARAMETERS);
    WANT(tee_unmap(private + PAGE, LARGE - PAGE) == TEE_ERROR_BAD_PARAMETERS);
    WANT(tee_unmap(NULL, 0) == TEE_ERROR_BAD_PARAMETERS);
    WANT(!tee_map_zi(2 * LARGE, 0)); /* 4 MiB is what a TA may have */
    WANT(tee_unmap(private, LARGE) == TEE_SUCCESS);
    WANT(!MAY(R | ANY, private, 1) && MAY(R | ANY, shared, 1));
    again = tee_map_zi_va(0, LARGE, 0);
    WANT(again && !again[LARGE - 1]);
    WANT(tee_unmap(again, LARGE) == TEE_SUCCESS);
    WANT(tee_unmap(shared, PAGE + 1) == TEE_SUCCESS);
    for (unsigned i = 0; i < MAPS; i++) {
        small[i] = tee_map_zi(1, 0);
        WANT(small[i] && !small[i][0]);
        small[i][0] = 1;
    }
    for (unsigned i = 0; i < MAPS; i++)
        WANT(tee_unmap(small[i * 7 % MAPS], 1) == TEE_SUCCESS);
    return TEE_SUCCESS;
}

static TEE_Result on_rights(TEE_Param params[4])
{
    static const uint8_t constant[1] = {1};
    uint8_t *in = params[0].memref.buffer, *both = params[1].memref.buffer;
    size_t n = params[0].memref.size, m = params[1].memref.size;
    uint8_t *block = TEE_Malloc(100, TEE_MALLOC_FILL_ZERO);
    uint8_t stack = 0;

    WANT(MAY(R | ANY, in, n) && MAY(R | ANY | NS, in, n));
    WANT(!MAY(R, in, n) && !MAY(R | ANY | S, in, n) && !MAY(W | ANY, in, n));
    WANT(MAY(R | W | ANY | NS, both, m) && !MAY(R | W, both, m));
    WANT(MAY(R, constant, 1) && !MAY(W, constant, 1));
    WANT(MAY(R | W, &stack, 1) && MAY(R | W | S, block, 100));
    WANT(!MAY(R | ANY | NS | S, in, 1) && !MAY(R | ANY, NULL, 1));
    WANT(!MAY(R, (void *)(256 * 1024), 1) && MAY(R, NULL, 0));
    WANT(!MAY(R | ANY, block, SIZE_MAX));
    WANT(lend(block, 100) == TEE_SUCCESS && lend(&stack, 1) == TEE_SUCCESS);
    WANT(lend(in, n) == TEE_SUCCESS);
    TEE_Free(block);
    return TEE_SUCCESS;
}

static TEE_Result on_private(TEE_Param params[4])
{
    uint8_t *in = params[0].memref.buffer;
    size_t n = params[0].memref.size;

    WANT(MAY(R | ANY, in, n) && !MAY(R, in, n) && !MAY(R, in + n - 1, 1));
    WANT(MAY(R | ANY | S, in, n) && !MAY(R | ANY | NS, in, n));
    WANT(!params[1].memref.buffer && !params[1].memref.size);
    return TEE_SUCCESS;
}

static TEE_Result on_cache(TEE_Param params[4])
{
    char *p = params[0].memref.buffer;
    size_t n = params[0].memref.size;
    static char own[8];
    bool may = (TA_FLAGS)&TA_FLAG_CACHE_MAINTENANCE;
    TEE_Result good = may ? TEE_SUCCESS : TEE_ERROR_NOT_SUPPORTED;
    TEE_Result bad = may ? TEE_ERROR_ACCESS_DENIED : TEE_ERROR_NOT_SUPPORTED;

    WANT(TEE_CacheClean(p, n) == good && TEE_CacheFlush(p, n) == good);
    WANT(TEE_CacheInvalidate(p, n) == good);
    WANT(TEE_CacheClean(own, sizeof(own)) == bad);
    WANT(TEE_CacheFlush(NULL, 1) == bad);
    return TEE_SUCCESS;
}

static TEE_Result on_time(TEE_Param params[4])
{
    const TEE_Time zero = {0, 0}, last = {UINT32_MAX, 999};
    TEE_Time system, t = {1, 1};
    TEE_Result result;

    (void)params;
    TEE_GetSystemTime(&system);
    result = TEE_GetTAPersistentTime(&t);
    WANT(result == TEE_ERROR_TIME_NOT_SET && !t.seconds && !t.millis);
    WANT(TEE_SetTAPersistentTime(&zero) == TEE_SUCCESS);
    WANT(TEE_GetTAPersistentTime(&t) == TEE_SUCCESS && t.seconds <= SECONDS);
    WANT(TEE_SetTAPersistentTime(&last) == TEE_SUCCESS);
    WANT(TEE_Wait(1000) == TEE_SUCCESS);
    WANT(TEE_GetTAPersistentTime(&t) == TEE_ERROR_OVERFLOW);
    WANT(t.seconds <= system.seconds + SECONDS && t.millis < 1000);
    return TEE_SUCCESS;
}

static TEE_Result on_heap(TEE_Param params[4])
{
    struct pta_stats_alloc before, now;
    uint8_t *p, *q;

    (void)params;
    malloc_reset_stats();
    malloc_get_stats(&before);
    WANT(before.size == TA_DATA_SIZE && !before.num_alloc_fail);
    p = TEE_Malloc(1000, TEE_USER_MEM_HINT_NO_FILL_ZERO);
    WANT(p && !TEE_Malloc(1 << 20, 0) && !TEE_Malloc(1 << 19, 0));
    malloc_get_stats(&now);
    WANT(now.allocated >= before.allocated + 1000);
    WANT(now.max_allocated == now.allocated && now.num_alloc_fail == 2);
    WANT(now.biggest_alloc_fail == 1 << 20);
    WANT(now.biggest_alloc_fail_used == now.allocated);
    TEE_Free(p);
    malloc_get_stats(&now);
    WANT(now.allocated == before.allocated);
    WANT(now.max_allocated >= before.allocated + 1000);
    p = TEE_Malloc(1000, TEE_MALLOC_NO_SHARE);
    q = TEE_Malloc(500, TEE_MALLOC_NO_SHARE | TEE_MALLOC_NO_FILL);
    WANT(p && q && !p[0] && !p[999]);
    WANT(!TEE_Malloc(1000, TEE_MALLOC_NO_SHARE) && !TEE_Malloc(1, 0x100));
    TEE_Free(q);
    TEE_Free(p);
    WANT(TEE_Malloc(0, TEE_MALLOC_FILL_ZERO));
    return TEE_SUCCESS;
}

static TEE_Result on_properties(TEE_Param params[4])
{
    (void)params;
    return properties_test();
}

static TEE_Result on_device(TEE_Param params[4])
{
    if (params[0].memref.size != sizeof(TEE_UUID))
        return TEE_ERROR_BAD_PARAMETERS;
    return TEE_GetPropertyAsUUID(TEE_PROPSET_TEE_IMPLEMENTATION,
                                 "gpd.tee.deviceID", params[0].memref.buffer);
}

static TEE_UUID calculator = {
    0x6d2f4b1e, 0x0c7a, 0x4e55, {0x8b, 0x31, 1, 2, 3, 4, 5, 6}};

/* By the function and by the command, which must agree. */
static TEE_Result on_plugin(TEE_Param params[4])
{
    uint8_t buf[128];
    size_t size = params[1].memref.size, out = 0;
    TEE_Param p[4] = {{.memref = {&calculator, sizeof(calculator)}},
                      params[0],
                      {.memref = {size ? buf : NULL, size}}};
    TEE_Result result, other;

    WANT(size <= sizeof(buf));
    TEE_MemMove(buf, params[1].memref.buffer, size);
    result = tee_invoke_supp_plugin(&calculator, params[0].value.a,
                                    params[0].value.b, size ? buf : NULL, size,
                                    &out);
    params[2].value.a = (uint32_t)out;
    TEE_MemMove(buf, params[1].memref.buffer, size);
    other = system_call(PTA_SYSTEM_SUPP_PLUGIN_INVOKE,
                        TEE_PARAM_TYPES(TEE_PARAM_TYPE_MEMREF_INPUT,
                                        TEE_PARAM_TYPE_VALUE_INPUT,
                                        TEE_PARAM_TYPE_MEMREF_INOUT,
                                        TEE_PARAM_TYPE_VALUE_OUTPUT),
                        p);
    WANT(other == result && p[3].value.a == params[2].value.a);
    TEE_MemMove(params[1].memref.buffer, buf, size);
    return result;
}

static TEE_Result on_no_plugin(TEE_Param params[4])
{
    static uint8_t large[(64 << 10) + 1];
    TEE_UUID nobody = {1};
    size_t out;

    (void)params;
    WANT(tee_invoke_supp_plugin(NULL, 0, 0, NULL, 0, &out) ==
         TEE_ERROR_BAD_PARAMETERS);
    WANT(tee_invoke_supp_plugin(&calculator, 0, 0, large, 0, &out) ==
         TEE_ERROR_BAD_PARAMETERS);
    WANT(tee_invoke_supp_plugin(&calculator, 0, 0, NULL, 1, &out) ==
         TEE_ERROR_BAD_PARAMETERS);
    WANT(tee_invoke_supp_plugin(&calculator, 0, 0, large, sizeof(large),
                                NULL) == TEE_ERROR_OUT_OF_MEMORY);
    return tee_invoke_supp_plugin(&nobody, 0, 0, NULL, 0, NULL);
}

static const struct {
    uint32_t types;
    TEE_Result (*test)(TEE_Param params[4]);
} tests[COMMAND_LIMIT] = {
    [KEY] = {TYPES(VALUE_INPUT, MEMREF_INPUT, MEMREF_OUTPUT), on_key},
    [KEY_THERE] = {TYPES(MEMREF_INPUT, MEMREF_OUTPUT, NONE), on_key_there},
    [ENTROPY] = {TYPES(MEMREF_INPUT, NONE, NONE), on_entropy},
    [COMMANDS] = {0, on_commands},
    [MAP] = {0, on_map},
    [RIGHTS] = {TYPES(MEMREF_INPUT, MEMREF_INOUT, NONE), on_rights},
    [PRIVATE] = {TYPES(MEMREF_INPUT, MEMREF_INPUT, NONE), on_private},
    [CACHE] = {TYPES(MEMREF_INOUT, NONE, NONE), on_cache},
    [TIME] = {0, on_time},
    [PROPERTIES] = {0, on_properties},
    [HEAP] = {0, on_heap},
    [DEVICE] = {TYPES(MEMREF_OUTPUT, NONE, NONE), on_device},
    [PLUGIN] = {TYPES(VALUE_INPUT, MEMREF_INOUT, VALUE_OUTPUT), on_plugin},
    [NO_PLUGIN] = {0, on_no_plugin},
};

TEE_Result TA_CreateEntryPoint(void)
{
    return TEE_SUCCESS;
}

void TA_DestroyEntryPoint(void)
{
}

TEE_Result TA_OpenSessionEntryPoint(uint32_t types, TEE_Param params[4],
                                    void **session)
{
    (void)types;
    (void)params;
    (void)session;
    return TEE_SUCCESS;
}

void TA_CloseSessionEntryPoint(void *session)
{
    (void)session;
}

TEE_Result TA_InvokeCommandEntryPoint(void *session, uint32_t command,
                                      uint32_t types, TEE_Param params[4])
{
    (void)session;
    if (command >= COMMAND_LIMIT || !tests[command].test ||
        types != tests[command].types)
        return TEE_ERROR_BAD_PARAMETERS;
    return tests[command].test(params);
}
