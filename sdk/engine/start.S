/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Entry of a trusted application. In: x0 pid, x1 ID_AA64ISAR0_EL1, x2
 * argument, sp the top of the stack; all other registers are of no meaning.
 * Sets the thread pointer (ta.ld says to what), calls rt_start(), then
 * engine_main() with the top of the stack in x0; that does not return.
 */
    .section .text.__ta_entry, "ax", %progbits
    .global __ta_entry
    .type __ta_entry, %function
__ta_entry:
    hint #34 /* bti c */
    mov x29, xzr
    mov x30, xzr
    mov x19, sp
    adrp x9, __tls_start
    add x9, x9, :lo12:__tls_start
    sub x9, x9, #16
    msr tpidr_el0, x9
    bl rt_start
    mov x0, x19
    b engine_main
    .size __ta_entry, . - __ta_entry

    .section .note.GNU-stack, "", %progbits
#include "runtime/property_note.inc"
