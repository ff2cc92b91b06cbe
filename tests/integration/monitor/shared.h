/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the two bare-metal halves of the monitor's test share: the calls that
 * the normal half makes of the payload, and routines both are linked with.
 */
#pragma once

/* Function ids in the trusted OS range; x1..x7 are arguments. */
#define CALL_ECHO       0xb2000100u /* x0 id, x1 sum of x1..x7, x2 vector */
#define CALL_ECHO_YIELD 0x32000100u /* the same through the yield row */
#define CALL_HOOKS      0xb2000101u /* x0..x3: on, off, suspend, resume */
#define CALL_SPIN       0xb2000102u /* until an FIQ; x0: 1 */
#define CALL_INTERRUPT  0xb2000103u /* raises a secure SGI; x0 taken so far */
#define CALL_TRAP       0xb2000104u /* a register that EL3 withholds; x0 EC */
#define CALL_VERSION    0xb2000105u /* x0: SMCCC_VERSION as the payload sees */
#define CALL_REGISTERS  0xb2000106u /* x0: el1_lost of its own */
#define CALL_NULL       0xb2000107  /* answered in three instructions */
#define CALL_MISBEHAVE  0xb2000108u /* answers with FIQ_DONE */

/* First letter of the "RAM disk": what this run is to show. */
#define MODE_ADDRESS   0x44000000
#define MODE_MAIN      'm'
#define MODE_MEASURE   'i'
#define MODE_MISBEHAVE 'p'
#define MODE_RESET     'r'
#define MODE_TEE_FAILS 'f'

#define STACK_SIZE 4096
#define CPUS       8

#ifndef __ASSEMBLER__
#include <stddef.h>
#include <stdint.h>

/* EL1 registers that the monitor must keep apart, in registers.S' order. */
#define EL1_COUNT 26

/*
 * Writes a pattern made of seed into every register of the list that exists,
 * and reads back into values[EL1_COUNT] what the CPU made of it.
 */
void el1_fill(uint64_t seed, uint64_t *values);

/* The registers that no longer hold values, one bit each. */
uint64_t el1_lost(const uint64_t *values);

/* registers.S: all registers at once; those that do not exist read as 0. */
void el1_write(const uint64_t *values);
void el1_read(uint64_t *values);

/* SMC with x[0..30]; x receives all of them as they are afterwards. */
void smc_all(uint64_t *x);
uint64_t smc(uint64_t x0, uint64_t x1, uint64_t x2, uint64_t x3);
#endif
