/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The protocol between EL3 and the S-EL1 payload. Numbers and meaning are those
 * of the "opteed" dispatcher of Trusted Firmware-A, so that one kernel image
 * runs under either.
 *
 * Boot: EL3 enters the image at its first byte, EL1h, MMU and caches off, DAIF
 * masked, x0 = x1 = x3 = 0, x2 = PA of the device tree. No stack, BSS not
 * cleared. The payload finishes with TEED_ENTRY_DONE.
 *
 * Calls: x1 of ENTRY_DONE is the PA, equal to its VA, of a table of nine
 * 4-byte branches (enum teed_vector). EL3 enters a row and the payload answers
 * with the row's *_DONE; anything else stops the machine.
 *
 *   row            x0..x7 at entry            answer
 *   yield, fast    the normal world's         CALL_DONE, x1..x4 -> its x0..x3
 *   cpu_on         0; a new CPU, MMU off,     ON_DONE, x1 = 0
 *                  nothing else set up
 *   cpu_off        0                          OFF_DONE, x1 = 0
 *   cpu_suspend    x0 = highest level off     SUSPEND_DONE, x1 = 0
 *   cpu_resume     x0 = highest level off     RESUME_DONE, x1 = 0
 *   fiq            x0 = interrupted PC        FIQ_DONE
 *   system_off/reset  0                       SYSTEM_*_DONE
 *
 * Except for cpu_on, the EL1 system registers, SP_EL0, SP_EL1 and PSTATE at
 * entry are those of the payload's last SMC on this CPU, so it chooses by its
 * DAIF there how it is entered next time. EL3 gives each world its own EL1
 * registers (monitor/cpu.h lists them) and keeps the normal world's x4..x30;
 * the payload's x8..x30 are not kept across an answer. (TF-A keeps them: rely
 * on neither.) FP/SIMD/SVE registers, the normal world's timers and the PMU are
 * never touched: the payload saves what it uses. EL3 clears the SMCCC "no SVE
 * state" hint of the function id.
 *
 * Who may call: S-EL1 only. The normal world cannot reach these ids.
 */
#pragma once

#define TEED_ENTRY_DONE        0xbe000000 /* x1: vector table, 0: failed */
#define TEED_ON_DONE           0xbe000001
#define TEED_OFF_DONE          0xbe000002
#define TEED_SUSPEND_DONE      0xbe000003
#define TEED_RESUME_DONE       0xbe000004
#define TEED_CALL_DONE         0xbe000005
#define TEED_FIQ_DONE          0xbe000006
#define TEED_SYSTEM_OFF_DONE   0xbe000007
#define TEED_SYSTEM_RESET_DONE 0xbe000008

/* Rows of the vector table, 4 bytes each. */
#define TEED_VECTOR_YIELD        0
#define TEED_VECTOR_FAST         1
#define TEED_VECTOR_CPU_ON       2
#define TEED_VECTOR_CPU_OFF      3
#define TEED_VECTOR_CPU_RESUME   4
#define TEED_VECTOR_CPU_SUSPEND  5
#define TEED_VECTOR_FIQ          6
#define TEED_VECTOR_SYSTEM_OFF   7
#define TEED_VECTOR_SYSTEM_RESET 8
#define TEED_VECTORS             9
#define TEED_VECTOR_SIZE         4
