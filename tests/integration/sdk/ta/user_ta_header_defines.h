/* SPDX-License-Identifier: BSD-2-Clause */
/* Each session has an instance of its own, so that one can call another. */
#pragma once

#define TA_UUID                                                                \
    {                                                                          \
        0x0f5b1c42, 0x6d3a, 0x4e9e,                                            \
        {                                                                      \
            0x9c, 0x57, 0xd1, 0xf2, 0xb7, 0xc6, 0x0a, 0x11                     \
        }                                                                      \
    }
#define TA_FLAGS      0
#define TA_STACK_SIZE 4096
#define TA_DATA_SIZE  65536
