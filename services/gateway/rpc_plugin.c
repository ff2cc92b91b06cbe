/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * GW_PLUGIN: a TA's call of a plug-in of the supplicant (abi/optee_rpc.h,
 * PLUGIN). What a plug-in does, and how long it takes, is the normal world's
 * business; nothing of it is remembered here.
 */
#include "abi/gateway_msg.h"
#include "abi/optee_rpc.h"
#include "services/gateway/rpc.h"
#include "services/gateway/rpc_priv.h"

struct action rpc_on_plugin(struct call *c, uint64_t *w)
{
    struct rpc *r = &c->rpc;

    if (!rpc_take_shm(r, w[4]) || w[5] > (r->shm ? r->shm->size : 0))
        return rpc_refuse(c, w);
    rpc_request(r, OPTEE_RPC_CMD_PLUGIN);
    rpc_add(r, OPTEE_MSG_VALUE_INPUT, OPTEE_RPC_PLUGIN_INVOKE, (uint32_t)w[1],
            w[1] >> 32);
    rpc_add(r, OPTEE_MSG_VALUE_INPUT, (uint32_t)w[2], w[2] >> 32,
            (uint32_t)w[3]);
    rpc_add(r, OPTEE_MSG_VALUE_INOUT, w[3] >> 32, 0, 0);
    rpc_add_memory(r, PARAM_MEMREF_INOUT, 0, w[5]);
    return rpc_ask(c, w);
}

struct action rpc_plugin_answered(struct call *c, uint64_t *w)
{
    uint64_t number = c->rpc.message.param[2].u.value.b;

    rpc_reply(c, w, c->rpc.message.header.ret);
    w[1] = number;
    return (struct action){.kind = ACTION_REPLY};
}
