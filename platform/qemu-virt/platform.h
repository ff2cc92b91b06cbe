/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What code of any privilege asks of the machine it runs on. Functions that
 * touch a device take the address at which the caller has mapped it: at EL3
 * the physical address of memory.h, in the kernel its own mapping of it.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "abi/psci.h"

/* Bytes of entropy on the seed page. */
#define PLATFORM_SEED_BYTES 48u

/*
 * Copies the seed to out (PLATFORM_SEED_BYTES) and returns 0, or returns -1 and
 * leaves out alone when the page carries no seed. page: mapping of
 * PLATFORM_SEED_PAGE. The seed is the same at each boot until the page is
 * rewritten: mix it with something that differs. Wipe out after use.
 */
__attribute__((warn_unused_result)) int platform_seed_read(uintptr_t page,
                                                           uint8_t *out);

/* Bytes of the hardware unique key on the seed page. */
#define PLATFORM_HUK_BYTES 32u

/*
 * Copies the hardware unique key to out (PLATFORM_HUK_BYTES) and returns 0, or
 * returns -1 and leaves out alone when the page carries none. page: mapping of
 * PLATFORM_SEED_PAGE. The key is the same at each boot of this machine and on
 * no other. Wipe out after use.
 */
__attribute__((warn_unused_result)) int platform_huk_read(uintptr_t page,
                                                          uint8_t *out);

/* Power off, or reset, the whole machine. gpio: mapping of the secure GPIO. */
__attribute__((noreturn)) void platform_power_off(uintptr_t gpio);
__attribute__((noreturn)) void platform_reset(uintptr_t gpio);

/*
 * The CPU's number, 0..PLATFORM_CPU_MAX-1, or -1: Cella does not use a CPU of
 * that affinity. mpidr: MPIDR_EL1, or PSCI's target_cpu. Needs no stack and
 * clobbers only x1, so that a CPU can find its stack with it.
 */
int platform_cpu_index(uint64_t mpidr);

/*
 * SMCCC_ARCH_FEATURES of the speculation workarounds: an emulated CPU does not
 * speculate, so Linux need not call EL3 at each context switch.
 */
#define PLATFORM_WORKAROUND_STATE SMCCC_RET_NOT_AFFECTED
