/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * See memory.h. An entry is free when it has no users; allocation holds it
 * (and its bytes) before it asks the driver, so the bounds hold at any time.
 */
#include "ree/supplicant/memory.h"

#include <errno.h>

void memory_init(struct memory *memory, int device, bool can_register)
{
    *memory = (struct memory){.device = device, .can_register = can_register};
    pthread_mutex_init(&memory->lock, NULL);
}

/* Holds a free entry and `size` bytes of the bound; NULL if there are none. */
static struct memory_block *reserve(struct memory *memory, uint64_t size)
{
    struct memory_block *found = NULL;

    pthread_mutex_lock(&memory->lock);
    for (int i = 0; i < MEMORY_BLOCKS && !found; i++)
        if (!memory->blocks[i].users)
            found = &memory->blocks[i];
    if (found && size <= MEMORY_BYTES - memory->bytes) {
        *found = (struct memory_block){.users = 1,
                                       .shm.size = (size_t)size,
                                       .number = memory->allocated++};
        memory->bytes += (size_t)size;
    } else {
        found = NULL;
    }
    pthread_mutex_unlock(&memory->lock);
    return found;
}

/* Drops a reference; the caller frees what comes back true in *gone. */
static bool drop(struct memory *memory, struct memory_block *block,
                 struct tee_shm *gone)
{
    bool last;

    pthread_mutex_lock(&memory->lock);
    last = --block->users == 0;
    if (last) {
        *gone = block->shm;
        memory->bytes -= block->shm.size;
    }
    pthread_mutex_unlock(&memory->lock);
    return last;
}

/* Frees the oldest block if it must have been forgotten; false: there is none
 * such. */
static bool forgotten_free(struct memory *memory)
{
    struct memory_block *oldest = NULL;
    struct tee_shm gone;

    pthread_mutex_lock(&memory->lock);
    for (int i = 0; i < MEMORY_BLOCKS; i++) {
        struct memory_block *b = &memory->blocks[i];

        if (b->listed && b->users == 1 &&
            (!oldest || b->number < oldest->number))
            oldest = b;
    }
    if (oldest && memory->allocated - oldest->number <= MEMORY_YOUNGER)
        oldest = NULL;
    if (oldest)
        oldest->listed = false;
    pthread_mutex_unlock(&memory->lock);
    if (oldest && drop(memory, oldest, &gone))
        tee_shm_free(&gone);
    return oldest;
}

int memory_alloc(struct memory *memory, uint64_t size, int *id)
{
    struct memory_block *block;
    struct tee_shm shm = {0};
    int error;

    if (size == 0)
        return -EINVAL;
    do {
        block = reserve(memory, size);
    } while (!block && size <= MEMORY_BYTES && forgotten_free(memory));
    if (!block)
        return -ENOMEM;
    error =
        tee_shm_alloc(memory->device, memory->can_register, (size_t)size, &shm);
    if (error < 0) {
        drop(memory, block, &shm);
        return error;
    }
    pthread_mutex_lock(&memory->lock);
    block->shm = shm;
    block->listed = true;
    pthread_mutex_unlock(&memory->lock);
    *id = shm.id;
    return 0;
}

/* The block the TEE knows by this id, or NULL. */
static struct memory_block *find_locked(struct memory *memory, uint64_t id)
{
    for (int i = 0; i < MEMORY_BLOCKS; i++) {
        struct memory_block *b = &memory->blocks[i];

        if (b->listed && (uint64_t)b->shm.id == id)
            return b;
    }
    return NULL;
}

bool memory_free(struct memory *memory, uint64_t id)
{
    struct memory_block *block;
    struct tee_shm gone;

    pthread_mutex_lock(&memory->lock);
    block = find_locked(memory, id);
    if (block)
        block->listed = false;
    pthread_mutex_unlock(&memory->lock);
    if (!block)
        return false;
    if (drop(memory, block, &gone))
        tee_shm_free(&gone);
    return true;
}

void *memory_get(struct memory *memory, uint64_t id, uint64_t offset,
                 uint64_t size, struct memory_block **block)
{
    struct memory_block *b;
    void *start = NULL;

    pthread_mutex_lock(&memory->lock);
    b = find_locked(memory, id);
    if (b && offset <= b->shm.size && size <= b->shm.size - offset) {
        start = (uint8_t *)b->shm.base + offset;
        b->users++;
        b->number = memory->allocated;
        *block = b;
    }
    pthread_mutex_unlock(&memory->lock);
    return start;
}

void memory_put(struct memory *memory, struct memory_block *block)
{
    struct tee_shm gone;

    if (drop(memory, block, &gone))
        tee_shm_free(&gone);
}
