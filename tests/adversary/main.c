/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The payload: all CPUs attack for a batch, then the first settles what they
 * have left while the others wait. Prints TAP. Mutable state: `gate`.
 */
#include "abi/psci.h"
#include "platform/mmio.h"
#include "platform/pl011.h"
#include "platform/qemu-virt/memory.h"
#include "tests/adversary/attack.h"
#include "tests/adversary/settle.h"

#define UART0          0x09000000
#define BATCH          400u /* requests of all CPUs */
#define FAILURES_MOST  20u
#define PROGRESS_EVERY 50u
#define TIMER_INTID    27u
#define GICD_CTLR      0x0000
#define GICR_STEP      0x20000u
#define GICR_SGI       (PLATFORM_GICR_BASE + 0x10000)
#define GICR_ENABLER0  0x100
#define GICR_PRIORITY  0x400

void cpu_main(uint64_t id);
extern const char cpu_entry[];

static struct {
    uint32_t arrived;
    uint32_t round;
    bool over;
} gate;

/* Returns when all CPUs are here. */
static void meet(void)
{
    uint32_t round = __atomic_load_n(&gate.round, __ATOMIC_ACQUIRE);

    if (__atomic_add_fetch(&gate.arrived, 1, __ATOMIC_ACQ_REL) ==
        SETTINGS->cpus) {
        __atomic_store_n(&gate.arrived, 0, __ATOMIC_RELAXED);
        __atomic_store_n(&gate.round, round + 1, __ATOMIC_RELEASE);
        return;
    }
    while (__atomic_load_n(&gate.round, __ATOMIC_ACQUIRE) == round)
        doze();
}

/* The timer's interrupt stops the secure world, but is never taken here. */
static void interrupts_enable(uint64_t id)
{
    uintptr_t base = GICR_SGI + id * GICR_STEP;

    mmio_write32(PLATFORM_GICD_BASE + GICD_CTLR, 0x12);
    mmio_write32(base + GICR_PRIORITY + (TIMER_INTID & ~3u), 0xa0a0a0a0);
    mmio_write32(base + GICR_ENABLER0, 1u << TIMER_INTID);
    /* ICC_PMR_EL1, ICC_IGRPEN1_EL1 */
    __asm__ volatile("msr s3_0_c4_c6_0, %0\n\t"
                     "msr s3_0_c12_c12_7, %1\n\tisb" ::"r"(0xf0ull),
                     "r"(1ull));
}

static void batch_attack(struct cpu *cpu)
{
    random_start(cpu);
    for (unsigned i = 0; i < BATCH / SETTINGS->cpus; i++) {
        race_join(cpu);
        contest_join(cpu);
        attack(cpu);
    }
}

static void others_start(void)
{
    for (uint64_t id = 1; id < SETTINGS->cpus; id++) {
        uint64_t x[8] = {PSCI_64(PSCI_CPU_ON), id, (uintptr_t)cpu_entry, id};

        smc_call(x);
        if (x[0] != PSCI_SUCCESS)
            payload_fault(x[0], 0, id);
    }
}

static void tally_report(void)
{
    say_value("SMCs", tally.smc);
    say_value("malformed requests and answers", tally.malformed);
    say_value("words changed under the TEE's eyes", tally.changed);
    say_value("calls that succeeded", tally.ok);
    say_value("calls that failed", tally.error);
    say_value("messages not found (EBADADDR, EBADCMD)", tally.refused);
    say_value("calls too many (ETHREAD_LIMIT)", tally.limited);
    say_value("calls ended by the death of a TA", tally.deaths);
    say_value("calls resumed by several CPUs at a time", tally.contested);
    say_value("of these, won by another CPU", tally.stolen);
    say_value("calls waiting at a time, most", tally.peak);
    say_value("interruptions and turns", tally.turns);
    for (unsigned i = 0; i < 32; i++)
        if (tally.rpc[i]) {
            say_value("RPC command", i);
            say_value("  times", tally.rpc[i]);
        }
}

static void first_begin(struct cpu *cpu, uint32_t capacity[CAPACITIES])
{
    memory_init();
    code_remember();
    settle_begin(cpu);
    capacity_measure(cpu, capacity);
    settle(cpu);
    for (unsigned i = 0; i < CAPACITIES; i++)
        say_value(capacity_names[i], capacity[i]);
    point(failures() == 0, "before the attack all is well");
    others_start();
}

static void first_end(struct cpu *cpu, const uint32_t before[CAPACITIES])
{
    uint32_t after[CAPACITIES];

    attack_report();
    tally_report();
    capacity_measure(cpu, after);
    for (unsigned i = 0; i < CAPACITIES; i++) {
        /* Page tables that the gateway has needed once stay in its quota. */
        uint32_t less = i == CAPACITY_PAGES;

        if (after[i] != before[i])
            say_value("now", after[i]);
        point(after[i] == before[i] || after[i] + less == before[i],
              capacity_names[i]);
    }
    settle(cpu);
    settle_end(cpu);
    point(failures() == 0,
          "answers well-formed, nothing else written, ordinary calls served");
    points_end();
}

static void batches_run(struct cpu *cpu)
{
    uint64_t batches = SETTINGS->requests / BATCH;

    for (uint64_t n = 0; n < batches; n++) {
        cpu->batch = SETTINGS->first + n;
        meet();
        if (gate.over)
            return;
        batch_attack(cpu);
        meet();
        if (cpu->id != 0)
            continue;
        settle(cpu);
        gate.over = failures() > FAILURES_MOST;
        if (n % PROGRESS_EVERY == PROGRESS_EVERY - 1)
            say_value("batch", cpu->batch);
    }
}

static void first_run(struct cpu *cpu)
{
    uint64_t off[8] = {PSCI_SYSTEM_OFF};
    uint32_t capacity[CAPACITIES];

    pl011_init(UART0);
    if (SETTINGS->magic != SETTINGS_MAGIC || SETTINGS->tas != TA_ROWS)
        payload_fault(0, 0, SETTINGS_BASE);
    first_begin(cpu, capacity);
    batches_run(cpu);
    first_end(cpu, capacity);
    smc_call(off);
}

void cpu_main(uint64_t id)
{
    struct cpu cpu = {.id = (unsigned)id};

    interrupts_enable(id);
    random_start(&cpu);
    if (id == 0)
        first_run(&cpu);
    batches_run(&cpu);
}
