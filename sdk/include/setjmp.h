/* SPDX-License-Identifier: BSD-2-Clause */
/* C11 7.13. Saves x19..x30, sp and d8..d15. */
#pragma once

typedef unsigned long jmp_buf[22];

int setjmp(jmp_buf env) __attribute__((returns_twice));
_Noreturn void longjmp(jmp_buf env, int val);
