/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The gateway as a function from one event to one action. main.c feeds it with
 * the kernel's events, tests and fuzzers with their own.
 */
#pragma once

#include "services/gateway/call.h"

/* Forgets everything; once at start. */
void gateway_init(const struct gateway_port *port);

/*
 * One event: its kind, activation, sender (or status) and words as
 * runtime/rt.h has them. The action's words replace those of the event.
 */
struct action gateway_serve(enum kevent kind, unsigned activation,
                            uint64_t sender, uint64_t *w);
