/* SPDX-License-Identifier: BSD-2-Clause */
/* POSIX comparisons; the first two without regard to case. */
#pragma once

#include <stddef.h>

int strcasecmp(const char *a, const char *b);
int strncasecmp(const char *a, const char *b, size_t n);

/* Only 0 or not 0 has a meaning. Compilers call it for memcmp() == 0. */
int bcmp(const void *a, const void *b, size_t n);
