/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What EL3 needs of a GICv3 (Arm IHI 0069): every interrupt belongs to the
 * normal world (non-secure group 1), except one SGI in group 0 with which EL3
 * wakes CPUs that wait in WFI. The secure kernel may later move interrupts to
 * secure group 1 through its own mapping; all three groups are enabled in the
 * distributor.
 *
 * Routing that follows from SCR_EL3: in the normal world group 1 is IRQ and
 * the rest FIQ to EL3; in the secure world secure group 1 is IRQ and
 * everything else FIQ, both to S-EL1.
 */
#pragma once

#include <stdint.h>

/*
 * Primary CPU, EL3, once: sets up the distributor and wakes every
 * redistributor. gicd, gicr: as mapped; the redistributors lie 128 KiB apart.
 */
void gicv3_init(uintptr_t gicd, uintptr_t gicr, uint32_t wake_sgi);

/* True if the machine has a CPU with the affinity of mpidr. */
_Bool gicv3_has_cpu(uintptr_t gicr, uint64_t mpidr);

/* Each CPU, EL3: system register interface for all states, all priorities let
 * through, groups 0 and secure 1 on, non-secure group 1 left to Linux. */
void gicv3_cpu_init(void);

/* EL3: lets only the wake SGI wake this CPU, whatever either world has done to
 * its configuration. mpidr: MPIDR_EL1. Undone by gicv3_cpu_init. */
void gicv3_cpu_park(uintptr_t gicr, uint64_t mpidr, uint32_t wake_sgi);

/* EL3: raises the group 0 SGI on the CPU with the affinity of mpidr, or on all
 * CPUs but this one. */
void gicv3_wake(uint64_t mpidr, uint32_t wake_sgi);
void gicv3_wake_others(uint32_t wake_sgi);

/* EL3: acknowledges and ends the highest pending group 0 interrupt. Returns its
 * number, or one of 1020..1023 when there is none (1020: a secure group 1
 * interrupt is pending). */
uint32_t gicv3_group0_take(void);
