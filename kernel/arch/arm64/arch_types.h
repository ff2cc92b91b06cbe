/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The types of the machine half that the kernel embeds, and what of
 * kernel/arch.h is worth being inline. Offsets used by entry.S are in layout.h.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "kernel/arch/arm64/layout.h"

struct cpu;

/* FP/SIMD registers of a process; kept for the length of one event. */
struct arch_fp {
    __uint128_t v[32];
    uint64_t fpcr, fpsr;
};

/* Registers of a process. x .. pstate are saved at every entry. */
struct arch_context {
    uint64_t x[31];
    uint64_t sp;
    uint64_t pc;
    uint64_t pstate;
    uint64_t tls;             /* TPIDR_EL0 */
    uint64_t keys[2];         /* APIAKey */
    const struct cpu *fp_cpu; /* where it used FP/SIMD last */
    bool fp_saved;            /* fp below holds the state of this event */
    struct arch_fp fp;
};

/* The last entry of a table that arch_space_walk() looked at. */
struct arch_walk {
    const uint64_t *entry;
};

struct arch_space {
    uint64_t *root; /* level 1 table */
    uint64_t asid;
    uint64_t ttbr0;  /* both */
    uint64_t reaped; /* arch_space_reap() has freed everything below */
};

/* The first words of struct cpu. */
struct arch_cpu {
    uint64_t stack_top;
    /* Who used the FP/SIMD registers last, if fp_secure. */
    struct process *fp_owner;
    bool fp_secure; /* the registers are not the normal world's any more */
    bool fp_live;   /* the owner's event goes on: what is in them counts */
    bool answered;  /* ENTRY_DONE or ON_DONE is done */
};

static inline void *arch_pointer(uint64_t pa)
{
    return (void *)(uintptr_t)(pa + KERNEL_OFFSET);
}

static inline uint64_t arch_physical(const void *p)
{
    return (uint64_t)(uintptr_t)p - KERNEL_OFFSET;
}

static inline uint64_t arch_context_pc(const struct arch_context *c)
{
    return c->pc;
}
