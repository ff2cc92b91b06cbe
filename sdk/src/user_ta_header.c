/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Compiled into every trusted application: its user_ta_header_defines.h as
 * data. ta_head is the first thing in the image, where the loader finds the
 * stack size and the flags.
 */
#include <compiler.h>
#include <tee_internal_api.h>
#include <tee_internal_api_extensions.h>
#include <user_ta_header.h>
#include <user_ta_header_defines.h>

#ifndef TA_VERSION
#define TA_VERSION "Undefined version"
#endif
#ifndef TA_DESCRIPTION
#define TA_DESCRIPTION "Undefined description"
#endif
#ifndef TA_NO_SHARE_DATA_SIZE
#define TA_NO_SHARE_DATA_SIZE 0
#endif

#define HEAP_MIN 1024
#define FLAG(f)                                                                \
    {                                                                          \
        ((TA_FLAGS) & (f)) != 0                                                \
    }

_Static_assert(((TA_FLAGS) & ~TA_FLAGS_MASK) == 0, "unknown bits in TA_FLAGS");
_Static_assert(((TA_FLAGS)&TA_FLAG_CONCURRENT) == 0,
               "TA_FLAG_CONCURRENT is not for trusted applications");
_Static_assert((TA_STACK_SIZE) > 0, "TA_STACK_SIZE");
_Static_assert(TA_DATA_SIZE >= HEAP_MIN, "TA_DATA_SIZE is below 1024");
_Static_assert(TA_NO_SHARE_DATA_SIZE == 0 || TA_NO_SHARE_DATA_SIZE >= HEAP_MIN,
               "TA_NO_SHARE_DATA_SIZE is below 1024");

extern const int user_ta_trace_level;
const int user_ta_trace_level = TRACE_LEVEL;

const struct ta_head ta_head __section(".ta_head") __used = {
    .uuid = TA_UUID,
    .stack_size = ROUNDUP(TA_STACK_SIZE + TA_STACK_LIBRARY, 16),
    .flags = TA_FLAGS,
    .depr_entry = UINT64_MAX,
};

uint8_t ta_heap[ROUNDUP(TA_DATA_SIZE, 16)] __aligned(16);
const size_t ta_heap_size = sizeof(ta_heap);
uint8_t __ta_no_share_heap[MAX_UNSAFE(TA_NO_SHARE_DATA_SIZE, 1)] __aligned(16);
const size_t __ta_no_share_heap_size = TA_NO_SHARE_DATA_SIZE;

const struct user_ta_property ta_props[] = {
    {TA_PROP_STR_SINGLE_INSTANCE, USER_TA_PROP_TYPE_BOOL,
     &(const bool)FLAG(TA_FLAG_SINGLE_INSTANCE)},
    {TA_PROP_STR_MULTI_SESSION, USER_TA_PROP_TYPE_BOOL,
     &(const bool)FLAG(TA_FLAG_MULTI_SESSION)},
    {TA_PROP_STR_KEEP_ALIVE, USER_TA_PROP_TYPE_BOOL,
     &(const bool)FLAG(TA_FLAG_INSTANCE_KEEP_ALIVE)},
    {TA_PROP_STR_KEEP_CRASHED, USER_TA_PROP_TYPE_BOOL,
     &(const bool)FLAG(TA_FLAG_INSTANCE_KEEP_CRASHED)},
    {TA_PROP_STR_DATA_SIZE, USER_TA_PROP_TYPE_U32,
     &(const uint32_t){TA_DATA_SIZE}},
    {TA_PROP_STR_STACK_SIZE, USER_TA_PROP_TYPE_U32,
     &(const uint32_t){TA_STACK_SIZE}},
    {TA_PROP_STR_VERSION, USER_TA_PROP_TYPE_STRING, TA_VERSION},
    {TA_PROP_STR_DESCRIPTION, USER_TA_PROP_TYPE_STRING, TA_DESCRIPTION},
    {TA_PROP_STR_ENDIAN, USER_TA_PROP_TYPE_U32, &(const uint32_t){0}},
    {TA_PROP_STR_DOES_NOT_CLOSE_HANDLE_ON_CORRUPT_OBJECT,
     USER_TA_PROP_TYPE_BOOL,
     &(const bool)FLAG(TA_FLAG_DONT_CLOSE_HANDLE_ON_CORRUPT_OBJECT)},
#ifdef TA_CURRENT_TA_EXT_PROPERTIES
    TA_CURRENT_TA_EXT_PROPERTIES
#endif
};
const size_t ta_num_props = ARRAY_SIZE(ta_props);
