/* SPDX-License-Identifier: BSD-2-Clause */
/* Each session has an instance of its own, with its own sockets. */
#pragma once

#define TA_UUID                                                                \
    {                                                                          \
        0x5d0c1f7e, 0x1c5b, 0x4c0a,                                            \
        {                                                                      \
            0x9a, 0x53, 0x6b, 0xe2, 0xf0, 0xb7, 0xa1, 0x0c                     \
        }                                                                      \
    }
#define TA_FLAGS      0
#define TA_STACK_SIZE 4096
#define TA_DATA_SIZE  262144
