/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The secure half: answers the calls of shared.h and counts the hooks. Its EL1
 * registers hold a pattern of their own all the time.
 */
#include "abi/psci.h"
#include "abi/teed.h"
#include "platform/mmio.h"
#include "platform/pl011.h"
#include "platform/qemu-virt/memory.h"
#include "tests/integration/monitor/shared.h"

#define SECURE_SGI      8u
#define GICR_STRIDE     0x20000u
#define GICR_SGI        (PLATFORM_GICR_BASE + 0x10000)
#define GICR_IGROUPR0   0x080
#define GICR_ISENABLER0 0x100
#define GICR_ICENABLER0 0x180
#define GICR_IPRIORITYR 0x400
#define GICR_IGRPMODR0  0xd00

enum { HOOK_ON, HOOK_OFF, HOOK_SUSPEND, HOOK_RESUME, HOOK_SYSTEM_OFF, HOOKS };

static struct {
    uint64_t hooks[HOOKS + 1];
    uint64_t interrupts;
    uint64_t registers[CPUS][EL1_COUNT];
} payload;

/* payload_start.S */
int payload_boot(void);
void payload_call(uint64_t *x, uint64_t vector);
void payload_hook(unsigned hook);
void payload_interrupt(void);
uint64_t spin(void);
uint64_t withheld_read(void);

static unsigned cpu(void)
{
    uint64_t mpidr;

    __asm__("mrs %0, mpidr_el1" : "=r"(mpidr));
    return (unsigned)mpidr & (CPUS - 1);
}

int payload_boot(void)
{
    el1_fill(0x5ecu, payload.registers[0]);
    return mmio_read8(MODE_ADDRESS) == MODE_TEE_FAILS;
}

/* Makes all of this CPU's interrupts secure and turns them off, as a payload
 * may: EL3 must be able to wake the CPU all the same. */
static void interrupts_take(void)
{
    uintptr_t gicr = GICR_SGI + cpu() * GICR_STRIDE;

    mmio_write32(gicr + GICR_ICENABLER0, ~0u);
    mmio_write32(gicr + GICR_IGROUPR0, 0);
    mmio_write32(gicr + GICR_IGRPMODR0, ~0u);
}

void payload_hook(unsigned hook)
{
    payload.hooks[hook]++;
    if (hook == HOOK_OFF)
        interrupts_take();
    if (hook == HOOK_ON)
        el1_fill(0x5ecu + cpu(), payload.registers[cpu()]);
    if (hook >= HOOK_SYSTEM_OFF)
        pl011_puts(PLATFORM_UART_BASE, hook == HOOK_SYSTEM_OFF
                                           ? "payload: system off\n"
                                           : "payload: system reset\n");
}

/* Makes an SGI secure and raises it here, where IRQ is masked: it is taken as
 * soon as the normal world runs. */
static void interrupt_raise(void)
{
    uintptr_t gicr = GICR_SGI + cpu() * GICR_STRIDE;
    uint32_t group = mmio_read32(gicr + GICR_IGROUPR0);
    uint64_t sgi = (uint64_t)SECURE_SGI << 24 | 1ull << cpu();

    mmio_write32(gicr + GICR_IGROUPR0, group & ~(1u << SECURE_SGI));
    mmio_write32(gicr + GICR_IGRPMODR0, 1u << SECURE_SGI);
    mmio_write32(gicr + GICR_IPRIORITYR + SECURE_SGI, 0);
    mmio_write32(gicr + GICR_ISENABLER0, 1u << SECURE_SGI);
    /* ICC_SGI1R_EL1: secure group 1 from the secure world. */
    __asm__ volatile("dsb sy\n\tmsr s3_0_c12_c11_5, %0\n\tisb" ::"r"(sgi));
}

void payload_interrupt(void)
{
    uint64_t intid;

    /* ICC_IAR1_EL1, ICC_EOIR1_EL1 */
    __asm__ volatile("mrs %0, s3_0_c12_c12_0" : "=r"(intid));
    if (intid == SECURE_SGI)
        payload.interrupts++;
    __asm__ volatile("msr s3_0_c12_c12_1, %0" ::"r"(intid));
}

static void on_echo(uint64_t *x, uint64_t vector)
{
    x[1] += x[2] + x[3] + x[4] + x[5] + x[6] + x[7];
    x[2] = vector;
}

static void on_hooks(uint64_t *x)
{
    for (unsigned i = 0; i <= HOOK_RESUME; i++)
        x[i] = payload.hooks[i];
}

void payload_call(uint64_t *x, uint64_t vector)
{
    switch (x[0]) {
    case CALL_ECHO:
    case CALL_ECHO_YIELD:
        on_echo(x, vector);
        break;
    case CALL_HOOKS:
        on_hooks(x);
        break;
    case CALL_SPIN:
        x[0] = spin();
        el1_fill(0x5ecu, payload.registers[cpu()]);
        break;
    case CALL_INTERRUPT:
        x[0] = payload.interrupts;
        interrupt_raise();
        break;
    case CALL_TRAP:
        x[0] = withheld_read();
        el1_fill(0x5ecu, payload.registers[cpu()]);
        break;
    case CALL_VERSION:
        x[0] = smc(SMCCC_VERSION, 0, 0, 0);
        break;
    case CALL_REGISTERS:
        x[0] = el1_lost(payload.registers[cpu()]);
        break;
    case CALL_MISBEHAVE:
        (void)smc(TEED_FIQ_DONE, 0, 0, 0);
        break;
    default:
        x[0] = (uint64_t)SMCCC_RET_NOT_SUPPORTED;
        break;
    }
}
