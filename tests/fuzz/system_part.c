/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Linked into each part of the target `system`: where its counters are, which
 * must not be put back with its variables.
 */
#include <stdint.h>

/* As the compiler declares them, and this object is linked last: otherwise GNU
 * ld makes the compiler's references zero. */
#define OWN __attribute__((weak))

extern OWN uint8_t __start___sancov_cntrs[], __stop___sancov_cntrs[];
extern OWN uint8_t __start___llvm_prf_cnts[], __stop___llvm_prf_cnts[];

void part_counters(uint8_t *range[4]);

void part_counters(uint8_t *range[4])
{
    range[0] = __start___sancov_cntrs;
    range[1] = __stop___sancov_cntrs;
    range[2] = __start___llvm_prf_cnts;
    range[3] = __stop___llvm_prf_cnts;
}
