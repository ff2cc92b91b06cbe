/* SPDX-License-Identifier: BSD-2-Clause */
/* What libcrypto calls is in libc.c; the rest does not reach the link. */
#pragma once
#include <stddef.h>
#define EXIT_FAILURE 1
#define EXIT_SUCCESS 0
void *malloc(size_t n);
void *calloc(size_t n, size_t size);
void *realloc(void *p, size_t n);
void free(void *p);
_Noreturn void abort(void);
void qsort(void *base, size_t n, size_t size,
           int (*compare)(const void *, const void *));
int atoi(const char *s);
long strtol(const char *s, char **end, int base);
unsigned long strtoul(const char *s, char **end, int base);
char *getenv(const char *name);
int atexit(void (*function)(void));
