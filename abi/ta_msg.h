/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages to a trusted application: its entries. Sent by the gateway (for the
 * normal world; memory references are mapped windows) or by tamgr (for other
 * TAs; memory references are leases). Served by the SDK.
 *
 * A process is one instance: the first TA_OPEN creates it, TA_DESTROY, from
 * tamgr alone, ends it. Only tamgr knows when that is: it counts sessions from
 * before TA_OPEN until after TA_CLOSE, so whoever opens in between keeps the
 * instance. Nothing but TA_DESTROY follows TA_DESTROY, and then the process is
 * killed.
 *
 *   w[0]  op | parameter types << 16 (4 x 4 bits) | lease bits << 32
 *         (bit n: parameter n is reached through a lease; the leases are
 *         numbered in the order of the parameters that have one)
 *   w[1]  session id: chosen by tamgr, above 255, 32 bits, unique in the TEE
 *   w[2]  command id (TA_INVOKE), else 0
 *   w[3 + 2n], w[4 + 2n]  parameter n: value a, b; or memory reference:
 *         address in the TA (0 for a lease or a NULL reference), size
 *   w[11] deadline: CNTVCT ticks at which cancellation is requested, 0: none
 * Reply:
 *   w[0]  result | origin << 32 (enum tee_origin)
 *   w[3 + 2n], w[4 + 2n]  values a, b of output values; w[4 + 2n] the size
 *         of output memory references (may exceed the given one: short
 *         buffer). All other words are 0.
 */
#pragma once

#include <stdint.h>

enum ta_op {
    TA_OPEN = 1,
    TA_CLOSE = 2, /* no parameters; cannot fail */
    TA_INVOKE = 3,
    TA_DESTROY = 4, /* w[0] only; cannot fail; does nothing the second time */
};

#define TA_MSG_OP(w0)     ((uint32_t)(w0)&0xffffu)
#define TA_MSG_TYPES(w0)  ((uint32_t)((w0) >> 16) & 0xffffu)
#define TA_MSG_LEASES(w0) ((uint32_t)((w0) >> 32) & 0xfu)
#define TA_MSG(op, types, leases)                                              \
    ((uint64_t)(op) | (uint64_t)(types) << 16 | (uint64_t)(leases) << 32)
#define TA_PARAM_TYPE(types, n) (((types) >> (4 * (n))) & 0xfu)

/*
 * What a TA image starts with (OP-TEE's `struct ta_head`; symbol ta_head).
 * Cella's SDK places it at image address 0.
 */
struct ta_head {
    uint8_t uuid[16]; /* TEE_UUID as a C structure: not octet order */
    uint32_t stack_size;
    uint32_t flags; /* enum ta_flag */
    uint64_t depr_entry;
};

enum ta_flag {
    TA_FLAG_SINGLE_INSTANCE = 1 << 2,
    TA_FLAG_MULTI_SESSION = 1 << 3,
    TA_FLAG_INSTANCE_KEEP_ALIVE = 1 << 4,
    TA_FLAG_SECURE_DATA_PATH = 1 << 5,
    TA_FLAG_REMAP_SUPPORT = 1 << 6,
    TA_FLAG_CACHE_MAINTENANCE = 1 << 7,
    TA_FLAG_CONCURRENT = 1 << 8,
    TA_FLAG_DEVICE_ENUM = 1 << 9,
    TA_FLAG_DEVICE_ENUM_SUPP = 1 << 10,
    TA_FLAG_DONT_CLOSE_HANDLE_ON_CORRUPT_OBJECT = 1 << 11,
    TA_FLAG_DEVICE_ENUM_TEE_STORAGE_PRIVATE = 1 << 12,
    TA_FLAG_INSTANCE_KEEP_CRASHED = 1 << 13,
    TA_FLAGS_MASK = (1 << 14) - 1,
};

_Static_assert(sizeof(struct ta_head) == 32, "ABI");
