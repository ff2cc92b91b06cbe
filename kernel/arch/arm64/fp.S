/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Saving and loading FP/SIMD and SVE registers: the only code of the kernel
 * that touches them.
 */
    .arch armv8-a+sve

    .macro routine name
    .globl \name
    .type \name, %function
\name:
    hint #34 /* bti c */
    .endm

    .text
/* x0 = struct arch_fp. Clobbers x1, x2. */
routine fp_save
    stp q0, q1, [x0]
    stp q2, q3, [x0, #32]
    stp q4, q5, [x0, #64]
    stp q6, q7, [x0, #96]
    stp q8, q9, [x0, #128]
    stp q10, q11, [x0, #160]
    stp q12, q13, [x0, #192]
    stp q14, q15, [x0, #224]
    stp q16, q17, [x0, #256]
    stp q18, q19, [x0, #288]
    stp q20, q21, [x0, #320]
    stp q22, q23, [x0, #352]
    stp q24, q25, [x0, #384]
    stp q26, q27, [x0, #416]
    stp q28, q29, [x0, #448]
    stp q30, q31, [x0, #480]
    mrs x1, fpcr
    mrs x2, fpsr
    add x0, x0, #512
    stp x1, x2, [x0]
    ret

/* x0 = struct arch_fp. Clobbers x1, x2. */
routine fp_load
    ldp q0, q1, [x0]
    ldp q2, q3, [x0, #32]
    ldp q4, q5, [x0, #64]
    ldp q6, q7, [x0, #96]
    ldp q8, q9, [x0, #128]
    ldp q10, q11, [x0, #160]
    ldp q12, q13, [x0, #192]
    ldp q14, q15, [x0, #224]
    ldp q16, q17, [x0, #256]
    ldp q18, q19, [x0, #288]
    ldp q20, q21, [x0, #320]
    ldp q22, q23, [x0, #352]
    ldp q24, q25, [x0, #384]
    ldp q26, q27, [x0, #416]
    ldp q28, q29, [x0, #448]
    ldp q30, q31, [x0, #480]
    add x0, x0, #512
    ldp x1, x2, [x0]
    msr fpcr, x1
    msr fpsr, x2
    ret

/* x0 = to, x1 = from, x2 = n. Clobbers x0..x3, and of the FP/SIMD registers
 * only such as a C function may. */
routine fp_copy
    subs x2, x2, #384
    b.lo 2f
1:  ldp q0, q1, [x1], #32
    ldp q2, q3, [x1], #32
    ldp q4, q5, [x1], #32
    ldp q6, q7, [x1], #32
    ldp q16, q17, [x1], #32
    ldp q18, q19, [x1], #32
    ldp q20, q21, [x1], #32
    ldp q22, q23, [x1], #32
    ldp q24, q25, [x1], #32
    ldp q26, q27, [x1], #32
    ldp q28, q29, [x1], #32
    ldp q30, q31, [x1], #32
    stp q0, q1, [x0], #32
    stp q2, q3, [x0], #32
    stp q4, q5, [x0], #32
    stp q6, q7, [x0], #32
    stp q16, q17, [x0], #32
    stp q18, q19, [x0], #32
    stp q20, q21, [x0], #32
    stp q22, q23, [x0], #32
    stp q24, q25, [x0], #32
    stp q26, q27, [x0], #32
    stp q28, q29, [x0], #32
    stp q30, q31, [x0], #32
    subs x2, x2, #384
    b.hs 1b
2:  adds x2, x2, #320
    b.mi 4f
3:  ldp q0, q1, [x1], #32
    ldp q2, q3, [x1], #32
    stp q0, q1, [x0], #32
    stp q2, q3, [x0], #32
    subs x2, x2, #64
    b.pl 3b
4:  tbz x2, #5, 5f
    ldp q0, q1, [x1], #32
    stp q0, q1, [x0], #32
5:  tbz x2, #4, 6f
    ldr q0, [x1], #16
    str q0, [x0], #16
6:  ands x2, x2, #15
    b.eq 8f
7:  ldrb w3, [x1], #1
    strb w3, [x0], #1
    subs x2, x2, #1
    b.ne 7b
8:  ret

/* x0 = 16-byte aligned area of SVE_AREA bytes: z0..z31, p0..p15, ffr, then
 * fpcr and fpsr at SVE_AREA - 16. Clobbers x1, x2, p0 (saved before). */
    .macro sve_z op
    .irp n,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    \op z\n, [x0, #\n, mul vl]
    .endr
    .endm
    .macro sve_p op
    .irp n,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
    \op p\n, [x1, #\n, mul vl]
    .endr
    .endm

routine sve_save
    sve_z str
    addvl x1, x0, #16
    addvl x1, x1, #16
    sve_p str
    rdffr p0.b
    str p0, [x1, #16, mul vl]
    mrs x1, fpcr
    mrs x2, fpsr
    add x0, x0, #0x2000
    add x0, x0, #0x240
    stp x1, x2, [x0]
    ret

routine sve_load
    sve_z ldr
    addvl x1, x0, #16
    addvl x1, x1, #16
    ldr p0, [x1, #16, mul vl]
    wrffr p0.b
    sve_p ldr
    add x0, x0, #0x2000
    add x0, x0, #0x240
    ldp x1, x2, [x0]
    msr fpcr, x1
    msr fpsr, x2
    ret
