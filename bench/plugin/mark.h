/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How a program in the guest tells the plugin what to count: instructions
 * without effect (a constant into the zero register) that no compiler makes.
 */
#pragma once

#define MARK_NEXT  0xce00 /* what follows is the next region */
#define MARK_START 0xce01 /* counting starts behind this instruction */
#define MARK_STOP  0xce02 /* and ends before this one */

/* MOVZ XZR, #mark. */
#define MARK_OPCODE(mark) (0xd280001fu | (mark) << 5)

#define MARK(mark)                                                             \
    __asm__ volatile(".inst %0" ::"i"(MARK_OPCODE(mark)) : "memory")
