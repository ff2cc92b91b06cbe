/* SPDX-License-Identifier: BSD-2-Clause */
#pragma once

#define TA_UUID                                                                \
    {                                                                          \
        0x5b5b30a7, 0x1f86, 0x4c11,                                            \
        {                                                                      \
            0x9d, 0x3a, 0x6c, 0x1f, 0x8a, 0x8a, 0xe9, 0xc0                     \
        }                                                                      \
    }

#define TA_FLAGS (TA_FLAG_SINGLE_INSTANCE | TA_FLAG_MULTI_SESSION)

#define TA_STACK_SIZE (32 * 1024)
#define TA_DATA_SIZE  (3 * 1024 * 1024)
