/* SPDX-License-Identifier: BSD-2-Clause */
/* CFG_INVOKE_ID is the last byte of the UUID. */
#pragma once

/* 5b5b30a7-1f86-4c11-9d3a-6c1f8a8ae9.. */
#define TA_UUID                                                                \
    {                                                                          \
        0x5b5b30a7, 0x1f86, 0x4c11,                                            \
        {                                                                      \
            0x9d, 0x3a, 0x6c, 0x1f, 0x8a, 0x8a, 0xe9, CFG_INVOKE_ID            \
        }                                                                      \
    }

#define TA_FLAGS (TA_FLAG_SINGLE_INSTANCE | TA_FLAG_MULTI_SESSION)

#define TA_STACK_SIZE (8 * 1024)
#define TA_DATA_SIZE  CFG_INVOKE_HEAP
