/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The message of a digest or MAC. Small pieces are gathered in the operation
 * and sent when no more of them fit into one message to the system, so that a
 * piece of 16 bytes costs a copy, and a whole small message one call.
 */
#include <string.h>
#include <tee_internal_api.h>

#include "lib/mem.h"
#include "sdk/libutee/operation.h"
#include "sdk/libutee/panic.h"

static void data_wipe(TEE_OperationHandle operation)
{
    mem_wipe(operation->data, sizeof(operation->data));
    operation->held = 0;
}

static void gather(TEE_OperationHandle operation, const void *chunk, size_t len)
{
    if (len)
        memcpy(operation->data + operation->held, chunk, len);
    operation->held += (uint32_t)len;
}

void hash_add(TEE_OperationHandle operation, const void *chunk, size_t len)
{
    size_t room = sizeof(operation->data) - operation->held;
    const uint8_t *p = chunk;

    if (len <= room) {
        gather(operation, chunk, len);
        return;
    }
    if (len < sizeof(operation->data)) {
        gather(operation, p, room);
        p += room;
        len -= room;
        (void)pass(engine_hash_update(operation->engine, operation->data,
                                      operation->held, NULL, 0));
        operation->held = 0;
        gather(operation, p, len);
    } else {
        (void)pass(engine_hash_update(operation->engine, operation->data,
                                      operation->held, p, len));
        operation->held = 0;
    }
    operation->begun = true;
}

TEE_Result hash_finish(TEE_OperationHandle operation, const void *chunk,
                       size_t len, void *out, size_t *n)
{
    if (*n < operation->length) {
        *n = operation->length;
        return TEE_ERROR_SHORT_BUFFER;
    }
    if (operation->length)
        *n = operation->length;
    (void)pass(engine_hash_final(operation->engine, operation->data,
                                 operation->held, chunk, len, out, n));
    if (operation->held || operation->begun)
        data_wipe(operation);
    /* A SHAKE goes on giving until it begins anew. */
    operation->begun = !operation->length;
    return TEE_SUCCESS;
}

void hash_forget(TEE_OperationHandle operation)
{
    if (operation->begun)
        (void)pass(engine_hash_init(operation->engine));
    if (operation->held || operation->begun)
        data_wipe(operation);
    operation->begun = false;
}
