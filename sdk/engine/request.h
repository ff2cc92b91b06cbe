/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Requests to this trusted application as abi/ta_msg.h describes them: decode
 * and encode, without I/O. The sender is the gateway or tamgr; what they pass
 * on comes from clients, and is checked here all the same.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/kernel.h"
#include "sdk/engine/engine.h"

/* A lease of the message. */
struct request_lease {
    uint32_t length;
    uint32_t rights; /* KLEASE_* */
};

struct request {
    enum engine_entry entry;
    uint32_t session;
    uint32_t command;
    uint64_t deadline; /* in ticks; 0: none */
    struct engine_params params;
    uint32_t leased;               /* bit n: parameter n has a lease ... */
    uint8_t lease[TEE_NUM_PARAMS]; /* ... with this number */
};

/* Decodes a message with its leases (count of them). False, *r undefined: it
 * is not as described. */
bool request_decode(const uint64_t w[KMSG_WORDS],
                    const struct request_lease *leases, unsigned count,
                    struct request *r);

/* Fills the reply's words from the result and the output parameters. */
void request_encode(const struct request *r, TEE_Result result, uint32_t origin,
                    uint64_t w[KMSG_WORDS]);

/* What a parameter type is. */
bool param_is_value(uint32_t type);
bool param_is_memref(uint32_t type);
bool param_is_input(uint32_t type);
bool param_is_output(uint32_t type);
