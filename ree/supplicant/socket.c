/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * See socket.h. A handle is a row and its number. All descriptors are
 * non-blocking; who may wait polls for the time that is left, so no signal and
 * no readiness that turns out to be none makes a wait longer or ends it early.
 */
#include "ree/supplicant/socket.h"

#include "abi/isocket.h"
#include "ree/libteec/include/tee_client_api.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define ROW_BITS 8
_Static_assert(SOCKETS <= 1 << ROW_BITS, "a row fits a handle");

void sockets_init(struct sockets *sockets)
{
    *sockets = (struct sockets){0};
    pthread_mutex_init(&sockets->lock, NULL);
}

/* ---- the table ---- */

static uint32_t handle_of(const struct sockets *sockets,
                          const struct socket_row *row)
{
    return (uint32_t)(row - sockets->rows) | row->number << ROW_BITS;
}

/* Enters a descriptor; false: there is no room. */
static bool row_add(struct sockets *sockets, uint32_t instance, int fd,
                    bool datagram, uint32_t *handle)
{
    struct socket_row *row = NULL;

    pthread_mutex_lock(&sockets->lock);
    for (int i = 0; i < SOCKETS && !row; i++)
        if (!sockets->rows[i].users)
            row = &sockets->rows[i];
    if (row) {
        *row = (struct socket_row){.fd = fd,
                                   .users = 1,
                                   .listed = true,
                                   .datagram = datagram,
                                   .instance = instance,
                                   .number = row->number + 1};
        *handle = handle_of(sockets, row);
    }
    pthread_mutex_unlock(&sockets->lock);
    return row;
}

/* Holds the socket until row_put(); NULL: there is none. */
static struct socket_row *row_get(struct sockets *sockets, uint32_t instance,
                                  uint32_t handle)
{
    struct socket_row *row = &sockets->rows[handle % SOCKETS];

    pthread_mutex_lock(&sockets->lock);
    if (row->listed && row->instance == instance &&
        handle_of(sockets, row) == handle)
        row->users++;
    else
        row = NULL;
    pthread_mutex_unlock(&sockets->lock);
    return row;
}

static void row_drop_locked(struct socket_row *row)
{
    if (--row->users == 0)
        close(row->fd);
}

static void row_put(struct sockets *sockets, struct socket_row *row)
{
    pthread_mutex_lock(&sockets->lock);
    row_drop_locked(row);
    pthread_mutex_unlock(&sockets->lock);
}

/* The TEE's reference goes. Who waits in it sees the end of it. */
static void row_unlist_locked(struct socket_row *row)
{
    row->listed = false;
    shutdown(row->fd, SHUT_RDWR);
    row_drop_locked(row);
}

uint32_t socket_close(struct sockets *sockets, uint32_t instance,
                      uint32_t handle)
{
    struct socket_row *row = row_get(sockets, instance, handle);

    if (!row)
        return TEEC_ERROR_BAD_PARAMETERS;
    pthread_mutex_lock(&sockets->lock);
    if (row->listed) /* else another was faster */
        row_unlist_locked(row);
    row_drop_locked(row);
    pthread_mutex_unlock(&sockets->lock);
    return TEEC_SUCCESS;
}

static void close_if(struct sockets *sockets, bool any, uint32_t instance)
{
    pthread_mutex_lock(&sockets->lock);
    for (int i = 0; i < SOCKETS; i++) {
        struct socket_row *row = &sockets->rows[i];

        if (row->listed && (any || row->instance == instance))
            row_unlist_locked(row);
    }
    pthread_mutex_unlock(&sockets->lock);
}

void socket_close_all(struct sockets *sockets, uint32_t instance)
{
    close_if(sockets, false, instance);
}

void sockets_close(struct sockets *sockets)
{
    close_if(sockets, true, 0);
}

/* ---- waiting ---- */

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* When a wait of `ms` ends; -1: never. */
static int64_t end_of(uint32_t ms)
{
    return ms == ISOCKET_MS_INFINITE ? -1 : now_ms() + ms;
}

/* Waits for an event; false: `end` is reached. */
static bool wait_for(int fd, short events, int64_t end)
{
    struct pollfd p = {.fd = fd, .events = events};

    for (;;) {
        int64_t left = end < 0 ? 1000 : end - now_ms();
        int n;

        if (left < 0)
            left = 0;
        n = poll(&p, 1, left > 1000 ? 1000 : (int)left);
        if (n > 0 || (n < 0 && errno != EINTR))
            return true; /* an error shows in what is tried next */
        if (end >= 0 && now_ms() >= end)
            return false;
    }
}

/* ---- errors ---- */

static bool is_for_later(int error)
{
    return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

static uint32_t result_of(int error)
{
    switch (error) {
    case 0:
        return TEEC_SUCCESS;
    case ETIMEDOUT:
        return (uint32_t)ISOCKET_ERROR_TIMEOUT;
    case ECONNRESET:
    case EPIPE:
        return (uint32_t)ISOCKET_ERROR_REMOTE_CLOSED;
    case EMSGSIZE:
        return (uint32_t)ISOCKET_ERROR_LARGE_BUFFER;
    case ENOMEM:
    case ENOBUFS:
    case EMFILE:
    case ENFILE:
        return (uint32_t)ISOCKET_ERROR_OUT_OF_RESOURCES;
    default:
        return TEEC_ERROR_COMMUNICATION;
    }
}

/* ---- open ---- */

/* The addresses of a name, to be freed. */
static uint32_t addresses_find(const char *name, uint16_t port, int family,
                               int type, struct addrinfo **first)
{
    struct addrinfo hints = {
        .ai_flags = AI_NUMERICSERV, .ai_family = family, .ai_socktype = type};
    char service[8];
    int error;

    snprintf(service, sizeof(service), "%u", port);
    error = getaddrinfo(name, service, &hints, first);
    if (error == EAI_MEMORY)
        return (uint32_t)ISOCKET_ERROR_OUT_OF_RESOURCES;
    return error ? (uint32_t)ISOCKET_ERROR_HOSTNAME : TEEC_SUCCESS;
}

/* 0 or an errno. */
static int connect_within(int fd, const struct addrinfo *to, int64_t end)
{
    int error = 0;
    socklen_t size = sizeof(error);

    if (connect(fd, to->ai_addr, to->ai_addrlen) == 0)
        return 0;
    if (errno != EINPROGRESS)
        return errno;
    if (!wait_for(fd, POLLOUT, end))
        return ETIMEDOUT;
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) < 0)
        return errno;
    return error;
}

/* A descriptor connected to the first address that takes it; -1, and why the
 * last did not. */
static int connect_any(const struct addrinfo *to, uint32_t *result)
{
    int64_t end = end_of(SOCKET_CONNECT_MS);

    for (; to; to = to->ai_next) {
        int fd = socket(to->ai_family,
                        to->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC,
                        to->ai_protocol);
        int error = fd < 0 ? errno : connect_within(fd, to, end);

        *result = result_of(error);
        if (!error)
            return fd;
        if (fd >= 0)
            close(fd);
    }
    return -1;
}

static const int families[] = {
    [ISOCKET_IP_ANY] = AF_UNSPEC,
    [ISOCKET_IP_4] = AF_INET,
    [ISOCKET_IP_6] = AF_INET6,
};

uint32_t socket_open(struct sockets *sockets, uint32_t instance,
                     const struct socket_peer *peer, uint32_t *handle)
{
    bool datagram = peer->protocol == ISOCKET_UDP;
    struct addrinfo *first = NULL;
    uint32_t result;
    int fd;

    if (peer->ip > ISOCKET_IP_6 || (!datagram && peer->protocol != ISOCKET_TCP))
        return TEEC_ERROR_BAD_PARAMETERS;
    result = addresses_find(peer->name, peer->port, families[peer->ip],
                            datagram ? SOCK_DGRAM : SOCK_STREAM, &first);
    if (result != TEEC_SUCCESS)
        return result;
    fd = connect_any(first, &result);
    freeaddrinfo(first);
    if (fd < 0)
        return result;
    if (row_add(sockets, instance, fd, datagram, handle))
        return TEEC_SUCCESS;
    close(fd);
    return (uint32_t)ISOCKET_ERROR_OUT_OF_RESOURCES;
}

/* ---- send, recv ---- */

static uint32_t send_within(const struct socket_row *row, const void *bytes,
                            size_t *size, uint32_t ms)
{
    int64_t end = end_of(ms);

    for (;;) {
        ssize_t n = send(row->fd, bytes, *size, MSG_DONTWAIT | MSG_NOSIGNAL);

        if (n >= 0) {
            *size = (size_t)n;
            return TEEC_SUCCESS;
        }
        if (!is_for_later(errno))
            return result_of(errno);
        if (!wait_for(row->fd, POLLOUT, end))
            return (uint32_t)ISOCKET_ERROR_TIMEOUT;
    }
}

uint32_t socket_send(struct sockets *sockets, uint32_t instance,
                     uint32_t handle, const void *bytes, size_t *size,
                     uint32_t ms)
{
    struct socket_row *row = row_get(sockets, instance, handle);
    uint32_t result;

    if (!row)
        return TEEC_ERROR_BAD_PARAMETERS;
    result = send_within(row, bytes, size, ms);
    row_put(sockets, row);
    return result;
}

static uint32_t recv_within(const struct socket_row *row, void *bytes,
                            size_t *size, uint32_t ms)
{
    /* TRUNC of a datagram: its whole length. Of a stream it would drop bytes.
     */
    int flags = MSG_DONTWAIT | (row->datagram ? MSG_TRUNC : 0);
    int64_t end = end_of(ms);

    for (;;) {
        ssize_t n = recv(row->fd, bytes, *size, flags);

        if (n >= 0) {
            *size = (size_t)n;
            return TEEC_SUCCESS;
        }
        if (!is_for_later(errno))
            return result_of(errno);
        if (!wait_for(row->fd, POLLIN, end))
            return (uint32_t)ISOCKET_ERROR_TIMEOUT;
    }
}

/* How many bytes one recv would give. */
static uint32_t recv_size(const struct socket_row *row, size_t *size)
{
    int n = 0;

    if (ioctl(row->fd, FIONREAD, &n) < 0)
        return result_of(errno);
    *size = n > 0 ? (size_t)n : 0;
    return TEEC_SUCCESS;
}

uint32_t socket_recv(struct sockets *sockets, uint32_t instance,
                     uint32_t handle, void *bytes, size_t *size, uint32_t ms)
{
    struct socket_row *row = row_get(sockets, instance, handle);
    uint32_t result;

    if (!row)
        return TEEC_ERROR_BAD_PARAMETERS;
    result = *size ? recv_within(row, bytes, size, ms) : recv_size(row, size);
    row_put(sockets, row);
    return result;
}

/* ---- ioctl ---- */

static uint32_t buffer_set(const struct socket_row *row, int option,
                           const void *argument, size_t size)
{
    int bytes;

    if (row->datagram || size != sizeof(bytes))
        return TEEC_ERROR_BAD_PARAMETERS;
    memcpy(&bytes, argument, sizeof(bytes));
    if (setsockopt(row->fd, SOL_SOCKET, option, &bytes, sizeof(bytes)) < 0)
        return result_of(errno);
    return TEEC_SUCCESS;
}

/* Where datagrams go; false: nowhere any more. */
static bool peer_get(const struct socket_row *row, struct sockaddr_in6 *peer,
                     socklen_t *size)
{
    *size = sizeof(*peer);
    return getpeername(row->fd, (struct sockaddr *)peer, size) == 0;
}

/* The port is where both families have it. */
_Static_assert(offsetof(struct sockaddr_in, sin_port) ==
                   offsetof(struct sockaddr_in6, sin6_port),
               "port of an address");

static uint32_t port_change(const struct socket_row *row, const void *argument,
                            size_t size)
{
    struct sockaddr_in6 peer;
    socklen_t length;
    uint16_t port;

    if (!row->datagram || size != sizeof(port))
        return TEEC_ERROR_BAD_PARAMETERS;
    memcpy(&port, argument, sizeof(port));
    if (!peer_get(row, &peer, &length))
        return result_of(errno);
    peer.sin6_port = htons(port);
    if (connect(row->fd, (struct sockaddr *)&peer, length) < 0)
        return result_of(errno);
    return TEEC_SUCCESS;
}

static uint32_t name_change(const struct socket_row *row, const char *name,
                            size_t size)
{
    struct addrinfo *first = NULL;
    struct sockaddr_in6 peer;
    socklen_t length;
    uint32_t result;

    if (!row->datagram)
        return TEEC_ERROR_BAD_PARAMETERS;
    if (strnlen(name, size) != size - 1)
        return (uint32_t)ISOCKET_ERROR_HOSTNAME;
    if (!peer_get(row, &peer, &length))
        return result_of(errno);
    result = addresses_find(name, ntohs(peer.sin6_port), peer.sin6_family,
                            SOCK_DGRAM, &first);
    if (result != TEEC_SUCCESS)
        return result;
    result = TEEC_ERROR_COMMUNICATION;
    for (struct addrinfo *to = first; to && result != TEEC_SUCCESS;
         to = to->ai_next)
        if (connect(row->fd, to->ai_addr, to->ai_addrlen) == 0)
            result = TEEC_SUCCESS;
    freeaddrinfo(first);
    return result;
}

uint32_t socket_ioctl(struct sockets *sockets, uint32_t instance,
                      uint32_t handle, uint32_t command, const void *argument,
                      size_t size)
{
    struct socket_row *row = row_get(sockets, instance, handle);
    uint32_t result = TEEC_ERROR_NOT_SUPPORTED;

    if (!row)
        return TEEC_ERROR_BAD_PARAMETERS;
    switch (command) {
    case ISOCKET_TCP_SET_RECVBUF:
        result = buffer_set(row, SO_RCVBUF, argument, size);
        break;
    case ISOCKET_TCP_SET_SENDBUF:
        result = buffer_set(row, SO_SNDBUF, argument, size);
        break;
    case ISOCKET_UDP_CHANGEADDR:
        result = name_change(row, argument, size);
        break;
    case ISOCKET_UDP_CHANGEPORT:
        result = port_change(row, argument, size);
        break;
    default:
        break;
    }
    row_put(sockets, row);
    return result;
}
