/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of sessions; see session.h. Rows in use are in chains by the low
 * bits of the id, which tamgr counts up. Rows are kept plus one, so that
 * zeroed memory is the empty table. Mutable state: `table`.
 */
#include "services/gateway/session.h"

#include <stddef.h>

#include "lib/mem.h"

static struct {
    uint32_t taken; /* rows used or promised */
    uint16_t chain[SESSIONS_MAX];
    struct session row[SESSIONS_MAX];
} table;

void session_init(void)
{
    memset(&table, 0, sizeof(table));
}

bool session_reserve(void)
{
    if (table.taken == SESSIONS_MAX)
        return false;
    table.taken++;
    return true;
}

void session_unreserve(void)
{
    table.taken--;
}

/* Whatever its state; NULL. */
static struct session *row_find(uint32_t id)
{
    uint16_t i = table.chain[id % SESSIONS_MAX];

    while (i && table.row[i - 1].id != id)
        i = table.row[i - 1].next;
    return i ? &table.row[i - 1] : NULL;
}

struct session *session_open(uint32_t id, uint32_t pid)
{
    if (id == 0 || row_find(id))
        return NULL;
    for (unsigned i = 0; i < SESSIONS_MAX; i++) {
        /* Most likely free, since the one before is younger. */
        struct session *s = &table.row[(id + i) % SESSIONS_MAX];

        if (s->state != SESSION_FREE)
            continue;
        *s = (struct session){.id = id,
                              .pid = pid,
                              .state = SESSION_OPENING,
                              .next = table.chain[id % SESSIONS_MAX]};
        table.chain[id % SESSIONS_MAX] = (uint16_t)(s - table.row + 1);
        return s;
    }
    return NULL;
}

struct session *session_find(uint32_t id)
{
    struct session *s = row_find(id);

    if (s && s->state != SESSION_LIVE && s->state != SESSION_DEAD)
        return NULL;
    return s;
}

void session_free(struct session *s)
{
    uint16_t *link = &table.chain[s->id % SESSIONS_MAX];

    while (*link != s - table.row + 1)
        link = &table.row[*link - 1].next;
    *link = s->next;
    s->state = SESSION_FREE;
    table.taken--;
}

void session_process_died(uint32_t pid)
{
    for (unsigned i = 0; i < SESSIONS_MAX; i++) {
        struct session *s = &table.row[i];

        if (s->pid == pid && s->state == SESSION_LIVE)
            s->state = SESSION_DEAD;
    }
}

bool session_process_used(uint32_t pid)
{
    for (unsigned i = 0; i < SESSIONS_MAX; i++)
        if (table.row[i].pid == pid && table.row[i].state != SESSION_FREE)
            return true;
    return false;
}

uint32_t session_count(void)
{
    return table.taken;
}
