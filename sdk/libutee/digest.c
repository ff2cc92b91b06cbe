/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Message digests [TEE Internal Core API 1.3.1, 6.3]. A digest is always ready
 * for a message: its states are INITIAL (nothing hashed yet), ACTIVE,
 * EXTRACTING. One of fixed length that is being extracted is kept whole in the
 * operation; more output of a SHAKE comes from the system. A message that was
 * gathered as a whole is digested by this program, if it can: that is no secret
 * of the system's, and costs half of a call.
 */
#include <string.h>
#include <tee_internal_api.h>

#include "lib/mem.h"
#include "sdk/libutee/digest_local.h"
#include "sdk/libutee/operation.h"
#include "sdk/libutee/panic.h"

static bool is_digest(TEE_OperationHandle operation)
{
    return operation && operation->alg.class == TEE_OPERATION_DIGEST;
}

static bool is_extracting(TEE_OperationHandle operation)
{
    return operation->state == TEE_OPERATION_STATE_EXTRACTING;
}

void TEE_DigestUpdate(TEE_OperationHandle operation, const void *chunk,
                      size_t chunkSize)
{
    require(is_digest(operation) && (chunk || !chunkSize));
    require(!is_extracting(operation));
    hash_add(operation, chunk, chunkSize);
    operation->state = TEE_OPERATION_STATE_ACTIVE;
}

/* Whether the message, all of which is still here, is digested here. */
static bool is_short(TEE_OperationHandle operation, size_t len)
{
    return !operation->begun && len <= operation->room - operation->held &&
           digest_is_local(operation->alg.id);
}

/* As hash_finish(). */
static TEE_Result finish(TEE_OperationHandle operation, const void *chunk,
                         size_t len, void *hash, size_t *n)
{
    if (*n < operation->length || !is_short(operation, len))
        return hash_finish(operation, chunk, len, hash, n);
    if (operation->held) {
        hash_add(operation, chunk, len);
        chunk = operation->data;
        len = operation->held;
    }
    digest_local(operation->alg.id, chunk, len, hash);
    *n = operation->length;
    hash_forget(operation);
    return TEE_SUCCESS;
}

/* Gives the next n bytes of the whole digest that is kept here. */
static void take(TEE_OperationHandle operation, void *hash, size_t n)
{
    if (n)
        memcpy(hash, operation->data + operation->taken, n);
    operation->taken += (uint32_t)n;
}

TEE_Result TEE_DigestDoFinal(TEE_OperationHandle operation, const void *chunk,
                             size_t chunkLen, void *hash, size_t *hashLen)
{
    size_t left;

    require(is_digest(operation) && (chunk || !chunkLen) && hashLen &&
            (hash || !*hashLen));
    require(!is_extracting(operation) || !chunkLen);
    if (is_extracting(operation) && operation->length) {
        left = operation->length - operation->taken;
        if (*hashLen < left) {
            *hashLen = left;
            return TEE_ERROR_SHORT_BUFFER;
        }
        take(operation, hash, left);
        *hashLen = left;
    } else if (finish(operation, chunk, chunkLen, hash, hashLen)) {
        return TEE_ERROR_SHORT_BUFFER;
    }
    if (operation->begun || operation->held)
        operation_stop(operation);
    else
        operation_rest(operation);
    return TEE_SUCCESS;
}

/* Makes the digest, and keeps it. */
static void extraction_begin(TEE_OperationHandle operation)
{
    uint8_t digest[ENGINE_INLINE];
    size_t n = operation->length;

    (void)finish(operation, NULL, 0, digest, &n);
    memcpy(operation->data, digest, n);
    operation->used = (uint32_t)n;
    mem_wipe(digest, sizeof(digest));
    operation->held = (uint32_t)n;
    operation->taken = 0;
}

TEE_Result TEE_DigestExtract(TEE_OperationHandle operation, void *hash,
                             size_t *hashLen)
{
    size_t left;

    require(is_digest(operation) && hashLen && (hash || !*hashLen));
    if (!operation->length) {
        (void)hash_finish(operation, NULL, 0, hash, hashLen);
    } else {
        if (!is_extracting(operation))
            extraction_begin(operation);
        left = operation->length - operation->taken;
        if (*hashLen > left)
            *hashLen = left;
        take(operation, hash, *hashLen);
    }
    operation->state = TEE_OPERATION_STATE_EXTRACTING;
    operation->flags |= TEE_HANDLE_FLAG_EXTRACTING;
    return TEE_SUCCESS;
}
