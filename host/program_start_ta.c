/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where a trusted application starts on the host, as sdk/engine/start.S is on
 * the device.
 */
#include "host/program_call.h"
#include "runtime/rt.h"
#include "runtime/start.h"

_Noreturn void engine_main(uintptr_t stack_top);
EXPORTED void program_start(uint64_t pid, uint64_t isar0, uint64_t argument);

void program_start(uint64_t pid, uint64_t isar0, uint64_t argument)
{
    rt_start((uint32_t)pid, isar0, argument);
    engine_main((uintptr_t)__builtin_frame_address(0));
}
