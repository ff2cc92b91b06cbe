/* SPDX-License-Identifier: BSD-2-Clause */
/* Patterns in the EL1 registers; see shared.h. */
#include "tests/integration/monitor/shared.h"

void el1_fill(uint64_t seed, uint64_t *values)
{
    for (unsigned i = 0; i < EL1_COUNT; i++) {
        /* Knuth's multiplier: no two registers or seeds alike. */
        seed = seed * 6364136223846793005ull + 1442695040888963407ull;
        values[i] = seed ^ seed >> 29;
    }
    el1_write(values);
    for (unsigned i = 0; i < EL1_COUNT; i++)
        values[i] = 0;
    el1_read(values);
}

uint64_t el1_lost(const uint64_t *values)
{
    uint64_t now[EL1_COUNT] = {0};
    uint64_t lost = 0;

    el1_read(now);
    for (unsigned i = 0; i < EL1_COUNT; i++)
        lost |= (uint64_t)(now[i] != values[i]) << i;
    return lost;
}
