/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From a checked program to a process: where things go, how much memory the
 * process gets, and the kernel calls that make it.
 *
 *   zone, 2 MiB aligned, random in the user addresses
 *   | 0..255 pages | image | 1..256 pages | stack | >= 1 page | arena ...
 *   (nothing is mapped in the gaps)                 2 MiB aligned
 *
 * The random numbers give the image 26 bits of position, the stack 8 more.
 *
 *   arena, 1 GiB | 1..32768 pages | library | 1..32768 pages | library ...
 *
 * Libraries that a TA loads while it runs are put behind the kernel's part of
 * the arena, as many as 3 GiB hold: 20 at least. They count as what it maps.
 *
 * Quota, in pages: segments + stack + page tables of zone up to arena (one
 * for each 2 MiB, two for the 1 GiB ranges it may touch, the root)
 * + TA_SLACK_PAGES for the page tables of windows, 26 MiB at a time, as the
 * kernel wants three tables in reserve for each, and for those of what the TA
 * maps.
 */
#pragma once

#include "services/tamgr/elf.h"
#include "services/tamgr/port.h"

#define TA_PAGES_MAX   4096u /* segments and stack: 16 MiB */
#define TA_SLACK_PAGES 18u
#define TA_GROW_PAGES  1024u        /* that a TA may map besides: 4 MiB */
#define TA_ARENA_ROOM  (1ull << 32) /* bytes above the arena's start */
#define TA_ARENA_OWN   (1ull << 30) /* those that the kernel gives out */

/* Unpredictable numbers for one process. */
struct ta_random {
    uint64_t zone;
    uint64_t gaps;
    uint64_t keys[2];  /* pointer authentication */
    uint64_t argument; /* handed to the TA at its start (its stack guard) */
};

struct ta_layout {
    uint64_t image; /* address of image address 0 */
    uint64_t stack; /* lowest address */
    uint64_t stack_pages;
    uint64_t arena;
    uint32_t quota; /* pages */
};

/* Chooses the addresses. TA_SIZE: it asks for more than TA_PAGES_MAX. */
MUST_USE enum refusal layout_choose(const struct elf *elf,
                                    const struct ta_random *random,
                                    struct ta_layout *layout);

/* A process, and what has to be known to put libraries into it. */
struct ta_process {
    uint32_t pid;
    uint64_t arena;
    uint64_t libraries; /* bytes taken behind TA_ARENA_OWN */
};

/*
 * Relocates the program in `file` (private, verified memory) and makes a
 * started process of it. On a refusal no process is left.
 */
MUST_USE enum refusal process_make(const struct tamgr_port *port, uint8_t *file,
                                   size_t size, const struct elf *elf,
                                   const char *name, struct ta_process *made);

/*
 * Puts the library in `file` into a process that waits for the answer of the
 * message that is being handled; *base is where. On a refusal nothing is left
 * of it.
 */
MUST_USE enum refusal process_add(const struct tamgr_port *port,
                                  const uint8_t *file, const struct elf *elf,
                                  struct ta_process *process, uint64_t *base);
