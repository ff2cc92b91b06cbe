/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The supplicant's files, from RPC arguments to ree/supplicant/fs.h, with the
 * faults of the device `files`: an operation is a request, a write is one of
 * WRITE.
 */
#pragma once

#include <stdint.h>

#include "abi/optee_msg.h"

/* Files are kept in parent/tee; `parent` is kept. */
void file_rpc_init(const char *parent);

/* One request (abi/optee_rpc.h, FS): n parameters, answered in place;
 * memory[i]: what parameter i refers to, or NULL. Its result. A torn write is a
 * success of which the first half was written. */
uint32_t file_rpc(struct optee_msg_param *p, unsigned n,
                  uint8_t *const memory[3]);

/* The supplicant starts again: no file is open. */
void file_rpc_restart(void);
