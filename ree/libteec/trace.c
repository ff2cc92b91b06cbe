/* SPDX-License-Identifier: BSD-2-Clause */
/* The two functions behind the macros of teec_trace.h. */
#define BINARY_PREFIX "TEEC"
#include "ree/libteec/include/teec_trace.h"

#include <ctype.h>
#include <stdarg.h>

#define ROW 16u

static const char level_letter[] = "?EIDF";

void _dprintf(const char *function, int line, int level, const char *prefix,
              const char *format, ...)
{
    FILE *to = level == TRACE_ERROR ? stderr : stdout;
    char letter =
        level >= TRACE_ERROR && level <= TRACE_FLOW ? level_letter[level] : '?';
    va_list arguments;

    flockfile(to);
    if (function)
        fprintf(to, "%c/%s: %s:%d: ", letter, prefix, function, line);
    va_start(arguments, format);
    vfprintf(to, format, arguments);
    va_end(arguments);
    funlockfile(to);
}

/* One row: offset, up to ROW octets, the same as text. */
static void dump_row(const uint8_t *row, size_t offset, size_t count)
{
    printf("%08zx ", offset);
    for (size_t i = 0; i < ROW; i++)
        printf(i < count ? " %02x" : "   ", i < count ? row[i] : 0u);
    printf("  ");
    for (size_t i = 0; i < count; i++)
        putchar(isprint(row[i]) ? row[i] : '.');
    putchar('\n');
}

void dump_buffer(const char *title, const uint8_t *buffer, size_t length)
{
    flockfile(stdout);
    printf("%s\n", title);
    for (size_t offset = 0; offset < length; offset += ROW)
        dump_row(buffer + offset, offset,
                 length - offset < ROW ? length - offset : ROW);
    funlockfile(stdout);
}
