/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Entry of the payload at EL1, MMU off, in Linux' place, on each CPU with a
 * stack of its own; its exceptions, of which there must be none; and the SMC.
 */
#include "tests/adversary/layout.h"

    .section .text.entry, "ax"
    .global payload_entry
payload_entry:
    mov     x0, xzr

/* A CPU that was turned on: x0 = what CPU_ON passed, its index. */
    .global cpu_entry
cpu_entry:
    ldr     x1, =stacks + STACK_BYTES
    mov     x2, #STACK_BYTES
    madd    x1, x0, x2, x1
    mov     sp, x1
    adr     x1, exceptions
    msr     vbar_el1, x1
    isb
    bl      cpu_main
1:  wfi
    b       1b

/* void smc_call(uint64_t x[8]): x receives x0..x7 as they are afterwards. */
    .global smc_call
smc_call:
    stp     x29, x30, [sp, #-32]!
    str     x19, [sp, #16]
    mov     x19, x0
    ldp     x6, x7, [x19, #48]
    ldp     x4, x5, [x19, #32]
    ldp     x2, x3, [x19, #16]
    ldp     x0, x1, [x19]
    smc     #0
    stp     x0, x1, [x19]
    stp     x2, x3, [x19, #16]
    stp     x4, x5, [x19, #32]
    stp     x6, x7, [x19, #48]
    ldr     x19, [sp, #16]
    ldp     x29, x30, [sp], #32
    ret

    .balign 2048
exceptions:
    .rept   16
    .balign 128
    mrs     x0, esr_el1
    mrs     x1, elr_el1
    mrs     x2, far_el1
    bl      payload_fault
    .endr

    .bss
    .balign 16
stacks:
    .skip   STACK_BYTES * CPUS_MOST
