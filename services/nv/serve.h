/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The operations of the nv service (abi/nv_msg.h).
 */
#pragma once

#include "runtime/rt.h"
#include "services/nv/store.h"

/* Once, before nv_serve: the flash, and where lines for the secure log go.
 * Both are kept. */
void nv_init(const struct store_port *flash, void (*log)(const char *text));

/* Serves one message: ev is an event KEV_CALL on the way in, and ev->w the
 * reply on the way out. */
void nv_serve(struct rt_event *ev);
