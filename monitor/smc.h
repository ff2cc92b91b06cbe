/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calls and exceptions that reach EL3 and are not a plain call to the TEE.
 */
#pragma once

#include <stdint.h>

#include "abi/psci.h"
#include "monitor/cpu.h"

static inline uint32_t smc_owner(uint32_t function)
{
    return function >> SMCCC_OWNER_SHIFT & SMCCC_OWNER_MASK;
}

/* Answers a call of the Arm architecture service, from either world, in x. */
void smc_answer_arch(uint64_t *x);

/*
 * Gives the instruction that was trapped to EL3 back to its own EL1 as an
 * undefined instruction, as the architecture would have: a program that tries a
 * register of a feature that is off must not stop the machine. Traps are the
 * only synchronous exceptions besides SMC that are routed to EL3.
 */
void trap_reflect(void);

/* switch.S: what the normal world causes. */
void ns_handle_smc(struct cpu *cpu);
void ns_handle_trap(struct cpu *cpu);
void ns_handle_fiq(struct cpu *cpu);
