/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One request of the TEE, as the driver hands it over and takes the answer.
 *
 * A message is {u32 func or result, u32 count, count params}, params being
 * struct tee_ioctl_param. If the first param carries META, it is the
 * driver's name of the request, to be sent back with the answer; that is what
 * lets several threads serve at once. The rest are the TEE's own.
 *
 * Pure: no I/O, no allocation. request_decode trusts nothing in the message.
 */
#pragma once

#include "abi/optee_rpc.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <linux/tee.h>

/* What the driver can put into one request: the room that Cella, as OP-TEE,
 * has for the params of an RPC. */
#define REQUEST_PARAMS OPTEE_RPC_PARAMS

/* A message with room for the request's name and its params. */
struct message {
    uint32_t word;  /* in: function; out: result */
    uint32_t count; /* in: room, or params there are */
    struct tee_ioctl_param params[1 + REQUEST_PARAMS];
};

/* One parameter of the TEE: a value (type 1 to 3: a, b, c) or a memory
 * reference (type 5 to 7: a = offset, b = size, c = memory id), or nothing
 * (type 0). */
struct request {
    uint32_t func;
    bool has_name;
    struct tee_ioctl_param name;
    uint32_t count;
    struct tee_ioctl_param params[REQUEST_PARAMS];
};

/* Types, and the two bits of one that say what may change. */
#define PARAM_NONE          TEE_IOCTL_PARAM_ATTR_TYPE_NONE
#define PARAM_VALUE_INPUT   TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT
#define PARAM_VALUE_OUTPUT  TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT
#define PARAM_VALUE_INOUT   TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT
#define PARAM_MEMREF_INPUT  TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT
#define PARAM_MEMREF_OUTPUT TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT
#define PARAM_MEMREF_INOUT  TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT

static inline bool param_is_memref(const struct tee_ioctl_param *p)
{
    return p->attr >= PARAM_MEMREF_INPUT && p->attr <= PARAM_MEMREF_INOUT;
}

/* Prepares a message to receive a request in; returns its size in bytes. */
size_t request_prepare(struct message *m);

/*
 * Decodes a received message. False if it is malformed: more params than
 * fit, META anywhere but in front, an unknown type or attribute. *r is then
 * still fit to be answered: its name, and its count of params, all NONE.
 */
bool request_decode(const struct message *m, struct request *r);

/*
 * Writes the answer: the result, and the request's params as they now are,
 * of which the driver takes the outputs (it wants as many params back as it
 * sent). Returns the message's size in bytes.
 */
size_t request_encode(const struct request *r, uint32_t result,
                      struct message *m);
