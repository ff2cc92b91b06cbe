/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The functions behind the macros of trace.h. A line is made in a buffer on
 * the stack, cut at its end, and written at once.
 */
#include <stdio.h>
#include <trace.h>

#include "sdk/libutils/format.h"
#include "sdk/libutils/trace_priv.h"

int trace_level = TRACE_MAX;
const char trace_ext_prefix[] = "TA";

void trace_set_level(int level)
{
    trace_level = level;
}

int trace_get_level(void)
{
    return trace_level;
}

static size_t write_prefix(char *buf, size_t size, const char *function,
                           int line, int level, bool level_ok)
{
    size_t n = 0;

    if (level_ok && level >= TRACE_ERROR && level <= TRACE_MAX)
        n = (size_t)snprintf(buf, size, "%c/%s: ", "?EIDF"[level],
                             trace_ext_prefix);
    if (function)
        n += (size_t)snprintf(buf + n, size - n, "%.64s:%d ", function, line);
    return n;
}

void trace_vprintf(const char *function, int line, int level, bool level_ok,
                   const char *fmt, va_list ap)
{
    char text[TRACE_LINE_MAX + 1];
    size_t n;

    if (level > trace_level)
        return;
    n = write_prefix(text, sizeof(text), function, line, level, level_ok);
    n += (size_t)format_text(text + n, sizeof(text) - n, fmt, ap);
    if (n >= sizeof(text))
        n = sizeof(text) - 1;
    while (n && text[n - 1] == '\n')
        n--;
    trace_ext_puts(text, n);
}

void trace_printf(const char *function, int line, int level, bool level_ok,
                  const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    trace_vprintf(function, line, level, level_ok, fmt, ap);
    va_end(ap);
}

void dhex_dump(const char *function, int line, int level, const void *buf,
               int len)
{
    const uint8_t *p = buf;
    char text[16 * 3 + 1];

    for (int at = 0; at < len; at += 16) {
        size_t n = 0;

        for (int i = at; i < len && i < at + 16; i++)
            n += (size_t)snprintf(text + n, sizeof(text) - n, "%02x ", p[i]);
        trace_printf(function, line, level, true, "%p: %s",
                     (const void *)(p + at), text);
    }
}
