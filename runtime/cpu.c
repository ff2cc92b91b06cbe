/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a program asks of the CPU without the kernel: the counter and random
 * numbers. With call.S and start.S all of the runtime that knows the machine.
 */
#include "runtime/rt.h"

uint64_t rt_ticks(void)
{
    uint64_t ticks;

    /* The barrier keeps the read from being done ahead of its place. */
    __asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(ticks)::"memory");
    return ticks;
}

uint64_t rt_ticks_hz(void)
{
    uint64_t hz;

    __asm__("mrs %0, cntfrq_el0" : "=r"(hz));
    return hz;
}

int rt_cpu_random(uint64_t *value)
{
    uint64_t random;
    uint32_t ok;

    if (rt_isar0() >> 60 == 0)
        return 0;
    /* RNDR; Z is set when no number could be had in time. */
    __asm__ volatile("mrs %0, s3_3_c2_c4_0\n\tcset %w1, ne"
                     : "=r"(random), "=r"(ok)
                     :
                     : "cc");
    if (!ok)
        return 0;
    *value = random;
    return 1;
}

/* Where there is no pointer authentication, or it is off, the instruction has
 * no effect; where there is, the signature of eight values is hardly zero. */
bool rt_cpu_signs(void)
{
    uint64_t signatures = 0;

    for (uint64_t i = 0; i < 8; i++) {
        register uint64_t value __asm__("x17") = i;
        register uint64_t modifier __asm__("x16") = 0;

        __asm__ volatile("hint #8" /* pacia1716 */
                         : "+r"(value)
                         : "r"(modifier));
        signatures |= value ^ i;
    }
    return signatures != 0;
}
