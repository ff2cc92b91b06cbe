/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a client program's library and cella-host say to each other over a
 * Unix socket. A context is a connection that stays open: WIRE_OPEN, whose
 * answer is the context's number, and nothing more; its end is the context's.
 * Everything else is one connection with one request and one answer, so that
 * calls of many threads do not wait for each other.
 *
 * Memory references of a call have the id of the memory where the message of
 * the TEE has its cookie.
 */
#pragma once

#include "host/driver.h"

#define WIRE_ENVIRONMENT "CELLA_HOST_SOCKET" /* path of the socket */

enum wire_operation {
    WIRE_OPEN,
    WIRE_CALL,      /* call in and out */
    WIRE_SHM_ALLOC, /* value: bytes -> id, and a file with the answer */
    WIRE_SHM_FREE,  /* value: id */
};

struct wire_request {
    uint32_t operation;
    uint32_t context;
    uint64_t value;
    struct driver_call call;
};

struct wire_answer {
    int64_t result; /* or a negative errno */
    struct driver_call call;
};
