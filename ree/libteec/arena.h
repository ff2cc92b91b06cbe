/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Registered memory for the temporary memory references of one context,
 * kept from call to call.
 *
 * Registering a buffer costs two more visits to the TEE than copying it, so
 * small temporary buffers are copied through memory that is registered
 * already. A context begins without any; it gets up to ARENA_CHUNKS blocks,
 * each four times larger than the one before, as its calls need them.
 *
 * TEEC_Context has no room for a pointer, so contexts are found in a side
 * table by their file descriptor. The table lives in memory that a child of
 * fork sees as zeros, which is its valid empty state (mutex included): the
 * child, whose pages are no longer those registered, begins anew. Blocks do
 * not exist in the child at all.
 *
 * Memory that is not leased holds zeros: it shows a TA nothing of an earlier
 * call. A context that is forgotten while calls are under way keeps its
 * blocks until the last of them is over.
 *
 * Every function may be called from any thread. One mutex guards the table
 * and all pools in it; it is never held during a system call.
 */
#pragma once

#include "ree/libteec/pool.h"

#include <stdint.h>

/* Temporary buffers up to this size are copied; above it, copying in, out
 * and wiping costs more instructions than a registration. Four of them fit
 * into the largest block. */
#define ARENA_TEMP_MAX  (128u * 1024)
#define ARENA_CHUNKS    3
#define ARENA_CHUNK_MIN (64u * 1024)

/* A range of registered memory, from arena_take to arena_give. The holder
 * keeps it at one address: the pool links it. */
struct arena_lease {
    struct pool_range range;
    struct arena *arena;
    unsigned int chunk;
    uint8_t *base; /* first byte; zeros when taken */
    uint64_t id;   /* memory id of the block; range.start is the offset */
};

/*
 * Leases `size` bytes (a result of pool_round) of the memory of the context
 * whose device is open as `device`; can_register as for tee_shm_alloc. False
 * if there is none: the caller then shares its buffers one by one.
 */
bool arena_take(int device, bool can_register, size_t size,
                struct arena_lease *lease);

/* Wipes a leased range and gives it back. */
void arena_give(struct arena_lease *lease);

/* The descriptor `device` no longer is, or not yet, a context's: its memory
 * goes once no call uses it. */
void arena_forget(int device);
