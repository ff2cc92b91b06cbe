/* SPDX-License-Identifier: BSD-2-Clause */
/* lib/mem.h, and declarations that do not reach the link. */
#pragma once
#include "lib/mem.h"
char *strcat(char *dst, const char *src);
size_t strspn(const char *s, const char *accept);
size_t strcspn(const char *s, const char *reject);
char *strpbrk(const char *s, const char *accept);
char *strerror(int error);
