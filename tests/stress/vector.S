/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The vector registers as memory, for the TA and for Linux programs. Z and P
 * registers only where the CPU has SVE and the system allows it.
 */
    .arch armv8-a+sve

    .macro routine name
    .globl \name
    .type \name, %function
\name:
    hint #34 /* bti c */
    .endm

    .macro each_pair op
    .irp n,0,2,4,6,8,10,12,14,16,18,20,22,24,26,28,30
    each_pair_one \op, \n, %(\n + 1)
    .endr
    .endm
    .altmacro
    .macro each_pair_one op n m
    \op q\n, q\m, [x0], #32
    .endm

    .text
/* void vector_load(const struct vector *) : q0..q31, FPCR, FPSR */
routine vector_load
    each_pair ldp
    ldp x1, x2, [x0]
    msr fpcr, x1
    msr fpsr, x2
    ret

/* void vector_store(struct vector *) */
routine vector_store
    each_pair stp
    mrs x1, fpcr
    mrs x2, fpsr
    stp x1, x2, [x0]
    ret

/* void vector_spin(uint64_t rounds): touches no vector register */
routine vector_spin
1:  subs x0, x0, #1
    b.ne 1b
    ret

/* size_t sve_bytes(void): of a Z register */
routine sve_bytes
    rdvl x0, #1
    ret

    .noaltmacro
    .macro each_z op
    .irp n,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    \op z\n, [x0, #\n, mul vl]
    .endr
    addvl x1, x0, #31
    addvl x1, x1, #1
    .endm
    .macro each_p op
    .irp n,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
    \op p\n, [x1, #\n, mul vl]
    .endr
    .endm

/* void sve_load(const uint8_t *): z0..z31, p0..p15, ffr */
routine sve_load
    each_z ldr
    ldr p0, [x1, #16, mul vl]
    wrffr p0.b
    each_p ldr
    ret

/* void sve_store(uint8_t *) */
routine sve_store
    each_z str
    each_p str
    rdffr p0.b
    str p0, [x1, #16, mul vl]
    ret

    .section .note.GNU-stack, "", %progbits
