/* SPDX-License-Identifier: BSD-2-Clause */
/* See file_rpc.h. Mutable state: the files. */
#include "host/file_rpc.h"

#include "abi/optee_rpc.h"
#include "abi/tee_result.h"
#include "host/fault.h"
#include "ree/supplicant/fs_request.h"

static struct fs fs;

void file_rpc_init(const char *parent)
{
    fs_init(&fs, parent);
}

void file_rpc_restart(void)
{
    fs_close_all(&fs);
}

static uint32_t serve(struct optee_msg_param *p, uint8_t *const memory[3])
{
    struct fs_request r = {.operation = p[0].u.value.a,
                           .b = p[0].u.value.b,
                           .c = p[0].u.value.c,
                           .memory = {memory[1], memory[2]},
                           .size = {memory[1] ? p[1].u.rmem.size : 0,
                                    memory[2] ? p[2].u.rmem.size : 0}};
    uint32_t result;

    if (r.operation == OPTEE_RPC_FS_WRITE && fault_write(DEVICE_FILES))
        r.size[0] /= 2;
    result = fs_request_serve(&fs, &r);
    if (r.operation == OPTEE_RPC_FS_READ || r.operation == OPTEE_RPC_FS_READDIR)
        p[1].u.rmem.size = r.size[0];
    if (r.handle)
        p[2].u.value.a = r.handle;
    return result;
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
        return serve(p, memory);
    }
}
