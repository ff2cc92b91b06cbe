/* SPDX-License-Identifier: BSD-2-Clause */
/* A part that nobody names, but whose constructor must run. */
#include <part.h>

static void __attribute__((constructor)) part_construct(void)
{
    constructed = constructed * 10 + 2;
}
