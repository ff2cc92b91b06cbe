/* SPDX-License-Identifier: BSD-2-Clause */
/* See session.h. */
#include "sdk/libutee/session.h"

void session_add(struct session_list *list, struct session *s, uint32_t id)
{
    *s = (struct session){.next = list->first, .id = id};
    list->first = s;
}

struct session *session_find(const struct session_list *list, uint32_t id)
{
    struct session *s = list->first;

    while (s && s->id != id)
        s = s->next;
    return s;
}

struct session *session_remove(struct session_list *list, uint32_t id)
{
    struct session **at = &list->first;
    struct session *s;

    while (*at && (*at)->id != id)
        at = &(*at)->next;
    s = *at;
    if (s)
        *at = s->next;
    return s;
}
