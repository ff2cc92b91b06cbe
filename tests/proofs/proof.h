/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the harnesses share. A harness includes the source file whose function
 * it proves, so that it sees static functions and state, and stands for all
 * that they call. Its first comment has lines for tests/proofs/run:
 *   Bound:  what the proof is limited to, for the table
 *   Unwind: how often a loop is unrolled (it is proved that this is enough)
 *   With:   other sources
 *   Wrap:   why unsigned overflow is meant, if it is; else none is allowed
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

uint8_t nondet_u8(void);
uint32_t nondet_u32(void);
uint64_t nondet_u64(void);
bool nondet_bool(void);

#define ASSUME(condition) __CPROVER_assume(condition)
#define ASSERT(condition) __CPROVER_assert(condition, #condition)

/* An object of any content. */
#define ANY(object) __CPROVER_havoc_object(&(object))

/* Can `n` bytes be read at `p`? */
#define IS_READABLE(p, n) __CPROVER_r_ok(p, n)
