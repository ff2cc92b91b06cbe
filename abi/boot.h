/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What boot leaves for the monitor. Boot runs from the secure flash at EL3,
 * loads everything, and jumps to the monitor's first word with x0 = PA of a
 * struct boot_handoff in secure RAM, MMU off. The monitor copies it before it
 * does anything else; boot's memory is then free.
 *
 * The other CPUs wait in boot until the monitor sends them the wake SGI; they
 * then enter the monitor at its second word, MMU off, the SGI acknowledged.
 */
#pragma once

/* Offsets of the two 4-byte branches at the start of the monitor image. */
#define MONITOR_ENTRY_PRIMARY   0
#define MONITOR_ENTRY_SECONDARY 4

#define BOOT_HANDOFF_MAGIC 0x46464f444e414843ull /* "CHANDOFF" */

#ifndef __ASSEMBLER__
#include <stdint.h>

/* All addresses are physical and were checked against the platform's map. */
struct boot_handoff {
    uint64_t magic;
    uint64_t tee_entry;    /* secure RAM */
    uint64_t tee_size;     /* bytes of the image */
    uint64_t fdt;          /* normal-world RAM */
    uint64_t kernel_entry; /* normal-world RAM */
};
#endif
