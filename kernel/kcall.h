/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Dispatch of the kernel calls; see abi/kernel.h for what they do.
 */
#pragma once

#include "kernel/arch.h"

/* cpu->current made kernel call `number`; who runs next. */
struct process *kcall_dispatch(struct cpu *cpu, unsigned number);
