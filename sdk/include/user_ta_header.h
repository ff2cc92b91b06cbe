/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the kit's src/user_ta_header.c makes of a TA's
 * user_ta_header_defines.h, and the library reads: the image header, the
 * heap, the properties. Not for TA sources, except for the flags and the
 * property types.
 */
#pragma once

#include <tee_api_types.h>
#include <util.h>

/* TA_FLAGS; bits that mean nothing today are kept as 0 for sources that set
 * them. */
#define TA_FLAG_USER_MODE                           0
#define TA_FLAG_EXEC_DDR                            0
#define TA_FLAG_SINGLE_INSTANCE                     BIT32(2)
#define TA_FLAG_MULTI_SESSION                       BIT32(3)
#define TA_FLAG_INSTANCE_KEEP_ALIVE                 BIT32(4)
#define TA_FLAG_SECURE_DATA_PATH                    BIT32(5)
#define TA_FLAG_REMAP_SUPPORT                       0
#define TA_FLAG_CACHE_MAINTENANCE                   BIT32(7)
#define TA_FLAG_CONCURRENT                          BIT32(8)
#define TA_FLAG_DEVICE_ENUM                         BIT32(9)
#define TA_FLAG_DEVICE_ENUM_SUPP                    BIT32(10)
#define TA_FLAG_DONT_CLOSE_HANDLE_ON_CORRUPT_OBJECT BIT32(11)
#define TA_FLAG_DEVICE_ENUM_TEE_STORAGE_PRIVATE     BIT32(12)
#define TA_FLAG_INSTANCE_KEEP_CRASHED               BIT32(13)
#define TA_FLAGS_MASK                               GENMASK_32(13, 0)

/* First in the image; abi/ta_msg.h has the same structure for the loader. */
struct ta_head {
    TEE_UUID uuid;
    uint32_t stack_size; /* bytes, the library's own need included */
    uint32_t flags;
    uint64_t depr_entry; /* all ones */
};

/* Bytes of stack the library needs on top of TA_STACK_SIZE. */
#define TA_STACK_LIBRARY 2048

#define TA_PROP_STR_SINGLE_INSTANCE "gpd.ta.singleInstance"
#define TA_PROP_STR_MULTI_SESSION   "gpd.ta.multiSession"
#define TA_PROP_STR_KEEP_ALIVE      "gpd.ta.instanceKeepAlive"
#define TA_PROP_STR_KEEP_CRASHED    "optee.ta.instanceKeepCrashed"
#define TA_PROP_STR_DATA_SIZE       "gpd.ta.dataSize"
#define TA_PROP_STR_STACK_SIZE      "gpd.ta.stackSize"
#define TA_PROP_STR_VERSION         "gpd.ta.version"
#define TA_PROP_STR_DESCRIPTION     "gpd.ta.description"
#define TA_PROP_STR_ENDIAN          "gpd.ta.endian"
#define TA_PROP_STR_DOES_NOT_CLOSE_HANDLE_ON_CORRUPT_OBJECT                    \
    "gpd.ta.doesNotCloseHandleOnCorruptObject"

enum user_ta_prop_type {
    USER_TA_PROP_TYPE_BOOL,         /* bool */
    USER_TA_PROP_TYPE_U32,          /* uint32_t */
    USER_TA_PROP_TYPE_UUID,         /* TEE_UUID */
    USER_TA_PROP_TYPE_IDENTITY,     /* TEE_Identity */
    USER_TA_PROP_TYPE_STRING,       /* NUL-terminated text */
    USER_TA_PROP_TYPE_BINARY_BLOCK, /* base64 text, NUL-terminated */
    USER_TA_PROP_TYPE_U64,          /* uint64_t */
    USER_TA_PROP_TYPE_INVALID,
};

struct user_ta_property {
    const char *name;
    enum user_ta_prop_type type;
    const void *value;
};

extern const struct ta_head ta_head;
extern const struct user_ta_property ta_props[];
extern const size_t ta_num_props;
extern uint8_t ta_heap[];
extern const size_t ta_heap_size;
extern uint8_t __ta_no_share_heap[];
extern const size_t __ta_no_share_heap_size;
