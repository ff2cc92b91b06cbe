/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory [TEE Internal Core API 1.3.1, 4.11]. A block of no bytes is a pointer
 * that is not NULL and must not be read; there is one for all. Memory that may
 * not be shared comes from a heap of its own, TA_NO_SHARE_DATA_SIZE bytes,
 * found by its address when it is freed.
 */
#include <malloc.h>
#include <string.h>
#include <tee_internal_api.h>
#include <tee_internal_api_extensions.h>
#include <user_ta_header.h>

#include "lib/heap.h"
#include "sdk/engine/engine.h"
#include "sdk/libutee/panic.h"

#define NO_BYTES ((void *)1)

static struct {
    const void *instance_data;
    struct heap no_share;
    bool no_share_made;
} memory;

static bool is_no_share(const void *p)
{
    return (uintptr_t)p - (uintptr_t)__ta_no_share_heap <
           __ta_no_share_heap_size;
}

static void *no_share_alloc(size_t size)
{
    if (!__ta_no_share_heap_size)
        return NULL;
    if (!memory.no_share_made)
        heap_init(&memory.no_share, __ta_no_share_heap,
                  __ta_no_share_heap_size);
    memory.no_share_made = true;
    return heap_alloc(&memory.no_share, size);
}

void *TEE_Malloc(size_t size, uint32_t hint)
{
    uint32_t fill = TEE_MALLOC_NO_FILL | TEE_USER_MEM_HINT_NO_FILL_ZERO;
    void *p;

    require(hint != TEE_MALLOC_NO_FILL);
    if (hint & ~(fill | TEE_MALLOC_NO_SHARE))
        return NULL;
    if (!size)
        return NO_BYTES;
    p = hint & TEE_MALLOC_NO_SHARE ? no_share_alloc(size) : malloc(size);
    if (p && !(hint & fill))
        memset(p, 0, size);
    return p;
}

void *TEE_Realloc(void *buffer, size_t newSize)
{
    if (!newSize) {
        TEE_Free(buffer);
        return NO_BYTES;
    }
    if (!buffer || buffer == NO_BYTES)
        return TEE_Malloc(newSize, TEE_MALLOC_FILL_ZERO);
    if (is_no_share(buffer))
        return heap_resize(&memory.no_share, buffer, newSize);
    return realloc(buffer, newSize);
}

void TEE_Free(void *buffer)
{
    if (buffer == NO_BYTES)
        return;
    if (is_no_share(buffer))
        heap_free(&memory.no_share, buffer);
    else
        free(buffer);
}

void TEE_MemMove(void *dest, const void *src, size_t size)
{
    memmove(dest, src, size);
}

int32_t TEE_MemCompare(const void *buffer1, const void *buffer2, size_t size)
{
    const uint8_t *one = buffer1, *other = buffer2;
    int32_t result = 0;

    /* The first difference is the last that is seen; in constant time. */
    while (size--) {
        int32_t difference = one[size] - other[size];
        int32_t keep = (int32_t)((uint32_t)(difference | -difference) >> 31);

        result = (result & (keep - 1)) | difference;
    }
    return result;
}

void TEE_MemFill(void *buffer, uint8_t x, size_t size)
{
    memset(buffer, x, size);
}

TEE_Result TEE_CheckMemoryAccessRights(uint32_t accessFlags, void *buffer,
                                       size_t size)
{
    return engine_check_access_rights(accessFlags, buffer, size);
}

void TEE_SetInstanceData(const void *instanceData)
{
    memory.instance_data = instanceData;
}

void *TEE_GetInstanceData(void)
{
    return (void *)(uintptr_t)memory.instance_data;
}
