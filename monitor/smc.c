/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Dispatch of the normal world's calls by owner (SMCCC 1.2, section 6):
 * architecture and PSCI are answered here, the trusted OS was served in
 * switch.S unless there is none. The rest does not exist.
 */
#include "monitor/smc.h"

#include "abi/teed.h"
#include "monitor/panic.h"
#include "monitor/psci.h"
#include "monitor/sysreg.h"
#include "monitor/tee.h"
#include "platform/gicv3.h"
#include "platform/qemu-virt/memory.h"
#include "platform/qemu-virt/platform.h"

#define ESR_IL       (1ull << 25)
#define SPSR_EL      0xcull
#define SPSR_SP      0x1ull
#define SPSR_AARCH32 0x10ull
#define SPSR_PAN     (1ull << 22)
#define SPSR_KEPT    0xf3400000ull /* NZCV, TCO, DIT, PAN */
#define SCTLR_SPAN   (1ull << 23)
#define INTID_SECURE 1020u

static int64_t arch_features(uint32_t function)
{
    switch (function) {
    case SMCCC_VERSION:
    case SMCCC_ARCH_FEATURES:
        return SMCCC_RET_SUCCESS;
    case SMCCC_ARCH_WORKAROUND_1:
    case SMCCC_ARCH_WORKAROUND_2:
    case SMCCC_ARCH_WORKAROUND_3:
        return PLATFORM_WORKAROUND_STATE;
    default:
        return SMCCC_RET_NOT_SUPPORTED;
    }
}

static int64_t arch_call(const uint64_t *x)
{
    switch ((uint32_t)x[0]) {
    case SMCCC_VERSION:
        return SMCCC_VERSION_1_2;
    case SMCCC_ARCH_FEATURES:
        return arch_features((uint32_t)x[1]);
    case SMCCC_ARCH_WORKAROUND_1:
    case SMCCC_ARCH_WORKAROUND_2:
    case SMCCC_ARCH_WORKAROUND_3:
        return SMCCC_RET_SUCCESS;
    default:
        return SMCCC_RET_NOT_SUPPORTED;
    }
}

void smc_answer_arch(uint64_t *x)
{
    x[0] = (uint64_t)arch_call(x);
}

void ns_handle_smc(struct cpu *cpu)
{
    uint32_t function = (uint32_t)cpu->ns_x[0];

    cpu->ns_x[0] = function & ~SMCCC_HINT_NO_SVE;
    if (smc_owner(function) == SMCCC_OWNER_ARCH)
        smc_answer_arch(cpu->ns_x);
    else if (smc_owner(function) == SMCCC_OWNER_STANDARD)
        psci_call(cpu);
    else
        cpu->ns_x[0] = (uint64_t)SMCCC_RET_NOT_SUPPORTED;
}

/* Where EL1 takes a synchronous exception from the state in spsr. */
static uint64_t vector_offset(uint64_t spsr)
{
    if (spsr & SPSR_AARCH32)
        return 0x600;
    if (!(spsr & SPSR_EL))
        return 0x400;
    return spsr & SPSR_SP ? 0x200 : 0;
}

void trap_reflect(void)
{
    uint64_t spsr = sysreg_read("spsr_el3");
    uint64_t pan = sysreg_read("sctlr_el1") & SCTLR_SPAN ? 0 : SPSR_PAN;

    sysreg_write("esr_el1", ESR_IL);
    sysreg_write("elr_el1", sysreg_read("elr_el3"));
    sysreg_write("spsr_el1", spsr);
    sysreg_write("elr_el3", sysreg_read("vbar_el1") + vector_offset(spsr));
    sysreg_write("spsr_el3", SPSR_EL1H_MASKED | (spsr & SPSR_KEPT) | pan);
}

void ns_handle_trap(struct cpu *cpu)
{
    (void)cpu;
    trap_reflect();
}

void ns_handle_fiq(struct cpu *cpu)
{
    /* A wake-up for a CPU that is on already has done its work. */
    if (gicv3_group0_take() != INTID_SECURE)
        return;
    if (!cpu->tee_vectors)
        panic("secure interrupt without a TEE", cpu->ns_x);
    tee_notify(cpu, TEED_VECTOR_FIQ, TEED_FIQ_DONE, sysreg_read("elr_el3"));
}
