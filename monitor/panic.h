/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The end of the machine: the reason and the registers go to the secure UART,
 * then the power goes off. For what cannot happen unless EL3 or the payload is
 * broken; never for what the normal world can cause.
 */
#pragma once

#include <stdint.h>

#include "monitor/cpu.h"

/* x: x0..x30 of who ran, or NULL. */
__attribute__((noreturn)) void panic(const char *why, const uint64_t *x);

/* One line on the secure UART: text, and in the second form a number. */
void log_line(const char *text);
void log_hex(const char *text, uint64_t value);
