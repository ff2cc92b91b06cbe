/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What every part of the payload stands on: CPUs with a random number
 * generator each, locks, and the report on the UART. Numbers come from
 * (seed, batch, CPU), so that one batch can be repeated alone.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tests/adversary/layout.h"

#define TICK_US(us) ((us)*625ull / 10) /* 62.5 MHz */

struct cpu {
    unsigned id;
    uint64_t random;
    uint64_t batch;
    const char *doing; /* the kind of attack */
    bool lists_in_field;
};

/* A new sequence for this CPU and batch. */
void random_start(struct cpu *cpu);
uint64_t random_next(struct cpu *cpu);
/* 0 .. n - 1 */
uint32_t random_below(struct cpu *cpu, uint32_t n);
/* True once in n. */
bool one_in(struct cpu *cpu, uint32_t n);
/* True in that many of a hundred cases. */
bool chance(struct cpu *cpu, uint32_t percent);

void smc_call(uint64_t x[8]);
uint64_t ticks(void);

struct lock {
    uint32_t taken;
};
void lock_take(struct lock *lock);
void lock_release(struct lock *lock);

/* The report. Lines are whole. */
void say_value(const char *name, uint64_t value);
void say(const char *line);

/* Counts, and the first few times says what is wrong, where and when. */
void fail(const struct cpu *cpu, const char *what, uint64_t a, uint64_t b);
uint32_t failures(void);

/* A test point; the plan at the end. */
void point(bool ok, const char *what);
void points_end(void);

/* An exception of the payload's own, or what it cannot do without: off. */
_Noreturn void payload_fault(uint64_t esr, uint64_t elr, uint64_t far);
