/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Asymmetric operations on whole inputs: one message to the crypto service each
 * (abi/crypto_msg.h). Everything goes by lease; beside their arithmetic that
 * costs nothing.
 */
#include "sdk/engine/attrs.h"
#include "sdk/engine/cryp_call.h"
#include "sdk/engine/engine.h"

TEE_Result engine_asymm_operate(uint32_t state, const TEE_Attribute *params,
                                uint32_t count, const void *src, size_t src_len,
                                void *dst, size_t *dst_len)
{
    size_t room = *dst_len < UINT32_MAX ? *dst_len : UINT32_MAX;
    struct rt_event ev = {.w = {CRYPTO_ASYM_OPERATE, state, room}};
    struct attrs attrs;
    TEE_Result result = attrs_encode(params, count, &attrs);

    if (result)
        return result;
    result = cryp_call(&ev,
                       (struct klease[]){
                           cryp_lease(attrs.bytes, attrs.length, KLEASE_READ),
                           cryp_lease(src, src_len, KLEASE_READ),
                           cryp_lease(dst, room, KLEASE_WRITE),
                       },
                       3);
    attrs_drop(&attrs);
    if (result == TEE_SUCCESS || result == TEE_ERROR_SHORT_BUFFER)
        *dst_len = ev.w[1];
    return result;
}

TEE_Result engine_asymm_verify(uint32_t state, const TEE_Attribute *params,
                               uint32_t count, const void *data,
                               size_t data_len, const void *sig, size_t sig_len)
{
    struct rt_event ev = {.w = {CRYPTO_ASYM_VERIFY, state}};
    struct attrs attrs;
    TEE_Result result = attrs_encode(params, count, &attrs);

    if (result)
        return result;
    result = cryp_call(&ev,
                       (struct klease[]){
                           cryp_lease(attrs.bytes, attrs.length, KLEASE_READ),
                           cryp_lease(data, data_len, KLEASE_READ),
                           cryp_lease(sig, sig_len, KLEASE_READ),
                       },
                       3);
    attrs_drop(&attrs);
    return result;
}
