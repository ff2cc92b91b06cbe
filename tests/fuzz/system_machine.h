/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A machine for kernel and services whose every run is the same: one CPU at a
 * time, programs are coroutines, time and random numbers are computed, and an
 * input begins with a boot. The parts (kernel, gateway, tamgr) are shared
 * objects, so that no name of one meets another's and their variables can be
 * put back to what they were when they were loaded.
 */
#pragma once

#include "kernel/arch/host/host.h"
#include "kernel/page.h"

#define NORMAL_PAGES 512u

/* What the input decides about it; machine_boot() zeroes it. */
struct machine_choices {
    uint64_t random;
    unsigned interrupts;   /* one in so many kernel calls; 0: none */
    uint32_t doomed;       /* the program in this slot faults ... */
    unsigned doomed_after; /* ... when it runs this often again */
};

extern struct machine_choices choices;

/* Programs that are no parts; an endless loop each. */
void crypto_start(uint64_t pid, uint64_t isar0, uint64_t argument);
void nv_start(uint64_t pid, uint64_t isar0, uint64_t argument);
void ta_start(uint64_t pid, uint64_t isar0, uint64_t argument);

/* Forgets everything and starts the kernel with this bundle. */
void machine_boot(const void *bundle, size_t size);

/* The normal world's RAM. */
uint8_t *machine_ram(void);

/* An SMC; x0..x3 are replaced. */
void machine_smc(unsigned cpu, uint64_t x[8], bool fast);

/* Time goes by, in milliseconds. */
void machine_wait(uint64_t ms);

/* A function of the kernel. */
void *machine_symbol(const char *name);
