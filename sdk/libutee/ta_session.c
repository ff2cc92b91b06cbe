/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sessions with other trusted applications [TEE Internal Core API 1.3.1, 4.9].
 * A handle is the session's id.
 */
#include <tee_internal_api.h>

#include "sdk/engine/engine.h"
#include "sdk/libutee/panic.h"

static bool is_memref(uint32_t types, unsigned i)
{
    return TEE_PARAM_TYPE_GET(types, i) >= TEE_PARAM_TYPE_MEMREF_INPUT;
}

static struct engine_params params_from(uint32_t types, const TEE_Param *params)
{
    struct engine_params p = {.types = types};

    for (unsigned i = 0; params && i < TEE_NUM_PARAMS; i++) {
        if (is_memref(types, i)) {
            p.vals[2 * i] = (uintptr_t)params[i].memref.buffer;
            p.vals[2 * i + 1] = params[i].memref.size;
        } else if (TEE_PARAM_TYPE_GET(types, i) != TEE_PARAM_TYPE_NONE) {
            p.vals[2 * i] = params[i].value.a;
            p.vals[2 * i + 1] = params[i].value.b;
        }
    }
    return p;
}

static void params_to(const struct engine_params *p, TEE_Param *params)
{
    for (unsigned i = 0; params && i < TEE_NUM_PARAMS; i++) {
        uint32_t type = TEE_PARAM_TYPE_GET(p->types, i);

        if (is_memref(p->types, i)) {
            params[i].memref.size = p->vals[2 * i + 1];
        } else if (type == TEE_PARAM_TYPE_VALUE_OUTPUT ||
                   type == TEE_PARAM_TYPE_VALUE_INOUT) {
            params[i].value.a = (uint32_t)p->vals[2 * i];
            params[i].value.b = (uint32_t)p->vals[2 * i + 1];
        }
    }
}

TEE_Result TEE_OpenTASession(const TEE_UUID *destination,
                             uint32_t cancellationRequestTimeout,
                             uint32_t paramTypes,
                             TEE_Param params[TEE_NUM_PARAMS],
                             TEE_TASessionHandle *session,
                             uint32_t *returnOrigin)
{
    struct engine_params p = params_from(paramTypes, params);
    uint32_t origin = TEE_ORIGIN_API;
    uint32_t id = 0;
    TEE_Result result;

    require(destination && session && (params || !paramTypes));
    result = engine_open_ta_session(destination, cancellationRequestTimeout, &p,
                                    &id, &origin);
    params_to(&p, params);
    *session = (TEE_TASessionHandle)(uintptr_t)(result ? 0 : id);
    if (returnOrigin)
        *returnOrigin = origin;
    return result;
}

void TEE_CloseTASession(TEE_TASessionHandle session)
{
    if (session)
        (void)pass(engine_close_ta_session((uint32_t)(uintptr_t)session),
                   TEE_ERROR_TARGET_DEAD);
}

TEE_Result TEE_InvokeTACommand(TEE_TASessionHandle session,
                               uint32_t cancellationRequestTimeout,
                               uint32_t commandID, uint32_t paramTypes,
                               TEE_Param params[TEE_NUM_PARAMS],
                               uint32_t *returnOrigin)
{
    struct engine_params p = params_from(paramTypes, params);
    uint32_t origin = TEE_ORIGIN_API;
    TEE_Result result;

    require(session && (params || !paramTypes));
    result = engine_invoke_ta_command((uint32_t)(uintptr_t)session,
                                      cancellationRequestTimeout, commandID, &p,
                                      &origin);
    params_to(&p, params);
    if (returnOrigin)
        *returnOrigin = origin;
    return result;
}
