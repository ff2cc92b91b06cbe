/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What becomes of errors: kernel errors as GlobalPlatform results, and lines
 * in the secure log for what the normal world did wrong.
 */
#pragma once

#include "abi/tee_result.h"
#include "services/gateway/port.h"

/* The one place where kernel errors become results. */
enum tee_result result_of(enum kerr err);

/* COMPLAINTS(X): X(name, text). */
#define COMPLAINTS(X)                                                          \
    X(ARG, "call whose message is not where it should be")                     \
    X(COMMAND, "message with an unknown command")                              \
    X(COUNT, "message with a wrong number of parameters")                      \
    X(PARAMETER, "message with a malformed parameter")                         \
    X(MEMREF, "memory reference outside registered memory")                    \
    X(SESSION, "message for a session that is not open")                       \
    X(REGISTRATION, "registration of memory refused")                          \
    X(UNREGISTRATION, "unregistration of memory refused")                      \
    X(SESSIONS, "no room for another session")                                 \
    X(ANSWER, "malformed answer to an RPC")                                    \
    X(REQUEST, "malformed request of a process")                               \
    X(TA_DIED, "a TA died in a call")

enum complaint {
#define COMPLAINT_ROW(name, text) COMPLAINT_##name,
    COMPLAINTS(COMPLAINT_ROW)
#undef COMPLAINT_ROW
        COMPLAINT_LIMIT,
};

/* Forgets how often; once at start. */
void complain_init(void);

/* Logs the first, second, fourth, eighth ... time, with the count: a flood
 * costs the log nothing, and no occurrence is lost from the number. */
void complain(const struct gateway_port *port, enum complaint what);
