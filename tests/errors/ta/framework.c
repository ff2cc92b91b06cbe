/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rows of the core framework: properties, sessions, memory, time.
 */
#include "row.h"

#define TEE_PROPERTIES TEE_PROPSET_TEE_IMPLEMENTATION
#define TA_PROPERTIES  TEE_PROPSET_CURRENT_TA
#define VERSION        "gpd.tee.apiversion"
#define DESCRIPTION    "gpd.ta.description"

static const TEE_UUID nobody = {0x5f0ed001, 1, 2, {3, 4, 5, 6, 7, 8, 9, 10}};
static const uint8_t constant[16] = {1};

static TEE_Result enumerator(struct world *w)
{
    return TEE_AllocatePropertyEnumerator(&w->properties);
}

static TEE_Result enumerator_started(struct world *w)
{
    TEE_Result result = enumerator(w);

    if (!result)
        TEE_StartPropertyEnumerator(w->properties, TA_PROPERTIES);
    return result;
}

static TEE_Result enumerator_ended(struct world *w)
{
    TEE_Result result = enumerator_started(w);

    while (!result)
        result = TEE_GetNextProperty(w->properties);
    return result == TEE_ERROR_ITEM_NOT_FOUND ? TEE_SUCCESS : result;
}

static char *text(struct world *w)
{
    return (char *)w->out;
}

ACT_RESULT(string_unknown,
           TEE_GetPropertyAsString(TEE_PROPERTIES, "none", text(w), &w->n))
ACT_RESULT(bool_unknown,
           TEE_GetPropertyAsBool(TEE_PROPERTIES, "none", (bool *)w->out))
ACT_RESULT(u32_unknown, TEE_GetPropertyAsU32(TEE_PROPERTIES, "none", &w->a))
ACT_RESULT(u64_unknown,
           TEE_GetPropertyAsU64(TEE_PROPERTIES, "none", OUT_AS(w, uint64_t)))
ACT_RESULT(block_unknown,
           TEE_GetPropertyAsBinaryBlock(TEE_PROPERTIES, "none", w->out, &w->n))
ACT_RESULT(uuid_unknown,
           TEE_GetPropertyAsUUID(TEE_PROPERTIES, "none", OUT_AS(w, TEE_UUID)))
ACT_RESULT(identity_unknown, TEE_GetPropertyAsIdentity(TEE_PROPERTIES, "none",
                                                       OUT_AS(w, TEE_Identity)))
ACT_RESULT(bool_format,
           TEE_GetPropertyAsBool(TEE_PROPERTIES, VERSION, (bool *)w->out))
ACT_RESULT(u32_format, TEE_GetPropertyAsU32(TEE_PROPERTIES, VERSION, &w->a))
ACT_RESULT(u64_format,
           TEE_GetPropertyAsU64(TEE_PROPERTIES, VERSION, OUT_AS(w, uint64_t)))
ACT_RESULT(block_format,
           TEE_GetPropertyAsBinaryBlock(TEE_PROPERTIES, VERSION, w->out, &w->n))
ACT_RESULT(uuid_format,
           TEE_GetPropertyAsUUID(TEE_PROPERTIES, VERSION, OUT_AS(w, TEE_UUID)))
ACT_RESULT(identity_format, TEE_GetPropertyAsIdentity(TEE_PROPERTIES, VERSION,
                                                      OUT_AS(w, TEE_Identity)))
ACT_RESULT(string_invalid_set,
           TEE_GetPropertyAsString((TEE_PropSetHandle)0xFFFFFF00u, VERSION,
                                   text(w), &w->n))
ACT_RESULT(string_no_name,
           TEE_GetPropertyAsString(TEE_PROPERTIES, NULL, text(w), &w->n))
ACT_RESULT(u32_nowhere,
           TEE_GetPropertyAsU32(TA_PROPERTIES, "gpd.ta.dataSize", NULL))

static TEE_Result string_short(struct world *w)
{
    w->n = 2;
    return TEE_GetPropertyAsString(TEE_PROPERTIES, VERSION, text(w), &w->n);
}

ACT_RESULT(name_not_started, TEE_GetPropertyName(w->properties, w->out, &w->n))
ACT_RESULT(next_not_started, TEE_GetNextProperty(w->properties))
ACT_RESULT(string_not_started,
           TEE_GetPropertyAsString(w->properties, NULL, text(w), &w->n))

static TEE_Result name_short(struct world *w)
{
    w->n = 2;
    return TEE_GetPropertyName(w->properties, w->out, &w->n);
}

ACT(start_nobody, TEE_StartPropertyEnumerator(TEE_HANDLE_NULL, TA_PROPERTIES))
ACT(reset_nobody, TEE_ResetPropertyEnumerator(TEE_HANDLE_NULL))
ACT(allocate_nowhere, (void)TEE_AllocatePropertyEnumerator(NULL))
ACT(panic, TEE_Panic(TEE_ERROR_GENERIC))

static TEE_Result open_nobody(struct world *w)
{
    TEE_TASessionHandle session = TEE_HANDLE_NULL;

    return TEE_OpenTASession(&nobody, TEE_TIMEOUT_INFINITE, 0, NULL, &session,
                             &w->a);
}

static TEE_Result open_nowhere(struct world *w)
{
    return TEE_OpenTASession(&nobody, TEE_TIMEOUT_INFINITE, 0, NULL, NULL,
                             &w->a);
}

static TEE_Result open_without_destination(struct world *w)
{
    TEE_TASessionHandle session = TEE_HANDLE_NULL;

    return TEE_OpenTASession(NULL, TEE_TIMEOUT_INFINITE, 0, NULL, &session,
                             &w->a);
}

ACT_RESULT(invoke_nobody,
           TEE_InvokeTACommand(TEE_HANDLE_NULL, TEE_TIMEOUT_INFINITE, 0, 0,
                               NULL, &w->a))

ACT_RESULT(access_constant,
           TEE_CheckMemoryAccessRights(TEE_MEMORY_ACCESS_WRITE,
                                       (void *)(uintptr_t)constant,
                                       sizeof(constant)))
ACT_RESULT(access_nowhere,
           TEE_CheckMemoryAccessRights(TEE_MEMORY_ACCESS_READ, (void *)16, 16))
ACT_RESULT(access_all,
           TEE_CheckMemoryAccessRights(TEE_MEMORY_ACCESS_READ, w->in, SIZE_MAX))

static TEE_Result malloc_too_much(struct world *w)
{
    (void)w;
    return TEE_Malloc(SIZE_MAX / 2, TEE_MALLOC_FILL_ZERO)
               ? TEE_SUCCESS
               : TEE_ERROR_OUT_OF_MEMORY;
}

static TEE_Result malloc_unknown_hint(struct world *w)
{
    (void)w;
    return TEE_Malloc(16, 0x40000000) ? TEE_SUCCESS : TEE_ERROR_OUT_OF_MEMORY;
}

/* The hint goes with TEE_MALLOC_NO_SHARE only. */
static TEE_Result malloc_no_fill(struct world *w)
{
    (void)w;
    return TEE_Malloc(16, TEE_MALLOC_NO_FILL) ? TEE_SUCCESS
                                              : TEE_ERROR_OUT_OF_MEMORY;
}

static TEE_Result realloc_too_much(struct world *w)
{
    void *p = TEE_Malloc(16, TEE_MALLOC_FILL_ZERO);

    (void)w;
    return p && !TEE_Realloc(p, SIZE_MAX / 2) ? TEE_ERROR_OUT_OF_MEMORY
                                              : TEE_SUCCESS;
}

ACT_RESULT(time_not_set, TEE_GetTAPersistentTime(OUT_AS(w, TEE_Time)))
ACT(system_time_nowhere, TEE_GetSystemTime(NULL))
ACT(ree_time_nowhere, TEE_GetREETime(NULL))
ACT(persistent_time_nowhere, (void)TEE_GetTAPersistentTime(NULL))
ACT(set_time_from_nowhere, (void)TEE_SetTAPersistentTime(NULL))
ACT(random_nowhere, TEE_GenerateRandom(NULL, 16))

static const struct row list[] = {
    {"TEE_GetPropertyAsString", "unknown name", nothing, string_unknown,
     TEE_ERROR_ITEM_NOT_FOUND},
    {"TEE_GetPropertyAsBool", "unknown name", nothing, bool_unknown,
     TEE_ERROR_ITEM_NOT_FOUND},
    {"TEE_GetPropertyAsU32", "unknown name", nothing, u32_unknown,
     TEE_ERROR_ITEM_NOT_FOUND},
    {"TEE_GetPropertyAsU64", "unknown name", nothing, u64_unknown,
     TEE_ERROR_ITEM_NOT_FOUND},
    {"TEE_GetPropertyAsBinaryBlock", "unknown name", nothing, block_unknown,
     TEE_ERROR_ITEM_NOT_FOUND},
    {"TEE_GetPropertyAsUUID", "unknown name", nothing, uuid_unknown,
     TEE_ERROR_ITEM_NOT_FOUND},
    {"TEE_GetPropertyAsIdentity", "unknown name", nothing, identity_unknown,
     TEE_ERROR_ITEM_NOT_FOUND},
    {"TEE_GetPropertyAsBool", "a string", nothing, bool_format,
     TEE_ERROR_BAD_FORMAT},
    {"TEE_GetPropertyAsU32", "a string", nothing, u32_format,
     TEE_ERROR_BAD_FORMAT},
    {"TEE_GetPropertyAsU64", "a string", nothing, u64_format,
     TEE_ERROR_BAD_FORMAT},
    {"TEE_GetPropertyAsBinaryBlock", "a string", nothing, block_format,
     TEE_ERROR_BAD_FORMAT},
    {"TEE_GetPropertyAsUUID", "a string", nothing, uuid_format,
     TEE_ERROR_BAD_FORMAT},
    {"TEE_GetPropertyAsIdentity", "a string", nothing, identity_format,
     TEE_ERROR_BAD_FORMAT},
    {"TEE_GetPropertyAsString", "short buffer", nothing, string_short,
     TEE_ERROR_SHORT_BUFFER},
    {"TEE_GetPropertyAsString", "no property set", nothing, string_invalid_set,
     ERRORS_PANIC},
    {"TEE_GetPropertyAsString", "no name", nothing, string_no_name,
     ERRORS_PANIC},
    {"TEE_GetPropertyAsU32", "no place for it", nothing, u32_nowhere,
     ERRORS_PANIC},
    {"TEE_GetPropertyAsString", "enumerator not started", enumerator,
     string_not_started, TEE_ERROR_ITEM_NOT_FOUND},
    {"TEE_GetPropertyName", "not started", enumerator, name_not_started,
     TEE_ERROR_ITEM_NOT_FOUND},
    {"TEE_GetPropertyName", "after the end", enumerator_ended, name_not_started,
     TEE_ERROR_ITEM_NOT_FOUND},
    {"TEE_GetPropertyName", "short buffer", enumerator_started, name_short,
     TEE_ERROR_SHORT_BUFFER},
    {"TEE_GetNextProperty", "not started", enumerator, next_not_started,
     TEE_ERROR_ITEM_NOT_FOUND},
    {"TEE_GetNextProperty", "after the end", enumerator_ended, next_not_started,
     TEE_ERROR_ITEM_NOT_FOUND},
    {"TEE_AllocatePropertyEnumerator", "no place for it", nothing,
     allocate_nowhere, ERRORS_PANIC},
    {"TEE_StartPropertyEnumerator", "no enumerator", nothing, start_nobody,
     ERRORS_PANIC},
    {"TEE_ResetPropertyEnumerator", "no enumerator", nothing, reset_nobody,
     ERRORS_PANIC},
    {"TEE_Panic", "called", nothing, panic, ERRORS_PANIC},
    {"TEE_OpenTASession", "unknown TA", nothing, open_nobody,
     TEE_ERROR_ITEM_NOT_FOUND},
    {"TEE_OpenTASession", "no destination", nothing, open_without_destination,
     ERRORS_PANIC},
    {"TEE_OpenTASession", "no place for it", nothing, open_nowhere,
     ERRORS_PANIC},
    {"TEE_InvokeTACommand", "no session", nothing, invoke_nobody, ERRORS_PANIC},
    {"TEE_CheckMemoryAccessRights", "write to a constant", nothing,
     access_constant, TEE_ERROR_ACCESS_DENIED},
    {"TEE_CheckMemoryAccessRights", "unmapped", nothing, access_nowhere,
     TEE_ERROR_ACCESS_DENIED},
    {"TEE_CheckMemoryAccessRights", "beyond the last address", nothing,
     access_all, TEE_ERROR_ACCESS_DENIED},
    {"TEE_Malloc", "too much", nothing, malloc_too_much,
     TEE_ERROR_OUT_OF_MEMORY},
    {"TEE_Malloc", "unknown hint", nothing, malloc_unknown_hint,
     TEE_ERROR_OUT_OF_MEMORY},
    {"TEE_Malloc", "shared memory that is not filled", nothing, malloc_no_fill,
     ERRORS_PANIC},
    {"TEE_Realloc", "too much", nothing, realloc_too_much,
     TEE_ERROR_OUT_OF_MEMORY},
    {"TEE_GetTAPersistentTime", "never set", nothing, time_not_set,
     TEE_ERROR_TIME_NOT_SET},
    {"TEE_GetTAPersistentTime", "no place for it", nothing,
     persistent_time_nowhere, ERRORS_PANIC},
    {"TEE_SetTAPersistentTime", "no time", nothing, set_time_from_nowhere,
     ERRORS_PANIC},
    {"TEE_GetSystemTime", "no place for it", nothing, system_time_nowhere,
     ERRORS_PANIC},
    {"TEE_GetREETime", "no place for it", nothing, ree_time_nowhere,
     ERRORS_PANIC},
    {"TEE_GenerateRandom", "no place for it", nothing, random_nowhere,
     ERRORS_PANIC},
};

const struct rows rows_framework = ROWS(list);
