/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * GICv3 at EL3. The ICC_* registers carry their encodings because assemblers
 * name them only for later architecture versions.
 */
#include "platform/gicv3.h"

#include "platform/mmio.h"

#define GICD_CTLR     0x0000
#define GICD_TYPER    0x0004
#define GICD_IGROUPR  0x0080
#define GICD_IGRPMODR 0x0d00
#define CTLR_GROUPS   0x07u /* 0, non-secure 1, secure 1 */
#define CTLR_ARE      0x30u /* affinity routing, both states */
#define CTLR_RWP      (1u << 31)

#define GICR_STRIDE     0x20000
#define GICR_TYPER      0x0008
#define TYPER_LAST      (1u << 4)
#define GICR_WAKER      0x0014
#define WAKER_SLEEP     (1u << 1)
#define WAKER_ASLEEP    (1u << 2)
#define GICR_SGI        0x10000
#define GICR_IGROUPR0   (GICR_SGI + 0x0080)
#define GICR_ISENABLER0 (GICR_SGI + 0x0100)
#define GICR_IPRIORITYR (GICR_SGI + 0x0400)
#define GICR_IGRPMODR0  (GICR_SGI + 0x0d00)

#define ICC_PMR_EL1     "s3_0_c4_c6_0"
#define ICC_IAR0_EL1    "s3_0_c12_c8_0"
#define ICC_EOIR0_EL1   "s3_0_c12_c8_1"
#define ICC_HPPIR0_EL1  "s3_0_c12_c8_2"
#define ICC_SGI0R_EL1   "s3_0_c12_c11_7"
#define ICC_IGRPEN0_EL1 "s3_0_c12_c12_6"
#define ICC_IGRPEN1_EL3 "s3_6_c12_c12_7"
#define ICC_SRE_EL1     "s3_0_c12_c12_5"
#define ICC_SRE_EL3     "s3_6_c12_c12_5"

#define icc_write(reg, value)                                                  \
    __asm__ volatile("msr " reg ", %0" ::"r"((uint64_t)(value)) : "memory")
#define icc_read(reg)                                                          \
    __extension__({                                                            \
        uint64_t value_;                                                       \
        __asm__ volatile("mrs %0, " reg : "=r"(value_)::"memory");             \
        value_;                                                                \
    })

#define SRE_SYSREGS    0x7u /* system registers, no bypass */
#define SRE_LOWER      0x8u /* lower levels may set theirs */
#define IGRPEN1_SECURE 0x2u
#define SGI_OTHERS     (1ull << 40)
#define INTID_MASK     0xffffffu
#define INTID_SPECIAL  1020u

static void barrier(void)
{
    __asm__ volatile("dsb sy\n\tisb" ::: "memory");
}

static void dist_wait(uintptr_t gicd)
{
    while (mmio_read32(gicd + GICD_CTLR) & CTLR_RWP)
        ;
}

static void dist_init(uintptr_t gicd)
{
    uint32_t lines = mmio_read32(gicd + GICD_TYPER) & 0x1f;

    mmio_write32(gicd + GICD_CTLR, 0);
    dist_wait(gicd);
    /* Affinity routing must be on before what depends on it is written. */
    mmio_write32(gicd + GICD_CTLR, CTLR_ARE);
    dist_wait(gicd);
    for (uint32_t i = 1; i <= lines; i++) {
        mmio_write32(gicd + GICD_IGROUPR + 4 * i, ~0u);
        mmio_write32(gicd + GICD_IGRPMODR + 4 * i, 0);
    }
    mmio_write32(gicd + GICD_CTLR, CTLR_ARE | CTLR_GROUPS);
    dist_wait(gicd);
}

/* Group 0, highest priority, enabled. Its three neighbours' priorities go
 * along; the normal world sets its own later, in the half it is confined to. */
static void wake_arm(uintptr_t gicr, uint32_t wake_sgi)
{
    uint32_t bit = 1u << wake_sgi;
    uint32_t group = mmio_read32(gicr + GICR_IGROUPR0);
    uint32_t modifier = mmio_read32(gicr + GICR_IGRPMODR0);

    mmio_write32(gicr + GICR_IGROUPR0, group & ~bit);
    mmio_write32(gicr + GICR_IGRPMODR0, modifier & ~bit);
    mmio_write32(gicr + GICR_IPRIORITYR + (wake_sgi & ~3u), 0);
    mmio_write32(gicr + GICR_ISENABLER0, bit);
}

static void redist_init(uintptr_t gicr, uint32_t wake_sgi)
{
    uint32_t waker = mmio_read32(gicr + GICR_WAKER);

    mmio_write32(gicr + GICR_WAKER, waker & ~WAKER_SLEEP);
    while (mmio_read32(gicr + GICR_WAKER) & WAKER_ASLEEP)
        ;
    mmio_write32(gicr + GICR_IGROUPR0, ~0u);
    mmio_write32(gicr + GICR_IGRPMODR0, 0);
    wake_arm(gicr, wake_sgi);
}

static uintptr_t redist_next(uintptr_t gicr)
{
    uint32_t typer = mmio_read32(gicr + GICR_TYPER);

    return typer & TYPER_LAST ? 0 : gicr + GICR_STRIDE;
}

void gicv3_init(uintptr_t gicd, uintptr_t gicr, uint32_t wake_sgi)
{
    dist_init(gicd);
    for (; gicr; gicr = redist_next(gicr))
        redist_init(gicr, wake_sgi);
    barrier();
}

/* Aff3.Aff2.Aff1.Aff0 as GICR_TYPER holds it in its upper word. */
static uint32_t affinity_packed(uint64_t mpidr)
{
    return (uint32_t)((mpidr & 0xffffff) | (mpidr >> 8 & 0xff000000));
}

/* The redistributor of a CPU, or 0. */
static uintptr_t redist_find(uintptr_t gicr, uint64_t mpidr)
{
    uint32_t affinity = affinity_packed(mpidr);

    while (gicr && mmio_read32(gicr + GICR_TYPER + 4) != affinity)
        gicr = redist_next(gicr);
    return gicr;
}

_Bool gicv3_has_cpu(uintptr_t gicr, uint64_t mpidr)
{
    return redist_find(gicr, mpidr) != 0;
}

void gicv3_cpu_init(void)
{
    icc_write(ICC_SRE_EL3, SRE_SYSREGS | SRE_LOWER);
    barrier();
    icc_write(ICC_SRE_EL1, SRE_SYSREGS);
    icc_write(ICC_PMR_EL1, 0xff);
    icc_write(ICC_IGRPEN0_EL1, 1);
    icc_write(ICC_IGRPEN1_EL3, IGRPEN1_SECURE);
    barrier();
}

void gicv3_cpu_park(uintptr_t gicr, uint64_t mpidr, uint32_t wake_sgi)
{
    icc_write(ICC_IGRPEN1_EL3, 0);
    icc_write(ICC_IGRPEN0_EL1, 1);
    icc_write(ICC_PMR_EL1, 0xff);
    wake_arm(redist_find(gicr, mpidr), wake_sgi);
    barrier();
}

static void sgi0_send(uint64_t target)
{
    barrier();
    icc_write(ICC_SGI0R_EL1, target);
    barrier();
}

void gicv3_wake(uint64_t mpidr, uint32_t wake_sgi)
{
    uint64_t aff0 = mpidr & 0xff;
    uint64_t target = 1ull << (aff0 & 15);

    target |= (aff0 >> 4) << 44; /* range of 16 CPUs */
    target |= (mpidr >> 8 & 0xff) << 16;
    target |= (mpidr >> 16 & 0xff) << 32;
    target |= (mpidr >> 32 & 0xff) << 48;
    sgi0_send(target | (uint64_t)wake_sgi << 24);
}

void gicv3_wake_others(uint32_t wake_sgi)
{
    sgi0_send(SGI_OTHERS | (uint64_t)wake_sgi << 24);
}

uint32_t gicv3_group0_take(void)
{
    uint32_t pending = (uint32_t)icc_read(ICC_HPPIR0_EL1) & INTID_MASK;

    if (pending >= INTID_SPECIAL)
        return pending;
    pending = (uint32_t)icc_read(ICC_IAR0_EL1) & INTID_MASK;
    if (pending < INTID_SPECIAL)
        icc_write(ICC_EOIR0_EL1, pending);
    return pending;
}
