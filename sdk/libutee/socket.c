/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * TCP and UDP sockets [TEE Sockets API 1.0.1], of clients. The two differ in
 * how much one send or recv is: a stream is cut into what the system takes at a
 * time, a datagram is never cut. Handles are looked up in a list, so that only
 * those that open gave are used. Mutable state: `sockets`.
 */
#include <__tee_tcpsocket_defines_extensions.h>
#include <stdlib.h>
#include <string.h>
#include <tee_internal_api.h>
#include <tee_tcpsocket.h>
#include <tee_udpsocket.h>

#include "sdk/engine/engine.h"
#include "sdk/libutee/panic.h"

#define DATAGRAM_MAX 65507u /* of IPv4 */

struct socket {
    struct socket *next;
    uint32_t number; /* the system's */
    uint32_t error;  /* of the last operation */
    uint8_t protocol;
};

static struct {
    struct socket *first;
} sockets;

/* The open socket of that protocol (0: any); panics if there is none such. */
static struct socket *socket_of(TEE_iSocketHandle ctx, uint8_t protocol)
{
    struct socket *s = sockets.first;

    while (s && s != ctx)
        s = s->next;
    require(s && (protocol == 0 || s->protocol == protocol));
    return s;
}

/* Keeps the result, which is a protocol's own if it is about a name. */
static TEE_Result result_keep(TEE_Result result, uint32_t *error)
{
    *error = result;
    return result == TEE_ISOCKET_ERROR_HOSTNAME ? TEE_ISOCKET_ERROR_PROTOCOL
                                                : result;
}

/* ---- open, close ---- */

static TEE_Result socket_open(const struct engine_peer *peer,
                              TEE_iSocketHandle *ctx)
{
    struct socket *s;
    TEE_Result result;

    if (peer->ip > TEE_IP_VERSION_6 || !peer->name)
        return TEE_ERROR_BAD_PARAMETERS;
    s = calloc(1, sizeof(*s));
    if (!s)
        return TEE_ERROR_OUT_OF_MEMORY;
    result = engine_socket_open(peer, &s->number);
    if (result) {
        free(s);
        return result;
    }
    s->protocol = peer->protocol;
    s->next = sockets.first;
    sockets.first = s;
    *ctx = s;
    return TEE_SUCCESS;
}

static TEE_Result open_keep(const struct engine_peer *peer,
                            TEE_iSocketHandle *ctx, uint32_t *protocolError)
{
    TEE_Result result;
    uint32_t error;

    *ctx = TEE_HANDLE_NULL;
    *protocolError = TEE_SUCCESS;
    result = result_keep(socket_open(peer, ctx), &error);
    if (result == TEE_ISOCKET_ERROR_PROTOCOL)
        *protocolError = error;
    return result;
}

static uint8_t ip_version(TEE_ipSocket_ipVersion version)
{
    return version <= TEE_IP_VERSION_6 ? (uint8_t)version : UINT8_MAX;
}

static TEE_Result tcp_open(TEE_iSocketHandle *ctx, void *setup,
                           uint32_t *protocolError)
{
    const TEE_tcpSocket_Setup *tcp = setup;

    require(ctx && setup && protocolError);
    return open_keep(
        &(struct engine_peer){.name = tcp->server_addr,
                              .port = tcp->server_port,
                              .protocol = TEE_ISOCKET_PROTOCOLID_TCP,
                              .ip = ip_version(tcp->ipVersion)},
        ctx, protocolError);
}

static TEE_Result udp_open(TEE_iSocketHandle *ctx, void *setup,
                           uint32_t *protocolError)
{
    const TEE_udpSocket_Setup *udp = setup;

    require(ctx && setup && protocolError);
    return open_keep(
        &(struct engine_peer){.name = udp->server_addr,
                              .port = udp->server_port,
                              .protocol = TEE_ISOCKET_PROTOCOLID_UDP,
                              .ip = ip_version(udp->ipVersion)},
        ctx, protocolError);
}

static TEE_Result socket_close(TEE_iSocketHandle ctx)
{
    struct socket **at = &sockets.first;
    struct socket *s;
    TEE_Result result;

    if (ctx == TEE_HANDLE_NULL)
        return TEE_SUCCESS;
    s = socket_of(ctx, 0);
    while (*at != s)
        at = &(*at)->next;
    *at = s->next;
    result = engine_socket_close(s->number);
    free(s);
    return result;
}

/* ---- send, recv ---- */

static uint64_t now_ms(void)
{
    TEE_Time time = {0};

    (void)engine_get_time(ENGINE_TIME_SYSTEM, &time);
    return (uint64_t)time.seconds * 1000 + time.millis;
}

static uint32_t left_ms(uint32_t timeout, uint64_t start)
{
    uint64_t gone = now_ms() - start;

    if (timeout == TEE_TIMEOUT_INFINITE)
        return timeout;
    return gone < timeout ? timeout - (uint32_t)gone : 0;
}

/* All of it, or what goes before something is in the way: that is said when
 * nothing went, which the next call finds. */
static TEE_Result stream_send(const struct socket *s, const uint8_t *buf,
                              uint32_t *length, uint32_t timeout)
{
    uint64_t start = now_ms();
    TEE_Result result = TEE_SUCCESS;
    uint32_t sent = 0;

    while (!result && sent < *length) {
        uint32_t n = *length - sent;

        result = engine_socket_send(s->number, buf + sent, &n,
                                    left_ms(timeout, start));
        if (!result && (n == 0 || n > *length - sent))
            result = TEE_ERROR_COMMUNICATION;
        if (!result)
            sent += n;
    }
    *length = sent;
    return sent ? TEE_SUCCESS : result;
}

static TEE_Result tcp_send(TEE_iSocketHandle ctx, const void *buf,
                           uint32_t *length, uint32_t timeout)
{
    struct socket *s = socket_of(ctx, TEE_ISOCKET_PROTOCOLID_TCP);

    require(buf && length);
    return result_keep(stream_send(s, buf, length, timeout), &s->error);
}

static TEE_Result udp_send(TEE_iSocketHandle ctx, const void *buf,
                           uint32_t *length, uint32_t timeout)
{
    struct socket *s = socket_of(ctx, TEE_ISOCKET_PROTOCOLID_UDP);
    TEE_Result result = TEE_ISOCKET_ERROR_LARGE_BUFFER;
    uint32_t sent;

    require(buf && length);
    sent = *length;
    if (sent <= DATAGRAM_MAX)
        result = engine_socket_send(s->number, buf, &sent, timeout);
    *length = result ? 0 : sent;
    return result_keep(result, &s->error);
}

static TEE_Result tcp_recv(TEE_iSocketHandle ctx, void *buf, uint32_t *length,
                           uint32_t timeout)
{
    struct socket *s = socket_of(ctx, TEE_ISOCKET_PROTOCOLID_TCP);
    TEE_Result result;
    uint32_t n;

    require(length && (buf || !*length));
    n = *length;
    result = engine_socket_recv(s->number, buf, &n, timeout);
    if (!result && *length && n == 0)
        result = TEE_ISOCKET_ERROR_REMOTE_CLOSED;
    else if (!result && *length && n > *length)
        result = TEE_ERROR_COMMUNICATION;
    if (result == TEE_ISOCKET_ERROR_REMOTE_CLOSED)
        n = 0;
    if (!result || result == TEE_ISOCKET_ERROR_REMOTE_CLOSED)
        *length = n;
    return result_keep(result, &s->error);
}

static TEE_Result udp_recv(TEE_iSocketHandle ctx, void *buf, uint32_t *length,
                           uint32_t timeout)
{
    struct socket *s = socket_of(ctx, TEE_ISOCKET_PROTOCOLID_UDP);
    TEE_Result result;
    uint32_t n;

    require(length && (buf || !*length));
    n = *length;
    result = engine_socket_recv(s->number, buf, &n, timeout);
    if (!result)
        *length = n;
    return result_keep(result, &s->error);
}

/* ---- the rest ---- */

static uint32_t socket_error(TEE_iSocketHandle ctx)
{
    return socket_of(ctx, 0)->error;
}

/* Has the argument the form that the command wants? */
static bool argument_fits(uint32_t command, const char *buf, uint32_t length)
{
    switch (command) {
    case TEE_UDP_CHANGEADDR:
        return length && buf[length - 1] == 0;
    case TEE_UDP_CHANGEPORT:
        return length == sizeof(uint16_t);
    default:
        return length == sizeof(uint32_t);
    }
}

static TEE_Result socket_ioctl(struct socket *s, uint32_t command, void *buf,
                               uint32_t *length)
{
    if (!argument_fits(command, buf, *length))
        return TEE_ERROR_BAD_PARAMETERS;
    return engine_socket_ioctl(s->number, command, buf, length);
}

static TEE_Result tcp_ioctl(TEE_iSocketHandle ctx, uint32_t commandCode,
                            void *buf, uint32_t *length)
{
    struct socket *s = socket_of(ctx, TEE_ISOCKET_PROTOCOLID_TCP);

    require(length && (buf || !*length));
    if (commandCode >> 24 == 0)
        return TEE_SUCCESS;
    require(commandCode == TEE_TCP_SET_RECVBUF ||
            commandCode == TEE_TCP_SET_SENDBUF);
    return result_keep(socket_ioctl(s, commandCode, buf, length), &s->error);
}

static TEE_Result udp_ioctl(TEE_iSocketHandle ctx, uint32_t commandCode,
                            void *buf, uint32_t *length)
{
    struct socket *s = socket_of(ctx, TEE_ISOCKET_PROTOCOLID_UDP);

    require(length && (buf || !*length));
    if (commandCode >> 24 == 0)
        return TEE_SUCCESS;
    require(commandCode == TEE_UDP_CHANGEADDR ||
            commandCode == TEE_UDP_CHANGEPORT);
    return result_keep(socket_ioctl(s, commandCode, buf, length), &s->error);
}

static TEE_iSocket tcp_socket = {
    .TEE_iSocketVersion = TEE_ISOCKET_VERSION,
    .protocolID = TEE_ISOCKET_PROTOCOLID_TCP,
    .open = tcp_open,
    .close = socket_close,
    .send = tcp_send,
    .recv = tcp_recv,
    .error = socket_error,
    .ioctl = tcp_ioctl,
};

static TEE_iSocket udp_socket = {
    .TEE_iSocketVersion = TEE_ISOCKET_VERSION,
    .protocolID = TEE_ISOCKET_PROTOCOLID_UDP,
    .open = udp_open,
    .close = socket_close,
    .send = udp_send,
    .recv = udp_recv,
    .error = socket_error,
    .ioctl = udp_ioctl,
};

TEE_iSocket *const TEE_tcpSocket = &tcp_socket;
TEE_iSocket *const TEE_udpSocket = &udp_socket;
