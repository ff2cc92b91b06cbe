/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The part of the normal world that Linux' `optee` driver and the supplicant
 * play on the device: shared memory, calls, and what the secure world asks for
 * on the way (RPC). Calls come from any thread; as many as the secure world
 * takes at a time, the others wait.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/optee_msg.h"

#define DRIVER_PARAMS 6u /* two of them META, of OPEN_SESSION */

struct driver_call {
    uint32_t cmd; /* enum optee_msg_cmd */
    uint32_t func;
    uint32_t session;
    uint32_t cancel_id;
    uint32_t ret, ret_origin; /* out */
    uint32_t num_params;
    struct optee_msg_param params[DRIVER_PARAMS];
};

/* Once, after machine_boot(). TAs are found as ta_dir/UUID.ta; kept. `files`:
 * as file_rpc_init(). False: the secure world does not answer as it should. */
bool driver_init(const char *ta_dir, const char *files);

/* 0, or a negative errno if the secure world did not take the call. */
int driver_call(struct driver_call *c);

/* Memory shared with the secure world. Returns its id and *fd, a file of
 * `size` bytes that is the same memory and closed by driver_shm_free(); or a
 * negative errno. */
int driver_shm_alloc(size_t size, int *fd);

/* The cookie of memory with that id; 0: there is none. */
uint64_t driver_shm_cookie(int id);

void driver_shm_free(int id);
