/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Decoding messages; see message.h. The table says which command may have how
 * many parameters. A parameter's attributes must be exactly one of the known
 * forms: type, META only where it is expected, NONCONTIG only with TMEM, no
 * cache attribute, no other bit.
 */
#include "services/gateway/message.h"

/* Parameters a command may have; a row for each command. */
static const struct {
    uint8_t least, most;
} counts[] = {
    [OPTEE_MSG_CMD_OPEN_SESSION] = {2, MESSAGE_PARAMS_MAX},
    [OPTEE_MSG_CMD_INVOKE_COMMAND] = {0, TA_PARAMS},
    [OPTEE_MSG_CMD_CLOSE_SESSION] = {0, 0},
    [OPTEE_MSG_CMD_CANCEL] = {0, 0},
    [OPTEE_MSG_CMD_REGISTER_SHM] = {1, 1},
    [OPTEE_MSG_CMD_UNREGISTER_SHM] = {1, 1},
    [OPTEE_MSG_CMD_DO_BOTTOM_HALF] = {0, 0},
    [OPTEE_MSG_CMD_STOP_ASYNC_NOTIF] = {0, 0},
};

bool message_cmd_valid(uint32_t cmd)
{
    return cmd < sizeof(counts) / sizeof(counts[0]);
}

bool message_count_valid(uint32_t cmd, uint32_t num_params)
{
    return message_cmd_valid(cmd) && num_params >= counts[cmd].least &&
           num_params <= counts[cmd].most;
}

/* RMEM: the type codes are those of memory references themselves. */
static uint32_t decode_registered(const struct optee_msg_param *p,
                                  struct argument *arg)
{
    arg->kind = ARGUMENT_REGISTERED;
    arg->a = p->u.rmem.offs;
    arg->b = p->u.rmem.size;
    arg->cookie = p->u.rmem.shm_ref;
    return (uint32_t)p->attr;
}

/* TMEM; no buffer and no cookie is a NULL reference of any size. */
static uint32_t decode_temporary(const struct optee_msg_param *p,
                                 struct argument *arg)
{
    bool list = p->attr & OPTEE_MSG_NONCONTIG;
    uint32_t type = (uint32_t)(p->attr & OPTEE_MSG_TYPE_MASK);

    arg->kind = list ? ARGUMENT_LIST : ARGUMENT_CONTIGUOUS;
    if (p->u.tmem.buf_ptr == 0) {
        if (list || p->u.tmem.shm_ref != 0)
            return PARAM_NONE;
        arg->kind = ARGUMENT_WORDS;
    }
    arg->a = p->u.tmem.buf_ptr;
    arg->b = p->u.tmem.size;
    arg->cookie = 0;
    return type - OPTEE_MSG_TMEM_INPUT + PARAM_MEMREF_INPUT;
}

/* The param_type, PARAM_NONE if it is malformed. */
static uint32_t decode_argument(const struct optee_msg_param *p,
                                struct argument *arg)
{
    switch (p->attr) {
    case OPTEE_MSG_VALUE_INPUT:
    case OPTEE_MSG_VALUE_OUTPUT:
    case OPTEE_MSG_VALUE_INOUT:
        arg->kind = ARGUMENT_WORDS;
        arg->a = p->u.value.a;
        arg->b = p->u.value.b;
        return (uint32_t)p->attr;
    case OPTEE_MSG_RMEM_INPUT:
    case OPTEE_MSG_RMEM_OUTPUT:
    case OPTEE_MSG_RMEM_INOUT:
        return decode_registered(p, arg);
    case OPTEE_MSG_TMEM_INPUT:
    case OPTEE_MSG_TMEM_OUTPUT:
    case OPTEE_MSG_TMEM_INOUT:
    case OPTEE_MSG_TMEM_INPUT | OPTEE_MSG_NONCONTIG:
    case OPTEE_MSG_TMEM_OUTPUT | OPTEE_MSG_NONCONTIG:
    case OPTEE_MSG_TMEM_INOUT | OPTEE_MSG_NONCONTIG:
        return decode_temporary(p, arg);
    default:
        return PARAM_NONE;
    }
}

bool message_decode_arguments(const struct message *m, unsigned skip,
                              struct arguments *args)
{
    args->types = 0;
    for (unsigned i = skip; i < m->header.num_params; i++) {
        unsigned n = i - skip;
        uint32_t type;

        if (m->param[i].attr == OPTEE_MSG_NONE)
            continue;
        type = decode_argument(&m->param[i], &args->argument[n]);
        if (type == PARAM_NONE)
            return false;
        args->types |= type << (4 * n);
    }
    return true;
}

static bool login_valid(uint64_t login)
{
    switch (login) {
    case LOGIN_PUBLIC:
    case LOGIN_USER:
    case LOGIN_GROUP:
    case LOGIN_APPLICATION:
    case LOGIN_APPLICATION_USER:
    case LOGIN_APPLICATION_GROUP:
    case LOGIN_REE_KERNEL:
        return true;
    default:
        return false;
    }
}

bool message_decode_open(const struct message *m, struct open_request *req)
{
    const struct optee_msg_param *ta = &m->param[0], *client = &m->param[1];

    if (ta->attr != (OPTEE_MSG_VALUE_INPUT | OPTEE_MSG_META) ||
        client->attr != (OPTEE_MSG_VALUE_INPUT | OPTEE_MSG_META) ||
        !login_valid(client->u.value.c))
        return false;
    req->uuid[0] = ta->u.value.a;
    req->uuid[1] = ta->u.value.b;
    req->client[0] = client->u.value.a;
    req->client[1] = client->u.value.b;
    req->login = (uint32_t)client->u.value.c;
    return true;
}
