/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How long one event may be. The gateway runs with the normal world's
 * interrupts masked, and other CPUs wait for it; so whatever takes long is
 * made of parts of some thousand instructions at most, each a kernel call, and
 * before each (of an event that follows a turn, but the first) the kernel is
 * asked whether anybody waits. If so, the event ends with a turn of the normal
 * world; if not, it goes on, since a turn costs as much as some parts do.
 * Mutable state: the port, and what this event has done.
 */
#pragma once

#include <stdbool.h>

#include "services/gateway/port.h"

/* Once at start. */
void part_init(const struct gateway_port *port);

/* At the beginning of each event. `must`: it may not end before a part is done,
 * so that a call that was resumed gets on. */
void part_begin(bool must);

/* Before a part: may it follow in this event? `err` is how the last one ended,
 * KERR_MORE at first; false also if there is no next (not KERR_MORE). */
bool part_next(enum kerr err);

/* The same around a function that is itself made of parts. */
bool part_again(enum kerr err);
