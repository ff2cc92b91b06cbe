/* SPDX-License-Identifier: BSD-2-Clause */
/* A library with everything that may be in one: what the TA defines, what the
 * kit does, what is its own, also by address. */
#include <load.h>
#include <stdlib.h>
#include <tee_internal_api.h>

int one_add(int a, int b);
int one_sort(int a, int b);
int one_random(int a, int b);

int one_variable = 1;
const int one_constant = 2;

static int before;

static int add(int a, int b)
{
    return a + b + before;
}

/* Needs relocation. */
static int (*const functions[])(int, int) = {add};

int one_add(int a, int b)
{
    return functions[b - b](a, b);
}

static int compare(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

/* The kit's C library, which calls back; the lesser one. */
int one_sort(int a, int b)
{
    int *list = malloc(2 * sizeof(*list));
    int lesser;

    if (!list)
        return 0;
    list[0] = a;
    list[1] = b;
    qsort(list, 2, sizeof(*list), compare);
    lesser = list[0];
    free(list);
    return lesser;
}

/* A service, by the TA's own engine: 1 if two draws differ. */
int one_random(int a, int b)
{
    uint64_t first = 0, second = 0;

    (void)a;
    (void)b;
    TEE_GenerateRandom(&first, sizeof(first));
    TEE_GenerateRandom(&second, sizeof(second));
    return first != second;
}

static void __attribute__((constructor)) construct(void)
{
    loaded = loaded * 10 + 1;
}

static void __attribute__((destructor)) destruct(void)
{
    IMSG("one: destructed");
}
