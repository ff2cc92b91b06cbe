/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Attacks that are one SMC, without a message of their own. Whatever can be
 * known about the answer is demanded.
 */
#pragma once

#include "tests/adversary/memory.h"

/* Function ids and arguments at random. */
void function_try(struct cpu *cpu);

/* CPU_SUSPEND to where a CPU must not go on. */
void suspend_bad(struct cpu *cpu);

/* RETURN_FROM_RPC with keys that are used up, of calls that were never begun,
 * and invented ones. */
void resume_wrong(struct cpu *cpu);
/* A key for it, of a call that goes on now. */
void key_keep(struct cpu *cpu, uint32_t key);

/* Messages where there is none. */
void address_wrong(struct cpu *cpu);
void cookie_wrong(struct cpu *cpu);

/* Forgets registrations while others use them. */
void cache_disable(struct cpu *cpu);
