/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kinds of attack. Each is one request, or a few that belong together;
 * which comes next is chosen by weight. Where an answer can be known (a wrong
 * address, key or session) exactly that answer is demanded.
 */
#pragma once

#include "tests/adversary/thread.h"

/* One request of a random kind. */
void attack(struct cpu *cpu);

/* How many of each kind there were. */
void attack_report(void);

/* Rows of the settings, in the order of adversary.t. */
enum ta {
    TA_DEVICES,
    TA_KV,
    TA_PARAMS,
    TA_COUNTER,
    TA_CRASH,
    TA_MULTI,
    TA_CONTROL,
    TA_ROWS
};

/* A message that opens a session, without further parameters. */
void open_compose(struct thread *t, enum ta ta);
