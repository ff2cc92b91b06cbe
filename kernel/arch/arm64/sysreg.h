/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * System registers by name, and the bits of them that the kernel uses
 * (Arm Architecture Reference Manual, DDI 0487, chapter D17). Registers that
 * old assemblers do not know are named by their encoding.
 */
#pragma once

/* MAIR_EL1: index 0 normal write-back memory, index 1 device nGnRnE. */
#define MAIR_VALUE 0xff

/* ESR_EL1, class field. */
#define ESR_CLASS_SVC 0x15

#ifndef __ASSEMBLER__
#include <stdint.h>

#define sysreg_read(name)                                                      \
    ({                                                                         \
        uint64_t value_;                                                       \
        __asm__ volatile("mrs %0, " #name : "=r"(value_));                     \
        value_;                                                                \
    })
#define sysreg_write(name, value)                                              \
    __asm__ volatile("msr " #name ", %0" ::"r"((uint64_t)(value)) : "memory")

#define isb()       __asm__ volatile("isb" ::: "memory")
#define dsb_ish()   __asm__ volatile("dsb ish" ::: "memory")
#define dsb_ishst() __asm__ volatile("dsb ishst" ::: "memory")

/* CPACR_EL1: FP/SIMD and SVE for EL1 only, or FP/SIMD for EL0 as well. */
#define CPACR_EL1_ONLY (1ull << 20 | 1ull << 16)
#define CPACR_EL0_FP   (3ull << 20 | 1ull << 16)

/* ID registers: a four-bit field at its lowest bit. */
#define ID_FIELD(value, bit) ((value) >> (bit)&15)
#define ISAR0_RNDR           60
#define ISAR1_APA            4
#define ISAR1_API            8
#define MMFR1_PAN            20
#define PFR0_SVE             32
#define PFR1_BT              0

/* CTR_EL0: a data cache line has 4 << this bytes. */
#define CTR_DMIN_LINE(ctr) ((ctr) >> 16 & 15)

/* SCTLR_EL1 */
#define SCTLR_M    (1ull << 0)
#define SCTLR_C    (1ull << 2)
#define SCTLR_SA   (1ull << 3)
#define SCTLR_SA0  (1ull << 4)
#define SCTLR_EOS  (1ull << 11)
#define SCTLR_I    (1ull << 12)
#define SCTLR_DZE  (1ull << 14)
#define SCTLR_UCT  (1ull << 15)
#define SCTLR_NTWI (1ull << 16)
#define SCTLR_NTWE (1ull << 18)
#define SCTLR_WXN  (1ull << 19)
#define SCTLR_EIS  (1ull << 22)
#define SCTLR_SPAN (1ull << 23)
#define SCTLR_RES1 (1ull << 20 | 1ull << 28 | 1ull << 29)
#define SCTLR_UCI  (1ull << 26)
#define SCTLR_ENIA (1ull << 31)

/* TCR_EL1: 39-bit halves, 4 KiB pages, cacheable inner-shareable walks. */
#define TCR_VALUE                                                              \
    (25ull | 1ull << 8 | 1ull << 10 | 3ull << 12 | 25ull << 16 | 1ull << 24 |  \
     1ull << 26 | 3ull << 28 | 2ull << 30)
#define TCR_IPS_SHIFT 32

/* Descriptors of translation tables. */
#define PTE_VALID   (1ull << 0)
#define PTE_TABLE   (1ull << 1) /* or, at level 3, a page */
#define PTE_DEVICE  (1ull << 2)
#define PTE_NS      (1ull << 5)
#define PTE_EL0     (1ull << 6)
#define PTE_RO      (1ull << 7)
#define PTE_INNER   (3ull << 8)
#define PTE_AF      (1ull << 10)
#define PTE_NG      (1ull << 11)
#define PTE_GP      (1ull << 50)
#define PTE_PXN     (1ull << 53)
#define PTE_UXN     (1ull << 54)
#define PTE_OWN     (1ull << 55) /* software: freed with the space */
#define PTE_ADDRESS 0x0000fffffffff000ull

/* ESR_EL1 */
#define ISR_F (1ull << 6)
#define ISR_I (1ull << 7)

#define ESR_CLASS(esr) ((esr) >> 26 & 0x3f)
#define ESR_CLASS_FP   0x07
#define ESR_CLASS_SVC  0x15
/* Instruction abort, PC alignment, data abort: FAR_EL1 is valid. */
#define ESR_HAS_ADDRESS(esr)                                                   \
    (ESR_CLASS(esr) == 0x20 || ESR_CLASS(esr) == 0x22 || ESR_CLASS(esr) == 0x24)
#endif
