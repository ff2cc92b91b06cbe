/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Key objects: one message to the crypto service each (abi/crypto_msg.h). Keys
 * never come back from there but as attributes that may be extracted.
 */
#include "sdk/engine/attrs.h"
#include "sdk/engine/cryp_call.h"
#include "sdk/engine/engine.h"

TEE_Result engine_cryp_obj_get_info(uint32_t obj,
                                    struct engine_object_info *info)
{
    struct rt_event ev = {.w = {CRYPTO_OBJ_INFO, obj}};
    TEE_Result result = cryp_call(&ev, NULL, 0);

    if (!result)
        *info = (struct engine_object_info){
            .type = (uint32_t)ev.w[1],
            .size = (uint32_t)ev.w[2],
            .max_size = (uint32_t)ev.w[3],
            .usage = (uint32_t)ev.w[4],
        };
    return result;
}

TEE_Result engine_cryp_obj_restrict_usage(uint32_t obj, uint32_t usage)
{
    struct rt_event ev = {.w = {CRYPTO_OBJ_RESTRICT, obj, usage}};

    return cryp_call(&ev, NULL, 0);
}

TEE_Result engine_cryp_obj_get_attr(uint32_t obj, uint32_t attr, void *buf,
                                    size_t *len)
{
    size_t room = *len < UINT32_MAX ? *len : UINT32_MAX;
    struct rt_event ev = {.w = {CRYPTO_OBJ_GET_ATTR, obj, attr, room}};
    struct klease lease = cryp_lease(buf, room, KLEASE_WRITE);
    TEE_Result result;

    if (attr & TEE_ATTR_FLAG_VALUE) {
        ev.w[3] = 0;
        result = cryp_call(&ev, NULL, 0);
        if (!result)
            memcpy(buf, (uint32_t[]){(uint32_t)ev.w[2], (uint32_t)ev.w[3]},
                   2 * sizeof(uint32_t));
        return result;
    }
    result = cryp_call(&ev, &lease, room > CRYPTO_INLINE);
    if (result && result != TEE_ERROR_SHORT_BUFFER)
        return result;
    *len = ev.w[1];
    if (!result && *len > room)
        return TEE_ERROR_GENERIC;
    if (!result && room <= CRYPTO_INLINE)
        cryp_output(&ev, buf, *len);
    return result;
}

TEE_Result engine_cryp_obj_alloc(uint32_t type, uint32_t max_size,
                                 uint32_t *obj)
{
    struct rt_event ev = {.w = {CRYPTO_OBJ_ALLOC, type, max_size}};
    TEE_Result result = cryp_call(&ev, NULL, 0);

    if (!result)
        *obj = (uint32_t)ev.w[1];
    return result;
}

TEE_Result engine_cryp_obj_close(uint32_t obj)
{
    struct rt_event ev = {.w = {CRYPTO_OBJ_FREE, obj}};

    return cryp_call(&ev, NULL, 0);
}

TEE_Result engine_cryp_obj_reset(uint32_t obj)
{
    struct rt_event ev = {.w = {CRYPTO_OBJ_RESET, obj}};

    return cryp_call(&ev, NULL, 0);
}

TEE_Result engine_cryp_obj_copy(uint32_t dst, uint32_t src)
{
    struct rt_event ev = {.w = {CRYPTO_OBJ_COPY, dst, src}};

    return cryp_call(&ev, NULL, 0);
}

/* Sends ev with attributes as its one lease. */
static TEE_Result call_with_attrs(struct rt_event *ev,
                                  const TEE_Attribute *params, uint32_t count)
{
    struct attrs attrs;
    struct klease lease;
    TEE_Result result = attrs_encode(params, count, &attrs);

    if (result)
        return result;
    lease = cryp_lease(attrs.bytes, attrs.length, KLEASE_READ);
    result = cryp_call(ev, &lease, 1);
    attrs_drop(&attrs);
    return result;
}

TEE_Result engine_cryp_obj_populate(uint32_t obj, const TEE_Attribute *attrs,
                                    uint32_t count)
{
    struct rt_event ev = {.w = {CRYPTO_OBJ_POPULATE, obj}};

    return call_with_attrs(&ev, attrs, count);
}

TEE_Result engine_cryp_obj_generate_key(uint32_t obj, uint32_t size,
                                        const TEE_Attribute *params,
                                        uint32_t count)
{
    struct rt_event ev = {.w = {CRYPTO_OBJ_GENERATE, obj, size}};

    return call_with_attrs(&ev, params, count);
}

TEE_Result engine_cryp_derive_key(uint32_t state, const TEE_Attribute *params,
                                  uint32_t count, uint32_t derived)
{
    struct rt_event ev = {.w = {CRYPTO_DERIVE, state, derived}};
    TEE_Result result = call_with_attrs(&ev, params, count);

    for (uint32_t i = 0; i < count && !result; i++) {
        /* The one attribute that is written to. */
        if (params[i].attributeID == TEE_ATTR_SM2_KEP_CONFIRMATION_OUT &&
            params[i].content.ref.length == CRYPTO_CONFIRMATION)
            memcpy(params[i].content.ref.buffer, &ev.w[2], CRYPTO_CONFIRMATION);
    }
    return result;
}

TEE_Result engine_cryp_encapsulate(uint32_t state, uint32_t derived, void *dst,
                                   size_t *dst_len)
{
    size_t room = *dst_len < UINT32_MAX ? *dst_len : UINT32_MAX;
    struct rt_event ev = {.w = {CRYPTO_ENCAPSULATE, state, derived, room}};
    struct klease lease = cryp_lease(dst, room, KLEASE_WRITE);
    TEE_Result result = cryp_call(&ev, &lease, 1);

    if (result == TEE_SUCCESS || result == TEE_ERROR_SHORT_BUFFER)
        *dst_len = ev.w[1];
    return result;
}
