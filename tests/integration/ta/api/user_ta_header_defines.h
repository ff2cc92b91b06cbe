/* SPDX-License-Identifier: BSD-2-Clause */
/* Properties have values that the test knows. */
#pragma once

/* 1e7f8c5c-6082-490b-9dbc-08752edf221d */
#define TA_UUID                                                                \
    {                                                                          \
        0x1e7f8c5c, 0x6082, 0x490b,                                            \
        {                                                                      \
            0x9d, 0xbc, 0x08, 0x75, 0x2e, 0xdf, 0x22, 0x1d                     \
        }                                                                      \
    }

#define TA_FLAGS (TA_FLAG_MULTI_SESSION | TA_FLAG_SINGLE_INSTANCE)

#define TA_STACK_SIZE (8 * 1024)
#define TA_DATA_SIZE  (64 * 1024)

#define TA_VERSION     "7.8"
#define TA_DESCRIPTION "API test"

#define TA_CURRENT_TA_EXT_PROPERTIES                                           \
    {"org.cella.test.text", USER_TA_PROP_TYPE_STRING, "a text"},               \
    {                                                                          \
        "org.cella.test.number", USER_TA_PROP_TYPE_U32, &(const uint32_t)      \
        {                                                                      \
            0x01020304                                                         \
        }                                                                      \
    }
