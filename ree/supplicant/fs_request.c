/* SPDX-License-Identifier: BSD-2-Clause */
/* See fs_request.h. A name is copied before it is looked at. */
#include "ree/supplicant/fs_request.h"

#include "abi/optee_rpc.h"
#include "ree/libteec/include/tee_client_api.h"

#include <string.h>

static uint32_t handle(const struct fs_request *r)
{
    return r->b <= UINT32_MAX ? (uint32_t)r->b : 0;
}

/* Copies the name in memory n. It ends with a NUL. */
static bool name_copy(const struct fs_request *r, int n,
                      char name[FS_NAME_SIZE])
{
    size_t size = r->size[n];

    if (size == 0 || size > FS_NAME_SIZE)
        return false;
    memcpy(name, r->memory[n], size);
    return strnlen(name, size) < size;
}

/* The operations that begin with a name. */
static uint32_t serve_named(struct fs *fs, struct fs_request *r)
{
    char name[FS_NAME_SIZE], to[FS_NAME_SIZE];

    if (!name_copy(r, 0, name))
        return TEEC_ERROR_BAD_PARAMETERS;
    switch (r->operation) {
    case OPTEE_RPC_FS_OPEN:
        return fs_open(fs, name, false, &r->handle);
    case OPTEE_RPC_FS_CREATE:
        return fs_open(fs, name, true, &r->handle);
    case OPTEE_RPC_FS_OPENDIR:
        return fs_opendir(fs, name, &r->handle);
    case OPTEE_RPC_FS_REMOVE:
        return fs_remove(fs, name);
    default:
        return name_copy(r, 1, to) ? fs_rename(fs, name, to, r->b != 0)
                                   : TEEC_ERROR_BAD_PARAMETERS;
    }
}

uint32_t fs_request_serve(struct fs *fs, struct fs_request *r)
{
    switch (r->operation) {
    case OPTEE_RPC_FS_OPEN:
    case OPTEE_RPC_FS_CREATE:
    case OPTEE_RPC_FS_OPENDIR:
    case OPTEE_RPC_FS_REMOVE:
    case OPTEE_RPC_FS_RENAME:
        return serve_named(fs, r);
    case OPTEE_RPC_FS_CLOSE:
        return fs_close(fs, handle(r));
    case OPTEE_RPC_FS_READ:
        return fs_read(fs, handle(r), r->c, r->memory[0], &r->size[0]);
    case OPTEE_RPC_FS_WRITE:
        return fs_write(fs, handle(r), r->c, r->memory[0], r->size[0]);
    case OPTEE_RPC_FS_TRUNCATE:
        return fs_truncate(fs, handle(r), r->c);
    case OPTEE_RPC_FS_CLOSEDIR:
        return fs_closedir(fs, handle(r));
    case OPTEE_RPC_FS_READDIR:
        return fs_readdir(fs, handle(r), r->memory[0], &r->size[0]);
    default:
        return TEEC_ERROR_NOT_SUPPORTED;
    }
}
