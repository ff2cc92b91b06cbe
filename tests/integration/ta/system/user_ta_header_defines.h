/* SPDX-License-Identifier: BSD-2-Clause */
/* CFG_SYSTEM_ID is the last byte of the UUID. */
#pragma once

/* 5f0c17e4-97d5-4d3b-9a5e-2b1d7c8e4a.. */
#define TA_UUID                                                                \
    {                                                                          \
        0x5f0c17e4, 0x97d5, 0x4d3b,                                            \
        {                                                                      \
            0x9a, 0x5e, 0x2b, 0x1d, 0x7c, 0x8e, 0x4a, CFG_SYSTEM_ID            \
        }                                                                      \
    }

/* The first may work on caches. */
#define TA_FLAGS (CFG_SYSTEM_ID == 0 ? TA_FLAG_CACHE_MAINTENANCE : 0)

#define TA_STACK_SIZE         (16 * 1024)
#define TA_DATA_SIZE          (32 * 1024)
#define TA_NO_SHARE_DATA_SIZE (2 * 1024)

#define TA_VERSION     "2.5"
#define TA_DESCRIPTION "System functions"

#define TA_CURRENT_TA_EXT_PROPERTIES                                           \
    {"myprop.true", USER_TA_PROP_TYPE_BOOL, &(const bool){true}},              \
        {"myprop.42", USER_TA_PROP_TYPE_U32, &(const uint32_t){42}},           \
        {"myprop.64", USER_TA_PROP_TYPE_U64, &(const uint64_t){1ull << 40}},   \
        {"myprop.uuid", USER_TA_PROP_TYPE_UUID, &(const TEE_UUID){1}},         \
        {"myprop.identity", USER_TA_PROP_TYPE_IDENTITY,                        \
         &(const TEE_Identity){1, {2}}},                                       \
        {"myprop.long", USER_TA_PROP_TYPE_STRING,                              \
         "a text of more than eighty characters, which nothing on its way "    \
         "may cut off, wherever it comes by, and however it is asked for"},    \
        {"myprop.block", USER_TA_PROP_TYPE_BINARY_BLOCK, "SGVsbG8gd29ybGQh"},  \
        {"myprop.empty", USER_TA_PROP_TYPE_BINARY_BLOCK, ""},
