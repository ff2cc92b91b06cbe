/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bringing up a CPU at EL3: what each world is allowed, by the CPU's features.
 * All of it is written once and stays; only SCR_EL3 differs between the worlds.
 */
#include "monitor/cpu.h"

#include <stddef.h>

#include "monitor/panic.h"
#include "monitor/sysreg.h"
#include "platform/gicv3.h"
#include "platform/qemu-virt/memory.h"

#define SCR_NS       (1ull << 0)
#define SCR_IRQ      (1ull << 1)
#define SCR_FIQ      (1ull << 2)
#define SCR_RES1     (3ull << 4)
#define SCR_SIF      (1ull << 9) /* no secure execution of NS memory */
#define SCR_RW       (1ull << 10)
#define SCR_ST       (1ull << 11) /* S-EL1 has the secure timer */
#define SCR_PAUTH    (3ull << 16)
#define SCR_EnSCXT   (1ull << 25)
#define SCR_ATA      (1ull << 26)
#define SCR_GCSEn    (1ull << 39)
#define SCR_EnTP2    (1ull << 41)
#define SCR_TCR2En   (1ull << 43)
#define SCR_SCTLR2En (1ull << 44)
#define SCR_PIEn     (1ull << 45)
#define SCR_EnFPM    (1ull << 50)

#define CPTR_EZ    (1ull << 8)
#define CPTR_ESM   (1ull << 12)
#define ZCR_EL3    "s3_6_c1_c2_0"
#define SMCR_EL3   "s3_6_c1_c2_6"
#define VECTOR_MAX 0xfull
#define SMCR_EZT0  (1ull << 30)
#define SMCR_FA64  (1ull << 31)

#define MDCR_NSPB  (3ull << 12) /* the normal world has the SPE buffer */
#define MDCR_SPD32 (2ull << 14) /* no debug exceptions in the secure world */
#define MDCR_SDD   (1ull << 16)
#define MDCR_SCCD  (1ull << 23) /* cycle counter stops there */
#define MDCR_NSTB  (3ull << 24) /* the normal world has the trace buffer */

/* ID registers whose names assemblers do not all know. */
#define ID_PFR2  "s3_0_c0_c4_2"
#define ID_SMFR0 "s3_0_c0_c4_5"
#define ID_ISAR2 "s3_0_c0_c6_2"
#define ID_MMFR3 "s3_0_c0_c7_3"

_Static_assert(offsetof(struct el1, tcr) == EL1_SCTLR_TCR + 8, "");
_Static_assert(offsetof(struct el1, ttbr0) == EL1_TTBR, "");
_Static_assert(offsetof(struct el1, mair) == EL1_MAIR_VBAR, "");
_Static_assert(offsetof(struct el1, sp_el0) == EL1_SP, "");
_Static_assert(offsetof(struct el1, tpidr_el0) == EL1_TPIDR, "");
_Static_assert(offsetof(struct el1, tpidrro_el0) == EL1_TPIDRRO_CNTK, "");
_Static_assert(offsetof(struct el1, cpacr) == EL1_CPACR_PAR, "");
_Static_assert(offsetof(struct el1, elr) == EL1_ELR_SPSR, "");
_Static_assert(offsetof(struct el1, esr) == EL1_ESR_FAR, "");
_Static_assert(offsetof(struct el1, elr_el3) == EL1_EL3_ELR_SPSR, "");
_Static_assert(offsetof(struct el1, zcr) == EL1_ZCR, "");
_Static_assert(offsetof(struct el1, keys) == EL1_KEYS, "");
_Static_assert(sizeof(struct el1) == EL1_SIZE, "");
_Static_assert(offsetof(struct cpu, ns_x) == CPU_NS_X, "");
_Static_assert(offsetof(struct cpu, s_x) == CPU_S_X, "");
_Static_assert(offsetof(struct cpu, expected) == CPU_EXPECTED, "");
_Static_assert(offsetof(struct cpu, features) == CPU_FEATURES, "");
_Static_assert(offsetof(struct cpu, tee_vectors) == CPU_TEE_VECTORS, "");
_Static_assert(offsetof(struct cpu, scr_ns) == CPU_SCR_NS, "");
_Static_assert(offsetof(struct cpu, scr_s) == CPU_SCR_S, "");
_Static_assert(offsetof(struct cpu, c_sp) == CPU_C_SP, "");
_Static_assert(offsetof(struct cpu, ns) == CPU_NS_EL1, "");
_Static_assert(offsetof(struct cpu, s) == CPU_S_EL1, "");
_Static_assert(sizeof(struct cpu) == CPU_SIZE && CPU_SIZE % 16 == 0, "");

extern char cpu_areas[]; /* monitor.ld.S; entry.S sets SP the same way */
extern const char vectors_ns[];

struct cpu *cpu_get(int index)
{
    char *end = cpu_areas + (size_t)(index + 1) * CPU_AREA_SIZE;

    return (struct cpu *)(void *)(end - CPU_SIZE);
}

static _Bool has_pauth(void)
{
    /* ISAR1: APA, API, GPA, GPI; ISAR2: GPA3, APA3. */
    return (sysreg_read("id_aa64isar1_el1") & 0xff000ff0) ||
           (sysreg_read(ID_ISAR2) & 0xff00);
}

/*
 * What newer architecture versions let EL3 withhold. The normal world gets all
 * that Linux expects of a CPU that claims the feature; the secure world gets
 * none, and then reads the registers involved as zero, so that the normal
 * world's values neither matter to it nor need be switched.
 */
static uint64_t scr_ns_features(void)
{
    uint64_t pfr0 = sysreg_read("id_aa64pfr0_el1");
    uint64_t pfr1 = sysreg_read("id_aa64pfr1_el1");
    uint64_t pfr2 = sysreg_read(ID_PFR2);
    uint64_t mmfr3 = sysreg_read(ID_MMFR3);
    const struct {
        uint64_t id;
        unsigned shift, least;
        uint64_t bit;
    } rows[] = {
        {pfr0, 56, 2, SCR_EnSCXT},   {pfr1, 8, 2, SCR_ATA},
        {pfr1, 24, 1, SCR_EnTP2},    {pfr1, 44, 1, SCR_GCSEn},
        {pfr2, 32, 1, SCR_EnFPM},    {mmfr3, 0, 1, SCR_TCR2En},
        {mmfr3, 4, 1, SCR_SCTLR2En}, {mmfr3, 8, 1, SCR_PIEn},
        {mmfr3, 16, 1, SCR_PIEn},
    };
    uint64_t scr = 0;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (id_field(rows[i].id, rows[i].shift) >= rows[i].least)
            scr |= rows[i].bit;
    return scr;
}

/* SVE and SME at full length in both worlds: the payload can only keep the
 * normal world's vectors intact if it can reach all of them. */
static void vectors_init(struct cpu *cpu)
{
    uint64_t cptr = 0;
    unsigned sme = id_field(sysreg_read("id_aa64pfr1_el1"), 24);

    if (id_field(sysreg_read("id_aa64pfr0_el1"), 32)) {
        cptr |= CPTR_EZ;
        cpu->features |= 1u << FEATURE_SVE_BIT;
    }
    if (sme)
        cptr |= CPTR_ESM;
    sysreg_write("cptr_el3", cptr);
    isb();
    if (cptr & CPTR_EZ)
        sysreg_write(ZCR_EL3, VECTOR_MAX);
    if (sme)
        sysreg_write(SMCR_EL3,
                     VECTOR_MAX | (sme >= 2 ? SMCR_EZT0 : 0) |
                         (sysreg_read(ID_SMFR0) >> 63 ? SMCR_FA64 : 0));
}

static void debug_init(void)
{
    uint64_t dfr0 = sysreg_read("id_aa64dfr0_el1");
    uint64_t mdcr = MDCR_SPD32 | MDCR_SDD;
    unsigned pmu = id_field(dfr0, 8);

    if (pmu >= 6 && pmu < 15)
        mdcr |= MDCR_SCCD;
    if (id_field(dfr0, 32))
        mdcr |= MDCR_NSPB;
    if (id_field(dfr0, 44))
        mdcr |= MDCR_NSTB;
    sysreg_write("mdcr_el3", mdcr);
}

void cpu_init(struct cpu *cpu, int index)
{
    uint64_t scr = SCR_RES1 | SCR_SIF | SCR_RW;

    *cpu = (struct cpu){.index = (uint64_t)index};
    cpu->c_sp = (uint64_t)(uintptr_t)cpu;
    if (has_pauth()) {
        scr |= SCR_PAUTH;
        cpu->features |= 1u << FEATURE_PAUTH_BIT;
    }
    cpu->scr_s = scr | SCR_ST;
    cpu->scr_ns = scr | SCR_NS | SCR_FIQ | scr_ns_features();
    cpu->s.sctlr = SCTLR_EL1_RESET;
    cpu->s.spsr_el3 = SPSR_EL1H_MASKED;
    vectors_init(cpu);
    debug_init();
    gicv3_cpu_init();
    sysreg_write("vbar_el3", (uintptr_t)vectors_ns);
    sysreg_write("scr_el3", cpu->scr_ns);
    isb();
}

void cpu_prepare_ns(struct cpu *cpu, uint64_t entry, uint64_t argument)
{
    for (int i = 0; i < 31; i++)
        cpu->ns_x[i] = 0;
    cpu->ns_x[0] = argument;
    sysreg_write("sctlr_el1", SCTLR_EL1_RESET);
    sysreg_write("elr_el3", entry);
    sysreg_write("spsr_el3", SPSR_EL1H_MASKED);
    sysreg_write("scr_el3", cpu->scr_ns);
}

void cpu_wait(struct cpu *cpu)
{
    /* An interrupt wakes from WFI for certain if it is routed here. */
    sysreg_write("scr_el3", cpu->scr_ns | SCR_IRQ | SCR_FIQ);
    isb();
    dsb();
    __asm__ volatile("wfi" ::: "memory");
    sysreg_write("scr_el3", cpu->scr_ns);
    isb();
}
