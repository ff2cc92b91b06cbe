/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The payload at S-EL1, as the rest of the monitor uses it: abi/teed.h from
 * EL3's side. All functions run on the calling CPU, with the normal world's EL1
 * state in the registers; a payload that breaks the protocol, or refuses a
 * power transition, ends the machine.
 */
#pragma once

#include <stdint.h>

#include "abi/boot.h"
#include "monitor/cpu.h"

/* Primary CPU, once: starts the payload. Afterwards calls reach it, or, if it
 * reported failure, are answered as unknown. */
void tee_boot(struct cpu *cpu, const struct boot_handoff *handoff);

/* A CPU that was off: brings the payload up on it. */
void tee_cpu_on(struct cpu *cpu);

/* Tells the payload and waits for its answer. vector: TEED_VECTOR_*; done: the
 * answer it owes. Nothing happens when there is no payload. */
void tee_notify(struct cpu *cpu, unsigned vector, uint32_t done,
                uint64_t argument);

/* switch.S: the payload's SMC, or another exception to EL3. Returns whether a
 * tee_enter may return; otherwise s_x goes back to the payload. */
_Bool s_handle_smc(struct cpu *cpu);
_Bool s_handle_trap(struct cpu *cpu);
