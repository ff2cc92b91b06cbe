/* SPDX-License-Identifier: BSD-2-Clause */
/* A part of the library that the TA calls. */
#include <part.h>

#if IN_LIBRARY != 1
#error cflags-lib-y is for libraries
#endif

__thread int part_zero;
__thread int part_seven = 7;

int part_add(int a, int b)
{
    return a + b;
}
