/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A TA that loads libraries while it runs.
 *
 * OPEN      text in: name; value out: `loaded`, images in the address space.
 *           ITEM_NOT_FOUND: it could not be opened
 * CALL      text in: function; value inout: its arguments, its result. Of the
 *           library opened last; ITEM_NOT_FOUND: it has none of that name
 * CALL_ANY  the same, wherever it is
 * CLOSE     value out: what dlclose() said of a handle, and of none
 * WRITE     text in: function; writes to its code
 * MEMORY    text in: variable; value out: may the TA read it, write it
 */
#include <dlfcn.h>
#include <link.h>
#include <string.h>
#include <tee_internal_api.h>

#include "load.h"

enum { OPEN = 1, CALL, CALL_ANY, CLOSE, WRITE, MEMORY };

int loaded;

static void *library;

static int count(struct dl_phdr_info *info, size_t size, void *data)
{
    uint32_t *images = data;

    (void)info;
    (void)size;
    ++*images;
    return 0;
}

static TEE_Result on_open(const char *name, TEE_Param *p)
{
    void *handle = dlopen(name, RTLD_NOW | RTLD_GLOBAL | RTLD_NODELETE);

    p->value.a = (uint32_t)loaded;
    p->value.b = 0;
    dl_iterate_phdr(count, &p->value.b);
    if (!handle)
        return TEE_ERROR_ITEM_NOT_FOUND;
    library = handle;
    return TEE_SUCCESS;
}

static TEE_Result on_call(void *handle, const char *name, TEE_Param *p)
{
    int (*function)(int, int) = (int (*)(int, int))dlsym(handle, name);

    if (!function)
        return TEE_ERROR_ITEM_NOT_FOUND;
    p->value.a = (uint32_t)function((int)p->value.a, (int)p->value.b);
    p->value.b = 0;
    return TEE_SUCCESS;
}

static TEE_Result on_close(TEE_Param *p)
{
    p->value.a = (uint32_t)dlclose(library);
    p->value.b = dlclose(&loaded) ? 1 : 0;
    return TEE_SUCCESS;
}

static TEE_Result on_write(const char *name)
{
    volatile uint32_t *code = dlsym(library, name);

    if (!code)
        return TEE_ERROR_ITEM_NOT_FOUND;
    *code = 0;
    return TEE_SUCCESS;
}

static TEE_Result on_memory(const char *name, TEE_Param *p)
{
    void *at = dlsym(library, name);

    if (!at)
        return TEE_ERROR_ITEM_NOT_FOUND;
    p->value.a =
        !TEE_CheckMemoryAccessRights(TEE_MEMORY_ACCESS_READ, at, sizeof(int));
    p->value.b =
        !TEE_CheckMemoryAccessRights(TEE_MEMORY_ACCESS_WRITE, at, sizeof(int));
    return TEE_SUCCESS;
}

static TEE_Result invoke(uint32_t command, const char *name, TEE_Param *p)
{
    switch (command) {
    case OPEN:
        return on_open(name, p);
    case CALL:
        return on_call(library, name, p);
    case CALL_ANY:
        return on_call(dlopen(NULL, RTLD_NOW), name, p);
    case CLOSE:
        return on_close(p);
    case WRITE:
        return on_write(name);
    case MEMORY:
        return on_memory(name, p);
    default:
        return TEE_ERROR_NOT_SUPPORTED;
    }
}

TEE_Result TA_CreateEntryPoint(void)
{
    return TEE_SUCCESS;
}

void TA_DestroyEntryPoint(void)
{
    IMSG("load: destroyed");
}

static void __attribute__((destructor)) destruct(void)
{
    IMSG("load: destructed");
}

TEE_Result TA_OpenSessionEntryPoint(uint32_t types, TEE_Param params[4],
                                    void **context)
{
    (void)types;
    (void)params;
    (void)context;
    return TEE_SUCCESS;
}

void TA_CloseSessionEntryPoint(void *context)
{
    (void)context;
}

TEE_Result TA_InvokeCommandEntryPoint(void *context, uint32_t command,
                                      uint32_t types, TEE_Param params[4])
{
    char name[64] = {0};

    (void)context;
    if (TEE_PARAM_TYPE_GET(types, 0) != TEE_PARAM_TYPE_MEMREF_INPUT ||
        params[0].memref.size >= sizeof(name))
        return TEE_ERROR_BAD_PARAMETERS;
    memcpy(name, params[0].memref.buffer, params[0].memref.size);
    return invoke(command, name, &params[1]);
}
