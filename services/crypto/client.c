/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One table per client, made when it allocates its first state or object; a
 * number is the index in it plus one, and above 8 bits the start of this
 * service. The kernel has PROCESS_SLOTS processes at a time and the slot is the
 * low byte of a pid, so the client tables are found by slot. A slot that shows
 * another pid belongs to a new process: what the old one left is freed, should
 * nobody have told that it is gone.
 *
 * State: clients[], first.
 */
#include "services/crypto/client.h"

#include <stdlib.h>
#include "abi/kernel.h"
#include "lib/mem.h"
#include "services/crypto/object.h"
#include "services/crypto/state.h"

enum { HELD = STATES_PER_CLIENT + OBJECTS_PER_CLIENT };
_Static_assert(HELD < 256, "an index plus one fits 8 bits");

struct client {
    uint32_t pid;
    ptrdiff_t bytes; /* of the heap, by client_charge() */
    void *held[HELD];
};

static const struct {
    uint32_t from, to; /* indices */
    size_t size;
    void (*end)(void *thing);
} kinds[CLIENT_KINDS] = {
    [CLIENT_STATE] = {0, STATES_PER_CLIENT, sizeof(struct state), state_end},
    [CLIENT_OBJECT] = {STATES_PER_CLIENT, HELD, sizeof(struct object),
                       object_end},
};

static struct client *clients[PROCESS_SLOTS];
static uint32_t first = 1; /* the number of index 0 */

void client_start(uint32_t start)
{
    first = start << 8 | 1;
}

static struct client **client_slot(uint32_t pid)
{
    return &clients[(pid & 0xff) % PROCESS_SLOTS];
}

static void client_free(struct client **slot)
{
    if (!*slot)
        return;
    for (unsigned kind = 0; kind < CLIENT_KINDS; kind++)
        for (uint32_t i = kinds[kind].from; i < kinds[kind].to; i++)
            client_remove((*slot)->pid, kind, first + i);
    free(*slot);
    *slot = NULL;
}

static struct client *client_make(uint32_t pid)
{
    struct client **slot = client_slot(pid);
    if (*slot && (*slot)->pid != pid)
        client_free(slot);
    if (!*slot) {
        *slot = calloc(1, sizeof(**slot));
        if (*slot)
            (*slot)->pid = pid;
    }
    return *slot;
}

void *client_add(uint32_t pid, enum client_kind kind, uint32_t *number)
{
    struct client *client = client_make(pid);
    uint32_t i = kinds[kind].from;
    if (!client)
        return NULL;
    while (i < kinds[kind].to && client->held[i])
        i++;
    if (i == kinds[kind].to)
        return NULL;
    client->held[i] = calloc(1, kinds[kind].size);
    *number = first + i;
    return client->held[i];
}

static struct client *client_of(uint32_t pid)
{
    struct client *client = *client_slot(pid);
    return client && client->pid == pid ? client : NULL;
}

/* Where pid holds it; NULL: it does not. */
static void **client_place(uint32_t pid, enum client_kind kind, uint64_t number)
{
    struct client *client = client_of(pid);
    uint64_t i = number - first;
    if (!client || i < kinds[kind].from || i >= kinds[kind].to)
        return NULL;
    return &client->held[i];
}

void *client_find(uint32_t pid, enum client_kind kind, uint64_t number)
{
    void **place = client_place(pid, kind, number);
    return place ? *place : NULL;
}

_Bool client_remove(uint32_t pid, enum client_kind kind, uint64_t number)
{
    void **place = client_place(pid, kind, number);
    if (!place || !*place)
        return 0;
    kinds[kind].end(*place);
    mem_wipe(*place, kinds[kind].size);
    free(*place);
    *place = NULL;
    return 1;
}

void client_charge(uint32_t pid, ptrdiff_t bytes)
{
    struct client *client = client_of(pid);
    if (!client)
        return;
    client->bytes += bytes;
    if (client->bytes < 0) /* it took the place of a process that is gone */
        client->bytes = 0;
}

_Bool client_is_greedy(uint32_t pid, size_t size)
{
    const struct client *client = client_of(pid);
    return client && (size_t)client->bytes > size / 4;
}

void client_gone(uint32_t pid)
{
    for (unsigned i = 0; i < PROCESS_SLOTS; i++)
        if (clients[i] && (pid == 0 || clients[i]->pid == pid))
            client_free(&clients[i]);
}
