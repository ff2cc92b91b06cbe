/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The operations of the crypto service (abi/crypto_msg.h).
 */
#pragma once

#include "runtime/rt.h"
#include "services/crypto/port.h"

/* Once, before crypto_serve; takes the platform's seed. port is kept. False:
 * the memory is too small for this libcrypto. */
RT_MUST_USE _Bool crypto_init(const struct crypto_port *port);

/* Where the first bytes of lease 0 of an event shall be before it is served,
 * and how much of it. rt_event_data(ev) says how much is. */
void *crypto_inbox(size_t *room);

/* Serves one message: ev is an event KEV_CALL on the way in, and ev->w the
 * reply on the way out. Reads and writes leases through the port. */
void crypto_serve(struct rt_event *ev);
