/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of sessions; see session.h. Rows in use are in chains by the low
 * bits of the id, which tamgr counts up, and in chains by the slot of their
 * process. Rows are kept plus one, so that
 * zeroed memory is the empty table. Mutable state: `table`.
 */
#include "services/gateway/session.h"

#include <stddef.h>

#include "lib/mem.h"

#define SLOTS 64u

static struct {
    uint32_t taken; /* rows used or promised */
    uint16_t chain[SESSIONS_MAX];
    uint16_t process[SLOTS]; /* the first of each slot */
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

static uint16_t *process_chain(uint32_t pid)
{
    return &table.process[pid % SLOTS];
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
                              .next = table.chain[id % SESSIONS_MAX],
                              .next_in_process = *process_chain(pid)};
        table.chain[id % SESSIONS_MAX] = *process_chain(pid) =
            (uint16_t)(s - table.row + 1);
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
    link = process_chain(s->pid);
    while (*link != s - table.row + 1)
        link = &table.row[*link - 1].next_in_process;
    *link = s->next_in_process;
    s->state = SESSION_FREE;
    table.taken--;
}

void session_process_died(uint32_t pid)
{
    for (uint16_t i = *process_chain(pid); i;) {
        struct session *s = &table.row[i - 1];

        if (s->pid == pid && s->state == SESSION_LIVE)
            s->state = SESSION_DEAD;
        i = s->next_in_process;
    }
}

bool session_process_used(uint32_t pid)
{
    for (uint16_t i = *process_chain(pid); i;
         i = table.row[i - 1].next_in_process)
        if (table.row[i - 1].pid == pid)
            return true;
    return false;
}

uint32_t session_count(void)
{
    return table.taken;
}
