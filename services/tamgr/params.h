/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Parameters that one TA sends to another. The callee believes its message
 * (an address in it is a mapped window), so nothing the caller wrote may pass
 * unchecked.
 */
#pragma once

#include "abi/ta_msg.h"
#include "services/tamgr/tamgr.h"

/*
 * Checks a TAMGR_TA_OPEN or TAMGR_TA_INVOKE and writes the message for the
 * callee, session and command left 0: every memory reference is a lease of
 * just that length with the rights its type needs, or NULL with size 0; what
 * the callee is not given is 0. False: the message is malformed.
 */
MUST_USE bool params_check(const struct event *ev, enum ta_op op,
                           uint64_t w[KMSG_WORDS]);
