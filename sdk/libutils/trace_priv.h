/* SPDX-License-Identifier: BSD-2-Clause */
/* What libutils needs of its surroundings to print. */
#pragma once

#include <stddef.h>

#define TRACE_LINE_MAX 240 /* bytes; longer text is cut */

/* Writes one line, without its end, to the secure log. Supplied by libutee. */
void trace_ext_puts(const char *text, size_t length);
