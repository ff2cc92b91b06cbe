/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * EL3's own view of memory: the monitor's image, write-xor-execute, and the
 * devices it drives, at their physical addresses. Nothing else is mapped. In
 * particular EL3 cannot read or write memory of the TEE or of the normal world,
 * so no argument of theirs can make it.
 */
#pragma once

/* Primary CPU, MMU off, once. */
void mmu_build(void);

/* Each CPU, after mmu_build on the primary. The code that calls it and its
 * stack stay where they are. */
void mmu_enable(void);
