/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The last report. Everything printed here is read at once from where the
 * exception left it, because nothing may be trusted to come back.
 */
#include "monitor/panic.h"

#include <stddef.h>

#include "monitor/sysreg.h"
#include "platform/pl011.h"
#include "platform/qemu-virt/memory.h"
#include "platform/qemu-virt/platform.h"

/* switch.S: x0..x30 and SP of an exception that must not happen. */
extern const uint64_t panic_x[32];
__attribute__((noreturn)) void panic_vector(uint64_t kind);

static void say(const char *text)
{
    pl011_puts(PLATFORM_UART_BASE, text);
}

static void say_hex(const char *name, uint64_t value)
{
    say(name);
    pl011_put_hex(PLATFORM_UART_BASE, value);
}

void log_line(const char *text)
{
    say("monitor: ");
    say(text);
    say("\n");
}

void log_hex(const char *text, uint64_t value)
{
    say("monitor: ");
    say_hex(text, value);
    say("\n");
}

static void registers_say(const uint64_t *x)
{
    static const char *const names[4] = {"\n  x", "  x", "  x", "  x"};

    for (unsigned i = 0; i < 31; i++) {
        const char digits[] = {(char)('0' + i / 10), (char)('0' + i % 10), ' ',
                               0};
        say(names[i % 4]);
        say_hex(digits, x[i]);
    }
}

void panic(const char *why, const uint64_t *x)
{
    say("monitor: PANIC: ");
    say(why);
    say_hex("\n  cpu ", sysreg_read("mpidr_el1") & 0xff00ffffff);
    say_hex("  scr ", sysreg_read("scr_el3"));
    say_hex("  esr ", sysreg_read("esr_el3"));
    say_hex("\n  elr ", sysreg_read("elr_el3"));
    say_hex("  spsr ", sysreg_read("spsr_el3"));
    say_hex("  far ", sysreg_read("far_el3"));
    if (x)
        registers_say(x);
    say("\nmonitor: stopped\n");
    platform_power_off(PLATFORM_GPIO_BASE);
}

void panic_vector(uint64_t kind)
{
    say_hex("monitor: exception vector ", kind);
    say_hex(" sp ", panic_x[31]);
    say("\n");
    panic("unexpected exception at EL3", panic_x);
}
