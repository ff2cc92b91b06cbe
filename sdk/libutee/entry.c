/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From the engine's requests to the TA's entry points [TEE Internal Core API
 * 1.3.1, 2.1.3 and 4.3]: the life of the instance and its sessions.
 *
 * The instance is created (constructors once, then TA_CreateEntryPoint) by the
 * first session and destroyed when tamgr says so, which knows who is about to
 * open another; the process ends with it. A failed creation is tried again by
 * the next session.
 */
#include <stdlib.h>
#include <string.h>
#include <tee_internal_api.h>
#include <user_ta_header.h>

#include "sdk/engine/engine.h"
#include "sdk/libutee/session.h"

/* Constructors and destructors, from the linker script. */
extern void (*const __init_array_start[])(void);
extern void (*const __init_array_end[])(void);
extern void (*const __fini_array_start[])(void);
extern void (*const __fini_array_end[])(void);

static struct {
    struct session_list sessions;
    bool constructed;
    bool created;
    void (*finish)(void); /* the destructors of libraries, or NULL */
} instance;

void utee_at_destroy(void (*finish)(void))
{
    instance.finish = finish;
}

static TEE_Result create(void)
{
    TEE_Result result;

    if (instance.created)
        return TEE_SUCCESS;
    for (size_t i = 0;
         !instance.constructed && &__init_array_start[i] < __init_array_end;
         i++)
        __init_array_start[i]();
    instance.constructed = true;
    result = TA_CreateEntryPoint();
    instance.created = result == TEE_SUCCESS;
    return result;
}

static TEE_Result destroy(void)
{
    size_t n = (size_t)(__fini_array_end - __fini_array_start);

    if (instance.created)
        TA_DestroyEntryPoint();
    if (instance.finish)
        instance.finish();
    while (instance.constructed && n > 0)
        __fini_array_start[--n]();
    instance.created = instance.constructed = false;
    return TEE_SUCCESS;
}

static void params_in(const struct engine_params *p,
                      TEE_Param param[TEE_NUM_PARAMS])
{
    for (unsigned i = 0; p->types >> (4 * i) && i < TEE_NUM_PARAMS; i++) {
        const uint64_t *vals = &p->vals[2 * i];

        if (TEE_PARAM_TYPE_GET(p->types, i) >= TEE_PARAM_TYPE_MEMREF_INPUT) {
            param[i].memref.buffer = (void *)(uintptr_t)vals[0];
            param[i].memref.size = vals[1];
        } else {
            param[i].value.a = (uint32_t)vals[0];
            param[i].value.b = (uint32_t)vals[1];
        }
    }
}

static void params_out(const TEE_Param param[TEE_NUM_PARAMS],
                       struct engine_params *p)
{
    for (unsigned i = 0; p->types >> (4 * i) && i < TEE_NUM_PARAMS; i++) {
        switch (TEE_PARAM_TYPE_GET(p->types, i)) {
        case TEE_PARAM_TYPE_VALUE_OUTPUT:
        case TEE_PARAM_TYPE_VALUE_INOUT:
            p->vals[2 * i] = param[i].value.a;
            p->vals[2 * i + 1] = param[i].value.b;
            break;
        case TEE_PARAM_TYPE_MEMREF_OUTPUT:
        case TEE_PARAM_TYPE_MEMREF_INOUT:
            p->vals[2 * i + 1] = param[i].memref.size;
            break;
        default:
            break;
        }
    }
}

static TEE_Result open_session(uint32_t id, uint32_t types,
                               TEE_Param param[TEE_NUM_PARAMS],
                               uint32_t *origin)
{
    struct session *s = malloc(sizeof(*s));
    TEE_Result result = TEE_ERROR_OUT_OF_MEMORY;

    if (!s) {
        *origin = TEE_ORIGIN_TEE;
        return result;
    }
    result = create();
    if (result) {
        free(s);
        return result;
    }
    session_add(&instance.sessions, s, id);
    result = TA_OpenSessionEntryPoint(types, param, &s->context);
    if (result)
        free(session_remove(&instance.sessions, id));
    return result;
}

static TEE_Result close_session(uint32_t id)
{
    struct session *s = session_find(&instance.sessions, id);

    if (!s)
        return TEE_ERROR_BAD_STATE;
    TA_CloseSessionEntryPoint(s->context);
    free(session_remove(&instance.sessions, id));
    return TEE_SUCCESS;
}

static TEE_Result invoke(uint32_t id, uint32_t command, uint32_t types,
                         TEE_Param param[TEE_NUM_PARAMS], uint32_t *origin)
{
    struct session *s = session_find(&instance.sessions, id);

    if (s)
        return TA_InvokeCommandEntryPoint(s->context, command, types, param);
    *origin = TEE_ORIGIN_TEE;
    return TEE_ERROR_BAD_STATE;
}

TEE_Result __utee_entry(enum engine_entry entry, uint32_t session,
                        struct engine_params *params, uint32_t command,
                        uint32_t *origin)
{
    TEE_Param param[TEE_NUM_PARAMS] = {0};
    TEE_Result result;

    params_in(params, param);
    switch (entry) {
    case ENGINE_OPEN_SESSION:
        result = open_session(session, params->types, param, origin);
        break;
    case ENGINE_CLOSE_SESSION:
        return close_session(session);
    case ENGINE_DESTROY:
        return destroy();
    default:
        result = invoke(session, command, params->types, param, origin);
        break;
    }
    params_out(param, params);
    return result;
}
