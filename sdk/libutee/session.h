/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The open sessions of this instance and what the TA keeps for each: a list,
 * the latest first. Pure: the caller supplies the memory of each entry.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* `finish` is called when the instance is destroyed, after
 * TA_DestroyEntryPoint() and before the TA's own destructors. There is one. */
void utee_at_destroy(void (*finish)(void));

struct session {
    struct session *next;
    uint32_t id;   /* nonzero */
    void *context; /* the TA's */
};

struct session_list {
    struct session *first;
};

/* Adds an entry, which must stay until it is removed; the id is not yet in
 * the list. */
void session_add(struct session_list *list, struct session *s, uint32_t id);

/* NULL: unknown. */
struct session *session_find(const struct session_list *list, uint32_t id);

/* Takes an entry out; its memory is the caller's again. NULL: unknown. */
struct session *session_remove(struct session_list *list, uint32_t id);
