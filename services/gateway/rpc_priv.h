/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How a request to the normal world is made and ended, for the files that have
 * operations of abi/gateway_msg.h: rpc.c, rpc_command.c, rpc_socket.c,
 * rpc_plugin.c.
 */
#pragma once

#include "services/gateway/call.h"

/* Ends the request: the asking process gets this result, and zeros. */
struct action rpc_reply(struct call *c, uint64_t *w, uint32_t result);

/* The asking process asks for what it must not. */
struct action rpc_refuse(struct call *c, uint64_t *w);

/* The normal world answered what it must not. */
struct action rpc_distrust(struct call *c, uint64_t *w);

/* r->shm: that of the asking process with this handle; 0: none. False: it has
 * no such memory. */
bool rpc_take_shm(struct rpc *r, uint64_t handle);

/* A request without parameters; then they are added. Of memory, the type is an
 * enum param_type; where r->shm is NULL it is a NULL reference. */
void rpc_request(struct rpc *r, enum optee_rpc_cmd cmd);
void rpc_add(struct rpc *r, uint64_t attr, uint64_t a, uint64_t b, uint64_t c);
void rpc_add_memory(struct rpc *r, uint32_t type, uint64_t offset,
                    uint64_t size);

/* Hands the request to the normal world. */
struct action rpc_ask(struct call *c, uint64_t *w);

/* Operation of rpc_command.c. */
struct action rpc_on_command(struct call *c, uint64_t *w);
struct action rpc_command_answered(struct call *c, uint64_t *w);

/* Operations of rpc_socket.c. */
struct action rpc_on_socket(struct call *c, uint64_t *w);
struct action rpc_socket_answered(struct call *c, uint64_t *w);
struct action rpc_on_client_gone(struct call *c, uint64_t *w);

/* Operations of rpc_plugin.c. */
struct action rpc_on_plugin(struct call *c, uint64_t *w);
struct action rpc_plugin_answered(struct call *c, uint64_t *w);
