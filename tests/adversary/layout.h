/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where the payload keeps what, and the settings that adversary.t puts into
 * the place of the RAM disk. Normal-world RAM is 512 MiB from 0x40000000.
 *
 *   0x40400000  the payload
 *   0x44000000  struct settings, then the images of the trusted applications
 *   0x48000000  arena: pages with a role each, and canaries between them
 *   0x4a000000  what the pages of the arena with page lists must contain
 *   0x50000000  field: may be shared in any way, is never looked at
 *   0x58000000  the boot medium
 */
#pragma once

#define STACK_BYTES 8192
#define CPUS_MOST   4

#define SETTINGS_BASE 0x44000000
#define ARENA_BASE    0x48000000
#define SHADOW_BASE   0x4a000000
#define FIELD_BASE    0x50000000
#define FIELD_SPAN    0x02000000 /* where addresses in it begin */
#define RAM_END       0x60000000

#ifndef __ASSEMBLER__
#include <stdint.h>

#define SETTINGS_MAGIC 0x76644143u

/* Octets in RFC 4122 order as two little-endian words. */
struct ta_row {
    uint64_t uuid[2];
    uint64_t address;
    uint64_t size;
};

struct settings {
    uint32_t magic;
    uint32_t cpus;
    uint64_t seed;
    uint64_t requests; /* of all CPUs */
    uint64_t first;    /* batch to begin with */
    uint64_t tas;
    struct ta_row ta[];
};

#define SETTINGS ((const struct settings *)SETTINGS_BASE)
#endif
