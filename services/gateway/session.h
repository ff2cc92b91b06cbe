/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sessions of the normal world: which process an id stands for. The ids are
 * tamgr's; an id that Linux sends is looked up here and means nothing else.
 *
 *   FREE -reserve-> OPENING -open-> LIVE -> CLOSING -free-> FREE
 *                                     \-> DEAD (its TA died) -> CLOSING
 *
 * Mutable state: one table, static in session.c.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define SESSIONS_MAX 256u

enum session_state {
    SESSION_FREE = 0,
    SESSION_OPENING,
    SESSION_LIVE,
    SESSION_DEAD,
    SESSION_CLOSING,
};

struct session {
    uint32_t id;
    uint32_t pid;
    uint32_t users; /* calls in it */
    bool urgent;    /* of the control TA: see request_is_urgent */
    enum session_state state;
    uint16_t next; /* in its chain: row + 1 */
    uint16_t next_in_process;
};

/* Forgets everything; once at start. */
void session_init(void);

/* A promise that session_open() will find room; taken back by unreserve. */
bool session_reserve(void);
void session_unreserve(void);

/* Fills a reserved place: OPENING. NULL: id is 0 or already used (the place
 * stays reserved). */
struct session *session_open(uint32_t id, uint32_t pid);

/* The LIVE or DEAD session with that id; NULL. */
struct session *session_find(uint32_t id);

/* The place is free, and not reserved. */
void session_free(struct session *s);

/* Its TA has died: every LIVE session of that process is DEAD. */
void session_process_died(uint32_t pid);

/* Has the process any session left? */
bool session_process_used(uint32_t pid);

/* Places taken, reserved ones too. */
uint32_t session_count(void);
