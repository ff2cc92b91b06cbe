/* SPDX-License-Identifier: BSD-2-Clause */
/* Bit by bit, the polynomial in reverse: few bytes are checked, and a table
 * would take more memory than all of them. */
#include "lib/crc.h"

uint32_t crc32_of(const void *data, size_t n)
{
    const uint8_t *p = data;
    uint32_t crc = UINT32_MAX;

    for (size_t i = 0; i < n; i++) {
        crc ^= p[i];
        for (unsigned bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
    }
    return ~crc;
}
