/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where are the instructions of a call spent? A program in the guest marks
 * visits (mark.h); all visits between two MARK_NEXT are a region. Of each
 * visit the instructions of every component are kept, so that one visit, that
 * of the median, can be shown exactly; of each region the instructions of
 * every block. One CPU only: that which runs the marks.
 */
#pragma once

#include <stdio.h>

#include "bench/plugin/block.h"

/* The instruction with that mark, number i of the block, is executed. */
void region_mark(unsigned cpu, struct block *b, unsigned i, unsigned mark);

/* The block is executed. */
void region_count(unsigned cpu, struct block *b);

/* Writes the lines "region" (see profile.c). */
void region_report(FILE *out);

/* Writes the lines "code" of one block. */
void region_report_block(FILE *out, const struct block *b);
