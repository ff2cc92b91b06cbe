/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One table per client, made when it allocates its first state; a number is the
 * index in it plus one, and above 8 bits the start of this service. The kernel
 * has PROCESS_SLOTS processes at a time and the slot is the low byte of a pid,
 * so the client tables are found by slot. A slot that shows another pid belongs
 * to a new process: what the old one left is freed, should nobody have told
 * that it is gone.
 *
 * State: clients[], first.
 */
#include "services/crypto/state.h"

#include <stdlib.h>
#include "abi/kernel.h"
#include "lib/mem.h"

struct client {
    uint32_t pid;
    struct state *states[STATES_PER_CLIENT];
};

static struct client *clients[PROCESS_SLOTS];
static uint32_t first = 1; /* the number of index 0 */

void state_start(uint32_t start)
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
    for (unsigned i = 0; i < STATES_PER_CLIENT; i++)
        state_free((*slot)->pid, first + i);
    free(*slot);
    *slot = NULL;
}

static struct client *client_find(uint32_t pid)
{
    struct client *client = *client_slot(pid);
    return client && client->pid == pid ? client : NULL;
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

enum tee_result state_new(uint32_t pid, uint32_t alg, uint32_t mode,
                          struct state **state, uint32_t *number)
{
    struct client *client = client_make(pid);
    for (uint32_t i = 0; client && i < STATES_PER_CLIENT; i++) {
        if (client->states[i])
            continue;
        struct state *s = calloc(1, sizeof(*s));
        if (!s)
            break;
        s->alg = alg;
        s->mode = mode;
        client->states[i] = s;
        *state = s;
        *number = first + i;
        return R_SUCCESS;
    }
    return R_ERROR_OUT_OF_MEMORY;
}

struct state *state_find(uint32_t pid, uint64_t number)
{
    struct client *client = client_find(pid);
    if (!client || number < first || number - first >= STATES_PER_CLIENT)
        return NULL;
    return client->states[number - first];
}

_Bool state_free(uint32_t pid, uint64_t number)
{
    struct state *s = state_find(pid, number);
    if (!s)
        return 0;
    client_find(pid)->states[number - first] = NULL;
    digest_drop(&s->digest);
    mem_wipe(s, sizeof(*s));
    free(s);
    return 1;
}

void state_free_all(uint32_t pid)
{
    for (unsigned i = 0; i < PROCESS_SLOTS; i++)
        if (clients[i] && (pid == 0 || clients[i]->pid == pid))
            client_free(&clients[i]);
}
