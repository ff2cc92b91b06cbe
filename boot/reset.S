/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The first instructions after reset, at address 0 of the secure flash, EL3,
 * MMU off. Every CPU arrives here at once.
 *
 * The primary (affinity 0) gets a stack in secure RAM and runs boot_main. The
 * others wait in WFI, without a stack and without memory, until the wake SGI
 * arrives: the interrupt itself is the message, so nothing left in RAM by an
 * earlier run can release them. It is sent when the monitor is ready for them.
 */
#include "abi/boot.h"
#include "platform/qemu-virt/memory.h"

#define SCTLR_RES1      0x30c50830
#define SCTLR_I         (1 << 12)
#define SCR_AT_EL3      0x00000636 /* RW, SIF, FIQ, IRQ, RES1; secure */
#define ICC_PMR_EL1     s3_0_c4_c6_0
#define ICC_IAR0_EL1    s3_0_c12_c8_0
#define ICC_EOIR0_EL1   s3_0_c12_c8_1
#define ICC_IGRPEN0_EL1 s3_0_c12_c12_6
#define ICC_SRE_EL3     s3_6_c12_c12_5
#define SRE_ALL         0xf

    .section .text.reset, "ax"
    .global reset
reset:
    ldr     x0, =SCTLR_RES1 | SCTLR_I
    msr     sctlr_el3, x0
    mov     x0, #SCR_AT_EL3
    msr     scr_el3, x0
    msr     cptr_el3, xzr
    adr     x0, vectors
    msr     vbar_el3, x0
    msr     daifset, #15
    isb
    mrs     x0, mpidr_el1
    ldr     x1, =0xff00ffffff
    tst     x0, x1
    b.ne    secondary

    ldr     x0, =boot_stack_top
    mov     sp, x0
    ldr     x0, =bss_start
    ldr     x1, =bss_end
1:  stp     xzr, xzr, [x0], #16
    cmp     x0, x1
    b.lo    1b
    bl      boot_main
    /* x0: the handoff. What was copied is code: drop stale instructions. */
    dsb     sy
    ic      iallu
    dsb     sy
    isb
    ldr     x1, =PLATFORM_MONITOR_BASE + MONITOR_ENTRY_PRIMARY
    br      x1

secondary:
    mov     x0, #SRE_ALL
    msr     ICC_SRE_EL3, x0
    isb
    mov     x0, #0xff
    msr     ICC_PMR_EL1, x0
    mov     x0, #1
    msr     ICC_IGRPEN0_EL1, x0
    isb
1:  dsb     sy
    wfi
    mrs     x0, ICC_IAR0_EL1
    and     x0, x0, #0xffffff
    cmp     x0, #PLATFORM_WAKE_SGI
    b.ne    1b
    msr     ICC_EOIR0_EL1, x0
    ic      iallu
    dsb     sy
    isb
    ldr     x1, =PLATFORM_MONITOR_BASE + MONITOR_ENTRY_SECONDARY
    br      x1

/* Nothing may be taken in boot: every exception is the end of it. */
    .balign 2048
vectors:
    .rept 16
    .balign 128
    ldr     x3, =boot_stack_top
    mov     sp, x3
    mrs     x0, esr_el3
    mrs     x1, elr_el3
    mrs     x2, far_el3
    b       boot_exception
    .endr

    .section .rodata.monitor, "a"
    .balign 16
    .global monitor_image, monitor_image_end
monitor_image:
    .incbin MONITOR_BIN
    .balign 16
monitor_image_end:
