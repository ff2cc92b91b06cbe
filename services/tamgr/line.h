/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A line of the secure log in the making. Text that does not fit is cut off.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "abi/kernel.h"
#include "abi/tee_result.h"

#define UUID_TEXT 36u /* characters, no NUL */

struct line {
    size_t length;
    char text[KLOG_MAX];
};

/* Appends `text`, NUL-terminated. */
void line_text(struct line *line, const char *text);

/* Appends `value` in decimal, or in hexadecimal after 0x. */
void line_decimal(struct line *line, uint64_t value);
void line_hex(struct line *line, uint64_t value);

/* Appends `uuid` in its text form. */
void line_uuid(struct line *line, const struct uuid_words *uuid);
