/* SPDX-License-Identifier: BSD-2-Clause */
/* Nothing of it reaches the link. */
#pragma once
typedef long sigjmp_buf[32];
int sigsetjmp(sigjmp_buf env, int save);
_Noreturn void siglongjmp(sigjmp_buf env, int value);
