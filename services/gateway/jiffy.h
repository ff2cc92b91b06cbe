/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How long is a jiffy? Linux waits for a notification with a time-out in
 * jiffies, whose length it does not say. So the shortest that was measured
 * counts, 10 ms at first: a wait is then never longer than it should be, and is
 * repeated until the time is over. Mutable state: the port, and that length.
 */
#pragma once

#include "services/gateway/port.h"

#define JIFFY_MOST_US 10000u /* HZ = 100 */

/* Once at start. */
void jiffy_init(const struct gateway_port *port);

/* Jiffies that do not last longer than so many ticks; at least 1. */
uint32_t jiffies_within(uint64_t ticks);

/* A wait of so many jiffies timed out after so many ticks. */
void jiffy_measure(uint32_t jiffies, uint64_t ticks);
