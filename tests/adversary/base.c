/* SPDX-License-Identifier: BSD-2-Clause */
/* See base.h. Mutable state: `report`. */
#include "tests/adversary/base.h"

#include "abi/psci.h"
#include "lib/mem.h"
#include "platform/pl011.h"

#define UART0       0x09000000
#define SHOWN_FIRST 40u /* failures that are described */

static struct {
    struct lock lock;
    uint32_t failures;
    uint32_t points;
} report;

void random_start(struct cpu *cpu)
{
    cpu->random = SETTINGS->seed * 0x9e3779b97f4a7c15ull ^
                  cpu->batch * 0xbf58476d1ce4e5b9ull ^ (uint64_t)cpu->id << 56;
    for (unsigned i = 0; i < 4; i++)
        (void)random_next(cpu);
}

/* splitmix64 (Steele, Lea, Flood, 2014) */
uint64_t random_next(struct cpu *cpu)
{
    uint64_t z = (cpu->random += 0x9e3779b97f4a7c15ull);

    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ z >> 27) * 0x94d049bb133111ebull;
    return z ^ z >> 31;
}

uint32_t random_below(struct cpu *cpu, uint32_t n)
{
    return (uint32_t)((random_next(cpu) >> 32) * n >> 32);
}

bool one_in(struct cpu *cpu, uint32_t n)
{
    return random_below(cpu, n) == 0;
}

bool chance(struct cpu *cpu, uint32_t percent)
{
    return random_below(cpu, 100) < percent;
}

uint64_t ticks(void)
{
    uint64_t value;

    __asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(value)::"memory");
    return value;
}

void lock_take(struct lock *lock)
{
    while (__atomic_exchange_n(&lock->taken, 1, __ATOMIC_ACQUIRE))
        __asm__ volatile("yield");
}

void lock_release(struct lock *lock)
{
    __atomic_store_n(&lock->taken, 0, __ATOMIC_RELEASE);
}

static void put_decimal(uint64_t value)
{
    char digits[21] = {0};
    unsigned at = sizeof digits - 1;

    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value);
    pl011_puts(UART0, digits + at);
}

void say(const char *line)
{
    lock_take(&report.lock);
    pl011_puts(UART0, "# ");
    pl011_puts(UART0, line);
    pl011_puts(UART0, "\n");
    lock_release(&report.lock);
}

void say_value(const char *name, uint64_t value)
{
    lock_take(&report.lock);
    pl011_puts(UART0, "# ");
    pl011_puts(UART0, name);
    pl011_puts(UART0, ": ");
    put_decimal(value);
    pl011_puts(UART0, "\n");
    lock_release(&report.lock);
}

static void put_hex(const char *name, uint64_t value)
{
    pl011_puts(UART0, name);
    pl011_put_hex(UART0, value);
}

void fail(const struct cpu *cpu, const char *what, uint64_t a, uint64_t b)
{
    lock_take(&report.lock);
    if (report.failures++ < SHOWN_FIRST) {
        pl011_puts(UART0, "# FAILED: ");
        pl011_puts(UART0, what);
        put_hex(" ", a);
        put_hex(" ", b);
        put_hex("; batch ", cpu->batch);
        put_hex(" cpu ", cpu->id);
        pl011_puts(UART0, " in ");
        pl011_puts(UART0, cpu->doing ? cpu->doing : "-");
        pl011_puts(UART0, "\n");
    }
    lock_release(&report.lock);
}

uint32_t failures(void)
{
    return __atomic_load_n(&report.failures, __ATOMIC_RELAXED);
}

void point(bool ok, const char *what)
{
    lock_take(&report.lock);
    pl011_puts(UART0, ok ? "ok " : "not ok ");
    put_decimal(++report.points);
    pl011_puts(UART0, " - ");
    pl011_puts(UART0, what);
    pl011_puts(UART0, "\n");
    lock_release(&report.lock);
}

void points_end(void)
{
    pl011_puts(UART0, "1..");
    put_decimal(report.points);
    pl011_puts(UART0, "\n");
}

void payload_fault(uint64_t esr, uint64_t elr, uint64_t far)
{
    uint64_t off[8] = {PSCI_SYSTEM_OFF};

    pl011_puts(UART0, "\nBail out! the payload itself faulted:");
    put_hex(" esr ", esr);
    put_hex(" elr ", elr);
    put_hex(" far ", far);
    pl011_puts(UART0, "\n");
    for (;;)
        smc_call(off);
}
