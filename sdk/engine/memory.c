/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory that the trusted application maps for itself (OP-TEE's map_zi): pages
 * of the kernel's mem_map, zero at first, with an unmapped page behind. What is
 * shareable differs in what engine_check_access_rights() says of it only: any
 * memory can be lent to another trusted application. So are the segments of
 * libraries that it loads. Mutable state: `maps`.
 */
#include "sdk/engine/memory.h"

#include <stdlib.h>

#include "abi/tamgr_msg.h"
#include "sdk/engine/call.h"

struct map {
    struct access_region region; /* first: `next` leads to another's */
    size_t pages;
};

static struct access_region *maps;

struct access_region *memory_regions(void)
{
    return maps;
}

static size_t pages_of(size_t length)
{
    return length / PAGE_SIZE + (length % PAGE_SIZE != 0);
}

static TEE_Result map_add(const struct access_region *region, size_t pages)
{
    struct map *map = malloc(sizeof(*map));

    if (!map)
        return TEE_ERROR_OUT_OF_MEMORY;
    *map = (struct map){.region = *region, .pages = pages};
    map->region.next = maps;
    maps = &map->region;
    return TEE_SUCCESS;
}

TEE_Result engine_map_zi(size_t length, bool shareable, void **at)
{
    size_t pages = pages_of(length);
    void *memory = pages ? rt_mem_map(pages) : NULL;

    if (!memory)
        return TEE_ERROR_OUT_OF_MEMORY;
    if (map_add(&(struct access_region){.start = (uintptr_t)memory,
                                        .length = pages * PAGE_SIZE,
                                        .shared = shareable,
                                        .secure = true,
                                        .writable = true},
                pages)) {
        rt_mem_unmap(memory, pages);
        return TEE_ERROR_OUT_OF_MEMORY;
    }
    *at = memory;
    return TEE_SUCCESS;
}

/* A number of pages that no map has. */
#define NOT_TO_BE_UNMAPPED SIZE_MAX

TEE_Result engine_memory_add(uintptr_t at, size_t length, bool writable)
{
    return map_add(&(struct access_region){.start = at,
                                           .length = length,
                                           .secure = true,
                                           .writable = writable},
                   NOT_TO_BE_UNMAPPED);
}

TEE_Result engine_library_load(const TEE_UUID *uuid, uintptr_t *base,
                               size_t *size)
{
    struct rt_event ev = {.w = {TAMGR_LIBRARY}};
    TEE_Result result;

    uuid_to_words(uuid, &ev.w[1]);
    result = service_call(SERVICE_TAMGR, &ev, NULL, 0);
    if (!result)
        result = (TEE_Result)ev.w[0];
    if (result)
        return result;
    *base = ev.w[1];
    *size = ev.w[2];
    return TEE_SUCCESS;
}

TEE_Result engine_unmap(void *at, size_t length)
{
    struct access_region **link = &maps;
    struct map *map;

    while (*link && (*link)->start != (uintptr_t)at)
        link = &(*link)->next;
    map = (struct map *)*link;
    if (!map || map->pages != pages_of(length))
        return TEE_ERROR_BAD_PARAMETERS;
    *link = map->region.next;
    rt_mem_unmap(at, map->pages);
    free(map);
    return TEE_SUCCESS;
}
