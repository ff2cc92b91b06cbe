/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Translation tables: the kernel's own, built once with the MMU off, and the
 * functions of kernel/arch.h for processes.
 */
#pragma once

#include "kernel/arch.h"

/* What a CPU's MMU is switched on with; returned in x0, x1. */
struct mmu_settings {
    uint64_t sctlr;
    uint64_t tcr;
};

/* Boot CPU, MMU off. */
void mmu_build(void);

/* Any CPU, MMU off. */
struct mmu_settings mmu_settings(void);

/* Makes the normal-world RAM [base, base + size) visible to the kernel. */
void mmu_map_normal(paddr_t base, uint64_t size);

/* TTBR0 without a space. */
uint64_t mmu_ttbr0_none(void);
