/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The programs of processes: each a thread that runs only while a CPU waits
 * for it. A program's native memory is its image and its stack; whoever links
 * this says which images there are.
 */
#pragma once

#include "host/program_call.h"
#include "kernel/arch/host/host.h"

#define IMAGE_RANGES 8u

/* What of Linux's memory belongs to a program, page-aligned. */
struct host_range {
    uint64_t start, end;
    bool writable;
};

struct host_image {
    void (*start)(uint64_t pid, uint64_t isar0, uint64_t argument);
    struct host_range range[IMAGE_RANGES];
    unsigned ranges;
    void *handle; /* the owner's */
    bool stop;    /* SIGTRAP before it starts */
};

/* Supplied: a fresh image of the program of that process; false: none. */
bool host_image_open(const struct process *p, struct host_image *image);
void host_image_close(struct host_image *image);

/* Once, before the first program runs: faults of programs are theirs. */
void program_init(void);
