/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The text formatter under printf, without I/O: unit-tested on the host.
 */
#pragma once

#include <stdarg.h>
#include <stddef.h>

/* As vsnprintf, for the formats that stdio.h lists: writes at most size
 * bytes, NUL included (size 0: nothing, buf may be NULL), and returns the
 * length of the whole text. */
int format_text(char *buf, size_t size, const char *fmt, va_list ap);
