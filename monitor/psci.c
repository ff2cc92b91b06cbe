/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Each CPU has one slot. Its state is the message between CPUs:
 *
 *   OFF --CPU_ON by another--> PENDING --the CPU itself--> ON --CPU_OFF--> OFF
 *
 * Only the slot's own CPU leaves PENDING and ON; leaving OFF is under the lock,
 * after entry and argument were written. The wake-up interrupt carries nothing:
 * a CPU that waits looks at its slot each time it wakes.
 */
#include "monitor/psci.h"

#include <stddef.h>

#include "abi/psci.h"
#include "abi/teed.h"
#include "monitor/panic.h"
#include "monitor/sysreg.h"
#include "monitor/tee.h"
#include "platform/gicv3.h"
#include "platform/qemu-virt/memory.h"
#include "platform/qemu-virt/platform.h"

struct slot {
    uint32_t state;    /* PSCI_AFFINITY_*, accessed atomically */
    uint64_t entry;    /* written in OFF under the lock, read in PENDING */
    uint64_t argument; /* likewise */
};

static struct {
    uint32_t lock;
    struct slot slots[PLATFORM_CPU_MAX];
} psci;

static uint32_t state_get(const struct slot *slot)
{
    return __atomic_load_n(&slot->state, __ATOMIC_ACQUIRE);
}

static void state_set(struct slot *slot, uint32_t state)
{
    __atomic_store_n(&slot->state, state, __ATOMIC_RELEASE);
}

static _Bool is_ns_ram(uint64_t address)
{
    return address >= PLATFORM_NS_RAM_BASE &&
           address - PLATFORM_NS_RAM_BASE < PLATFORM_NS_RAM_MAX &&
           (address & 3) == 0;
}

/* The slot of an existing CPU, or NULL. */
static struct slot *slot_find(uint64_t target)
{
    int index = platform_cpu_index(target);

    if (index < 0 || target & ~0xff00ffffffull ||
        !gicv3_has_cpu(PLATFORM_GICR_BASE, target))
        return NULL;
    return &psci.slots[index];
}

static int64_t do_cpu_on(struct slot *slot, uint64_t entry, uint64_t argument)
{
    int64_t result = PSCI_SUCCESS;

    while (__atomic_exchange_n(&psci.lock, 1, __ATOMIC_ACQUIRE))
        __asm__ volatile("yield");
    uint32_t state = state_get(slot);
    if (state == PSCI_AFFINITY_OFF) {
        slot->entry = entry;
        slot->argument = argument;
        state_set(slot, PSCI_AFFINITY_PENDING);
    } else {
        result = state == PSCI_AFFINITY_ON ? PSCI_ALREADY_ON : PSCI_ON_PENDING;
    }
    __atomic_store_n(&psci.lock, 0, __ATOMIC_RELEASE);
    return result;
}

static int64_t on_cpu_on(uint64_t target, uint64_t entry, uint64_t argument)
{
    struct slot *slot = slot_find(target);

    if (!slot)
        return PSCI_INVALID_PARAMETERS;
    if (!is_ns_ram(entry))
        return PSCI_INVALID_ADDRESS;
    int64_t result = do_cpu_on(slot, entry, argument);
    if (result == PSCI_SUCCESS)
        gicv3_wake(target, PLATFORM_WAKE_SGI);
    return result;
}

void psci_cpu_await(struct cpu *cpu)
{
    struct slot *slot = &psci.slots[cpu->index];

    gicv3_cpu_park(PLATFORM_GICR_BASE, sysreg_read("mpidr_el1"),
                   PLATFORM_WAKE_SGI);
    while (state_get(slot) != PSCI_AFFINITY_PENDING) {
        cpu_wait(cpu);
        (void)gicv3_group0_take();
    }
    gicv3_cpu_init();
    tee_cpu_on(cpu);
    cpu_prepare_ns(cpu, slot->entry, slot->argument);
    state_set(slot, PSCI_AFFINITY_ON);
}

static void on_cpu_off(struct cpu *cpu)
{
    tee_notify(cpu, TEED_VECTOR_CPU_OFF, TEED_OFF_DONE, 0);
    cpu->tee_vectors = 0;
    state_set(&psci.slots[cpu->index], PSCI_AFFINITY_OFF);
    psci_cpu_await(cpu);
}

/* Powering down is waiting too, but the payload is told and the normal world
 * continues at entry. Returns with ns_x set in both cases. */
static void on_cpu_suspend(struct cpu *cpu, uint32_t power_state,
                           uint64_t entry, uint64_t argument)
{
    uint64_t level = power_state >> PSCI_STATE_LEVEL_SHIFT;

    cpu->ns_x[0] = (uint64_t)PSCI_INVALID_PARAMETERS;
    if (power_state & PSCI_STATE_RESERVED)
        return;
    if (!(power_state & PSCI_STATE_POWERDOWN)) {
        cpu->ns_x[0] = PSCI_SUCCESS;
        cpu_wait(cpu);
        return;
    }
    cpu->ns_x[0] = (uint64_t)PSCI_INVALID_ADDRESS;
    if (!is_ns_ram(entry))
        return;
    tee_notify(cpu, TEED_VECTOR_CPU_SUSPEND, TEED_SUSPEND_DONE, level);
    cpu_wait(cpu);
    tee_notify(cpu, TEED_VECTOR_CPU_RESUME, TEED_RESUME_DONE, level);
    cpu_prepare_ns(cpu, entry, argument);
}

static int64_t on_affinity_info(uint64_t target, uint64_t level)
{
    const struct slot *slot = slot_find(target);

    if (!slot || level != 0)
        return PSCI_INVALID_PARAMETERS;
    return state_get(slot);
}

static int64_t features(uint32_t function)
{
    switch (function) {
    case PSCI_VERSION:
    case PSCI_CPU_SUSPEND:
    case PSCI_64(PSCI_CPU_SUSPEND):
    case PSCI_CPU_OFF:
    case PSCI_CPU_ON:
    case PSCI_64(PSCI_CPU_ON):
    case PSCI_AFFINITY_INFO:
    case PSCI_64(PSCI_AFFINITY_INFO):
    case PSCI_MIGRATE_INFO_TYPE:
    case PSCI_SYSTEM_OFF:
    case PSCI_SYSTEM_RESET:
    case PSCI_FEATURES:
    case SMCCC_VERSION:
        return PSCI_SUCCESS;
    default:
        return PSCI_NOT_SUPPORTED;
    }
}

static __attribute__((noreturn)) void on_system(struct cpu *cpu, _Bool reset)
{
    if (reset) {
        tee_notify(cpu, TEED_VECTOR_SYSTEM_RESET, TEED_SYSTEM_RESET_DONE, 0);
        platform_reset(PLATFORM_GPIO_BASE);
    }
    tee_notify(cpu, TEED_VECTOR_SYSTEM_OFF, TEED_SYSTEM_OFF_DONE, 0);
    platform_power_off(PLATFORM_GPIO_BASE);
}

void psci_call(struct cpu *cpu)
{
    uint32_t function = (uint32_t)cpu->ns_x[0];
    uint64_t mask = function & SMCCC_64 ? ~0ull : 0xffffffffull;
    uint64_t x1 = cpu->ns_x[1] & mask;
    uint64_t x2 = cpu->ns_x[2] & mask;
    uint64_t x3 = cpu->ns_x[3] & mask;
    int64_t result = PSCI_NOT_SUPPORTED;

    switch (function) {
    case PSCI_VERSION:
        result = PSCI_VERSION_1_1;
        break;
    case PSCI_CPU_SUSPEND:
    case PSCI_64(PSCI_CPU_SUSPEND):
        on_cpu_suspend(cpu, (uint32_t)x1, x2, x3);
        return;
    case PSCI_CPU_OFF:
        on_cpu_off(cpu);
        return;
    case PSCI_CPU_ON:
    case PSCI_64(PSCI_CPU_ON):
        result = on_cpu_on(x1, x2, x3);
        break;
    case PSCI_AFFINITY_INFO:
    case PSCI_64(PSCI_AFFINITY_INFO):
        result = on_affinity_info(x1, x2);
        break;
    case PSCI_MIGRATE_INFO_TYPE:
        result = PSCI_MIGRATE_NOT_NEEDED;
        break;
    case PSCI_SYSTEM_OFF:
        on_system(cpu, 0);
    case PSCI_SYSTEM_RESET:
        on_system(cpu, 1);
    case PSCI_FEATURES:
        result = features((uint32_t)x1);
        break;
    default:
        break;
    }
    cpu->ns_x[0] = (uint64_t)result;
}

void psci_boot(const struct cpu *cpu)
{
    for (size_t i = 0; i < PLATFORM_CPU_MAX; i++)
        state_set(&psci.slots[i], PSCI_AFFINITY_OFF);
    state_set(&psci.slots[cpu->index], PSCI_AFFINITY_ON);
}
