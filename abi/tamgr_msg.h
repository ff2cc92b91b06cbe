/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages to tamgr. w[0] is the operation (low 16 bits); replies have the
 * result (enum tee_result, 32 bits) | origin << 32 in w[0].
 *
 * From the gateway, for the normal world. Opening is in two steps: tamgr
 * finds or loads the TA and makes the session; the gateway then maps the
 * windows and sends TA_OPEN to the process itself. When TA_OPEN fails, or
 * after TA_CLOSE, the gateway says TAMGR_CLOSED.
 *   TAMGR_OPEN    w[1..2] TA uuid, w[3..4] client uuid, w[5] login
 *                 -> w[1] pid, w[2] session id
 *   TAMGR_CLOSED  w[1] session id -> result
 *
 * From TAs, for sessions between TAs. Memory references are the leases of
 * the message, passed on to the callee.
 *   TAMGR_TA_OPEN    w[0] op | types << 16 | lease bits << 32 (as ta_msg.h),
 *                    w[1..2] uuid, w[3..10] parameters, w[11] deadline
 *                    -> w[1] session id, w[3..10] as a TA's reply
 *   TAMGR_TA_INVOKE  w[0] as above, w[1] session id, w[2] command,
 *                    w[3..10] parameters, w[11] deadline -> as a TA's reply
 *   TAMGR_TA_CLOSE   w[1] session id
 *   TAMGR_CLIENT     w[1] session id of the asking TA's own session
 *                    -> w[1] login, w[2..3] client uuid
 *   TAMGR_SELF       -> w[1..2] the asking TA's own uuid
 *
 * From TAs, about the machine.
 *   TAMGR_KEY        leases of KEYS_DERIVE (abi/keys_msg.h) -> its result: the
 *                    asking TA's own key
 *   TAMGR_DEVICE     -> w[1..2] the machine's uuid; ITEM_NOT_FOUND: it has
 *                    none
 *   TAMGR_TIME_SET   w[1] ms, signed, from system time to the asking TA's
 *                    persistent time; kept for its uuid until tamgr ends.
 *                    OUT_OF_MEMORY: too many uuids
 *   TAMGR_TIME_GET   -> w[1] the same; ITEM_NOT_FOUND: not set
 *
 * From TAs, about themselves.
 *   TAMGR_LIBRARY    w[1..2] uuid -> w[1] address, w[2] bytes: the library is
 *                    in the asking TA now, as its file has it: with its rights,
 *                    nothing of it relocated, its ELF header at the address.
 *                    Once more is once more in memory. Errors: refusal.def
 *
 * From the kernel (sender 0).
 *   TAMGR_DIED    w[1] pid, w[2] enum kdeath, w[3] code
 */
#pragma once

enum tamgr_op {
    TAMGR_OPEN = 1,
    TAMGR_CLOSED = 2,
    TAMGR_TA_OPEN = 3,
    TAMGR_TA_INVOKE = 4,
    TAMGR_TA_CLOSE = 5,
    TAMGR_CLIENT = 6,
    TAMGR_SELF = 7,
    TAMGR_DIED = 8,
    TAMGR_KEY = 9,
    TAMGR_DEVICE = 10,
    TAMGR_TIME_SET = 11,
    TAMGR_TIME_GET = 12,
    TAMGR_LIBRARY = 13,
};
