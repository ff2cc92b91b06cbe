/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the client library and a TEE that is a Linux program (host/) say to
 * each other over a Unix socket of kind SOCK_SEQPACKET: the calls of
 * <linux/tee.h>, as they are. A context is a connection that stays open:
 * WIRE_OPEN, whose result is the context's number, and nothing more; its end
 * is the context's. Everything else is one connection with one request and
 * one answer, so that calls of many threads do not wait for each other.
 */
#pragma once

#include <stdint.h>

/* Path of the socket. The library asks for it with secure_getenv(): a program
 * with more rights than its caller has never heard of it. */
#define WIRE_ENVIRONMENT "CELLA_HOST_SOCKET"

/* Beside the numbers of <linux/tee.h>. */
#define WIRE_OPEN     0u /* of /dev/tee0 -> number of the context, over 0 */
#define WIRE_SHM_FREE 1u /* a memory's file was closed; id: its id */

/* Room for the largest argument: that of an open with four parameters. Where
 * the driver is given a struct tee_ioctl_buf_data, the wire has the buffer. */
#define WIRE_ARGUMENT 256u

struct wire_request {
    uint32_t request;
    uint32_t context;
    uint32_t id;
    uint32_t size; /* bytes of `argument` that mean something */
    uint8_t argument[WIRE_ARGUMENT];
};

/* With a file, if the result is one of SHM_ALLOC and not an error. */
struct wire_answer {
    int32_t result; /* of the call, or a negative errno */
    uint8_t argument[WIRE_ARGUMENT];
};
