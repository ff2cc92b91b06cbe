/* SPDX-License-Identifier: BSD-2-Clause */
/* snprintf for formats that the compiler cannot check, as with %pUl. */
#pragma once

#include <stdarg.h>
#include <stddef.h>

int snprintk(char *buf, size_t size, const char *fmt, ...);
int vsnprintk(char *buf, size_t size, const char *fmt, va_list ap);
