/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the files of the operation functions share: the operation behind a
 * TEE_OperationHandle. The system has a state for it (`engine`), which holds
 * the keys and the message under way; everything that the specification says
 * about orders of calls is kept and checked here.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <tee_api_types.h>

#include "sdk/engine/engine.h"
#include "sdk/libutee/alg.h"

struct __TEE_OperationHandle {
    struct alg alg;
    uint32_t algorithm; /* as the trusted application names it */
    uint32_t mode;      /* TEE_MODE_* */
    uint32_t state;     /* TEE_OPERATION_STATE_* */
    uint32_t flags;     /* TEE_HANDLE_FLAG_* */
    uint32_t max_size;  /* bits of all keys, as the application said */
    uint32_t key_size;  /* bits of one key; 0: none */
    uint32_t usage;     /* what a key must be allowed for */
    uint32_t length;    /* bytes of digest, MAC or tag; 0: any, or none */
    uint32_t engine;    /* the system's number of its state */
    bool begun;         /* the system's state has a part of a message */

    /* `held` bytes of data: of a digest, MAC or authenticated text the input
     * that was not sent yet; of a digest being extracted all of it, `taken` of
     * it given; of a cipher that is not begun its IV. */
    uint32_t held;
    uint32_t taken;
    uint32_t room; /* bytes of data[]: ENGINE_INLINE at least */
    uint32_t
        used; /* of those, what a digest or MAC may have left something in */
    uint8_t data[] __attribute__((aligned(8)));
};

/* Input that a digest or MAC gathers, bytes: pieces of 64 are then a quarter of
 * what they would cost as messages, and as many again gain little. */
#define HASH_GATHER 2048u

/* The operation has ended, or was never started. Its key stays. */
void operation_stop(TEE_OperationHandle operation);

/* The same where neither the system nor data[] has anything of a message. */
static inline void operation_rest(TEE_OperationHandle operation)
{
    operation->begun = false;
    operation->held = 0;
    operation->state = TEE_OPERATION_STATE_INITIAL;
    operation->flags &= ~(uint32_t)TEE_HANDLE_FLAG_EXTRACTING;
    if (operation->alg.class != TEE_OPERATION_DIGEST)
        operation->flags &= ~(uint32_t)TEE_HANDLE_FLAG_INITIALIZED;
}

/* Digest and MAC: adds to the message, few bytes without asking the system. */
void hash_add(TEE_OperationHandle operation, const void *chunk, size_t len);

/* Ends the message and gives *n bytes of its digest or MAC, or, if there are
 * fewer than *n, all. SHORT_BUFFER: *n is what is needed, nothing changed. */
TEE_Result hash_finish(TEE_OperationHandle operation, const void *chunk,
                       size_t len, void *out, size_t *n);

/* Forgets the message. */
void hash_forget(TEE_OperationHandle operation);
