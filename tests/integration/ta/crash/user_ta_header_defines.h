/* SPDX-License-Identifier: BSD-2-Clause */
/* One instance per session, so that a death takes nobody along. */
#pragma once

/* 7e41caf0-a490-4394-8107-a287a681eaa1 */
#define TA_UUID                                                                \
    {                                                                          \
        0x7e41caf0, 0xa490, 0x4394,                                            \
        {                                                                      \
            0x81, 0x07, 0xa2, 0x87, 0xa6, 0x81, 0xea, 0xa1                     \
        }                                                                      \
    }

#define TA_FLAGS 0

#define TA_STACK_SIZE (8 * 1024)
#define TA_DATA_SIZE  (32 * 1024)
