/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * C11 7.21, the part without files. printf and its like write lines to the
 * secure log. Formats: flags "-+ #0", width, precision, hh h l ll j z t,
 * d i u o x X c s p %, and %pUl for a pointer to a TEE_UUID. No floating
 * point and no %n: those print as they stand.
 */
#pragma once

#include <compiler.h>
#include <stdarg.h>
#include <stddef.h>

#define EOF (-1)

int printf(const char *fmt, ...) __printf(1, 2);
int vprintf(const char *fmt, va_list ap) __printf(1, 0);
int sprintf(char *buf, const char *fmt, ...) __printf(2, 3);
int snprintf(char *buf, size_t size, const char *fmt, ...) __printf(3, 4);
int vsnprintf(char *buf, size_t size, const char *fmt, va_list ap)
    __printf(3, 0);
int puts(const char *s);
int putchar(int c);
