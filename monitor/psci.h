/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Power states of the CPUs and the machine: PSCI 1.1 (Arm DEN 0022) for the
 * normal world. Powered down means waiting at EL3 in WFI: the machine has no
 * power controller.
 */
#pragma once

#include <stdint.h>

#include "monitor/cpu.h"

/* Answers the call in cpu->ns_x. CPU_OFF comes back when the CPU has been
 * turned on again, with everything prepared for its new start. */
void psci_call(struct cpu *cpu);

/* Primary CPU, once, before any other CPU is released. */
void psci_boot(const struct cpu *cpu);

/* Waits until some CPU turns this one on; then brings up the payload and
 * prepares the entry to the normal world. */
void psci_cpu_await(struct cpu *cpu);
