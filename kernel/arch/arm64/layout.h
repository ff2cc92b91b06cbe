/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Numbers that C and assembly of the machine half share: where the kernel
 * lies and the offsets of fields, which machine.c asserts.
 *
 * Virtual addresses: 39 bits on both sides. Processes are in the lower half
 * (TTBR0). The kernel is in the upper half (TTBR1): KERNEL_OFFSET + physical
 * address, for its image, secure RAM, devices and normal-world RAM alike. The
 * one page with the vectors for EL3 is also mapped at its physical address,
 * in every TTBR0 table, because EL3 branches there with the MMU on or off.
 */
#pragma once

#define KERNEL_OFFSET 0xffffff8000000000

#define CPU_STACK_TOP  0
#define CPU_NW         48
#define CONTEXT_SP     248
#define CONTEXT_PC     256
#define CONTEXT_PSTATE 264
#define KERNEL_STACK   4096
