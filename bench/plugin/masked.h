/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How long does the TEE keep the normal world's interrupts waiting? A stretch
 * is a run of instructions of one CPU in masked code (monitor, kernel, masked
 * services). It ends where a pending interrupt would be taken: at the first
 * instruction of the normal world or of an unmasked process, or at WFI. Start
 * of a CPU, until it is first in the normal world, does not count. When an
 * interrupt is pending at an entry to an unmasked process, the CPU goes back
 * into the kernel at once and the stretch goes on, as the delay does. Where the
 * kernel asks whether an interrupt is pending, the work may end soon after: an
 * interrupt waits at most from one question to the next and from there to the
 * end, so that a stretch is no longer than from the last question but one. The
 * work between two questions is counted as if it were such an end. Turns of
 * a loop with YIELD, which waits for another CPU, are counted apart: in an
 * emulator they say how the host schedules its threads.
 */
#pragma once

#include <stdio.h>

#include "bench/plugin/block.h"

/* After code_load(). */
void masked_init(void);

/* The block is executed. */
void masked_count(unsigned cpu, const struct block *b);

/* Writes the lines "masked" and "stretch" (see profile.c). */
void masked_report(FILE *out);
