/* SPDX-License-Identifier: BSD-2-Clause */
/* See rpc.h: the table, and the two functions that need no file of their own.
 */
#include "ree/supplicant/rpc.h"

#include "abi/optee_rpc.h"
#include "ree/libteec/include/tee_client_api.h"
#include "ree/supplicant/log.h"

#include <errno.h>
#include <inttypes.h>

/* Linux sends {type, size, -} and wants the id in c. */
static uint32_t serve_shm_alloc(struct rpc *rpc)
{
    struct tee_ioctl_param *p = &rpc->params[0];
    int id;
    int error;

    if (p->a != OPTEE_RPC_SHM_APPL)
        return TEEC_ERROR_BAD_PARAMETERS;
    error = memory_alloc(&rpc->supplicant->memory, p->b, &id);
    if (error == -EINVAL)
        return TEEC_ERROR_BAD_PARAMETERS;
    if (error < 0) {
        log_error("cannot share %" PRIu64 " bytes with the TEE: error %d",
                  (uint64_t)p->b, -error);
        return TEEC_ERROR_OUT_OF_MEMORY;
    }
    p->c = (__u64)id;
    return TEEC_SUCCESS;
}

/* {type, id, -} */
static uint32_t serve_shm_free(struct rpc *rpc)
{
    const struct tee_ioctl_param *p = &rpc->params[0];

    if (p->a != OPTEE_RPC_SHM_APPL ||
        !memory_free(&rpc->supplicant->memory, p->b))
        return TEEC_ERROR_BAD_PARAMETERS;
    return TEEC_SUCCESS;
}

#define WHOLE UINT64_MAX /* the function has no operations */

static const struct rpc_row {
    uint32_t func;
    uint64_t operation; /* params[0].a, a value */
    uint32_t count;
    uint8_t types[REQUEST_PARAMS];
    uint32_t (*serve)(struct rpc *rpc);
} rows[] = {
    {OPTEE_RPC_CMD_LOAD_TA,
     WHOLE,
     2,
     {PARAM_VALUE_INPUT, PARAM_MEMREF_OUTPUT},
     rpc_load_ta},
    {OPTEE_RPC_CMD_SHM_ALLOC, WHOLE, 1, {PARAM_VALUE_INOUT}, serve_shm_alloc},
    {OPTEE_RPC_CMD_SHM_FREE, WHOLE, 1, {PARAM_VALUE_INOUT}, serve_shm_free},
    {OPTEE_RPC_CMD_SOCKET,
     OPTEE_RPC_SOCKET_OPEN,
     4,
     {PARAM_VALUE_INPUT, PARAM_VALUE_INPUT, PARAM_MEMREF_INPUT,
      PARAM_VALUE_OUTPUT},
     rpc_socket_open},
    {OPTEE_RPC_CMD_SOCKET,
     OPTEE_RPC_SOCKET_CLOSE,
     1,
     {PARAM_VALUE_INPUT},
     rpc_socket_close},
    {OPTEE_RPC_CMD_SOCKET,
     OPTEE_RPC_SOCKET_CLOSE_ALL,
     1,
     {PARAM_VALUE_INPUT},
     rpc_socket_close_all},
    {OPTEE_RPC_CMD_SOCKET,
     OPTEE_RPC_SOCKET_SEND,
     3,
     {PARAM_VALUE_INPUT, PARAM_MEMREF_INPUT, PARAM_VALUE_INOUT},
     rpc_socket_send},
    {OPTEE_RPC_CMD_SOCKET,
     OPTEE_RPC_SOCKET_RECV,
     3,
     {PARAM_VALUE_INPUT, PARAM_MEMREF_OUTPUT, PARAM_VALUE_INPUT},
     rpc_socket_recv},
    {OPTEE_RPC_CMD_SOCKET,
     OPTEE_RPC_SOCKET_IOCTL,
     3,
     {PARAM_VALUE_INPUT, PARAM_MEMREF_INOUT, PARAM_VALUE_INPUT},
     rpc_socket_ioctl},
    {OPTEE_RPC_CMD_FS,
     OPTEE_RPC_FS_OPEN,
     3,
     {PARAM_VALUE_INPUT, PARAM_MEMREF_INPUT, PARAM_VALUE_OUTPUT},
     rpc_fs},
    {OPTEE_RPC_CMD_FS,
     OPTEE_RPC_FS_CREATE,
     3,
     {PARAM_VALUE_INPUT, PARAM_MEMREF_INPUT, PARAM_VALUE_OUTPUT},
     rpc_fs},
    {OPTEE_RPC_CMD_FS, OPTEE_RPC_FS_CLOSE, 1, {PARAM_VALUE_INPUT}, rpc_fs},
    {OPTEE_RPC_CMD_FS,
     OPTEE_RPC_FS_READ,
     2,
     {PARAM_VALUE_INPUT, PARAM_MEMREF_OUTPUT},
     rpc_fs},
    {OPTEE_RPC_CMD_FS,
     OPTEE_RPC_FS_WRITE,
     2,
     {PARAM_VALUE_INPUT, PARAM_MEMREF_INPUT},
     rpc_fs},
    {OPTEE_RPC_CMD_FS, OPTEE_RPC_FS_TRUNCATE, 1, {PARAM_VALUE_INPUT}, rpc_fs},
    {OPTEE_RPC_CMD_FS,
     OPTEE_RPC_FS_REMOVE,
     2,
     {PARAM_VALUE_INPUT, PARAM_MEMREF_INPUT},
     rpc_fs},
    {OPTEE_RPC_CMD_FS,
     OPTEE_RPC_FS_RENAME,
     3,
     {PARAM_VALUE_INPUT, PARAM_MEMREF_INPUT, PARAM_MEMREF_INPUT},
     rpc_fs},
    {OPTEE_RPC_CMD_FS,
     OPTEE_RPC_FS_OPENDIR,
     3,
     {PARAM_VALUE_INPUT, PARAM_MEMREF_INPUT, PARAM_VALUE_OUTPUT},
     rpc_fs},
    {OPTEE_RPC_CMD_FS, OPTEE_RPC_FS_CLOSEDIR, 1, {PARAM_VALUE_INPUT}, rpc_fs},
    {OPTEE_RPC_CMD_FS,
     OPTEE_RPC_FS_READDIR,
     2,
     {PARAM_VALUE_INPUT, PARAM_MEMREF_OUTPUT},
     rpc_fs},
    {OPTEE_RPC_CMD_PLUGIN,
     OPTEE_RPC_PLUGIN_INVOKE,
     4,
     {PARAM_VALUE_INPUT, PARAM_VALUE_INPUT, PARAM_VALUE_INOUT,
      PARAM_MEMREF_INOUT},
     rpc_plugin_invoke},
};

/* The row of this request; NULL: there is no such function or operation. */
static const struct rpc_row *find_row(const struct request *r)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (rows[i].func == r->func &&
            (rows[i].operation == WHOLE ||
             (r->count && rows[i].operation == r->params[0].a)))
            return &rows[i];
    return NULL;
}

static bool types_match(const struct request *r, const struct rpc_row *row)
{
    bool match = r->count == row->count;

    for (uint32_t i = 0; match && i < r->count; i++)
        match = r->params[i].attr == row->types[i];
    return match;
}

/* Finds and holds the memory the params refer to; false if one is not there. */
static bool hold_memory(struct rpc *rpc, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const struct tee_ioctl_param *p = &rpc->params[i];

        if (!param_is_memref(p) || p->c == TEE_MEMREF_NULL)
            continue;
        rpc->memory[i] = memory_get(&rpc->supplicant->memory, p->c, p->a, p->b,
                                    &rpc->held[i]);
        if (!rpc->memory[i])
            return false;
    }
    return true;
}

static void drop_memory(const struct rpc *rpc)
{
    for (unsigned int i = 0; i < REQUEST_PARAMS; i++)
        if (rpc->held[i])
            memory_put(&rpc->supplicant->memory, rpc->held[i]);
}

uint32_t rpc_serve(struct supplicant *supplicant, struct request *request)
{
    struct rpc rpc = {.supplicant = supplicant, .params = request->params};
    const struct rpc_row *row = find_row(request);
    uint32_t result = TEEC_ERROR_BAD_PARAMETERS;

    if (!row) {
        log_error("the TEE asked for function %" PRIu32
                  ", which is not supported",
                  request->func);
        return TEEC_ERROR_NOT_SUPPORTED;
    }
    if (types_match(request, row) && hold_memory(&rpc, request->count))
        result = row->serve(&rpc);
    if (result == TEEC_ERROR_BAD_PARAMETERS)
        log_error("malformed request of the TEE for function %" PRIu32,
                  request->func);
    drop_memory(&rpc);
    return result;
}

void rpc_undo(struct supplicant *supplicant, const struct request *request)
{
    const struct tee_ioctl_param *p = request->params;

    if (request->func == OPTEE_RPC_CMD_SHM_ALLOC)
        memory_free(&supplicant->memory, p[0].c);
    if (request->func == OPTEE_RPC_CMD_SOCKET &&
        p[0].a == OPTEE_RPC_SOCKET_OPEN)
        (void)socket_close(&supplicant->sockets, (uint32_t)p[0].b,
                           (uint32_t)p[3].a);
    if (request->func == OPTEE_RPC_CMD_FS &&
        (p[0].a == OPTEE_RPC_FS_OPEN || p[0].a == OPTEE_RPC_FS_CREATE))
        (void)fs_close(&supplicant->fs, (uint32_t)p[2].a);
    if (request->func == OPTEE_RPC_CMD_FS && p[0].a == OPTEE_RPC_FS_OPENDIR)
        (void)fs_closedir(&supplicant->fs, (uint32_t)p[2].a);
}
