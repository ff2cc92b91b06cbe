/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One CPU at EL3: its two worlds' registers. SP_EL3 points to the CPU's struct
 * cpu whenever a lower level runs, so an exception finds it without a scratch
 * register, and EL3's C stack grows down from it.
 *
 * The EL1 registers of struct el1 are the ones a world's execution depends on
 * or that would carry one world's addresses to the other. Not kept, because the
 * payload does not use them and their values cannot harm it:
 *   MDSCR, MDCCINT         MDCR_EL3 keeps debug out of the secure world
 *   CONTEXTIDR             only traces show it
 *   CSSELR                 only selects what CCSIDR shows
 *   AMAIR, ACTLR, AFSR0/1  implementation defined; none on these CPUs
 *   TCR2, SCTLR2, PIR*, SCXTNUM, GCR, TPIDR2, SMCR
 *                          off in the secure world by SCR_EL3: read as zero
 *   timers, PMU, FP/SIMD/SVE registers: see abi/teed.h
 *
 * This header is also read by assembly: offsets are numbers, checked against
 * the structs in cpu.c.
 */
#pragma once

/* struct cpu */
#define CPU_NS_X        0x000
#define CPU_S_X         0x0f8
#define CPU_EXPECTED    0x1f0
#define CPU_FEATURES    0x1f4
#define CPU_TEE_VECTORS 0x1f8
#define CPU_SCR_NS      0x200
#define CPU_SCR_S       0x208
#define CPU_C_SP        0x210
#define CPU_NS_EL1      0x220
#define CPU_S_EL1       0x320
#define CPU_SIZE        0x430

/* struct el1 */
#define EL1_SCTLR_TCR    0x00
#define EL1_TTBR         0x10
#define EL1_MAIR_VBAR    0x20
#define EL1_SP           0x30
#define EL1_TPIDR        0x40
#define EL1_TPIDRRO_CNTK 0x50
#define EL1_CPACR_PAR    0x60
#define EL1_ELR_SPSR     0x70
#define EL1_ESR_FAR      0x80
#define EL1_EL3_ELR_SPSR 0x90
#define EL1_ZCR          0xa0
#define EL1_KEYS         0xb0
#define EL1_SIZE         0x100

/* Bits of features: registers that exist only on some CPUs. */
#define FEATURE_SVE_BIT   0
#define FEATURE_PAUTH_BIT 1

/* Per CPU, from the bottom: an unmapped page, the stack, struct cpu. */
#define CPU_AREA_SIZE 0x2000

/* Reset value of SCTLR_EL1 in both worlds: MMU and caches off, RES1 bits. */
#define SCTLR_EL1_RESET 0x30d00800
/* PSTATE at every entry to a world that EL3 starts: EL1h, DAIF masked. */
#define SPSR_EL1H_MASKED 0x3c5

#ifndef __ASSEMBLER__
#include <stdint.h>

struct el1 {
    uint64_t sctlr, tcr;
    uint64_t ttbr0, ttbr1;
    uint64_t mair, vbar;
    uint64_t sp_el0, sp_el1;
    uint64_t tpidr_el0, tpidr_el1;
    uint64_t tpidrro_el0, cntkctl;
    uint64_t cpacr, par;
    uint64_t elr, spsr;
    uint64_t esr, far;
    uint64_t elr_el3, spsr_el3; /* where the world continues */
    uint64_t zcr, reserved;     /* FEATURE_SVE */
    uint64_t keys[10];          /* FEATURE_PAUTH: IA IB DA DB GA, lo hi */
};

struct cpu {
    uint64_t ns_x[31]; /* normal world: x4..x30 in a call, all elsewhere */
    uint64_t s_x[31];  /* payload: only while EL3 answers its own call */
    uint32_t expected; /* the TEED_*_DONE that the payload owes */
    uint32_t features;
    uint64_t tee_vectors; /* PA of the payload's table; 0: none on this CPU */
    uint64_t scr_ns, scr_s;
    uint64_t c_sp; /* top of EL3's free stack while the payload runs */
    uint64_t reserved;
    struct el1 ns;  /* complete only while the payload runs */
    struct el1 s;   /* complete only while the normal world runs */
    uint64_t index; /* platform_cpu_index of this CPU */
    uint64_t reserved2;
};

/* The calling CPU's struct, set up by cpu_init. index: platform_cpu_index. */
struct cpu *cpu_get(int index);

/*
 * Each CPU, first thing at EL3: the EL3 registers, and *cpu for two worlds that
 * have never run.
 */
void cpu_init(struct cpu *cpu, int index);

/*
 * Makes the return from EL3 enter the normal world at entry as after a CPU
 * reset, with x0 = argument. The caller returns to its exception exit.
 */
void cpu_prepare_ns(struct cpu *cpu, uint64_t entry, uint64_t argument);

/*
 * Waits in WFI until any interrupt is pending for this CPU, whichever world it
 * is for, and whether or not it is masked.
 */
void cpu_wait(struct cpu *cpu);

/*
 * switch.S: runs the payload in cpu->s from pc with x0 = argument and x2 =
 * argument2, until it answers with the *_DONE in cpu->expected; returns its x1.
 * The normal world's EL1 registers and return point are as before. Does not
 * nest.
 */
uint64_t tee_enter(struct cpu *cpu, uint64_t pc, uint64_t argument,
                   uint64_t argument2);
#endif
