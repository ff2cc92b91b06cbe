/* SPDX-License-Identifier: BSD-2-Clause */
/* Text for the secure log; no printf, because four kinds of word suffice. */
#include "services/tamgr/line.h"

#include <stdbool.h>

#include "lib/mem.h"

static void line_char(struct line *line, char c)
{
    if (line->length < sizeof(line->text))
        line->text[line->length++] = c;
}

void line_text(struct line *line, const char *text)
{
    for (; *text; text++)
        line_char(line, *text);
}

static char digit(uint64_t value)
{
    return "0123456789abcdef"[value & 15];
}

void line_decimal(struct line *line, uint64_t value)
{
    char digits[20];
    size_t n = 0;

    do {
        digits[n++] = digit(value % 10);
        value /= 10;
    } while (value);
    while (n > 0)
        line_char(line, digits[--n]);
}

void line_hex(struct line *line, uint64_t value)
{
    unsigned shift = 60;

    line_text(line, "0x");
    while (shift > 0 && value >> shift == 0)
        shift -= 4;
    for (;; shift -= 4) {
        line_char(line, digit(value >> shift));
        if (shift == 0)
            return;
    }
}

void line_uuid(struct line *line, const struct uuid_words *uuid)
{
    for (unsigned i = 0; i < 16; i++) {
        uint64_t octet = uuid->w[i / 8] >> (8 * (i % 8));

        if (i == 4 || i == 6 || i == 8 || i == 10)
            line_char(line, '-');
        line_char(line, digit(octet >> 4));
        line_char(line, digit(octet));
    }
}
