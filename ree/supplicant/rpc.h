/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the TEE can ask of the supplicant: some rows of abi/optee_rpc.h. The
 * table in rpc.c has one row per
 * function, or operation of a function: its number, the types of its params,
 * its handler. A request of an unknown one is answered
 * TEEC_ERROR_NOT_SUPPORTED; one whose params are not of the row's types, or
 * refer to memory that is not there, TEEC_ERROR_BAD_PARAMETERS. So a handler
 * sees only what its row promises.
 */
#pragma once

#include "ree/supplicant/fs.h"
#include "ree/supplicant/memory.h"
#include "ree/supplicant/plugin.h"
#include "ree/supplicant/request.h"
#include "ree/supplicant/socket.h"

/* What all requests are served from. */
struct supplicant {
    int device;
    struct memory memory;
    struct sockets sockets;
    struct fs fs;
    struct plugins plugins;
    const char *const *ta_dirs; /* in order of search; NULL ends */
};

/* One request being served. */
struct rpc {
    struct supplicant *supplicant;
    struct tee_ioctl_param *params;            /* answered in place */
    void *memory[REQUEST_PARAMS];              /* of memory references; NULL
                                                  for a NULL reference */
    struct memory_block *held[REQUEST_PARAMS]; /* until the request is over */
};

/* Bytes of the memory of param n, a memory reference; of a NULL one 0. */
static inline size_t rpc_memory_size(const struct rpc *rpc, int n)
{
    return rpc->memory[n] ? (size_t)rpc->params[n].b : 0;
}

/* Serves a decoded request: fills in its outputs and returns a TEEC_
 * result. Any thread. */
uint32_t rpc_serve(struct supplicant *supplicant, struct request *request);

/* Nobody got the answer to a request that succeeded, so nobody else knows what
 * it made: takes that back. */
void rpc_undo(struct supplicant *supplicant, const struct request *request);

/* LOAD_TA: params[0] names the TA; params[1] takes its image, or its size if
 * the memory given is too small (TEEC_ERROR_SHORT_BUFFER) or NULL (success).
 * TEEC_ERROR_ITEM_NOT_FOUND: no directory has it. */
uint32_t rpc_load_ta(struct rpc *rpc);

/* SOCKET: the operations of abi/optee_rpc.h. */
uint32_t rpc_socket_open(struct rpc *rpc);
uint32_t rpc_socket_close(struct rpc *rpc);
uint32_t rpc_socket_close_all(struct rpc *rpc);
uint32_t rpc_socket_send(struct rpc *rpc);
uint32_t rpc_socket_recv(struct rpc *rpc);
uint32_t rpc_socket_ioctl(struct rpc *rpc);

/* FS: every operation of abi/optee_rpc.h. */
uint32_t rpc_fs(struct rpc *rpc);

/* PLUGIN: calls one; ITEM_NOT_FOUND, or the plug-in's result. */
uint32_t rpc_plugin_invoke(struct rpc *rpc);
