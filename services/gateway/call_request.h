/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The requests that a message of the normal world can make: a handler for each
 * command, which checks everything before it changes anything, and a step for
 * each stage in which a call can be continued.
 *
 *   OPEN        FIND -> PREPARE -> TA -> FINISH; if that fails: CLOSED
 *   INVOKE      PREPARE -> TA -> FINISH
 *   CLOSE       DRAIN -> TA -> CLOSED -> UNMAP -> FINISH
 *   CANCEL      WAKE -> FINISH
 *   REGISTER    FILL -> FINISH
 *   UNREGISTER  DESTROY -> FINISH
 */
#pragma once

#include "services/gateway/call.h"

void request_init(const struct gateway_port *port);

/*
 * May this request have the last activation? Those that end other calls, and
 * what Linux needs to send them: CANCEL, REGISTER_SHM, sessions of the control
 * TA. Otherwise calls of TAs that never return, and those that wait for them,
 * could take every activation, and nothing could end them.
 */
bool request_is_urgent(const struct message *m);

/* The message is copied, its command and number of parameters are valid. */
struct action request_begin(struct call *c, uint64_t *w);

/* After a turn or an RPC of its own, in any stage but FINISH. */
struct action request_continue(struct call *c, uint64_t *w);
