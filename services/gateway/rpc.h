/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Requests to the normal world: the operations of abi/gateway_msg.h, and what
 * a call needs for itself. See call.h for the shape.
 */
#pragma once

#include "services/gateway/call.h"

void rpc_init(const struct gateway_port *port);

/* A message from the kernel (sender 0) or a process. */
struct action rpc_serve(struct call *c, uint64_t *w, uint32_t sender);

/* The normal world came back: w = x0..x7 of the SMC. */
struct action rpc_resume(struct call *c, uint64_t *w);

/* For the call itself; then call_continue(), whatever the answer. */
struct action rpc_suspend(struct call *c, uint64_t *w, uint64_t ms);
struct action rpc_notify(struct call *c, uint64_t *w, uint64_t key);
struct action rpc_release(struct call *c, uint64_t *w, struct shm *s);
struct action rpc_close_sockets(struct call *c, uint64_t *w, uint32_t pid);

/* Gives an ALLOCATED slot back; then call_continue(). */
struct action rpc_free_slot(struct call *c, uint64_t *w);
