/* SPDX-License-Identifier: BSD-2-Clause */
/* A library that needs another one, and may have something that nobody has. */
#include <load.h>
#include <tee_internal_api.h>

int one_add(int a, int b);
extern int nobodys __attribute__((weak));
int two_add(int a, int b);

int two_add(int a, int b)
{
    return &nobodys ? 0 : 2 * one_add(a, b);
}

static void __attribute__((constructor)) construct(void)
{
    loaded = loaded * 10 + 2;
}

static void __attribute__((destructor)) destruct(void)
{
    IMSG("two: destructed");
}
