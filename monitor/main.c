/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Start of the monitor: the primary CPU starts the payload and prepares Linux,
 * the others wait to be turned on. Both return to entry.S, which enters the
 * normal world with what was prepared.
 */
#include <stdint.h>

#include "abi/boot.h"
#include "monitor/cpu.h"
#include "monitor/mmu.h"
#include "monitor/panic.h"
#include "monitor/psci.h"
#include "monitor/sysreg.h"
#include "monitor/tee.h"
#include "platform/gicv3.h"
#include "platform/qemu-virt/memory.h"
#include "platform/qemu-virt/platform.h"

/* entry.S calls these. */
void monitor_primary(const struct boot_handoff *from_boot);
void monitor_secondary(void);

static int cpu_index(void)
{
    return platform_cpu_index(sysreg_read("mpidr_el1"));
}

void monitor_primary(const struct boot_handoff *from_boot)
{
    struct boot_handoff handoff = *from_boot;
    int index = cpu_index();
    struct cpu *cpu = cpu_get(index);

    mmu_build();
    mmu_enable();
    cpu_init(cpu, index);
    if (handoff.magic != BOOT_HANDOFF_MAGIC)
        panic("no handoff from boot", NULL);
    psci_boot(cpu);
    gicv3_wake_others(PLATFORM_WAKE_SGI);
    log_line("starting the TEE");
    tee_boot(cpu, &handoff);
    log_line("starting the normal world");
    cpu_prepare_ns(cpu, handoff.kernel_entry, handoff.fdt);
}

void monitor_secondary(void)
{
    int index = cpu_index();
    struct cpu *cpu = cpu_get(index);

    mmu_enable();
    cpu_init(cpu, index);
    psci_cpu_await(cpu);
}
