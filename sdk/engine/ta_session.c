/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sessions with other trusted applications: messages to tamgr
 * (abi/tamgr_msg.h), which passes the leases on to the callee; but for those
 * with the system, which is in process.
 */
#include "abi/ta_msg.h"
#include "abi/tamgr_msg.h"
#include "sdk/engine/call.h"
#include "sdk/engine/system.h"

/* Ticks at which the callee is asked to cancel; 0: never. */
static uint64_t deadline_of(uint32_t cancel_ms)
{
    if (cancel_ms == TEE_TIMEOUT_INFINITE)
        return 0;
    return rt_ticks() + cancel_ms * (rt_ticks_hz() / 1000) + 1;
}

static bool memref_put(const uint64_t vals[2], uint32_t type, uint64_t w[2],
                       struct klease *lease)
{
    uint32_t rights = (param_is_input(type) ? KLEASE_READ : 0) |
                      (param_is_output(type) ? KLEASE_WRITE : 0);

    w[1] = vals[1];
    *lease = lease_of((const void *)(uintptr_t)vals[0], vals[1], rights);
    return vals[0] != 0 && vals[1] != 0;
}

/* Puts parameters into a message; returns the number of leases. */
static size_t params_put(const struct engine_params *p, uint64_t w[KMSG_WORDS],
                         struct klease leases[KMSG_LEASES])
{
    uint32_t leased = 0;
    size_t n = 0;

    for (unsigned i = 0; i < TEE_NUM_PARAMS; i++) {
        uint32_t type = TEE_PARAM_TYPE_GET(p->types, i);

        if (param_is_memref(type)) {
            if (memref_put(&p->vals[2 * i], type, &w[3 + 2 * i], &leases[n])) {
                leased |= 1u << i;
                n++;
            }
        } else if (param_is_input(type)) {
            w[3 + 2 * i] = (uint32_t)p->vals[2 * i];
            w[4 + 2 * i] = (uint32_t)p->vals[2 * i + 1];
        }
    }
    w[0] = TA_MSG(TA_MSG_OP(w[0]), p->types, leased);
    return n;
}

static void params_take(struct engine_params *p, const uint64_t w[KMSG_WORDS])
{
    for (unsigned i = 0; i < TEE_NUM_PARAMS; i++) {
        uint32_t type = TEE_PARAM_TYPE_GET(p->types, i);

        if (!param_is_output(type))
            continue;
        if (param_is_value(type))
            p->vals[2 * i] = w[3 + 2 * i];
        p->vals[2 * i + 1] = w[4 + 2 * i];
    }
}

/* A memory reference without memory has no bytes; none has 4 GiB. */
static bool params_are_sound(const struct engine_params *p)
{
    for (unsigned i = 0; i < TEE_NUM_PARAMS; i++) {
        uint32_t type = TEE_PARAM_TYPE_GET(p->types, i);

        if (param_is_memref(type)
                ? (!p->vals[2 * i] && p->vals[2 * i + 1]) ||
                      p->vals[2 * i + 1] > UINT32_MAX
                : type != TEE_PARAM_TYPE_NONE && !param_is_value(type))
            return false;
    }
    return p->types <= 0xffff;
}

static TEE_Result session_call(struct rt_event *ev, uint32_t cancel_ms,
                               struct engine_params *params, uint32_t *origin)
{
    struct klease leases[KMSG_LEASES];
    TEE_Result result;
    size_t n;

    *origin = TEE_ORIGIN_TEE;
    if (!params_are_sound(params))
        return TEE_ERROR_BAD_PARAMETERS;
    n = params_put(params, ev->w, leases);
    ev->w[11] = deadline_of(cancel_ms);
    result = service_call(SERVICE_TAMGR, ev, leases, n);
    if (result)
        return result;
    *origin = (uint32_t)(ev->w[0] >> 32);
    if (*origin == TEE_ORIGIN_TRUSTED_APP)
        params_take(params, ev->w);
    return (TEE_Result)ev->w[0];
}

TEE_Result engine_open_ta_session(const TEE_UUID *uuid, uint32_t cancel_ms,
                                  struct engine_params *params,
                                  uint32_t *session, uint32_t *origin)
{
    struct rt_event ev = {.w = {TAMGR_TA_OPEN}};
    TEE_Result result;

    if (system_is(uuid)) {
        system_open();
        *session = SYSTEM_SESSION;
        *origin = TEE_ORIGIN_TRUSTED_APP;
        return TEE_SUCCESS;
    }
    uuid_to_words(uuid, &ev.w[1]);
    result = session_call(&ev, cancel_ms, params, origin);
    if (!result)
        *session = (uint32_t)ev.w[1];
    return result;
}

TEE_Result engine_invoke_ta_command(uint32_t session, uint32_t cancel_ms,
                                    uint32_t command,
                                    struct engine_params *params,
                                    uint32_t *origin)
{
    struct rt_event ev = {.w = {TAMGR_TA_INVOKE, session, command}};

    if (session == SYSTEM_SESSION) {
        *origin = TEE_ORIGIN_TRUSTED_APP;
        return system_invoke(command, params);
    }
    return session_call(&ev, cancel_ms, params, origin);
}

TEE_Result engine_close_ta_session(uint32_t session)
{
    struct rt_event ev = {.w = {TAMGR_TA_CLOSE, session}};
    TEE_Result result;

    if (session == SYSTEM_SESSION)
        return system_close();
    result = service_call(SERVICE_TAMGR, &ev, NULL, 0);
    return result ? result : (TEE_Result)ev.w[0];
}
