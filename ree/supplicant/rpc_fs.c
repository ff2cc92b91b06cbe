/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * FS: its operations, from params to fs.h. params[0] has the operation, then a
 * handle and an offset, or a length. A name in shared memory may change
 * meanwhile: it is copied before it is looked at.
 */
#include "ree/supplicant/rpc.h"

#include "ree/libteec/include/tee_client_api.h"

#include <string.h>

static uint32_t handle(const struct rpc *rpc)
{
    return rpc->params[0].b <= UINT32_MAX ? (uint32_t)rpc->params[0].b : 0;
}

/* Copies the name in the memory of param n. It ends with a NUL. */
static bool name_copy(const struct rpc *rpc, int n, char name[FS_NAME_SIZE])
{
    size_t size = rpc_memory_size(rpc, n);

    if (size == 0 || size > FS_NAME_SIZE)
        return false;
    memcpy(name, rpc->memory[n], size);
    return strnlen(name, size) < size;
}

/* Opens what param 1 names; param 2 takes the handle. */
static uint32_t open_named(struct rpc *rpc, bool create)
{
    char name[FS_NAME_SIZE];
    uint32_t opened = 0, result;

    if (!name_copy(rpc, 1, name))
        return TEEC_ERROR_BAD_PARAMETERS;
    result = fs_open(&rpc->supplicant->fs, name, create, &opened);
    if (result == TEEC_SUCCESS)
        rpc->params[2].a = opened;
    return result;
}

uint32_t rpc_fs_open(struct rpc *rpc)
{
    return open_named(rpc, false);
}

uint32_t rpc_fs_create(struct rpc *rpc)
{
    return open_named(rpc, true);
}

uint32_t rpc_fs_close(struct rpc *rpc)
{
    return fs_close(&rpc->supplicant->fs, handle(rpc));
}

uint32_t rpc_fs_read(struct rpc *rpc)
{
    size_t size = rpc_memory_size(rpc, 1);
    uint32_t result = fs_read(&rpc->supplicant->fs, handle(rpc),
                              rpc->params[0].c, rpc->memory[1], &size);

    if (result == TEEC_SUCCESS)
        rpc->params[1].b = size;
    return result;
}

uint32_t rpc_fs_write(struct rpc *rpc)
{
    return fs_write(&rpc->supplicant->fs, handle(rpc), rpc->params[0].c,
                    rpc->memory[1], rpc_memory_size(rpc, 1));
}

uint32_t rpc_fs_truncate(struct rpc *rpc)
{
    return fs_truncate(&rpc->supplicant->fs, handle(rpc), rpc->params[0].c);
}

uint32_t rpc_fs_remove(struct rpc *rpc)
{
    char name[FS_NAME_SIZE];

    if (!name_copy(rpc, 1, name))
        return TEEC_ERROR_BAD_PARAMETERS;
    return fs_remove(&rpc->supplicant->fs, name);
}

uint32_t rpc_fs_rename(struct rpc *rpc)
{
    char old[FS_NAME_SIZE], new_name[FS_NAME_SIZE];

    if (!name_copy(rpc, 1, old) || !name_copy(rpc, 2, new_name))
        return TEEC_ERROR_BAD_PARAMETERS;
    return fs_rename(&rpc->supplicant->fs, old, new_name,
                     rpc->params[0].b != 0);
}

uint32_t rpc_fs_opendir(struct rpc *rpc)
{
    char name[FS_NAME_SIZE];
    uint32_t opened = 0, result;

    if (!name_copy(rpc, 1, name))
        return TEEC_ERROR_BAD_PARAMETERS;
    result = fs_opendir(&rpc->supplicant->fs, name, &opened);
    if (result == TEEC_SUCCESS)
        rpc->params[2].a = opened;
    return result;
}

uint32_t rpc_fs_closedir(struct rpc *rpc)
{
    return fs_closedir(&rpc->supplicant->fs, handle(rpc));
}

uint32_t rpc_fs_readdir(struct rpc *rpc)
{
    size_t size = rpc_memory_size(rpc, 1);
    uint32_t result =
        fs_readdir(&rpc->supplicant->fs, handle(rpc), rpc->memory[1], &size);

    if (result == TEEC_SUCCESS || result == TEEC_ERROR_SHORT_BUFFER)
        rpc->params[1].b = size;
    return result;
}
