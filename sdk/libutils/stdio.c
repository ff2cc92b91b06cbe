/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * printf and its like over format_text(). What is printed is gathered in
 * `line` and goes to the secure log by whole lines, because the log puts the
 * program's name before each.
 */
#include <printk.h>
#include <stdint.h>
#include <stdio.h>

#include "sdk/libutils/format.h"
#include "sdk/libutils/trace_priv.h"

static struct {
    char text[TRACE_LINE_MAX];
    size_t length;
} line;

int vsnprintf(char *buf, size_t size, const char *fmt, va_list ap)
{
    return format_text(buf, size, fmt, ap);
}

int vsnprintk(char *buf, size_t size, const char *fmt, va_list ap)
{
    return format_text(buf, size, fmt, ap);
}

int snprintf(char *buf, size_t size, const char *fmt, ...)
{
    va_list ap;
    int n;

    va_start(ap, fmt);
    n = format_text(buf, size, fmt, ap);
    va_end(ap);
    return n;
}

int snprintk(char *buf, size_t size, const char *fmt, ...)
{
    va_list ap;
    int n;

    va_start(ap, fmt);
    n = format_text(buf, size, fmt, ap);
    va_end(ap);
    return n;
}

int sprintf(char *buf, const char *fmt, ...)
{
    va_list ap;
    int n;

    va_start(ap, fmt);
    n = format_text(buf, INT32_MAX, fmt, ap);
    va_end(ap);
    return n;
}

int putchar(int c)
{
    if (c != '\n')
        line.text[line.length++] = (char)c;
    if (c == '\n' || line.length == sizeof(line.text)) {
        trace_ext_puts(line.text, line.length);
        line.length = 0;
    }
    return (unsigned char)c;
}

int puts(const char *s)
{
    for (; *s; s++)
        putchar(*s);
    return putchar('\n');
}

int vprintf(const char *fmt, va_list ap)
{
    char text[TRACE_LINE_MAX];
    int n = format_text(text, sizeof(text), fmt, ap);

    for (const char *p = text; *p; p++)
        putchar(*p);
    return n;
}

int printf(const char *fmt, ...)
{
    va_list ap;
    int n;

    va_start(ap, fmt);
    n = vprintf(fmt, ap);
    va_end(ap);
    return n;
}
