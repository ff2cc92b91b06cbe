/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lines are put together in a small buffer and written at once, so that lines
 * of two CPUs do not mix (the kernel lock is held).
 */
#include "kernel/log.h"

#include "lib/mem.h"

struct line {
    size_t n;
    char text[KLOG_MAX + 2 * PROCESS_NAME_MAX];
};

static void line_add(struct line *l, const char *text, size_t n)
{
    for (size_t i = 0; i < n && l->n < sizeof(l->text) - 1; i++) {
        char c = text[i];

        l->text[l->n++] = c >= ' ' && c <= '~' ? c : '?';
    }
}

static void line_add_string(struct line *l, const char *text)
{
    line_add(l, text, strlen(text));
}

static void line_add_hex(struct line *l, uint64_t value)
{
    char digit[16];
    size_t n = sizeof(digit);

    do {
        digit[--n] = "0123456789abcdef"[value & 15];
        value >>= 4;
    } while (value);
    line_add_string(l, "0x");
    line_add(l, digit + n, sizeof(digit) - n);
}

static void line_write(struct line *l)
{
    l->text[l->n++] = '\n';
    arch_console_write(l->text, l->n);
}

void log_line(const char *name, const char *text, size_t n)
{
    struct line l = {.n = 0};

    line_add(&l, name, strnlen(name, PROCESS_NAME_MAX));
    line_add_string(&l, ": ");
    while (n > 0 && text[n - 1] == '\n')
        n--;
    line_add(&l, text, n);
    line_write(&l);
}

void log_text(const char *text)
{
    log_line("kernel", text, strlen(text));
}

void log_death(const struct death *d)
{
    static const char *const reason[] = {
        [KDEATH_EXIT] = "exit or panic, code ",
        [KDEATH_FAULT] = "fault, syndrome ",
        [KDEATH_CALL] = "broke the contract of kernel call ",
        [KDEATH_KILLED] = "killed ",
    };
    struct line l = {.n = 0};

    line_add_string(&l, "kernel: process ");
    line_add(&l, d->name, strnlen(d->name, PROCESS_NAME_MAX));
    line_add_string(&l, " died: ");
    line_add_string(&l, reason[d->why]);
    line_add_hex(&l, d->code);
    if (d->why == KDEATH_FAULT) {
        line_add_string(&l, " at pc ");
        line_add_hex(&l, d->pc);
        if (d->address != ARCH_NO_ADDRESS) {
            line_add_string(&l, ", address ");
            line_add_hex(&l, d->address);
        }
    }
    line_write(&l);
}

void log_address(const char *text, uint64_t value)
{
    struct line l = {.n = 0};

    line_add_string(&l, "kernel: ");
    line_add_string(&l, text);
    line_add_string(&l, " ");
    line_add_hex(&l, value);
    line_write(&l);
}
