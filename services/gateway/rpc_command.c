/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * GW_RPC: a command of abi/optee_rpc.h as a service has it, parameters and
 * all. What of memory it names lies in one that it got by GW_SHM_ALLOC. The
 * table says who may ask for what.
 */
#include "abi/gateway_msg.h"
#include "abi/optee_rpc.h"
#include "lib/checked.h"
#include "services/gateway/rpc.h"
#include "services/gateway/rpc_priv.h"

#define WORDS_FIRST 3u /* of parameters in GW_RPC */

static bool is_value(uint32_t type)
{
    return type >= PARAM_VALUE_INPUT && type <= PARAM_VALUE_INOUT;
}

static bool is_memref(uint32_t type)
{
    return type >= PARAM_MEMREF_INPUT && type <= PARAM_MEMREF_INOUT;
}

/* Adds parameter n from its words. */
static bool parameter_add(struct rpc *r, unsigned n, uint32_t type,
                          const uint64_t *words)
{
    if (is_value(type)) {
        rpc_add(r, type, words[0], words[1], words[2]);
        return true;
    }
    if (!is_memref(type)) {
        rpc_add(r, OPTEE_MSG_NONE, 0, 0, 0);
        return type == PARAM_NONE;
    }
    r->size[n] = words[1];
    rpc_add_memory(r, type, words[0], words[1]);
    return r->shm ? range_inside(words[0], words[1], r->shm->size)
                  : words[0] == 0 && words[1] == 0;
}

static unsigned type_words(uint32_t type)
{
    return is_value(type) ? 3 : is_memref(type) ? 2 : 0;
}

/* Which service may ask for what. All else has an operation of its own, which
 * keeps the gateway informed, or is nobody's. */
static const struct {
    uint32_t sender;
    enum optee_rpc_cmd cmd;
} allowed[] = {
    {SERVICE_TAMGR, OPTEE_RPC_CMD_LOAD_TA},
    {SERVICE_STORAGE, OPTEE_RPC_CMD_FS},
    {SERVICE_STORAGE, OPTEE_RPC_CMD_RPMB},
};

static bool rpc_allowed(uint32_t sender, uint32_t cmd)
{
    for (unsigned i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++)
        if (allowed[i].sender == sender && allowed[i].cmd == cmd)
            return true;
    return false;
}

struct action rpc_on_command(struct call *c, uint64_t *w)
{
    struct rpc *r = &c->rpc;
    uint32_t cmd = (uint32_t)w[1], types = (uint32_t)(w[1] >> 32);
    unsigned at = WORDS_FIRST;

    if (!rpc_take_shm(r, w[2]) || types > 0xffff ||
        !rpc_allowed(r->sender, cmd))
        return rpc_refuse(c, w);
    rpc_request(r, (enum optee_rpc_cmd)cmd);
    r->types = types;
    for (unsigned n = 0; types >> (4 * n) != 0 && n < OPTEE_RPC_PARAMS; n++) {
        uint32_t type = types >> (4 * n) & 0xf;

        if (at + type_words(type) > KMSG_WORDS ||
            !parameter_add(r, n, type, &w[at]))
            return rpc_refuse(c, w);
        at += type_words(type);
    }
    return rpc_ask(c, w);
}

/* Has the answer sizes that nothing can have? A NULL reference may be told
 * any: it asked how much it would be. */
static bool sizes_valid(const struct rpc *r)
{
    for (unsigned n = 0; n < r->num_params; n++)
        if (is_memref(r->types >> (4 * n) & 0xf) && r->shm &&
            r->message.header.ret != (uint32_t)R_ERROR_SHORT_BUFFER &&
            r->message.param[n].u.rmem.size > r->size[n])
            return false;
    return true;
}

struct action rpc_command_answered(struct call *c, uint64_t *w)
{
    struct rpc *r = &c->rpc;
    unsigned at = WORDS_FIRST;

    if (!sizes_valid(r))
        return rpc_distrust(c, w);
    rpc_reply(c, w, r->message.header.ret);
    for (unsigned n = 0; n < r->num_params; n++) {
        uint32_t type = r->types >> (4 * n) & 0xf;
        const struct optee_msg_param *p = &r->message.param[n];

        if (type == PARAM_VALUE_OUTPUT || type == PARAM_VALUE_INOUT) {
            w[at] = p->u.value.a;
            w[at + 1] = p->u.value.b;
            w[at + 2] = p->u.value.c;
        } else if (type == PARAM_MEMREF_INPUT) {
            w[at + 1] = r->size[n];
        } else if (is_memref(type)) {
            w[at + 1] = p->u.rmem.size;
        }
        at += type_words(type);
    }
    return (struct action){.kind = ACTION_REPLY};
}
