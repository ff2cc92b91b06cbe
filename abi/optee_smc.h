/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The SMC level of the interface that OP-TEE offers to the normal world, as
 * the Linux `optee` driver uses it: function ids, what is returned in x0, and
 * what may be asked of the normal world in a return (an RPC). SMC32
 * convention: x0 is the function id, results are in x0..x3, only the low 32
 * bits of each count. 64-bit values travel as two registers, high half first.
 *
 * Function ids, OPTEE_SMC_CALLS(X): X(name, id, manual). Fast calls have bit
 * 31 set. Ids that are not here, and those of the table that a TEE does not
 * offer, are answered with OPTEE_SMC_RETURN_UNKNOWN.
 */
#pragma once

#define OPTEE_SMC_CALLS(X)                                                     \
    X(CALLS_COUNT, 0xBF00FF00, "-> x0 number of fast calls")                   \
    X(CALLS_UID, 0xBF00FF01, "-> x0..x3 OPTEE_SMC_UID_*")                      \
    X(CALLS_REVISION, 0xBF00FF03, "-> x0 major, x1 minor")                     \
    X(GET_OS_UUID, 0xB2000000, "-> x0..x3 the TEE's own UUID")                 \
    X(GET_OS_REVISION, 0xB2000001, "-> x0 major, x1 minor, x2 build or 0")     \
    X(GET_SHM_CONFIG, 0xB2000007, "only with CAP_RESERVED_SHM")                \
    X(EXCHANGE_CAPABILITIES, 0xB2000009,                                       \
      "x1 bit 0: one CPU -> x0 OK, x1 OPTEE_SMC_CAP_*, x2 largest "            \
      "notification value, x3 bits 7..0 parameters of an RPC argument")        \
    X(DISABLE_SHM_CACHE, 0xB200000A, "-> x0 ENOTAVAIL when nothing is kept")   \
    X(ENABLE_SHM_CACHE, 0xB200000B, "only without CAP_RPC_ARG")                \
    X(GET_THREAD_COUNT, 0xB200000F, "-> x0 OK, x1 yielding calls at a time")   \
    X(ENABLE_ASYNC_NOTIF, 0xB2000010, "only with CAP_ASYNC_NOTIF")             \
    X(GET_ASYNC_NOTIF_VALUE, 0xB2000011, "only with CAP_ASYNC_NOTIF")          \
    X(RETURN_FROM_RPC, 0x32000003, "x1, x2, x4, x5 results, x3 resume key")    \
    X(CALL_WITH_ARG, 0x32000004, "x1:x2 address of a message")                 \
    X(CALL_WITH_RPC_ARG, 0x32000012,                                           \
      "x1:x2 address of a message, RPC argument behind it, in one page")       \
    X(CALL_WITH_REGD_ARG, 0x32000013,                                          \
      "x1:x2 cookie of the registered memory with the message and its RPC "    \
      "argument, x3 offset")

/*
 * What x0 is when a call comes back, OPTEE_SMC_RETURNS(X): X(name, value).
 * The RPC_* rows are requests: the normal world serves them and comes back
 * with RETURN_FROM_RPC, x3 as it was given.
 *   RPC_ALLOC         x1 bytes -> x1:x2 address or 0, x4:x5 cookie
 *   RPC_FREE          x1:x2 cookie
 *   RPC_FOREIGN_INTR  nothing: the normal world takes its interrupts
 *   RPC_CMD           x1:x2 cookie of the RPC argument (ignored if the
 *                     message came with one)
 */
#define OPTEE_SMC_RETURNS(X)                                                   \
    X(OK, 0x0)                                                                 \
    X(ETHREAD_LIMIT, 0x1)                                                      \
    X(EBUSY, 0x2)                                                              \
    X(ERESUME, 0x3)                                                            \
    X(EBADADDR, 0x4)                                                           \
    X(EBADCMD, 0x5)                                                            \
    X(ENOMEM, 0x6)                                                             \
    X(ENOTAVAIL, 0x7)                                                          \
    X(RPC_ALLOC, 0xFFFF0000)                                                   \
    X(RPC_FREE, 0xFFFF0002)                                                    \
    X(RPC_FOREIGN_INTR, 0xFFFF0004)                                            \
    X(RPC_CMD, 0xFFFF0005)                                                     \
    X(UNKNOWN, 0xFFFFFFFF)

enum optee_smc_call {
#define OPTEE_SMC_ROW(name, id, manual) OPTEE_SMC_##name = (id),
    OPTEE_SMC_CALLS(OPTEE_SMC_ROW)
#undef OPTEE_SMC_ROW
};

enum optee_smc_return {
#define OPTEE_SMC_ROW(name, value) OPTEE_SMC_RETURN_##name = (value),
    OPTEE_SMC_RETURNS(OPTEE_SMC_ROW)
#undef OPTEE_SMC_ROW
};

#define OPTEE_SMC_FAST 0x80000000u /* bit of a function id */

/* Linux refuses to bind to anything else. */
#define OPTEE_SMC_UID_0 0x384fb3e0u
#define OPTEE_SMC_UID_1 0xe7f811e3u
#define OPTEE_SMC_UID_2 0xaf630002u
#define OPTEE_SMC_UID_3 0xa5d5c51bu

/* The revision of the interface. */
#define OPTEE_SMC_REVISION_MAJOR 2u
#define OPTEE_SMC_REVISION_MINOR 0u

/* Answers to EXCHANGE_CAPABILITIES. */
#define OPTEE_SMC_CAP_RESERVED_SHM     (1u << 0)
#define OPTEE_SMC_CAP_UNREGISTERED_SHM (1u << 1)
#define OPTEE_SMC_CAP_DYNAMIC_SHM      (1u << 2)
#define OPTEE_SMC_CAP_VIRTUALIZATION   (1u << 3)
#define OPTEE_SMC_CAP_MEMREF_NULL      (1u << 4)
#define OPTEE_SMC_CAP_ASYNC_NOTIF      (1u << 5)
#define OPTEE_SMC_CAP_RPC_ARG          (1u << 6)
#define OPTEE_SMC_CAP_RPMB_PROBE       (1u << 7)

_Static_assert(OPTEE_SMC_RETURN_UNKNOWN == 0xFFFFFFFFu, "ABI");
_Static_assert(OPTEE_SMC_CALLS_UID == 0xBF00FF01u, "ABI");
