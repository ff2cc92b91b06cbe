/* SPDX-License-Identifier: BSD-2-Clause */
#pragma once

/* c0b8a6d2-51e4-4f0e-8d35-7f1d2c9b6a00 */
#define TA_UUID                                                                \
    {                                                                          \
        0xc0b8a6d2, 0x51e4, 0x4f0e,                                            \
        {                                                                      \
            0x8d, 0x35, 0x7f, 0x1d, 0x2c, 0x9b, 0x6a, 0x00                     \
        }                                                                      \
    }

#define TA_FLAGS      0
#define TA_STACK_SIZE (4 * 1024)
#define TA_DATA_SIZE  (16 * 1024)
