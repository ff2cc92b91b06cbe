/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where a service starts on the host, as runtime/start.S is on the device.
 */
#include "host/program_call.h"
#include "runtime/rt.h"
#include "runtime/start.h"

void main(void);
EXPORTED void program_start(uint64_t pid, uint64_t isar0, uint64_t argument);

void program_start(uint64_t pid, uint64_t isar0, uint64_t argument)
{
    rt_start((uint32_t)pid, isar0, argument);
    main();
    rt_exit(0);
}
