/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The sockets that trusted applications have open: TCP and UDP, of clients. A
 * socket is known by its instance (a number of the TEE for the application) and
 * its handle (ours; not given twice soon), and is found by both together only.
 *
 * At most SOCKETS. One mutex guards the table and is not held while a socket is
 * used: who uses one holds it, and it is closed by the last. Closing wakes
 * those that wait in it. Results are TEEC_ ones and those of abi/isocket.def.
 * Times are ms; 0 does not wait, UINT32_MAX waits for ever. Any thread.
 */
#pragma once

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SOCKETS 256

struct socket_row {
    int fd;             /* while there are users */
    unsigned int users; /* references: one of the TEE, one per request */
    bool listed;        /* the TEE can refer to it */
    bool datagram;      /* else a stream */
    uint32_t instance;
    uint32_t number; /* goes up with each use of the row */
};

struct sockets {
    pthread_mutex_t lock;
    struct socket_row rows[SOCKETS];
};

struct socket_peer {
    const char *name; /* a host or an address */
    uint16_t port;
    uint32_t protocol; /* enum isocket_protocol */
    uint32_t ip;       /* enum isocket_ip */
};

void sockets_init(struct sockets *sockets);

/* Closes all, of every instance. */
void sockets_close(struct sockets *sockets);

/* Opens and connects, within SOCKET_CONNECT_MS for all addresses of that name.
 * ISOCKET_ERROR_HOSTNAME: there is none; COMMUNICATION: nobody there takes it.
 */
#define SOCKET_CONNECT_MS 20000
uint32_t socket_open(struct sockets *sockets, uint32_t instance,
                     const struct socket_peer *peer, uint32_t *handle);

/* In what follows, BAD_PARAMETERS: no such socket. */
uint32_t socket_close(struct sockets *sockets, uint32_t instance,
                      uint32_t handle);
void socket_close_all(struct sockets *sockets, uint32_t instance);

/* Sends *size bytes; *size is then how many went at once. */
uint32_t socket_send(struct sockets *sockets, uint32_t instance,
                     uint32_t handle, const void *bytes, size_t *size,
                     uint32_t ms);

/* Takes at most *size bytes; *size is then how many came: of a datagram, all it
 * had; 0 at the end of a stream. *size 0: how many there are, at once. */
uint32_t socket_recv(struct sockets *sockets, uint32_t instance,
                     uint32_t handle, void *bytes, size_t *size, uint32_t ms);

/* enum isocket_command, with an argument of `size` bytes. */
uint32_t socket_ioctl(struct sockets *sockets, uint32_t instance,
                      uint32_t handle, uint32_t command, const void *argument,
                      size_t size);
