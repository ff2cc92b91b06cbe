/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The secure log: one line at a time, "name: text", on the secure console.
 * Text comes from processes and is hostile: unprintable bytes become '?'.
 */
#pragma once

#include "kernel/process.h"

/* One line by `name`. */
void log_line(const char *name, const char *text, size_t n);

/* One line by the kernel itself. */
void log_text(const char *text);

/* "kernel: process NAME died: WHY (0xCODE)". */
void log_death(const struct process *p, enum kdeath why, uint64_t code);

/* "kernel: TEXT 0xVALUE". */
void log_address(const char *text, uint64_t value);
