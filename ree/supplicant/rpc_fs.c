/* SPDX-License-Identifier: BSD-2-Clause */
/* FS: from params to fs_request.h, and back. */
#include "ree/supplicant/rpc.h"

#include "ree/libteec/include/tee_client_api.h"
#include "ree/supplicant/fs_request.h"

uint32_t rpc_fs(struct rpc *rpc)
{
    struct tee_ioctl_param *p = rpc->params;
    struct fs_request r = {
        .operation = p[0].a,
        .b = p[0].b,
        .c = p[0].c,
        .memory = {rpc->memory[1], rpc->memory[2]},
        .size = {rpc_memory_size(rpc, 1), rpc_memory_size(rpc, 2)}};
    uint32_t result = fs_request_serve(&rpc->supplicant->fs, &r);

    if (result != TEEC_SUCCESS && result != TEEC_ERROR_SHORT_BUFFER)
        return result;
    if (p[1].attr == PARAM_MEMREF_OUTPUT)
        p[1].b = r.size[0];
    if (p[2].attr == PARAM_VALUE_OUTPUT)
        p[2].a = r.handle;
    return result;
}
