/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The books: which TAs are loaded and who has a session with whom. Two fixed
 * tables and the rules of TEE Internal Core API 1.3.1, section 2.1.3, on when
 * an instance is shared, busy or no longer needed. Pure.
 *
 *   session --instance--> instance  (NONE: the TA died; SELF: tamgr itself)
 *   session --owner-----> pid of the client: the gateway's or a TA's
 *
 * Nobody gets a session with an instance from UNUSED on: that process is not
 * used again. One that stays alive without sessions never gets there.
 *
 * Invariants (books_valid): an instance's `sessions` is the number of
 * sessions that point to it; an instance has a process unless it is LOADING;
 * every owner is the gateway or a loaded TA unless the session is ORPHAN or
 * CLOSING.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/tee_result.h"
#include "services/tamgr/refusal.h"

#define INSTANCES_MAX 48u
#define SESSIONS_MAX  256u
#define INSTANCE_NONE 0xffu /* the TA died */
#define INSTANCE_SELF 0xfeu /* served by tamgr itself */

enum instance_state {
    INSTANCE_FREE = 0,
    INSTANCE_LOADING, /* somebody loads it; others wait */
    INSTANCE_READY,
    INSTANCE_UNUSED,   /* its last session is gone; it is to be destroyed */
    INSTANCE_DRAINING, /* it is being destroyed; its end will be told */
};

struct instance {
    enum instance_state state;
    struct uuid_words uuid;
    uint32_t pid;
    uint32_t flags;    /* enum ta_flag */
    uint32_t sessions; /* that point here */
    uint64_t arena;    /* as in struct ta_process, ... */
    uint64_t libraries;
};

enum session_state {
    SESSION_FREE = 0,
    SESSION_OPEN,
    SESSION_ORPHAN,  /* its client is gone; the TA is to be told */
    SESSION_CLOSING, /* the TA is being told */
};

struct session {
    enum session_state state;
    uint32_t generation; /* upper 24 bits of the id; never 0 */
    uint32_t owner;      /* pid */
    uint32_t login;      /* enum tee_login, LOGIN_* */
    struct uuid_words client;
    uint8_t instance; /* index, INSTANCE_NONE or INSTANCE_SELF */
};

struct books {
    struct instance instances[INSTANCES_MAX];
    struct session sessions[SESSIONS_MAX];
    unsigned next; /* where the search for a free session starts */
    bool orphans;  /* there may be some */
};

/* Who opens a session. */
struct client {
    uint32_t owner;
    uint32_t login;
    struct uuid_words uuid;
};

/* Empty books, after `start` others: the ids of their sessions are not given
 * again (or not before 2^8 more starts, or 2^24 more sessions). */
void books_follow(struct books *books, uint32_t start);

/* The instance that an open of `uuid` must look at: one being loaded, else
 * the single instance, in whatever state. NULL: a new one has to be made. */
struct instance *instance_find(struct books *books,
                               const struct uuid_words *uuid);

/* The instance with that process; NULL if there is none. */
struct instance *instance_of(struct books *books, uint32_t pid);

/* A LOADING instance, NULL if all rows are taken. */
struct instance *instance_new(struct books *books,
                              const struct uuid_words *uuid);

/* Index of an instance. */
uint8_t instance_index(const struct books *books,
                       const struct instance *instance);

/* The instance has no process any more: sessions with it become dead, those
 * it had with others orphans; its row is free. */
void instance_forget(struct books *books, struct instance *instance);

/* READY becomes UNUSED if nobody has a session with it and it does not stay. */
void instance_release(struct instance *instance);

/* The first UNUSED instance at or after index *from, NULL if there is none;
 * *from is then the index behind it. */
struct instance *instance_unused(struct books *books, unsigned *from);

/*
 * Makes a session with `instance` (an index or INSTANCE_SELF). ERROR_BUSY: it
 * takes one session at a time; ERROR_OUT_OF_MEMORY: the table is full.
 */
MUST_USE enum tee_result session_new(struct books *books, uint8_t instance,
                                     const struct client *client, uint32_t *id);

/* The session of that id, if `owner` opened it and nobody closes it. */
struct session *session_find(struct books *books, uint32_t id, uint32_t owner);

/* The session of that id, whoever opened it; NULL: no such session. */
struct session *session_get(struct books *books, uint32_t id);

/* Its id. */
uint32_t session_id(const struct books *books, const struct session *session);

/* The instance it leads to; NULL if that died or is tamgr. */
struct instance *session_instance(struct books *books,
                                  const struct session *session);

/* Removes the session, and releases its instance. */
void session_free(struct books *books, struct session *session);

/* Nobody is left to close that session. */
void session_abandon(struct books *books, struct session *session);

/* The first orphan at or after index *from, NULL if there is none; *from is
 * then the index behind it. */
struct session *session_orphan(struct books *books, unsigned *from);

/* Rows that are not FREE. */
unsigned instance_count(const struct books *books);
unsigned session_count(const struct books *books);

/* The invariants above. */
bool books_valid(const struct books *books);
