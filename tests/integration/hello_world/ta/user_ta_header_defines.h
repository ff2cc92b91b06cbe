/* SPDX-License-Identifier: BSD-2-Clause */
/* The name of this file must not be modified. */
#ifndef USER_TA_HEADER_DEFINES_H
#define USER_TA_HEADER_DEFINES_H

#include <hello_world_ta.h>

#define TA_UUID       HELLO_WORLD_UUID
#define TA_FLAGS      TA_FLAG_EXEC_DDR
#define TA_STACK_SIZE (2 * 1024)
#define TA_DATA_SIZE  (32 * 1024)

#define TA_VERSION     "1.0"
#define TA_DESCRIPTION "Example of a trusted application"

#define TA_CURRENT_TA_EXT_PROPERTIES                                           \
    {"org.example.ta.greeting", USER_TA_PROP_TYPE_STRING, "hello"},            \
        {"org.example.ta.number", USER_TA_PROP_TYPE_U32,                       \
         &(const uint32_t){0x10}},

#endif
