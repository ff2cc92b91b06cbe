/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The first C of a program. Its assembly entry (runtime/start.S for services,
 * the SDK's for TAs) hands over what the kernel gave in x0, x1, x2.
 */
#pragma once

#include <stdint.h>

/*
 * Keeps the three values for rt_pid(), rt_isar0() and rt_argument(), and
 * chooses the stack protector's guard: RNDR where the CPU has it, mixed with
 * the system counter. On a CPU without RNDR the guard is thus only as
 * unpredictable as the moment of the start: it finds accidents, and is a
 * hurdle, not a wall, for an attacker. Must be called once, before any
 * function with a protected frame.
 */
void rt_start(uint32_t pid, uint64_t isar0, uint64_t argument);
