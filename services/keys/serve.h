/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The operations of the keys service (abi/keys_msg.h).
 */
#pragma once

#include "runtime/rt.h"
#include "services/keys/port.h"

/* Once, before keys_serve; reads the hardware unique key and forgets it again,
 * once the root is made of it. port is kept. */
void keys_init(const struct keys_port *port);

/* Serves one message: ev is an event KEV_CALL on the way in, and ev->w the
 * reply on the way out. Reads and writes leases through the port. */
void keys_serve(struct rt_event *ev);
