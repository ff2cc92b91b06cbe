/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * GW_SOCKET: a TA's requests about its sockets, as the supplicant knows them
 * (abi/optee_rpc.h, SOCKET). The message of the TA is checked whole before
 * anything is asked; the instance is its pid, whatever it says. A wait in the
 * supplicant is bounded, so that the TA can be ended and its calls be
 * cancelled. What TAs leave behind is closed at the end of the Linux call in
 * which tamgr says that they are gone. No state of its own; socket.c has it.
 */
#include "abi/gateway_msg.h"
#include "abi/isocket.h"
#include "abi/optee_rpc.h"
#include "services/gateway/rpc.h"
#include "services/gateway/rpc_priv.h"
#include "services/gateway/socket.h"

/* The words of a request. */
struct asked {
    uint64_t op;
    uint64_t size;
    uint64_t socket; /* OPEN: GW_SOCKET_PEER() */
    uint64_t how;    /* ms, or a command */
};

static bool is_allowed(const struct rpc *r, const struct asked *a)
{
    switch (a->op) {
    case OPTEE_RPC_SOCKET_OPEN:
        return a->size > 0 && a->socket >> 40 == 0 && a->how == 0;
    case OPTEE_RPC_SOCKET_CLOSE:
        return !r->shm && a->how == 0;
    case OPTEE_RPC_SOCKET_SEND:
    case OPTEE_RPC_SOCKET_RECV:
        return a->how <= GW_SOCKET_MOST_MS;
    case OPTEE_RPC_SOCKET_IOCTL:
        return a->size > 0 && a->how <= UINT32_MAX;
    default:
        return false;
    }
}

/* May this process ask that, of this socket? */
static bool is_valid(const struct rpc *r, const struct asked *a)
{
    if (!is_allowed(r, a) || a->size > (r->shm ? r->shm->size : 0))
        return false;
    return a->op == OPTEE_RPC_SOCKET_OPEN ||
           (a->socket <= UINT32_MAX &&
            socket_is_open(r->sender, (uint32_t)a->socket));
}

static void parameters_add(struct rpc *r, const struct asked *a)
{
    uint64_t handle = a->op == OPTEE_RPC_SOCKET_OPEN ? 0 : a->socket;

    rpc_add(r, OPTEE_MSG_VALUE_INPUT, a->op, r->sender, handle);
    switch (a->op) {
    case OPTEE_RPC_SOCKET_OPEN:
        rpc_add(r, OPTEE_MSG_VALUE_INPUT, a->socket & 0xffff,
                a->socket >> 16 & 0xffff, a->socket >> 32);
        rpc_add_memory(r, PARAM_MEMREF_INPUT, 0, a->size);
        rpc_add(r, OPTEE_MSG_VALUE_OUTPUT, 0, 0, 0);
        break;
    case OPTEE_RPC_SOCKET_SEND:
        rpc_add_memory(r, PARAM_MEMREF_INPUT, 0, a->size);
        rpc_add(r, OPTEE_MSG_VALUE_INOUT, a->how, 0, 0);
        break;
    case OPTEE_RPC_SOCKET_RECV:
        rpc_add_memory(r, PARAM_MEMREF_OUTPUT, 0, a->size);
        rpc_add(r, OPTEE_MSG_VALUE_INPUT, a->how, 0, 0);
        break;
    case OPTEE_RPC_SOCKET_IOCTL:
        rpc_add_memory(r, PARAM_MEMREF_INOUT, 0, a->size);
        rpc_add(r, OPTEE_MSG_VALUE_INPUT, a->how, 0, 0);
        break;
    default: /* CLOSE */
        break;
    }
}

struct action rpc_on_socket(struct call *c, uint64_t *w)
{
    struct rpc *r = &c->rpc;
    const struct asked a = {
        .op = w[1], .size = w[3], .socket = w[4], .how = w[5]};

    if (!rpc_take_shm(r, w[2]) || !is_valid(r, &a))
        return rpc_refuse(c, w);
    if (a.op == OPTEE_RPC_SOCKET_OPEN && !socket_opening(r->sender))
        return rpc_reply(c, w, (uint32_t)ISOCKET_ERROR_OUT_OF_RESOURCES);
    r->socket_op = (enum optee_rpc_socket)a.op;
    r->socket = (uint32_t)a.socket;
    r->bytes = a.size;
    rpc_request(r, OPTEE_RPC_CMD_SOCKET);
    parameters_add(r, &a);
    return rpc_ask(c, w);
}

/* The number that the answer gives, and the largest that it may. */
static uint64_t answer_number(const struct rpc *r, uint64_t *most)
{
    *most = UINT32_MAX;
    switch (r->socket_op) {
    case OPTEE_RPC_SOCKET_OPEN:
        return r->message.param[3].u.value.a;
    case OPTEE_RPC_SOCKET_SEND:
        *most = r->bytes;
        return r->message.param[2].u.value.b;
    case OPTEE_RPC_SOCKET_RECV:
        return r->message.param[1].u.rmem.size;
    case OPTEE_RPC_SOCKET_IOCTL:
        *most = r->bytes;
        return r->message.param[1].u.rmem.size;
    default:
        return 0;
    }
}

/* Remembers what the answer says about the socket. COMMUNICATION may mean that
 * Linux gave up waiting for the supplicant, which has done it all the same. */
static void socket_note(struct call *c, uint32_t ret, uint64_t number)
{
    const struct rpc *r = &c->rpc;
    bool known = ret != (uint32_t)R_ERROR_COMMUNICATION;

    if (r->socket_op == OPTEE_RPC_SOCKET_CLOSE && known)
        socket_closed(r->sender, r->socket);
    if (r->socket_op != OPTEE_RPC_SOCKET_OPEN)
        return;
    if (ret != R_SUCCESS && known)
        socket_not_opened(r->sender);
    if (ret == R_SUCCESS && socket_opened(r->sender, (uint32_t)number))
        c->untidy = true;
}

struct action rpc_socket_answered(struct call *c, uint64_t *w)
{
    uint32_t ret = c->rpc.message.header.ret;
    uint64_t most, number = answer_number(&c->rpc, &most);

    if (ret != R_SUCCESS)
        number = 0;
    if (number > most)
        return rpc_distrust(c, w);
    socket_note(c, ret, number);
    rpc_reply(c, w, ret);
    w[1] = number;
    return (struct action){.kind = ACTION_REPLY};
}

struct action rpc_on_client_gone(struct call *c, uint64_t *w)
{
    if (w[1] > UINT32_MAX)
        return rpc_refuse(c, w);
    if (sockets_client_gone((uint32_t)w[1]))
        c->untidy = true;
    return rpc_reply(c, w, R_SUCCESS);
}

struct action rpc_close_sockets(struct call *c, uint64_t *w, uint32_t pid)
{
    c->rpc = (struct rpc){.op = RPC_OWN};
    rpc_request(&c->rpc, OPTEE_RPC_CMD_SOCKET);
    rpc_add(&c->rpc, OPTEE_MSG_VALUE_INPUT, OPTEE_RPC_SOCKET_CLOSE_ALL, pid, 0);
    return rpc_ask(c, w);
}
