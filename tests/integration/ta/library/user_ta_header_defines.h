/* SPDX-License-Identifier: BSD-2-Clause */
#pragma once

/* 2c1f0c0e-0d0a-4d5b-9b57-5b1c5f0f3a51 */
#define TA_UUID                                                                \
    {                                                                          \
        0x2c1f0c0e, 0x0d0a, 0x4d5b,                                            \
        {                                                                      \
            0x9b, 0x57, 0x5b, 0x1c, 0x5f, 0x0f, 0x3a, 0x51                     \
        }                                                                      \
    }

#define TA_FLAGS      0
#define TA_STACK_SIZE (4 * 1024)
#define TA_DATA_SIZE  (4 * 1024)
