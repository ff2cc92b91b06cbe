/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The types of the host's machine half that the kernel embeds. A physical
 * address is the address of the kernel's own view in the one Linux process, so
 * translation between the two is a cast.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* A process. x is valid while its thread waits inside a kernel call. */
struct arch_context {
    uint64_t x[17];
    uint64_t pc; /* where the device would start; names nothing here */
    uint64_t args[3];
    uint64_t keys[2];
    uint64_t fault[2]; /* code and address of HOST_FAULT */
    unsigned call;     /* made, but an interrupt came first; 0: none */
    bool masked;
};

/* Nothing is remembered: which pages are native is asked each time. */
struct arch_walk {
    uint64_t unused;
};

struct arch_space {
    uint64_t *root; /* level 1 table */
    unsigned slot;
    uint64_t reaped; /* arch_space_reap() has freed everything below */
};

struct arch_cpu {
    uint64_t unused;
};

static inline void *arch_pointer(uint64_t pa)
{
    return (void *)(uintptr_t)pa;
}

static inline uint64_t arch_physical(const void *p)
{
    return (uint64_t)(uintptr_t)p;
}

static inline uint64_t arch_context_pc(const struct arch_context *c)
{
    return c->pc;
}
