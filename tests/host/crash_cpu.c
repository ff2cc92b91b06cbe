/* SPDX-License-Identifier: BSD-2-Clause */
/* The crash TA's instructions on the host: one that is undefined. */
#include "tests/integration/ta/crash/crash.h"

void break_cpu(uint32_t command)
{
    if (command == UNDEFINED)
        __builtin_trap();
}
