/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of sessions; see session.h. An id lies at the row of its low bits
 * if that was free, else anywhere; so the first look nearly always hits, and
 * a wrong id costs one pass. Mutable state: `table`.
 */
#include "services/gateway/session.h"

#include <stddef.h>

static struct {
    uint32_t taken; /* rows used or promised */
    struct session row[SESSIONS_MAX];
} table;

void session_init(void)
{
    table.taken = 0;
    for (unsigned i = 0; i < SESSIONS_MAX; i++)
        table.row[i] = (struct session){.state = SESSION_FREE};
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
    for (unsigned i = 0; i < SESSIONS_MAX; i++) {
        struct session *s = &table.row[(id + i) % SESSIONS_MAX];

        if (s->id == id && s->state != SESSION_FREE)
            return s;
    }
    return NULL;
}

struct session *session_open(uint32_t id, uint32_t pid)
{
    if (id == 0 || row_find(id))
        return NULL;
    for (unsigned i = 0; i < SESSIONS_MAX; i++) {
        struct session *s = &table.row[(id + i) % SESSIONS_MAX];

        if (s->state != SESSION_FREE)
            continue;
        *s = (struct session){.id = id, .pid = pid, .state = SESSION_OPENING};
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
