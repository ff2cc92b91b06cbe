/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What must be true between batches, while this CPU alone calls the TEE: all
 * calls come to an end, nothing that was not shared has been written, and an
 * ordinary client is served.
 */
#pragma once

#include "tests/adversary/thread.h"

/* Opens the session that is kept, makes the messages' pages known. */
void settle_begin(struct cpu *cpu);

/* Ends all that a batch has left, checks memory, makes ordinary calls. */
void settle(struct cpu *cpu);

/* Ends all for good. */
void settle_end(struct cpu *cpu);

/* How much of each thing the TEE has for the normal world, by trying. */
enum {
    CAPACITY_CALLS,
    CAPACITY_SESSIONS,
    CAPACITY_MEMORIES,
    CAPACITY_PAGES,
    CAPACITY_INSTANCES,
    CAPACITIES
};
extern const char *const capacity_names[CAPACITIES];
void capacity_measure(struct cpu *cpu, uint32_t capacity[CAPACITIES]);
