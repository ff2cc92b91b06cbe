/* SPDX-License-Identifier: BSD-2-Clause */
/* See file_rpc.h. Mutable state: the files, the folder of this run. */
#include "host/file_rpc.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "abi/optee_rpc.h"
#include "abi/tee_result.h"
#include "host/fault.h"
#include "ree/supplicant/fs.h"

static struct fs fs;
static char folder[] = "/tmp/cella-host-files-XXXXXX";
static bool is_ours;

void file_rpc_init(const char *parent)
{
    is_ours = !parent;
    if (is_ours)
        parent = mkdtemp(folder);
    fs_init(&fs, parent ? parent : "/nonexistent");
}

static int entry_remove(const char *path, const struct stat *st, int type,
                        struct FTW *where)
{
    (void)st;
    (void)type;
    (void)where;
    return remove(path);
}

void file_rpc_done(void)
{
    fs_close_all(&fs);
    if (is_ours)
        nftw(folder, entry_remove, 8, FTW_DEPTH | FTW_PHYS);
}

void file_rpc_restart(void)
{
    fs_close_all(&fs);
}

/* Parameters and memory of a request. */
struct asked {
    struct optee_msg_param *p;
    uint8_t *const *memory;
};

static uint32_t handle(const struct asked *a)
{
    return (uint32_t)a->p[0].u.value.b;
}

static size_t size(const struct asked *a, unsigned i)
{
    return a->memory[i] ? a->p[i].u.rmem.size : 0;
}

/* The name in the memory of parameter i; NULL: it has no end. */
static const char *name(const struct asked *a, unsigned i)
{
    size_t n = size(a, i);

    return n && memchr(a->memory[i], 0, n) ? (const char *)a->memory[i] : NULL;
}

static uint32_t opened(const struct asked *a, bool create)
{
    uint32_t handle = 0, result;

    if (!name(a, 1))
        return (uint32_t)R_ERROR_BAD_PARAMETERS;
    result = a->p[0].u.value.a == OPTEE_RPC_FS_OPENDIR
                 ? fs_opendir(&fs, name(a, 1), &handle)
                 : fs_open(&fs, name(a, 1), create, &handle);
    a->p[2].u.value.a = handle;
    return result;
}

static uint32_t on_read(const struct asked *a)
{
    size_t n = size(a, 1);
    uint32_t result =
        fs_read(&fs, handle(a), a->p[0].u.value.c, a->memory[1], &n);

    a->p[1].u.rmem.size = n;
    return result;
}

static uint32_t on_write(const struct asked *a)
{
    size_t n = size(a, 1);

    if (fault_write(DEVICE_FILES))
        n /= 2;
    return fs_write(&fs, handle(a), a->p[0].u.value.c, a->memory[1], n);
}

static uint32_t on_readdir(const struct asked *a)
{
    size_t n = size(a, 1);
    uint32_t result = fs_readdir(&fs, handle(a), (char *)a->memory[1], &n);

    a->p[1].u.rmem.size = n;
    return result;
}

static uint32_t on_rename(const struct asked *a)
{
    if (!name(a, 1) || !name(a, 2))
        return (uint32_t)R_ERROR_BAD_PARAMETERS;
    return fs_rename(&fs, name(a, 1), name(a, 2), a->p[0].u.value.b != 0);
}

static uint32_t serve(const struct asked *a)
{
    switch (a->p[0].u.value.a) {
    case OPTEE_RPC_FS_OPEN:
    case OPTEE_RPC_FS_CREATE:
    case OPTEE_RPC_FS_OPENDIR:
        return opened(a, a->p[0].u.value.a == OPTEE_RPC_FS_CREATE);
    case OPTEE_RPC_FS_CLOSE:
        return fs_close(&fs, handle(a));
    case OPTEE_RPC_FS_READ:
        return on_read(a);
    case OPTEE_RPC_FS_WRITE:
        return on_write(a);
    case OPTEE_RPC_FS_TRUNCATE:
        return fs_truncate(&fs, handle(a), a->p[0].u.value.c);
    case OPTEE_RPC_FS_REMOVE:
        return name(a, 1) ? fs_remove(&fs, name(a, 1))
                          : (uint32_t)R_ERROR_BAD_PARAMETERS;
    case OPTEE_RPC_FS_RENAME:
        return on_rename(a);
    case OPTEE_RPC_FS_CLOSEDIR:
        return fs_closedir(&fs, handle(a));
    case OPTEE_RPC_FS_READDIR:
        return on_readdir(a);
    default:
        return (uint32_t)R_ERROR_NOT_SUPPORTED;
    }
}

uint32_t file_rpc(struct optee_msg_param *p, unsigned n,
                  uint8_t *const memory[3])
{
    /* By operation; the gateway's caller says what it likes. */
    static const uint8_t params[] = {3, 3, 1, 2, 2, 1, 2, 3, 3, 1, 2};

    if (n == 0 || p[0].u.value.a >= sizeof(params) ||
        n != params[p[0].u.value.a])
        return (uint32_t)R_ERROR_BAD_PARAMETERS;
    switch (fault_operation(DEVICE_FILES)) {
    case FAULT_FAIL:
        return (uint32_t)R_ERROR_GENERIC;
    case FAULT_RESTART:
        file_rpc_restart();
        return (uint32_t)R_ERROR_COMMUNICATION;
    default:
        return serve(&(struct asked){p, memory});
    }
}
