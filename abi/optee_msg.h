/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages of the OP-TEE interface, as they lie in memory shared with the
 * normal world: a header and num_params parameters, little endian, at a
 * multiple of 8. The same layout serves for calls (normal to secure world)
 * and, behind the message of a call, for the RPC argument (secure to normal
 * world; abi/optee_rpc.h).
 *
 * Commands, OPTEE_MSG_CMDS(X): X(name, number, manual).
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define OPTEE_MSG_CMDS(X)                                                      \
    X(OPEN_SESSION, 0,                                                         \
      "[0] VALUE_INPUT|META: TA UUID as 16 octets in a, b; [1] "               \
      "VALUE_INPUT|META: client UUID in a, b, login in c; then 0..4 -> "       \
      "session")                                                               \
    X(INVOKE_COMMAND, 1, "session, func, 0..4 parameters")                     \
    X(CLOSE_SESSION, 2, "session")                                             \
    X(CANCEL, 3, "session, cancel_id")                                         \
    X(REGISTER_SHM, 4, "[0] TMEM_OUTPUT|NONCONTIG: list, size, cookie")        \
    X(UNREGISTER_SHM, 5, "[0] RMEM_INPUT: cookie")                             \
    X(DO_BOTTOM_HALF, 6, "only with asynchronous notification")                \
    X(STOP_ASYNC_NOTIF, 7, "only with asynchronous notification")

enum optee_msg_cmd {
#define OPTEE_MSG_ROW(name, number, manual) OPTEE_MSG_CMD_##name = (number),
    OPTEE_MSG_CMDS(OPTEE_MSG_ROW)
#undef OPTEE_MSG_ROW
};

/* Types of a parameter: bits 7..0 of attr. OUTPUT is INPUT + 1, INOUT + 2. */
enum optee_msg_type {
    OPTEE_MSG_NONE = 0x0,
    OPTEE_MSG_VALUE_INPUT = 0x1,
    OPTEE_MSG_VALUE_OUTPUT = 0x2,
    OPTEE_MSG_VALUE_INOUT = 0x3,
    OPTEE_MSG_RMEM_INPUT = 0x5,
    OPTEE_MSG_RMEM_OUTPUT = 0x6,
    OPTEE_MSG_RMEM_INOUT = 0x7,
    OPTEE_MSG_TMEM_INPUT = 0x9,
    OPTEE_MSG_TMEM_OUTPUT = 0xA,
    OPTEE_MSG_TMEM_INOUT = 0xB,
};

#define OPTEE_MSG_TYPE_MASK 0xffull
#define OPTEE_MSG_META      (1ull << 8) /* for the TEE, not for the TA */
#define OPTEE_MSG_NONCONTIG (1ull << 9) /* TMEM: buf_ptr is a page list */
/* Bits 18..16 are a cache attribute; only 0 is in use. */

/*
 * value: a, b, c. TMEM: buf_ptr (physical address), size, shm_ref. RMEM: offs,
 * size, shm_ref (the cookie of registered memory). Bytes throughout. The
 * middle word is the size in both kinds of memory reference.
 */
struct optee_msg_param {
    uint64_t attr;
    union {
        struct {
            uint64_t a, b, c;
        } value;
        struct {
            uint64_t buf_ptr, size, shm_ref;
        } tmem;
        struct {
            uint64_t offs, size, shm_ref;
        } rmem;
    } u;
};

struct optee_msg_header {
    uint32_t cmd;
    uint32_t func;
    uint32_t session;
    uint32_t cancel_id;
    uint32_t pad;
    uint32_t ret;        /* out: enum tee_result */
    uint32_t ret_origin; /* out: enum tee_origin */
    uint32_t num_params;
};

/* Bytes of a message with n parameters. */
#define OPTEE_MSG_SIZE(n)                                                      \
    (sizeof(struct optee_msg_header) + (n) * sizeof(struct optee_msg_param))

/*
 * A page list: buf_ptr points into a list page of 511 addresses of 4 KiB pages
 * and, last, the address of the next list page. The low 12 bits of buf_ptr
 * are not part of that address: they are the offset of the data in the first
 * data page.
 */
#define OPTEE_MSG_LIST_PAGE    4096u
#define OPTEE_MSG_LIST_ENTRIES 511u

_Static_assert(sizeof(struct optee_msg_param) == 32, "ABI");
_Static_assert(sizeof(struct optee_msg_header) == 32, "ABI");
_Static_assert(offsetof(struct optee_msg_header, session) == 8, "ABI");
_Static_assert(offsetof(struct optee_msg_header, ret) == 20, "ABI");
_Static_assert(offsetof(struct optee_msg_header, num_params) == 28, "ABI");
_Static_assert(offsetof(struct optee_msg_param, u.rmem.size) == 16, "ABI");
_Static_assert(offsetof(struct optee_msg_param, u.tmem.size) == 16, "ABI");
_Static_assert(OPTEE_MSG_SIZE(6) == 224, "ABI");
