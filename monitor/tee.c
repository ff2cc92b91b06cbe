/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The payload is entered in one of two ways: by switch.S for a call of the
 * normal world, or from here by tee_enter. In both, cpu->expected says which
 * answer is due before the payload runs, and no other is accepted.
 */
#include "monitor/tee.h"

#include "abi/psci.h"
#include "abi/teed.h"
#include "monitor/panic.h"
#include "monitor/smc.h"
#include "monitor/sysreg.h"
#include "platform/qemu-virt/memory.h"

/* Written by the primary before any other CPU is released. */
static struct {
    uint64_t vectors; /* 0: no payload */
} tee;

static uint64_t vector_pc(unsigned vector)
{
    return tee.vectors + (uint64_t)vector * TEED_VECTOR_SIZE;
}

void tee_boot(struct cpu *cpu, const struct boot_handoff *handoff)
{
    cpu->expected = TEED_ENTRY_DONE;
    uint64_t vectors = tee_enter(cpu, handoff->tee_entry, 0, handoff->fdt);

    if (vectors == 0) {
        log_line("the TEE failed to start: going on without it");
        return;
    }
    if (vectors < PLATFORM_TEE_BASE || vectors & 3 ||
        vectors > PLATFORM_TEE_BASE + PLATFORM_TEE_SIZE -
                      TEED_VECTORS * TEED_VECTOR_SIZE)
        panic("the TEE's vector table is outside its memory", cpu->s_x);
    tee.vectors = vectors;
    cpu->tee_vectors = vectors;
}

void tee_notify(struct cpu *cpu, unsigned vector, uint32_t done,
                uint64_t argument)
{
    if (!tee.vectors)
        return;
    cpu->expected = done;
    /* The last two answers carry no status. */
    if (tee_enter(cpu, vector_pc(vector), argument, 0) != 0 &&
        done < TEED_FIQ_DONE)
        panic("the TEE refused a power transition", cpu->s_x);
}

void tee_cpu_on(struct cpu *cpu)
{
    cpu->s =
        (struct el1){.sctlr = SCTLR_EL1_RESET, .spsr_el3 = SPSR_EL1H_MASKED};
    tee_notify(cpu, TEED_VECTOR_CPU_ON, TEED_ON_DONE, 0);
    cpu->tee_vectors = tee.vectors;
}

_Bool s_handle_smc(struct cpu *cpu)
{
    uint32_t function = (uint32_t)cpu->s_x[0];

    if (function == cpu->expected && function != TEED_CALL_DONE)
        return 1;
    if (smc_owner(function) != SMCCC_OWNER_ARCH)
        panic("the TEE made a call that is not due", cpu->s_x);
    smc_answer_arch(cpu->s_x);
    return 0;
}

_Bool s_handle_trap(struct cpu *cpu)
{
    (void)cpu;
    trap_reflect();
    return 0;
}
