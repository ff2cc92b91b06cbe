/* SPDX-License-Identifier: BSD-2-Clause */
/* The commands of the crash TA, and what each of its files does with them. */
#pragma once

#include <stdint.h>

enum {
    ALIVE = 0,
    READ_NULL = 1,
    EXECUTE_DATA = 2,
    OVERFLOW_STACK = 3,
    WRITE_CODE = 4,
    PANIC = 5,
    SPIN = 6,
    SLEEP = 7,
    READ_KERNEL = 8,
    PRIVILEGED = 9,
    UNDEFINED = 10,
    KERNEL_CALL = 11,
    WRITE_CONST = 12,
    EXECUTE_SHARED = 13,
    SMASH_STACK = 14,
    JUMP_WILD = 15,
    WRITE_NULL = 16,
    EXECUTE_STACK = 17,
    JUMP_UNMARKED = 18,
    FORGE_RETURN = 19,
    LOOP = 20,
};

/* Does what only this CPU's instructions can do; returns if the command asks
 * for something else. */
void break_cpu(uint32_t command);
