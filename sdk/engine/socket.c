/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sockets: GW_SOCKET of abi/gateway_msg.h, with the bytes in memory shared with
 * the supplicant. What comes back is the normal world's word: only results that
 * make sense are passed on, no byte is looked at twice, no more is copied than
 * there is room. A long wait is made of short ones, so that this process can be
 * ended and its calls be cancelled in between.
 */
#include <__tee_isocket_defines.h>
#include <string.h>

#include "abi/gateway_msg.h"
#include "abi/isocket.h"
#include "abi/optee_rpc.h"
#include "sdk/engine/call.h"
#include "sdk/engine/shared.h"

#define PART_MS      100u
#define DATAGRAM_MAX 0xffffu
#define NAME_MAX     256u /* NUL included; a host's name is shorter */

_Static_assert(TEE_ISOCKET_ERROR_TIMEOUT == (uint32_t)ISOCKET_ERROR_TIMEOUT &&
                   TEE_ISOCKET_ERROR_HOSTNAME ==
                       (uint32_t)ISOCKET_ERROR_HOSTNAME,
               "the same numbers");

/* One request; bytes and memory may be 0. */
struct request_words {
    enum optee_rpc_socket op;
    const struct shared *shared;
    size_t size;
    uint64_t socket;
    uint64_t how;
};

/* The only place where a result of the supplicant becomes one of ours. Errors
 * of the network have many names there. */
static TEE_Result result_from(TEE_Result result)
{
    switch (result) {
    case TEE_SUCCESS:
    case TEE_ERROR_OUT_OF_MEMORY:
    case TEE_ERROR_NOT_SUPPORTED:
    case TEE_ISOCKET_ERROR_REMOTE_CLOSED:
    case TEE_ISOCKET_ERROR_TIMEOUT:
    case TEE_ISOCKET_ERROR_OUT_OF_RESOURCES:
    case TEE_ISOCKET_ERROR_LARGE_BUFFER:
    case TEE_ISOCKET_ERROR_HOSTNAME:
        return result;
    default:
        return TEE_ERROR_COMMUNICATION;
    }
}

static TEE_Result ask(const struct request_words *r, uint32_t *number)
{
    struct rt_event ev = {.w = {GW_SOCKET, r->op,
                                r->shared ? r->shared->handle : 0, r->size,
                                r->socket, r->how}};
    TEE_Result result = service_call(SERVICE_GATEWAY, &ev, NULL, 0);

    if (result)
        return result;
    *number = (uint32_t)ev.w[1];
    return result_from((TEE_Result)ev.w[0]);
}

/* Puts memory of `size` bytes, none if it is 0, into the request. */
static TEE_Result memory_get(struct request_words *r, size_t size)
{
    r->size = size;
    return size ? shared_get(size, &r->shared) : TEE_SUCCESS;
}

/* What is left of `ms` since `start` (ticks). */
static uint32_t ms_left(uint32_t ms, uint64_t start)
{
    uint64_t gone = (rt_ticks() - start) / (rt_ticks_hz() / 1000);

    if (ms == TEE_TIMEOUT_INFINITE)
        return ms;
    return gone < ms ? ms - (uint32_t)gone : 0;
}

/* Asks until it is not a matter of time. */
static TEE_Result ask_within(struct request_words *r, uint32_t ms,
                             uint32_t *number)
{
    uint64_t start = rt_ticks();
    uint32_t left = ms;
    TEE_Result result;

    do {
        if (engine_get_cancellation_flag())
            return TEE_ERROR_CANCEL;
        r->how = left < PART_MS ? left : PART_MS;
        result = ask(r, number);
        left = ms_left(ms, start);
    } while (result == TEE_ISOCKET_ERROR_TIMEOUT && left);
    return result;
}

TEE_Result engine_socket_open(const struct engine_peer *peer, uint32_t *socket)
{
    struct request_words r = {
        .op = OPTEE_RPC_SOCKET_OPEN,
        .socket = GW_SOCKET_PEER(peer->port, peer->protocol, peer->ip)};
    size_t size = strlen(peer->name) + 1;
    TEE_Result result;

    if (size > NAME_MAX)
        return TEE_ISOCKET_ERROR_HOSTNAME;
    result = memory_get(&r, size);
    if (result)
        return result;
    memcpy(r.shared->memory, peer->name, size);
    return ask(&r, socket);
}

TEE_Result engine_socket_close(uint32_t socket)
{
    struct request_words r = {.op = OPTEE_RPC_SOCKET_CLOSE, .socket = socket};
    uint32_t number;

    return ask(&r, &number);
}

TEE_Result engine_socket_send(uint32_t socket, const void *buf, uint32_t *len,
                              uint32_t ms)
{
    struct request_words r = {.op = OPTEE_RPC_SOCKET_SEND, .socket = socket};
    size_t size = *len < GW_TA_SHM_MOST ? *len : GW_TA_SHM_MOST;
    TEE_Result result = memory_get(&r, size);

    if (result)
        return result;
    if (size)
        memcpy(r.shared->memory, buf, size);
    return ask_within(&r, ms, len);
}

TEE_Result engine_socket_recv(uint32_t socket, void *buf, uint32_t *len,
                              uint32_t ms)
{
    struct request_words r = {.op = OPTEE_RPC_SOCKET_RECV, .socket = socket};
    size_t size = *len < GW_TA_SHM_MOST ? *len : GW_TA_SHM_MOST;
    TEE_Result result = memory_get(&r, size);
    uint32_t there = 0;

    if (!result)
        result = ask_within(&r, ms, &there);
    if (result)
        return result;
    if (there > DATAGRAM_MAX && there > size)
        return TEE_ERROR_COMMUNICATION;
    if (size)
        memcpy(buf, r.shared->memory, there < size ? there : size);
    *len = there;
    return TEE_SUCCESS;
}

TEE_Result engine_socket_ioctl(uint32_t socket, uint32_t command, void *buf,
                               uint32_t *len)
{
    struct request_words r = {
        .op = OPTEE_RPC_SOCKET_IOCTL, .socket = socket, .how = command};
    TEE_Result result;
    uint32_t there = 0;

    if (*len > GW_TA_SHM_MOST)
        return TEE_ISOCKET_ERROR_LARGE_BUFFER;
    result = memory_get(&r, *len);
    if (result)
        return result;
    memcpy(r.shared->memory, buf, *len);
    result = ask(&r, &there);
    if (result)
        return result;
    memcpy(buf, r.shared->memory, there < *len ? there : *len);
    *len = there;
    return TEE_SUCCESS;
}
