/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * See arena.h. Mutable state: `table`, mapped once per process.
 *
 * An arena is free (key 0), in use (key = descriptor + 1), or forgotten
 * with calls under way (key FORGOTTEN); `users` counts the calls that hold a
 * lease or are growing it, and the last to leave a forgotten one clears it.
 * A chunk is absent, growing (one thread is registering it, without the
 * lock), or ready; growing ends in ready or absent.
 */
#include "ree/libteec/arena.h"

#include "ree/device/device.h"

#include <pthread.h>
#include <string.h>
#include <sys/mman.h>

#define ARENAS    64u
#define FORGOTTEN (-1)

enum chunk_state { ABSENT, GROWING, READY };

struct chunk {
    enum chunk_state state;
    struct pool pool;
    struct tee_shm shm;
};

struct arena {
    int key;
    unsigned int users;
    struct chunk chunks[ARENA_CHUNKS];
};

/* All zeros is the valid empty state: see arena.h on fork. */
struct table {
    pthread_mutex_t lock;
    struct arena arenas[ARENAS];
};

static struct table *table;
static pthread_once_t table_once = PTHREAD_ONCE_INIT;

/* Without a table, which takes a kernel before 4.14, there are no arenas. */
static void table_map(void)
{
    struct table *t = tee_os.map(sizeof(*t), -1);

    if (t && tee_os.advise(t, sizeof(*t), MADV_WIPEONFORK) < 0) {
        tee_os.unmap(t, sizeof(*t));
        return;
    }
    table = t;
}

/* The arena with this key, or NULL; the lock is held. The search begins
 * where a small descriptor's arena is, if nobody else was there first. */
static struct arena *find_locked(int device, int key)
{
    for (unsigned int i = 0; i < ARENAS; i++) {
        struct arena *a = &table->arenas[((unsigned int)device + i) % ARENAS];

        if (a->key == key)
            return a;
    }
    return NULL;
}

/* The arena of this context, made on first use; NULL if the table is full. */
static struct arena *get_locked(int device)
{
    struct arena *a = find_locked(device, device + 1);

    if (!a)
        a = find_locked(device, 0);
    if (a)
        a->key = device + 1;
    return a;
}

/* Leases from the ready chunks. */
static bool take_locked(struct arena *a, size_t size, struct arena_lease *lease)
{
    for (unsigned int i = 0; i < ARENA_CHUNKS; i++) {
        struct chunk *c = &a->chunks[i];

        if (c->state != READY || !pool_take(&c->pool, &lease->range, size))
            continue;
        lease->arena = a;
        lease->chunk = i;
        lease->base = (uint8_t *)c->shm.base + lease->range.start;
        lease->id = (uint64_t)c->shm.id;
        return true;
    }
    return false;
}

/* Registers a chunk; the lock is held on entry and exit, not in between. */
static void grow_locked(struct chunk *c, int device, bool can_register,
                        size_t size)
{
    struct tee_shm shm = {0};
    bool ready;

    c->state = GROWING;
    pthread_mutex_unlock(&table->lock);
    ready = tee_shm_alloc(device, can_register, size, &shm) == 0;
    if (ready)
        tee_os.advise(shm.base, size, MADV_DONTFORK);
    pthread_mutex_lock(&table->lock);
    c->shm = shm;
    c->pool = (struct pool){.size = size};
    c->state = ready ? READY : ABSENT;
}

/* Adds the smallest absent chunk that holds `size` bytes, if there is one. */
static void add_chunk_locked(struct arena *a, int device, bool can_register,
                             size_t size)
{
    for (unsigned int i = 0; i < ARENA_CHUNKS; i++) {
        size_t chunk_size = (size_t)ARENA_CHUNK_MIN << (2 * i);

        if (a->chunks[i].state == ABSENT && chunk_size >= size) {
            grow_locked(&a->chunks[i], device, can_register, chunk_size);
            return;
        }
    }
}

/* Clears an arena nobody uses; returns what it was, for free_chunks. */
static struct arena detach_locked(struct arena *a)
{
    struct arena old = *a;

    *a = (struct arena){0};
    return old;
}

static void free_chunks(const struct arena *detached)
{
    for (unsigned int i = 0; i < ARENA_CHUNKS; i++)
        if (detached->chunks[i].state == READY)
            tee_shm_free(&detached->chunks[i].shm);
}

/* Ends one use of the arena, with the lock held on entry only. */
static void leave_unlock(struct arena *a)
{
    struct arena old;
    bool gone;

    a->users--;
    gone = a->key == FORGOTTEN && a->users == 0;
    if (gone)
        old = detach_locked(a);
    pthread_mutex_unlock(&table->lock);
    if (gone)
        free_chunks(&old);
}

bool arena_take(int device, bool can_register, size_t size,
                struct arena_lease *lease)
{
    struct arena *a;
    bool taken;

    if (pthread_once(&table_once, table_map) || !table)
        return false;
    pthread_mutex_lock(&table->lock);
    a = get_locked(device);
    if (!a) {
        pthread_mutex_unlock(&table->lock);
        return false;
    }
    a->users++;
    taken = take_locked(a, size, lease);
    if (!taken) {
        add_chunk_locked(a, device, can_register, size);
        taken = take_locked(a, size, lease);
    }
    if (taken)
        pthread_mutex_unlock(&table->lock);
    else
        leave_unlock(a);
    return taken;
}

void arena_give(struct arena_lease *lease)
{
    struct arena *a = lease->arena;

    memset(lease->base, 0, lease->range.size);
    __asm__ volatile("" : : "r"(lease->base) : "memory");
    pthread_mutex_lock(&table->lock);
    pool_give(&a->chunks[lease->chunk].pool, &lease->range);
    leave_unlock(a);
}

void arena_forget(int device)
{
    struct arena old;
    struct arena *a;
    bool gone = false;

    if (pthread_once(&table_once, table_map) || !table)
        return;
    pthread_mutex_lock(&table->lock);
    a = find_locked(device, device + 1);
    if (a) {
        gone = a->users == 0;
        if (gone)
            old = detach_locked(a);
        else
            a->key = FORGOTTEN;
    }
    pthread_mutex_unlock(&table->lock);
    if (gone)
        free_chunks(&old);
}
