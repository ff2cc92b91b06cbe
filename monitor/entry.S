/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Entry of the monitor from boot (abi/boot.h), EL3, MMU off. Finds the CPU's
 * area, whose top is its struct cpu, and points SP_EL3 to that for good.
 */
#include "monitor/cpu.h"
#include "platform/qemu-virt/memory.h"

    .section .text.entry, "ax"
    .global monitor_entry
monitor_entry:
    b       primary
    b       secondary

primary:
    mov     x20, x0
    ldr     x0, =bss_start
    ldr     x1, =bss_end
1:  stp     xzr, xzr, [x0], #16
    cmp     x0, x1
    b.lo    1b
    bl      stack_init
    mov     x0, x20
    bl      monitor_primary
    b       ns_resume

secondary:
    bl      stack_init
    bl      monitor_secondary
    b       ns_resume

/* Sets SP to the area of this CPU. A CPU beyond the last area has nothing to
 * do here, ever. Clobbers x0..x2, x19. */
stack_init:
    mov     x19, x30
    mrs     x0, mpidr_el1
    bl      platform_cpu_index
    tbnz    w0, #31, 1f
    ldr     x1, =cpu_areas + CPU_AREA_SIZE - CPU_SIZE
    mov     x2, #CPU_AREA_SIZE
    madd    x1, x0, x2, x1
    mov     sp, x1
    ret     x19
1:  wfi
    b       1b
