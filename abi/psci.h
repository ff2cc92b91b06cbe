/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the normal world may ask of EL3: power state coordination (Arm DEN 0022
 * PSCI 1.1) and discovery (Arm DEN 0028 SMCCC 1.2). The monitor answers, Linux
 * asks. A function id is w0; bit 30 set means 64-bit arguments, bit 31 a fast
 * call, bits 29..24 the owner.
 */
#pragma once

/* Fields of a function id. */
#define SMCCC_FAST            0x80000000u
#define SMCCC_64              0x40000000u
#define SMCCC_OWNER_SHIFT     24
#define SMCCC_OWNER_MASK      0x3fu
#define SMCCC_OWNER_ARCH      0u
#define SMCCC_OWNER_STANDARD  4u
#define SMCCC_OWNER_TOS_FIRST 50u /* trusted OS: 50..63 */
#define SMCCC_HINT_NO_SVE     0x00010000u

/* Arm architecture service. */
#define SMCCC_VERSION           0x80000000u
#define SMCCC_ARCH_FEATURES     0x80000001u
#define SMCCC_ARCH_WORKAROUND_1 0x80008000u /* branch target injection */
#define SMCCC_ARCH_WORKAROUND_2 0x80007fffu /* speculative store bypass */
#define SMCCC_ARCH_WORKAROUND_3 0x80003fffu /* branch history injection */

#define SMCCC_VERSION_1_2       0x00010002u
#define SMCCC_RET_SUCCESS       0
#define SMCCC_RET_NOT_SUPPORTED (-1)
/* ARCH_FEATURES of a workaround: this CPU does not need it. */
#define SMCCC_RET_NOT_AFFECTED 1

/* PSCI functions; PSCI_64(f) is the 64-bit variant of those that have one. */
#define PSCI_VERSION           0x84000000u
#define PSCI_CPU_SUSPEND       0x84000001u
#define PSCI_CPU_OFF           0x84000002u
#define PSCI_CPU_ON            0x84000003u
#define PSCI_AFFINITY_INFO     0x84000004u
#define PSCI_MIGRATE_INFO_TYPE 0x84000006u
#define PSCI_SYSTEM_OFF        0x84000008u
#define PSCI_SYSTEM_RESET      0x84000009u
#define PSCI_FEATURES          0x8400000au
#define PSCI_64(function)      ((function) | SMCCC_64)

#define PSCI_VERSION_1_1        0x00010001u
#define PSCI_MIGRATE_NOT_NEEDED 2

/* Returned in x0, sign-extended. */
#define PSCI_SUCCESS            0
#define PSCI_NOT_SUPPORTED      (-1)
#define PSCI_INVALID_PARAMETERS (-2)
#define PSCI_DENIED             (-3)
#define PSCI_ALREADY_ON         (-4)
#define PSCI_ON_PENDING         (-5)
#define PSCI_INTERNAL_FAILURE   (-6)
#define PSCI_INVALID_ADDRESS    (-9)

/* AFFINITY_INFO of a CPU. */
#define PSCI_AFFINITY_ON      0
#define PSCI_AFFINITY_OFF     1
#define PSCI_AFFINITY_PENDING 2

/* power_state of CPU_SUSPEND, original format. */
#define PSCI_STATE_ID_MASK     0x0000ffffu
#define PSCI_STATE_POWERDOWN   0x00010000u
#define PSCI_STATE_LEVEL_SHIFT 24
#define PSCI_STATE_LEVEL_MASK  0x3u
#define PSCI_STATE_RESERVED    0xfcfe0000u
