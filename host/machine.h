/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The fake machine: RAM, console, random numbers, CPUs that take turns.
 */
#pragma once

#include <time.h>

#include "kernel/arch/host/host.h"

struct machine_options {
    /* Nonzero: CPUs run one at a time, and all that is random, with the
     * interrupts, follows from this number; a clock counts kernel calls. Zero:
     * they run freely, random numbers and clocks are Linux's, and no interrupt
     * comes. */
    uint64_t seed;
    /* Nonzero: a program that makes no kernel call for so long is interrupted
     * where it is. */
    unsigned slice_ms;
    size_t secure_bytes; /* of secure RAM; multiples of PAGE_SIZE */
    size_t normal_bytes; /* of normal-world RAM */
    /* A line of the secure log. NULL: standard error. */
    void (*log)(const char *text, size_t n);
};

/* Makes the machine and starts the kernel with this bundle (abi/bundle.h).
 * False: not enough memory. Once in a Linux process. */
bool machine_boot(const struct machine_options *options, const void *bundle,
                  size_t size);

/* The normal world's RAM. */
void *machine_normal_ram(size_t *bytes);

/* Puts zeroed memory that another Linux process can map in the place of these
 * pages of normal-world RAM, which no process of the secure world has mapped:
 * a file, which stays open until machine_unshare() puts RAM back (false: it
 * did not); or -1. Who has the file mapped keeps it. */
int machine_share(uint8_t *base, size_t pages);
bool machine_unshare(uint8_t *base, size_t pages);

/* An SMC on a CPU of nobody else's at the time, of which there are CPUS_MAX;
 * waits for a free one. regs: x0..x7 in, x0..x3 out. */
void machine_smc(uint64_t regs[8], bool fast);

/* Nanoseconds: since the epoch with CLOCK_REALTIME, else of a clock that never
 * goes back. */
uint64_t machine_clock(clockid_t clock);

/* So many milliseconds were slept: for a clock that does not see that. */
void machine_clock_forward(uint64_t milliseconds);

/* As in the options. */
unsigned machine_slice(void);

/* With a seed: how many steps there were, and a hash of their order. */
void machine_trace(uint64_t *steps, uint64_t *hash);

/* A program made that kernel call. */
void machine_step(unsigned slot, unsigned number);
