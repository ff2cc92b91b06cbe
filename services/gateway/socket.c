/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of sockets; see socket.h. A row for each process that has any, at
 * most as many as there are processes and some that are gone. Zeroed memory is
 * the empty table. Mutable state: `table`.
 */
#include "services/gateway/socket.h"

#include <stddef.h>

#include "abi/gateway_msg.h"
#include "abi/kernel.h"

#define HOLDERS PROCESS_SLOTS

struct holder {
    uint32_t pid; /* 0: row is free */
    bool asked;   /* for one, and there is no answer yet */
    bool unsure;  /* there may be one that is not in socket[] */
    bool gone;
    uint8_t used;
    uint32_t socket[GW_SOCKETS_MOST];
};

static struct {
    struct holder holder[HOLDERS];
} table;

void sockets_init(void)
{
    for (unsigned i = 0; i < HOLDERS; i++)
        table.holder[i].pid = 0;
}

/* The row with that pid (0: a free one); NULL. */
static struct holder *holder_find(uint32_t pid)
{
    for (unsigned i = 0; i < HOLDERS; i++)
        if (table.holder[i].pid == pid)
            return &table.holder[i];
    return NULL;
}

/* A new row; NULL: there is no room. */
static struct holder *holder_new(uint32_t pid)
{
    struct holder *h = holder_find(0);

    if (h)
        *h = (struct holder){.pid = pid};
    return h;
}

static void free_if_empty(struct holder *h)
{
    if (h->used == 0 && !h->asked && !h->unsure)
        h->pid = 0;
}

/* Where the socket is; h->used: nowhere. */
static unsigned place(const struct holder *h, uint32_t socket)
{
    unsigned i = 0;

    while (i < h->used && h->socket[i] != socket)
        i++;
    return i;
}

bool socket_opening(uint32_t pid)
{
    struct holder *h = holder_find(pid);

    if (!h)
        h = holder_new(pid);
    if (!h || h->used == GW_SOCKETS_MOST)
        return false;
    h->unsure = h->unsure || h->asked;
    h->asked = true;
    return true;
}

bool socket_opened(uint32_t pid, uint32_t socket)
{
    struct holder *h = holder_find(pid);

    if (!h) { /* gone, and all that was known is closed */
        h = holder_new(pid);
        if (!h)
            return false;
        h->gone = true;
    }
    h->asked = false;
    /* A supplicant that was started again gives handles a second time; what
     * had that one before is closed. */
    if (place(h, socket) == h->used)
        h->socket[h->used++] = socket;
    return h->gone;
}

void socket_not_opened(uint32_t pid)
{
    struct holder *h = holder_find(pid);

    if (!h)
        return;
    h->asked = false;
    free_if_empty(h);
}

bool socket_is_open(uint32_t pid, uint32_t socket)
{
    const struct holder *h = holder_find(pid);

    return h && place(h, socket) < h->used;
}

void socket_closed(uint32_t pid, uint32_t socket)
{
    struct holder *h = holder_find(pid);
    unsigned i = h ? place(h, socket) : 0;

    if (!h || i == h->used)
        return;
    h->socket[i] = h->socket[--h->used];
    free_if_empty(h);
}

bool sockets_client_gone(uint32_t pid)
{
    bool rest = false;

    for (unsigned i = 0; i < HOLDERS; i++) {
        struct holder *h = &table.holder[i];

        if (h->pid == 0 || (pid != 0 && h->pid != pid))
            continue;
        h->gone = true;
        rest = true; /* an empty row is free */
    }
    return rest;
}

uint32_t sockets_gone_take(void)
{
    for (unsigned i = 0; i < HOLDERS; i++) {
        struct holder *h = &table.holder[i];
        uint32_t pid = h->pid;

        if (pid == 0 || !h->gone)
            continue;
        h->pid = 0;
        return pid;
    }
    return 0;
}
