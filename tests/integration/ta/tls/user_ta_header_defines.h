/* SPDX-License-Identifier: BSD-2-Clause */
/* Heap for two TLS connections with buffers of 16 KiB each way. */
#pragma once

/* 4b8ed72e-8d19-4f69-8fc7-40df688e2dd4 */
#define TA_UUID                                                                \
    {                                                                          \
        0x4b8ed72e, 0x8d19, 0x4f69,                                            \
        {                                                                      \
            0x8f, 0xc7, 0x40, 0xdf, 0x68, 0x8e, 0x2d, 0xd4                     \
        }                                                                      \
    }

#define TA_FLAGS (TA_FLAG_MULTI_SESSION | TA_FLAG_SINGLE_INSTANCE)

#define TA_STACK_SIZE (64 * 1024)
#define TA_DATA_SIZE  (512 * 1024)
