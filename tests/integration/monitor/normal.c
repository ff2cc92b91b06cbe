/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The normal half: plays Linux, makes every call the monitor serves and checks
 * what comes back and what must not have changed. Prints TAP on its UART.
 */
#include "abi/psci.h"
#include "abi/teed.h"
#include "platform/mmio.h"
#include "platform/pl011.h"
#include "platform/qemu-virt/memory.h"
#include "tests/integration/monitor/shared.h"

#define UART0       0x09000000
#define TIMER_INTID 27u
#define GICD_CTLR   0x0000
#define GICR_SGI    (PLATFORM_GICR_BASE + 0x10000)
#define ENABLER0    0x100
#define PRIORITY    0x400
#define CALLS       1000u

#define ESR_EC(esr)        ((unsigned)((esr) >> 26) & 0x3f)
#define EC_DATA_ABORT      0x25u
#define FSC_EXTERNAL_ABORT 0x10u

static struct {
    unsigned number, failed;
    volatile uint64_t second_argument; /* the second CPU writes it */
} test;

extern volatile uint64_t fault_esr;
void normal_main(void);
void secondary_main(uint64_t argument);
void secondary_entry(void);
uint64_t suspend(uint64_t power_state, uint64_t argument);
void call_null(uint64_t times);

static void say(const char *text)
{
    pl011_puts(UART0, text);
}

static void say_decimal(uint64_t value)
{
    char digits[21] = {0};
    unsigned at = sizeof digits - 1;

    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value);
    say(digits + at);
}

static void check(_Bool ok, const char *what)
{
    test.failed += !ok;
    say(ok ? "ok " : "not ok ");
    say_decimal(++test.number);
    say(" - ");
    say(what);
    say("\n");
}

/* Equal to want, and if not shows what it was. */
static void check_is(uint64_t got, uint64_t want, const char *what)
{
    check(got == want, what);
    if (got != want) {
        say("# got ");
        pl011_put_hex(UART0, got);
        say(" want ");
        pl011_put_hex(UART0, want);
        say("\n");
    }
}

static uint64_t call(uint32_t id, uint64_t x1, uint64_t x2, uint64_t x3)
{
    return smc(id, x1, x2, x3);
}

/* Makes the call with a pattern everywhere; returns how many of x[first..30]
 * changed. x receives the results. */
static unsigned registers_lost(uint32_t id, unsigned first, uint64_t *x)
{
    uint64_t before[31];
    unsigned lost = 0;

    for (unsigned i = 0; i < 31; i++)
        x[i] = before[i] = 0x1111111111111111ull * (i & 15) + i;
    x[0] = id;
    smc_all(x);
    for (unsigned i = first; i < 31; i++)
        lost += x[i] != before[i];
    return lost;
}

static void check_discovery(void)
{
    uint64_t x[31];

    check_is(call(SMCCC_VERSION, 0, 0, 0), SMCCC_VERSION_1_2, "SMCCC 1.2");
    check_is(call(SMCCC_ARCH_FEATURES, SMCCC_ARCH_WORKAROUND_1, 0, 0),
             SMCCC_RET_NOT_AFFECTED, "no workaround call wanted");
    check_is(call(SMCCC_ARCH_FEATURES, 0x80000002, 0, 0),
             (uint64_t)SMCCC_RET_NOT_SUPPORTED, "no SoC id");
    check_is(registers_lost(0x84000050, 1, x), 0,
             "an unknown call changes only x0");
    check_is(x[0], (uint64_t)SMCCC_RET_NOT_SUPPORTED,
             "an unknown call is answered -1");
    check_is(call(0xc3000000, 0, 0, 0), (uint64_t)SMCCC_RET_NOT_SUPPORTED,
             "an unknown owner is answered -1");
    check_is(call(PSCI_VERSION, 0, 0, 0), PSCI_VERSION_1_1, "PSCI 1.1");
    check_is(call(PSCI_FEATURES, PSCI_64(PSCI_CPU_ON), 0, 0), 0,
             "CPU_ON is there");
    check_is(call(PSCI_FEATURES, 0x84000012, 0, 0),
             (uint64_t)PSCI_NOT_SUPPORTED, "SYSTEM_RESET2 is not");
    check_is(call(PSCI_MIGRATE_INFO_TYPE, 0, 0, 0), PSCI_MIGRATE_NOT_NEEDED,
             "no migration");
}

static void check_calls(void)
{
    uint64_t x[31];

    check_is(registers_lost(CALL_ECHO, 4, x), 0, "a fast call keeps x4..x30");
    check_is(x[0], CALL_ECHO, "its function id arrives");
    check_is(x[1], 0x1111111111111111ull * 28 + 28, "x1..x7 arrive");
    check_is(x[2], TEED_VECTOR_FAST, "through the fast row");
    check_is(registers_lost(CALL_ECHO_YIELD, 4, x), 0,
             "a yielding call keeps x4..x30");
    check_is(x[2], TEED_VECTOR_YIELD, "through the yield row");
    (void)registers_lost(CALL_ECHO | SMCCC_HINT_NO_SVE, 4, x);
    check_is(x[0], CALL_ECHO, "the SVE hint is taken off the id");
    check_is(call(TEED_CALL_DONE, 0, 0, 0), (uint64_t)SMCCC_RET_NOT_SUPPORTED,
             "the payload's answers mean nothing from here");
    check_is(call(CALL_VERSION, 0, 0, 0), SMCCC_VERSION_1_2,
             "the payload may ask for discovery in a call");
}

static void check_registers(void)
{
    uint64_t values[EL1_COUNT] = {0};

    el1_fill(0x2e, values);
    (void)call(CALL_ECHO, 0, 0, 0);
    (void)call(PSCI_VERSION, 0, 0, 0);
    check_is(el1_lost(values), 0, "EL1 registers are kept");
    check_is(call(CALL_REGISTERS, 0, 0, 0), 0, "the payload's too");
    uint64_t ec = call(CALL_TRAP, 0, 0, 0);
    check_is(ec, 0, "what EL3 withholds is undefined to the payload");
}

static void check_protection(void)
{
    static const struct {
        uintptr_t address;
        const char *what;
    } rows[] = {
        {PLATFORM_MONITOR_BASE, "reading the monitor aborts"},
        {PLATFORM_TEE_BASE, "reading the TEE aborts"},
        {PLATFORM_FLASH_BASE, "reading the secure flash aborts"},
        {PLATFORM_UART_BASE, "reading the secure UART aborts"},
        {PLATFORM_GPIO_BASE, "reading the power switch aborts"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        fault_esr = 0;
        (void)mmio_read32(rows[i].address);
        check(ESR_EC(fault_esr) == EC_DATA_ABORT &&
                  (fault_esr & 0x3f) == FSC_EXTERNAL_ABORT,
              rows[i].what);
    }
}

/* ICC_IAR0_EL1 would acknowledge an interrupt that is EL3's. */
static void check_trap(void)
{
    fault_esr = ~0ull;
    __asm__ volatile("mrs x0, s3_0_c12_c8_0" ::: "x0");
    check_is(ESR_EC(fault_esr), 0, "EL3's own interrupts are undefined to us");
}

static uint64_t affinity_wait(uint64_t want)
{
    uint64_t state;

    do
        state = call(PSCI_64(PSCI_AFFINITY_INFO), 1, 0, 0);
    while (state != want && (int64_t)state >= 0);
    return state;
}

void secondary_main(uint64_t argument)
{
    uint64_t values[EL1_COUNT] = {0};

    el1_fill(0x51, values);
    (void)smc(CALL_ECHO, 0, 0, 0);
    test.second_argument =
        argument + el1_lost(values) + smc(CALL_REGISTERS, 0, 0, 0);
    (void)smc(PSCI_CPU_OFF, 0, 0, 0);
}

static void check_cpu_on(void)
{
    uint64_t entry = (uintptr_t)secondary_entry;
    uint32_t on = PSCI_64(PSCI_CPU_ON);
    uint64_t hooks[31] = {CALL_HOOKS};

    check_is(call(on, 7, entry, 0), (uint64_t)PSCI_INVALID_PARAMETERS,
             "no CPU 7");
    check_is(call(on, 1, PLATFORM_TEE_BASE, 0), (uint64_t)PSCI_INVALID_ADDRESS,
             "a CPU does not start in secure memory");
    check_is(call(on, 0, entry, 0), (uint64_t)PSCI_ALREADY_ON, "CPU 0 is on");
    check_is(affinity_wait(PSCI_AFFINITY_OFF), PSCI_AFFINITY_OFF,
             "CPU 1 is off");
    for (uint64_t round = 1; round <= 3; round++) {
        test.second_argument = 0;
        check_is(call(on, 1, entry, 0x100 * round), PSCI_SUCCESS,
                 "CPU 1 is turned on");
        while (!test.second_argument)
            __asm__ volatile("yield");
        check_is(test.second_argument, 0x100 * round,
                 "it runs, with both worlds' registers intact");
        check_is(affinity_wait(PSCI_AFFINITY_OFF), PSCI_AFFINITY_OFF,
                 "it turns itself off");
    }
    smc_all(hooks);
    check_is(hooks[0], 3, "the payload was told each time");
    check_is(hooks[1], 3, "and each time it went off");
}

static void timer_start(uint64_t ticks)
{
    __asm__ volatile("msr cntv_tval_el0, %0\n\t"
                     "msr cntv_ctl_el0, %1\n\tisb" ::"r"(ticks),
                     "r"(1ull));
}

static void timer_stop(void)
{
    __asm__ volatile("msr cntv_ctl_el0, xzr\n\tisb");
}

static uint64_t counter(void)
{
    uint64_t value;

    __asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(value)::"memory");
    return value;
}

static uint64_t pending_read(void)
{
    uint64_t intid;

    __asm__ volatile("mrs %0, s3_0_c12_c12_2" : "=r"(intid));
    return intid;
}

static void interrupts_enable(void)
{
    mmio_write32(PLATFORM_GICD_BASE + GICD_CTLR, 0x12);
    mmio_write32(GICR_SGI + PRIORITY + (TIMER_INTID & ~3u), 0xa0a0a0a0);
    mmio_write32(GICR_SGI + ENABLER0, 1u << TIMER_INTID);
    /* ICC_PMR_EL1, ICC_IGRPEN1_EL1 */
    __asm__ volatile("msr s3_0_c4_c6_0, %0\n\t"
                     "msr s3_0_c12_c12_7, %1\n\tisb" ::"r"(0xf0ull),
                     "r"(1ull));
}

static void check_interrupts(void)
{
    uint64_t x[31];

    interrupts_enable();
    timer_start(100000);
    check_is(call(CALL_SPIN, 0, 0, 0), 1,
             "our timer interrupts the spinning payload");
    check_is(pending_read(), TIMER_INTID, "and is still pending for us");
    timer_stop();
    uint64_t before = call(CALL_INTERRUPT, 0, 0, 0);
    check_is(call(CALL_INTERRUPT, 0, 0, 0), before + 1,
             "a secure interrupt reaches the payload from here");
    check_is(registers_lost(CALL_INTERRUPT, 4, x), 0,
             "it leaves no trace in our registers");
}

static void check_suspend(void)
{
    uint64_t hooks[31] = {CALL_HOOKS};
    uint32_t cpu_suspend = PSCI_64(PSCI_CPU_SUSPEND);

    check_is(call(cpu_suspend, 0x80000000, 0, 0),
             (uint64_t)PSCI_INVALID_PARAMETERS, "a bad power state is refused");
    uint64_t start = counter();
    timer_start(200000);
    check_is(call(cpu_suspend, 0, 0, 0), PSCI_SUCCESS, "standby returns");
    check(counter() - start >= 200000, "at the interrupt");
    check_is(suspend(PSCI_STATE_POWERDOWN, 0x41), 0x42,
             "power-down resumes at its entry point");
    timer_stop();
    smc_all(hooks);
    check(hooks[2] == 1 && hooks[3] == 1, "the payload was told of both");
}

/* Exact with -icount, where a tick of the counter is 16 instructions. */
static void measure_call(void)
{
    uint64_t start = counter();
    call_null(CALLS);
    uint64_t ticks = counter() - start;

    say("# round trip: ");
    say_decimal(ticks * 16 / CALLS);
    say(" ns per call, loop and payload included\n");
}

static void run_main(void)
{
    check_discovery();
    check_calls();
    check_registers();
    check_protection();
    check_trap();
    check_cpu_on();
    check_interrupts();
    check_suspend();
    say("1..");
    say_decimal(test.number);
    say("\n");
    (void)call(PSCI_SYSTEM_OFF, 0, 0, 0);
}

void normal_main(void)
{
    pl011_init(UART0);
    switch (mmio_read8(MODE_ADDRESS)) {
    case MODE_MAIN:
        run_main();
        break;
    case MODE_MEASURE:
        measure_call();
        (void)call(PSCI_SYSTEM_OFF, 0, 0, 0);
        break;
    case MODE_MISBEHAVE:
        (void)call(CALL_MISBEHAVE, 0, 0, 0);
        break;
    case MODE_RESET:
        (void)call(PSCI_SYSTEM_RESET, 0, 0, 0);
        break;
    case MODE_TEE_FAILS:
        check_is(call(CALL_ECHO, 0, 0, 0), (uint64_t)SMCCC_RET_NOT_SUPPORTED,
                 "without a TEE its calls are unknown");
        (void)call(PSCI_SYSTEM_OFF, 0, 0, 0);
        break;
    default:
        break;
    }
}
