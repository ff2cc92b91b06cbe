/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The machine in QEMU: a payload in Linux' place, as tests/adversary has it,
 * whose entry and exceptions it shares. The timer is what interrupts.
 */
#include "abi/psci.h"
#include "lib/mem.h"
#include "platform/mmio.h"
#include "platform/pl011.h"
#include "platform/qemu-virt/memory.h"
#include "tests/adversary/base.h"
#include "tests/conformance/kernel/scenario.h"
#include "tests/conformance/kernel/world.h"

#define UART0         0x09000000
#define FREE          0x48000000
#define TIMER_INTID   27u
#define GICD_CTLR     0x0000
#define GICR_SGI      (PLATFORM_GICR_BASE + 0x10000)
#define GICR_ENABLER0 0x100
#define GICR_PRIORITY 0x400

void cpu_main(uint64_t id);

static void timer_set(uint64_t control)
{
    __asm__ volatile("msr cntv_tval_el0, xzr\n\t"
                     "msr cntv_ctl_el0, %0\n\tisb" ::"r"(control));
}

void world_smc(uint64_t x[8], bool fast)
{
    (void)fast;
    smc_call(x);
    timer_set(0);
}

void world_print(const char *text)
{
    pl011_write(UART0, text, strlen(text));
}

void world_interrupt(void)
{
    timer_set(1);
}

struct world_ram world_ram(void)
{
    return (struct world_ram){0x40000000, RAM_END, FREE};
}

/* The timer's interrupt stops the secure world, but is never taken here. */
static void interrupts_enable(void)
{
    mmio_write32(PLATFORM_GICD_BASE + GICD_CTLR, 0x12);
    mmio_write32(GICR_SGI + GICR_PRIORITY + (TIMER_INTID & ~3u), 0xa0a0a0a0);
    mmio_write32(GICR_SGI + GICR_ENABLER0, 1u << TIMER_INTID);
    /* ICC_PMR_EL1, ICC_IGRPEN1_EL1 */
    __asm__ volatile("msr s3_0_c4_c6_0, %0\n\t"
                     "msr s3_0_c12_c12_7, %1\n\tisb" ::"r"(0xf0ull),
                     "r"(1ull));
}

void payload_fault(uint64_t esr, uint64_t elr, uint64_t far)
{
    uint64_t off[8] = {PSCI_SYSTEM_OFF};

    (void)esr, (void)far;
    pl011_puts(UART0, "the payload itself faulted at ");
    pl011_put_hex(UART0, elr);
    pl011_puts(UART0, "\n");
    for (;;)
        smc_call(off);
}

void cpu_main(uint64_t id)
{
    uint64_t off[8] = {PSCI_SYSTEM_OFF};

    (void)id;
    pl011_init(UART0);
    interrupts_enable();
    conformance_run();
    smc_call(off);
}
