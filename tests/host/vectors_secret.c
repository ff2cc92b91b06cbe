/* SPDX-License-Identifier: BSD-2-Clause */
/* Secrets under valgrind's memcheck: what is hidden has no value yet. Without
 * valgrind these are a few instructions that do nothing. */
#include "tests/vectors/ta/secret.h"

#include <valgrind/memcheck.h>

void secret_hide(const void *p, size_t n)
{
    VALGRIND_MAKE_MEM_UNDEFINED(p, n);
}

void secret_show(const void *p, size_t n)
{
    VALGRIND_MAKE_MEM_DEFINED(p, n);
}
