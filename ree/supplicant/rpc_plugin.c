/* SPDX-License-Identifier: BSD-2-Clause */
/* PLUGIN: from params to a plug-in. */
#include "ree/supplicant/rpc.h"

#include "ree/libteec/include/tee_plugin_method.h"

/* The UUID's octets, four in each of these, the first in the lowest byte. */
static TEEC_UUID uuid_from(uint32_t a, uint32_t b, uint32_t c, uint32_t d)
{
    TEEC_UUID uuid = {.timeLow = __builtin_bswap32(a),
                      .timeMid = __builtin_bswap16((uint16_t)b),
                      .timeHiAndVersion =
                          __builtin_bswap16((uint16_t)(b >> 16))};

    for (unsigned i = 0; i < 4; i++) {
        uuid.clockSeqAndNode[i] = (uint8_t)(c >> 8 * i);
        uuid.clockSeqAndNode[4 + i] = (uint8_t)(d >> 8 * i);
    }
    return uuid;
}

uint32_t rpc_plugin_invoke(struct rpc *rpc)
{
    struct tee_ioctl_param *p = rpc->params;
    TEEC_UUID uuid = uuid_from((uint32_t)p[0].b, (uint32_t)p[0].c,
                               (uint32_t)p[1].a, (uint32_t)p[1].b);
    const struct plugin_method *method =
        plugin_find(&rpc->supplicant->plugins, &uuid);
    size_t in = rpc_memory_size(rpc, 3), out = 0;
    uint32_t result;

    if (!method)
        return TEEC_ERROR_ITEM_NOT_FOUND;
    result = method->invoke((unsigned)p[1].c, (unsigned)p[2].a, rpc->memory[3],
                            in, &out);
    p[2].b = out;
    return result;
}
