/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Entry of the normal half at EL1, MMU off, in Linux' place. Exceptions are
 * counted and stepped over; the last syndrome is kept.
 */
#include "tests/integration/monitor/shared.h"

    .section .text.entry, "ax"
    .global normal_entry
normal_entry:
    ldr     x1, =stacks + STACK_SIZE
    mov     sp, x1
    adr     x1, exceptions
    msr     vbar_el1, x1
    isb
    bl      normal_main
    b       .

/* A CPU that was turned on: x0 = what CPU_ON passed. */
    .global secondary_entry
secondary_entry:
    ldr     x1, =stacks + 2 * STACK_SIZE
    mov     sp, x1
    bl      secondary_main
    b       .

/* uint64_t suspend(power_state, argument): powers down; returns 1 + argument
 * after waking at the entry point, or PSCI's error. */
    .global suspend
suspend:
    stp     x29, x30, [sp, #-96]!
    stp     x19, x20, [sp, #16]
    stp     x21, x22, [sp, #32]
    stp     x23, x24, [sp, #48]
    stp     x25, x26, [sp, #64]
    stp     x27, x28, [sp, #80]
    mov     x3, x1
    mov     x1, x0
    adr     x2, 1f
    ldr     x4, =suspend_sp
    mov     x5, sp
    str     x5, [x4]
    ldr     x0, =0xc4000001
    smc     #0
    b       2f
1:  ldr     x4, =suspend_sp
    ldr     x5, [x4]
    mov     sp, x5
    add     x0, x0, #1
2:  ldp     x19, x20, [sp, #16]
    ldp     x21, x22, [sp, #32]
    ldp     x23, x24, [sp, #48]
    ldp     x25, x26, [sp, #64]
    ldp     x27, x28, [sp, #80]
    ldp     x29, x30, [sp], #96
    ret

/* void call_null(uint64_t times) */
    .global call_null
call_null:
    mov     x9, x0
    ldr     w10, =CALL_NULL
1:  mov     w0, w10
    smc     #0
    subs    x9, x9, #1
    b.ne    1b
    ret

    .balign 2048
exceptions:
    .rept   4
    .balign 128
    b       .
    .endr
    .balign 128
    stp     x0, x1, [sp, #-16]!
    ldr     x0, =fault_esr
    mrs     x1, esr_el1
    str     x1, [x0]
    mrs     x1, elr_el1
    add     x1, x1, #4
    msr     elr_el1, x1
    ldp     x0, x1, [sp], #16
    eret
    .rept   11
    .balign 128
    b       .
    .endr

    .bss
    .balign 16
stacks:
    .skip   STACK_SIZE * 2
suspend_sp:
    .skip   8
    .global fault_esr
fault_esr:
    .skip   8
