/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Entry of a service. In: x0 pid, x1 ID_AA64ISAR0_EL1, x2 argument, sp the
 * top of the stack; all other registers are of no meaning. Calls rt_start(),
 * then `void main(void)`, which must not return: if it does, the program ends
 * with exit code 0.
 */
    .section .text._start, "ax", %progbits
    .global _start
    .type _start, %function
_start:
    hint #34 /* bti c */
    mov x29, xzr
    mov x30, xzr
    bl rt_start
    bl main
    mov x0, xzr
    b rt_exit
    .size _start, . - _start

    .section .note.GNU-stack, "", %progbits
#include "runtime/property_note.inc"
