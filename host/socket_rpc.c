/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * See socket_rpc.h. The gateway makes the requests, so their form is believed.
 * Where the machine's time is counted, a wait moves it on. Mutable state: the
 * sockets.
 */
#include "host/socket_rpc.h"

#include "abi/isocket.h"
#include "abi/optee_rpc.h"
#include "abi/tee_result.h"
#include "host/machine.h"
#include "ree/supplicant/socket.h"

static struct sockets sockets;

void socket_rpc_init(void)
{
    sockets_init(&sockets);
}

void socket_rpc_restart(void)
{
    sockets_close(&sockets);
}

static uint32_t waited(uint32_t result, uint64_t ms)
{
    if (result == (uint32_t)ISOCKET_ERROR_TIMEOUT)
        machine_clock_forward(ms);
    return result;
}

static uint32_t on_open(uint32_t instance, struct optee_msg_param *p,
                        const char *name)
{
    const struct socket_peer peer = {.name = name,
                                     .port = (uint16_t)p[1].u.value.a,
                                     .protocol = (uint32_t)p[1].u.value.b,
                                     .ip = (uint32_t)p[1].u.value.c};
    uint32_t handle = 0, result;

    if (!name || name[p[2].u.rmem.size - 1])
        return (uint32_t)ISOCKET_ERROR_HOSTNAME;
    result = socket_open(&sockets, instance, &peer, &handle);
    p[3].u.value.a = handle;
    return result;
}

static uint32_t on_send(uint32_t instance, uint32_t handle,
                        struct optee_msg_param *p, const uint8_t *memory)
{
    uint32_t ms = (uint32_t)p[2].u.value.a;
    size_t size = memory ? p[1].u.rmem.size : 0;
    uint32_t result =
        socket_send(&sockets, instance, handle, memory, &size, ms);

    p[2].u.value.b = size;
    return waited(result, ms);
}

static uint32_t on_recv(uint32_t instance, uint32_t handle,
                        struct optee_msg_param *p, uint8_t *memory)
{
    uint32_t ms = (uint32_t)p[2].u.value.a;
    size_t size = memory ? p[1].u.rmem.size : 0;
    uint32_t result =
        socket_recv(&sockets, instance, handle, memory, &size, ms);

    p[1].u.rmem.size = size;
    return waited(result, ms);
}

static uint32_t on_ioctl(uint32_t instance, uint32_t handle,
                         const struct optee_msg_param *p, const uint8_t *memory)
{
    if (!memory)
        return (uint32_t)R_ERROR_BAD_PARAMETERS;
    return socket_ioctl(&sockets, instance, handle, (uint32_t)p[2].u.value.a,
                        memory, p[1].u.rmem.size);
}

uint32_t socket_rpc(struct optee_msg_param *p, unsigned n, uint8_t *memory)
{
    uint32_t instance, handle;

    if (n == 0)
        return (uint32_t)R_ERROR_BAD_PARAMETERS;
    instance = (uint32_t)p[0].u.value.b;
    handle = (uint32_t)p[0].u.value.c;
    switch (p[0].u.value.a) {
    case OPTEE_RPC_SOCKET_OPEN:
        return on_open(instance, p, (const char *)memory);
    case OPTEE_RPC_SOCKET_CLOSE:
        return socket_close(&sockets, instance, handle);
    case OPTEE_RPC_SOCKET_CLOSE_ALL:
        socket_close_all(&sockets, instance);
        return R_SUCCESS;
    case OPTEE_RPC_SOCKET_SEND:
        return on_send(instance, handle, p, memory);
    case OPTEE_RPC_SOCKET_RECV:
        return on_recv(instance, handle, p, memory);
    case OPTEE_RPC_SOCKET_IOCTL:
        return on_ioctl(instance, handle, p, memory);
    default:
        return (uint32_t)R_ERROR_NOT_SUPPORTED;
    }
}
