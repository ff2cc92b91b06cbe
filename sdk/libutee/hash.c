/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The message of a digest or MAC. Small pieces are gathered in the operation
 * and sent when no more of them fit there, so that a piece of 64 bytes costs a
 * copy, and a whole small message one call. What has been gathered goes inside
 * a message to the system while it fits there, by lease otherwise.
 */
#include <string.h>
#include <tee_internal_api.h>

#include "lib/mem.h"
#include "sdk/libutee/operation.h"
#include "sdk/libutee/panic.h"

static void data_wipe(TEE_OperationHandle operation)
{
    mem_wipe(operation->data, operation->used);
    operation->used = 0;
    operation->held = 0;
}

static void gather(TEE_OperationHandle operation, const void *chunk, size_t len)
{
    if (len)
        memcpy(operation->data + operation->held, chunk, len);
    operation->held += (uint32_t)len;
    if (operation->used < operation->held)
        operation->used = operation->held;
}

/* Sends what was gathered, and a chunk if both go into one message. Returns how
 * much of the chunk is still to be sent. */
static size_t flush(TEE_OperationHandle operation, const void *chunk,
                    size_t len)
{
    const uint8_t *data = operation->data;
    size_t held = operation->held;

    if (held > ENGINE_INLINE) {
        (void)pass(engine_hash_update(operation->engine, NULL, 0, data, held));
    } else {
        (void)pass(
            engine_hash_update(operation->engine, data, held, chunk, len));
        len = 0;
    }
    operation->held = 0;
    operation->begun = true;
    return len;
}

void hash_add(TEE_OperationHandle operation, const void *chunk, size_t len)
{
    size_t room = operation->room - operation->held;
    const uint8_t *p = chunk;

    if (len <= room) {
        gather(operation, chunk, len);
        return;
    }
    if (len < operation->room) {
        gather(operation, p, room);
        (void)flush(operation, NULL, 0);
        gather(operation, p + room, len - room);
    } else if (flush(operation, p, len)) {
        (void)flush(operation, p, len);
    }
}

TEE_Result hash_finish(TEE_OperationHandle operation, const void *chunk,
                       size_t len, void *out, size_t *n)
{
    const uint8_t *data = operation->data;

    if (*n < operation->length) {
        *n = operation->length;
        return TEE_ERROR_SHORT_BUFFER;
    }
    if (operation->length)
        *n = operation->length;
    if (operation->held > ENGINE_INLINE && len)
        (void)flush(operation, NULL, 0);
    if (operation->held > ENGINE_INLINE)
        (void)pass(engine_hash_final(operation->engine, NULL, 0, data,
                                     operation->held, out, n));
    else
        (void)pass(engine_hash_final(operation->engine, data, operation->held,
                                     chunk, len, out, n));
    if (operation->used)
        data_wipe(operation);
    operation->held = 0;
    /* A SHAKE goes on giving until it begins anew. */
    operation->begun = !operation->length;
    return TEE_SUCCESS;
}

void hash_forget(TEE_OperationHandle operation)
{
    if (operation->begun)
        (void)pass(engine_hash_init(operation->engine));
    if (operation->used)
        data_wipe(operation);
    operation->held = 0;
    operation->begun = false;
}
