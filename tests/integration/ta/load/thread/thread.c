/* SPDX-License-Identifier: BSD-2-Clause */
/* A library with a thread-local variable: it can be linked, not loaded. */
int thread_next(int a, int b);

static __thread int number;

int thread_next(int a, int b)
{
    (void)a;
    (void)b;
    return number++;
}
