/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The memory the supplicant has given the TEE, by the driver's id. The TEE
 * asks for it with one request and refers to it in the params of others.
 *
 * A block that is in use by a request when it is freed goes when that request
 * is over, so a hostile order of requests never unmaps memory under a
 * thread. What the TEE can make us hold is bounded by MEMORY_BLOCKS and
 * MEMORY_BYTES. Linux does not pass on the end of a block whose client is being
 * killed, so when there is no room, the one that was unused for longest goes if
 * MEMORY_YOUNGER blocks came meanwhile: more than the TEE has calls. Any thread
 * may call; one mutex guards the table, and is not held during a system call.
 */
#pragma once

#include "ree/device/device.h"

#include <pthread.h>

#define MEMORY_BLOCKS  64
#define MEMORY_BYTES   (64u << 20)
#define MEMORY_YOUNGER 24u

struct memory_block {
    struct tee_shm shm;
    unsigned int users; /* references: one of the TEE, one per request */
    bool listed;        /* the TEE can refer to it */
    uint64_t number;    /* how many were ever allocated at its last use */
};

struct memory {
    int device;
    bool can_register;
    pthread_mutex_t lock;
    size_t bytes;
    uint64_t allocated; /* blocks, ever */
    struct memory_block blocks[MEMORY_BLOCKS];
};

/* Empty memory on an open device; can_register as for tee_shm_alloc. */
void memory_init(struct memory *memory, int device, bool can_register);

/* Allocates `size` bytes for the TEE; 0 and the id in *id, or a negative
 * errno: -EINVAL for no bytes at all, -ENOMEM, or what the driver said. */
MUST_USE int memory_alloc(struct memory *memory, uint64_t size, int *id);

/* The TEE no longer refers to this block. False: there is none. */
bool memory_free(struct memory *memory, uint64_t id);

/*
 * The `size` bytes at `offset` of a block, held until memory_put(*block).
 * NULL if there is no such block or it has no such range.
 */
void *memory_get(struct memory *memory, uint64_t id, uint64_t offset,
                 uint64_t size, struct memory_block **block);
void memory_put(struct memory *memory, struct memory_block *block);
