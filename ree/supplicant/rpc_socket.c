/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SOCKET: its operations, from params to socket.h. params[0] has the operation,
 * the instance and the handle. What is in shared memory may change meanwhile:
 * a name is copied before it is looked at.
 */
#include "ree/supplicant/rpc.h"

#include "abi/isocket.h"
#include "ree/libteec/include/tee_client_api.h"

#include <string.h>

#define NAME_SIZE 256

static uint32_t instance(const struct rpc *rpc)
{
    return (uint32_t)rpc->params[0].b;
}

static uint32_t handle(const struct rpc *rpc)
{
    return (uint32_t)rpc->params[0].c;
}

/* Copies a string with its NUL out of the memory of param n. */
static bool name_copy(const struct rpc *rpc, int n, char name[NAME_SIZE])
{
    size_t size = rpc_memory_size(rpc, n);

    if (size == 0 || size > NAME_SIZE)
        return false;
    memcpy(name, rpc->memory[n], size);
    return strnlen(name, size) == size - 1;
}

uint32_t rpc_socket_open(struct rpc *rpc)
{
    const struct tee_ioctl_param *to = &rpc->params[1];
    char name[NAME_SIZE];
    struct socket_peer peer = {.name = name,
                               .port = (uint16_t)to->a,
                               .protocol = (uint32_t)to->b,
                               .ip = (uint32_t)to->c};
    uint32_t opened = 0;
    uint32_t result;

    if (!name_copy(rpc, 2, name))
        return (uint32_t)ISOCKET_ERROR_HOSTNAME;
    result =
        socket_open(&rpc->supplicant->sockets, instance(rpc), &peer, &opened);
    if (result == TEEC_SUCCESS)
        rpc->params[3].a = opened;
    return result;
}

uint32_t rpc_socket_close(struct rpc *rpc)
{
    return socket_close(&rpc->supplicant->sockets, instance(rpc), handle(rpc));
}

uint32_t rpc_socket_close_all(struct rpc *rpc)
{
    socket_close_all(&rpc->supplicant->sockets, instance(rpc));
    return TEEC_SUCCESS;
}

uint32_t rpc_socket_send(struct rpc *rpc)
{
    struct tee_ioctl_param *how = &rpc->params[2];
    size_t size = rpc_memory_size(rpc, 1);
    uint32_t result =
        socket_send(&rpc->supplicant->sockets, instance(rpc), handle(rpc),
                    rpc->memory[1], &size, (uint32_t)how->a);

    how->b = result == TEEC_SUCCESS ? size : 0;
    return result;
}

uint32_t rpc_socket_recv(struct rpc *rpc)
{
    size_t size = rpc_memory_size(rpc, 1);
    uint32_t result =
        socket_recv(&rpc->supplicant->sockets, instance(rpc), handle(rpc),
                    rpc->memory[1], &size, (uint32_t)rpc->params[2].a);

    if (result == TEEC_SUCCESS)
        rpc->params[1].b = size;
    return result;
}

uint32_t rpc_socket_ioctl(struct rpc *rpc)
{
    size_t size = rpc_memory_size(rpc, 1);
    char argument[NAME_SIZE];

    if (size == 0 || size > sizeof(argument))
        return (uint32_t)ISOCKET_ERROR_LARGE_BUFFER;
    memcpy(argument, rpc->memory[1], size);
    return socket_ioctl(&rpc->supplicant->sockets, instance(rpc), handle(rpc),
                        (uint32_t)rpc->params[2].a, argument, size);
}
