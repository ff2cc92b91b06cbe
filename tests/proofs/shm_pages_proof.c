/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * shm_pages(): the pages that the bytes touch, or 0 if that cannot be.
 * Bound: none
 * Unwind: 1
 * Found: offset left out
 */
#include "services/gateway/shm.c"
#include "tests/proofs/proof.h"

int main(void)
{
    uint64_t offset = nondet_u64(), size = nondet_u64();
    uint32_t pages = shm_pages(offset, size);
    __uint128_t end = (__uint128_t)offset + size;

    ASSERT(pages <= SHM_PAGES_MAX);
    if (pages == 0) {
        ASSERT(size == 0 || offset >= PAGE_SIZE ||
               end > (uint64_t)SHM_PAGES_MAX * PAGE_SIZE);
    } else {
        ASSERT(offset < PAGE_SIZE && end <= (uint64_t)pages * PAGE_SIZE);
        ASSERT(end > (uint64_t)(pages - 1) * PAGE_SIZE);
    }
    return 0;
}
