/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * setjmp, longjmp. In: x0 jmp_buf (22 words: x19..x30, sp, unused, d8..d15),
 * longjmp also w1 the value. Out: w0. Clobbered: x9, and for longjmp all that
 * is restored. No stack is used.
 */
    .text
    .global setjmp
    .type setjmp, %function
setjmp:
    hint #34 /* bti c */
    stp x19, x20, [x0, #0]
    stp x21, x22, [x0, #16]
    stp x23, x24, [x0, #32]
    stp x25, x26, [x0, #48]
    stp x27, x28, [x0, #64]
    stp x29, x30, [x0, #80]
    mov x9, sp
    str x9, [x0, #96]
    stp d8, d9, [x0, #112]
    stp d10, d11, [x0, #128]
    stp d12, d13, [x0, #144]
    stp d14, d15, [x0, #160]
    mov w0, #0
    ret
    .size setjmp, . - setjmp

    .global longjmp
    .type longjmp, %function
longjmp:
    hint #34 /* bti c */
    ldp x19, x20, [x0, #0]
    ldp x21, x22, [x0, #16]
    ldp x23, x24, [x0, #32]
    ldp x25, x26, [x0, #48]
    ldp x27, x28, [x0, #64]
    ldp x29, x30, [x0, #80]
    ldr x9, [x0, #96]
    mov sp, x9
    ldp d8, d9, [x0, #112]
    ldp d10, d11, [x0, #128]
    ldp d12, d13, [x0, #144]
    ldp d14, d15, [x0, #160]
    cmp w1, #0
    csinc w0, w1, wzr, ne
    ret
    .size longjmp, . - longjmp

    .section .note.GNU-stack, "", %progbits
#include "runtime/property_note.inc"
