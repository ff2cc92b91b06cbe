/* SPDX-License-Identifier: BSD-2-Clause */
/* The heap can be made too large to load (CFG_PARAMS_DATA_SIZE). */
#pragma once

/* 4fa94ce7-eb92-482a-9a6b-6626597be57b */
#define TA_UUID                                                                \
    {                                                                          \
        0x4fa94ce7, 0xeb92, 0x482a,                                            \
        {                                                                      \
            0x9a, 0x6b, 0x66, 0x26, 0x59, 0x7b, 0xe5, 0x7b                     \
        }                                                                      \
    }

#ifndef CFG_PARAMS_DATA_SIZE
#define CFG_PARAMS_DATA_SIZE (32 * 1024)
#endif

#define TA_FLAGS 0

#define TA_STACK_SIZE (8 * 1024)
#define TA_DATA_SIZE  CFG_PARAMS_DATA_SIZE
