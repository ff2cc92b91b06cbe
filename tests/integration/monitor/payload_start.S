/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Entry and vector table of the test payload at S-EL1, MMU off. SP is set once
 * per CPU and, as the protocol promises, still there at the next call.
 */
#include "abi/teed.h"
#include "tests/integration/monitor/shared.h"

    .section .text.entry, "ax"
    .global payload_entry
payload_entry:
    b       boot

/* x1..x4 = results in [sp]; everything else is overwritten, to be found by the
 * normal half should it get out. */
.macro answer id
    ldp     x1, x2, [sp], #16
    ldp     x3, x4, [sp], #48
    mov     x0, #0x5ec
    .irp    n, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17
    mov     x\n, x0
    .endr
    .irp    n, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30
    mov     x\n, x0
    .endr
    ldr     x0, =\id
    smc     #0
    b       .
.endm

.macro hook index, id
    mov     x0, #\index
    bl      payload_hook
    mov     x1, #0
    ldr     x0, =\id
    smc     #0
    b       .
.endm

    .balign 4
vectors:
    b       call_yield
    b       call_fast
    b       cpu_on
    b       cpu_off
    b       cpu_resume
    b       cpu_suspend
    b       fiq
    b       system_off
    b       system_reset

boot:
    bl      cpu_setup
    bl      payload_boot
    adr     x1, vectors
    cmp     w0, #0
    csel    x1, x1, xzr, eq
    ldr     x0, =TEED_ENTRY_DONE
    smc     #0
    b       .

cpu_setup:
    mrs     x0, mpidr_el1
    and     x0, x0, #0xff
    ldr     x1, =stacks + STACK_SIZE
    mov     x2, #STACK_SIZE
    madd    x1, x0, x2, x1
    mov     sp, x1
    adr     x1, exceptions
    msr     vbar_el1, x1
    isb
    ret

call_yield:
    mov     x8, #TEED_VECTOR_YIELD
    b       call
call_fast:
    ldr     x9, =CALL_NULL
    cmp     x0, x9
    b.eq    null
    mov     x8, #TEED_VECTOR_FAST
call:
    stp     x6, x7, [sp, #-16]!
    stp     x4, x5, [sp, #-16]!
    stp     x2, x3, [sp, #-16]!
    stp     x0, x1, [sp, #-16]!
    mov     x0, sp
    mov     x1, x8
    bl      payload_call
    answer  TEED_CALL_DONE
null:
    ldr     x0, =TEED_CALL_DONE
    smc     #0
    b       .

cpu_on:
    bl      cpu_setup
    hook    0, TEED_ON_DONE
cpu_off:
    hook    1, TEED_OFF_DONE
cpu_suspend:
    hook    2, TEED_SUSPEND_DONE
cpu_resume:
    hook    3, TEED_RESUME_DONE
system_off:
    hook    4, TEED_SYSTEM_OFF_DONE
system_reset:
    hook    5, TEED_SYSTEM_RESET_DONE

fiq:
    bl      payload_interrupt
    sub     sp, sp, #64
    stp     xzr, xzr, [sp]
    stp     xzr, xzr, [sp, #16]
    answer  TEED_FIQ_DONE

/* uint64_t spin(void): waits with FIQ unmasked; the handler masks it for good
 * and says so in x0. */
    .global spin
spin:
    mov     x0, xzr
    msr     daifclr, #1
1:  cbz     x0, 1b
    ret

/* uint64_t withheld_read(void): the exception class that the read of
 * SCXTNUM_EL1 causes, or 0x100 if it succeeds. */
    .global withheld_read
withheld_read:
    mov     x0, #0x100
    mrs     x1, s3_0_c13_c0_7
    ret

    .balign 2048
exceptions:
    .rept   4
    .balign 128
    b       .
    .endr
    .balign 128
    mrs     x0, esr_el1
    lsr     x0, x0, #26
    mrs     x1, elr_el1
    add     x1, x1, #4
    msr     elr_el1, x1
    eret
    .balign 128
    b       .
    .balign 128
    mrs     x0, spsr_el1
    orr     x0, x0, #0x40
    msr     spsr_el1, x0
    mov     x0, #1
    eret
    .rept   9
    .balign 128
    b       .
    .endr

    .bss
    .balign 16
stacks:
    .skip   STACK_SIZE * CPUS
