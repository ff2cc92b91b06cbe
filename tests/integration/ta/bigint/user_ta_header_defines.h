/* SPDX-License-Identifier: BSD-2-Clause */
/* Stack for a dozen of the largest numbers; a heap of the size that OP-TEE's
 * own test of arithmetic has. */
#pragma once

/* e503c37e-e2fd-4cd1-bdcb-8a22208c75de */
#define TA_UUID                                                                \
    {                                                                          \
        0xe503c37e, 0xe2fd, 0x4cd1,                                            \
        {                                                                      \
            0xbd, 0xcb, 0x8a, 0x22, 0x20, 0x8c, 0x75, 0xde                     \
        }                                                                      \
    }

#define TA_FLAGS (TA_FLAG_MULTI_SESSION | TA_FLAG_SINGLE_INSTANCE)

#define TA_STACK_SIZE (64 * 1024)
#define TA_DATA_SIZE  (32 * 1024)
