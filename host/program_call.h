/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a program on the host finds outside of itself: the functions that the
 * executable exports.
 */
#pragma once

#include <stdint.h>

#define EXPORTED __attribute__((visibility("default")))

/* Makes a kernel call with these registers, which are then the answer. Does
 * not return in a program that has ended. */
EXPORTED void host_kcall(unsigned number, uint64_t x[17]);

/* Nanoseconds of a clock that never goes back. */
EXPORTED uint64_t host_ticks(void);
