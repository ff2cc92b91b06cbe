/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The supplicant's sockets, from RPC arguments to ree/supplicant/socket.h.
 */
#pragma once

#include <stdint.h>

#include "abi/optee_msg.h"

void socket_rpc_init(void);

/* One request (abi/optee_rpc.h, SOCKET): n parameters, answered in place, and
 * the memory that one of them refers to, or NULL. Its result. */
uint32_t socket_rpc(struct optee_msg_param *p, unsigned n, uint8_t *memory);

/* The supplicant starts again: no socket is left. */
void socket_rpc_restart(void);
