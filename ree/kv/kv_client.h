/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Client side of the key-value TA (abi/ta/kv.h), over any GlobalPlatform TEE
 * Client API 1.0.
 *
 * A client is one session and one kind of shared memory. It owns two buffers
 * that operations lend to the TA: the key, set with kv_key_set, and `value`,
 * which the caller fills before kv_put and reads after kv_get and kv_list.
 * They are set up once, so that an operation costs its invocation only:
 *   whole      both lie in a registered region that is passed as a whole, with
 *              windows to the two beside it
 *   partial    both lie in a registered region, parts of it are passed
 *   temporary  plain memory, lent for one call
 *
 * Functions return the TEEC_Result of the TEE and leave its origin in
 * `origin`. One thread at a time. After TARGET_DEAD, close and open again.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include <tee_client_api.h>

#include "abi/ta/kv.h"

enum kv_memory {
    KV_WHOLE,
    KV_PARTIAL,
    KV_TEMPORARY,
};

struct kv_client {
    uint8_t *value;  /* KV_VALUE_MAX bytes */
    uint32_t origin; /* TEEC_ORIGIN_* of the last result */

    /* Private. */
    enum kv_memory memory;
    uint8_t *key;
    size_t key_length;
    TEEC_Context context;
    TEEC_Session session;
    TEEC_SharedMemory region; /* whole, partial: key, then value */
};

/* Opens a session. Errors: as TEEC_InitializeContext (origin API or COMMS),
 * TEEC_OpenSession, TEEC_AllocateSharedMemory; nothing is left open then. */
TEEC_Result kv_open(struct kv_client *client, enum kv_memory memory);

/* Ends the session and releases the buffers. */
void kv_close(struct kv_client *client);

/* Sets the key of the operations that follow. BAD_PARAMETERS: not 1 to
 * KV_KEY_MAX bytes; the old key stays. */
TEEC_Result kv_key_set(struct kv_client *client, const void *key,
                       size_t length);

/* Stores value[0 .. length) under the key; length <= KV_VALUE_MAX.
 * STORAGE_NO_SPACE: the store is full and unchanged. */
TEEC_Result kv_put(struct kv_client *client, size_t length);

/* Loads the value of the key into value[0 .. *length); *length becomes its
 * bytes. SHORT_BUFFER: they do not fit, *length says how many there are.
 * ITEM_NOT_FOUND: there is no such key. */
TEEC_Result kv_get(struct kv_client *client, size_t *length);

/* Deletes the key and its value. ITEM_NOT_FOUND: there is none. */
TEEC_Result kv_del(struct kv_client *client);

/*
 * Fills value[0 .. *length) with records of one length byte and a key, for
 * some of the keys. *cursor is 0 for the first call, and the list is complete
 * when it comes back as KV_LIST_END. SHORT_BUFFER: more than KV_VALUE_MAX
 * bytes of keys in a single chain, thousands; they cannot be listed.
 */
TEEC_Result kv_list(struct kv_client *client, uint32_t *cursor, size_t *length);

/* The number of keys in the store. */
TEEC_Result kv_count(struct kv_client *client, uint32_t *keys);
