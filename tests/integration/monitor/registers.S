/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Registers of EL1 by the list, and SMC with every general register. The EL1
 * list leaves out SCTLR, SP_EL1 and VBAR, without which nothing would run; the
 * test would notice their loss.
 */
#include "tests/integration/monitor/shared.h"

.macro plain op
    \op     ttbr0_el1, 0
    \op     ttbr1_el1, 1
    \op     mair_el1, 2
    \op     tcr_el1, 3
    \op     sp_el0, 4
    \op     tpidr_el0, 5
    \op     tpidr_el1, 6
    \op     tpidrro_el0, 7
    \op     cntkctl_el1, 8
    \op     cpacr_el1, 9
    \op     par_el1, 10
    \op     elr_el1, 11
    \op     spsr_el1, 12
    \op     esr_el1, 13
    \op     far_el1, 14
.endm

.macro keys op
    \op     s3_0_c2_c1_0, 16
    \op     s3_0_c2_c1_1, 17
    \op     s3_0_c2_c1_2, 18
    \op     s3_0_c2_c1_3, 19
    \op     s3_0_c2_c2_0, 20
    \op     s3_0_c2_c2_1, 21
    \op     s3_0_c2_c2_2, 22
    \op     s3_0_c2_c2_3, 23
    \op     s3_0_c2_c3_0, 24
    \op     s3_0_c2_c3_1, 25
.endm

.macro zcr op
    \op     s3_0_c1_c2_0, 15
.endm

.macro put reg, index
    ldr     x1, [x0, #8 * \index]
    msr     \reg, x1
.endm

.macro get reg, index
    mrs     x1, \reg
    str     x1, [x0, #8 * \index]
.endm

.macro each op
    plain   \op
    mrs     x2, id_aa64isar1_el1
    tst     x2, #0x00000ff0
    b.eq    1f
    keys    \op
1:  mrs     x2, id_aa64pfr0_el1
    tst     x2, #0xf00000000
    b.eq    2f
    /* ZCR is reachable only while CPACR lets FP and SVE through. */
    mrs     x3, cpacr_el1
    mov     x2, #0x330000
    orr     x2, x2, x3
    msr     cpacr_el1, x2
    isb
    zcr     \op
    msr     cpacr_el1, x3
    isb
2:  ret
.endm

    .text
    .global el1_write
el1_write:
    each    put

    .global el1_read
el1_read:
    each    get

/* void smc_all(uint64_t *x) */
    .global smc_all
smc_all:
    stp     x29, x30, [sp, #-112]!
    stp     x19, x20, [sp, #16]
    stp     x21, x22, [sp, #32]
    stp     x23, x24, [sp, #48]
    stp     x25, x26, [sp, #64]
    stp     x27, x28, [sp, #80]
    str     x0, [sp, #96]
    mov     x30, x0
    .irp    n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
    ldr     x\n, [x30, #8 * \n]
    .endr
    .irp    n, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30
    ldr     x\n, [x30, #8 * \n]
    .endr
    smc     #0
    stp     x0, x30, [sp, #-16]!
    ldr     x0, [sp, #112]
    .irp    n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
    str     x\n, [x0, #8 * \n]
    .endr
    .irp    n, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29
    str     x\n, [x0, #8 * \n]
    .endr
    ldp     x1, x2, [sp], #16
    str     x1, [x0]
    str     x2, [x0, #240]
    ldp     x19, x20, [sp, #16]
    ldp     x21, x22, [sp, #32]
    ldp     x23, x24, [sp, #48]
    ldp     x25, x26, [sp, #64]
    ldp     x27, x28, [sp, #80]
    ldp     x29, x30, [sp], #112
    ret

/* uint64_t smc(x0, x1, x2, x3) */
    .global smc
smc:
    smc     #0
    ret
