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

/* What there is to say of a death; all 0: nothing. */
struct death {
    enum kdeath why;
    uint64_t code;
    uint64_t pc;         /* of a fault */
    user_addr_t address; /* of a fault, or ARCH_NO_ADDRESS */
    char name[PROCESS_NAME_MAX];
};

/* "kernel: process NAME died: WHY 0xCODE at pc 0xPC, address 0xADDRESS". */
void log_death(const struct death *d);

/* "kernel: TEXT 0xVALUE". */
void log_address(const char *text, uint64_t value);
