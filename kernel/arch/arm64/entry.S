/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All ways into and out of the kernel.
 *
 * Out to a process: registers from its context, SP_EL1 = the context, eret.
 * Out to the normal world: cpu->nw in x1..x4, SMC CALL_DONE; EL3 enters again
 * through the vector table below, never behind that SMC.
 * In from a process: SP_EL1 is its context, everything is saved there, then
 * the CPU's stack is taken from its top. In from EL3: likewise, without a
 * context. So the stack is empty at every entry and no state is left on it.
 *
 * TPIDR_EL1 = struct cpu, always. DAIF is masked throughout EL1.
 */
#include "abi/teed.h"
#include "kernel/arch/arm64/layout.h"
#include "kernel/arch/arm64/sysreg.h"

    .macro routine name
    .globl \name
    .type \name, %function
\name:
    hint #34 /* bti c */
    .endm

    .macro landing name
\name:
    hint #36 /* bti j */
    .endm

/* ---- the page that EL3 branches to, at its physical address ---- */

    .section .vectors_el3, "ax"
    .balign 4096
    .globl teed_vectors
teed_vectors:
    b yield_low
    b fast_low
    b cpu_on_low
    b cpu_off_low
    b cpu_resume_low
    b cpu_suspend_low
    b fiq_low
    b system_off_low
    b system_reset_low

yield_low:
    ldr x9, 1f
    br x9
    .balign 8
1:  .quad yield_entry

fast_low:
    ldr x9, 1f
    br x9
    .balign 8
1:  .quad fast_entry

    /* Nothing of the kernel is bound to a CPU between entries (see
     * arch_switch), so power changes need no work but an answer. */
    .macro answer label, id
\label:
    movz x0, #(\id & 0xffff)
    movk x0, #(\id >> 16), lsl #16
    mov x1, xzr
    smc #0
    b .
    .endm

    answer cpu_off_low, TEED_OFF_DONE
    answer cpu_resume_low, TEED_RESUME_DONE
    answer cpu_suspend_low, TEED_SUSPEND_DONE
    answer fiq_low, TEED_FIQ_DONE
    answer system_off_low, TEED_SYSTEM_OFF_DONE
    answer system_reset_low, TEED_SYSTEM_RESET_DONE

/* A further CPU; MMU off. An unknown CPU answers with an error. CPUs come up
 * one at a time because they share a stack until they have their own. */
cpu_on_low:
    adrp x1, boot_stack_top
    add x1, x1, :lo12:boot_stack_top
    adrp x2, boot_lock
    add x2, x2, :lo12:boot_lock
1:  ldaxr w3, [x2]
    cbnz w3, 1b
    mov w3, #1
    stxr w4, w3, [x2]
    cbnz w4, 1b
    mov sp, x1
    ldr x21, =machine_start_cpu
    mrs x0, mpidr_el1
    bl cpu_of_mpidr
    mov x20, x0
    cbnz x0, enable
    adrp x2, boot_lock
    add x2, x2, :lo12:boot_lock
    stlr wzr, [x2]
    ldr w0, =TEED_ON_DONE
    mov x1, #-1
    smc #0
    b .

/* x20 = struct cpu (physical), x19 = device tree, x21 = where to go on: MMU
 * on, own stack, C. This page is mapped at its physical address too. */
enable:
    bl mmu_settings /* x0 = SCTLR, x1 = TCR, x2, x3: see struct */
    ldr x4, =MAIR_VALUE
    msr mair_el1, x4
    msr tcr_el1, x1
    adrp x4, low_level1
    msr ttbr0_el1, x4
    adrp x4, kernel_level1
    msr ttbr1_el1, x4
    isb
    tlbi vmalle1
    ic iallu
    dsb nsh
    isb
    msr sctlr_el1, x0
    isb
    adrp x2, boot_lock
    add x2, x2, :lo12:boot_lock
    ldr x1, =KERNEL_OFFSET
    add x2, x2, x1
    add x20, x20, x1
    msr tpidr_el1, x20
    ldr x3, [x20, #CPU_STACK_TOP]
    msr spsel, #1
    mov sp, x3
    stlr wzr, [x2]
    mov x0, x20
    mov x1, x19
    blr x21
    /* x0 = function id, x1 = argument of the first answer to EL3 */
    smc #0
    b .
    .ltorg
    .balign 4096

/* ---- reset: x2 = device tree; MMU off ---- */

    .section .text.start, "ax"
    .globl _start
_start:
    mov x19, x2
    adrp x0, boot_stack_top
    add x0, x0, :lo12:boot_stack_top
    mov sp, x0
    bl mmu_build
    mrs x0, mpidr_el1
    bl cpu_of_mpidr
    mov x20, x0
    ldr x21, =machine_start
    cbnz x0, 1f
    ldr w0, =TEED_ENTRY_DONE
    mov x1, xzr
    smc #0
    b .
1:  adrp x0, boot_lock
    b enable
    .ltorg

    .bss
    .balign 16
    .space 4096
boot_stack_top:
    .balign 8
boot_lock:
    .word 0

/* ---- from EL3 ---- */

    .text
    .macro from_el3 label, fast
    landing \label
    mrs x19, tpidr_el1
    ldr x9, [x19, #CPU_STACK_TOP]
    sub sp, x9, #96
    stp x0, x1, [sp]
    stp x2, x3, [sp, #16]
    stp x4, x5, [sp, #32]
    stp x6, x7, [sp, #48]
    stp xzr, xzr, [sp, #64]
    stp xzr, xzr, [sp, #80]
    mov x0, x19
    mov x1, sp
    mov w2, #\fast
    bl kernel_smc
    b leave
    .endm

    from_el3 yield_entry, 0
    from_el3 fast_entry, 1

/* ---- out: x0 = struct process or 0, x19 = struct cpu ---- */

leave:
    cbz x0, leave_el3
    mov sp, x0
    ldp x1, x2, [x0, #CONTEXT_SP]
    ldr x3, [x0, #CONTEXT_PSTATE]
    msr sp_el0, x1
    msr elr_el1, x2
    msr spsr_el1, x3
    ldp x2, x3, [x0, #16]
    ldp x4, x5, [x0, #32]
    ldp x6, x7, [x0, #48]
    ldp x8, x9, [x0, #64]
    ldp x10, x11, [x0, #80]
    ldp x12, x13, [x0, #96]
    ldp x14, x15, [x0, #112]
    ldp x16, x17, [x0, #128]
    ldp x18, x19, [x0, #144]
    ldp x20, x21, [x0, #160]
    ldp x22, x23, [x0, #176]
    ldp x24, x25, [x0, #192]
    ldp x26, x27, [x0, #208]
    ldp x28, x29, [x0, #224]
    ldr x30, [x0, #240]
    ldp x0, x1, [x0]
    eret

/* The kernel stops: see arch_stop(). */
routine leave_el3_now
    mrs x19, tpidr_el1
leave_el3:
    add x9, x19, #CPU_NW
    ldp x1, x2, [x9]
    ldp x3, x4, [x9, #16]
    ldr w0, =TEED_CALL_DONE
    smc #0
    b .

/* ---- from processes ---- */

    .macro save_process
    stp x0, x1, [sp]
    stp x2, x3, [sp, #16]
    stp x4, x5, [sp, #32]
    stp x6, x7, [sp, #48]
    stp x8, x9, [sp, #64]
    stp x10, x11, [sp, #80]
    stp x12, x13, [sp, #96]
    stp x14, x15, [sp, #112]
    stp x16, x17, [sp, #128]
    stp x18, x19, [sp, #144]
    stp x20, x21, [sp, #160]
    stp x22, x23, [sp, #176]
    stp x24, x25, [sp, #192]
    stp x26, x27, [sp, #208]
    stp x28, x29, [sp, #224]
    str x30, [sp, #240]
    mrs x1, sp_el0
    mrs x2, elr_el1
    mrs x3, spsr_el1
    stp x1, x2, [sp, #CONTEXT_SP]
    str x3, [sp, #CONTEXT_PSTATE]
    mrs x19, tpidr_el1
    ldr x4, [x19, #CPU_STACK_TOP]
    mov sp, x4
    mov x0, x19
    .endm

    .macro vector_process handler
    .balign 128
    b \handler
    .endm

    .macro vector_kernel
    .balign 128
    b trap_in_kernel
    .endm

    .section .text.vectors, "ax"
    .balign 2048
    .globl vectors
vectors:
    vector_kernel
    vector_kernel
    vector_kernel
    vector_kernel
    vector_kernel
    vector_kernel
    vector_kernel
    vector_kernel
    vector_process trap_sync
    vector_process trap_interrupt
    vector_process trap_interrupt
    vector_process trap_serror
    vector_process trap_sync
    vector_process trap_sync
    vector_process trap_sync
    vector_process trap_sync
    .balign 128

    .text
trap_sync:
    save_process
    mrs x1, esr_el1
    lsr w2, w1, #26
    cmp w2, #ESR_CLASS_SVC
    b.ne 1f
    and w1, w1, #0xffff
    bl kernel_call
    b leave
1:  bl machine_trap
    b leave

trap_interrupt:
    save_process
    bl kernel_interrupt
    b leave

trap_serror:
    save_process
    mrs x1, esr_el1
    bl machine_serror
    b leave

/* A fault of the kernel itself: a fresh stack, then panic. */
trap_in_kernel:
    mrs x19, tpidr_el1
    ldr x4, [x19, #CPU_STACK_TOP]
    mov sp, x4
    mrs x0, esr_el1
    mrs x1, elr_el1
    mrs x2, far_el1
    bl machine_kernel_fault
    b .
