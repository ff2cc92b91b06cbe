/* SPDX-License-Identifier: BSD-2-Clause */
/* Tables of 48 and 256 rows are searched; an index would be one more thing to
 * keep true. A session's id has its row in the low 8 bits, so it is not. */
#include "services/tamgr/session.h"

#include <stddef.h>

#include "abi/kernel.h"
#include "abi/ta_msg.h"
#include "services/tamgr/uuid.h"

_Static_assert(SESSIONS_MAX == 256, "a row is 8 bits of the id");
_Static_assert(INSTANCES_MAX <= INSTANCE_SELF, "an index is 8 bits");

void books_follow(struct books *books, uint32_t start)
{
    for (unsigned i = 0; i < SESSIONS_MAX; i++)
        books->sessions[i].generation = (start & 0xff) << 16;
}

static bool is_single(const struct instance *instance)
{
    return instance->flags & TA_FLAG_SINGLE_INSTANCE;
}

struct instance *instance_find(struct books *books,
                               const struct uuid_words *uuid)
{
    struct instance *found = NULL;

    for (unsigned i = 0; i < INSTANCES_MAX; i++) {
        struct instance *in = &books->instances[i];

        if (in->state == INSTANCE_FREE || !uuid_equal(&in->uuid, uuid))
            continue;
        if (in->state == INSTANCE_LOADING)
            return in;
        if (is_single(in))
            found = in;
    }
    return found;
}

struct instance *instance_of(struct books *books, uint32_t pid)
{
    for (unsigned i = 0; i < INSTANCES_MAX; i++) {
        struct instance *in = &books->instances[i];

        if (in->state >= INSTANCE_READY && in->pid == pid)
            return in;
    }
    return NULL;
}

struct instance *instance_new(struct books *books,
                              const struct uuid_words *uuid)
{
    for (unsigned i = 0; i < INSTANCES_MAX; i++) {
        struct instance *in = &books->instances[i];

        if (in->state != INSTANCE_FREE)
            continue;
        *in = (struct instance){.state = INSTANCE_LOADING, .uuid = *uuid};
        return in;
    }
    return NULL;
}

uint8_t instance_index(const struct books *books,
                       const struct instance *instance)
{
    return (uint8_t)(instance - books->instances);
}

void instance_forget(struct books *books, struct instance *instance)
{
    uint8_t index = instance_index(books, instance);

    for (unsigned i = 0; i < SESSIONS_MAX; i++) {
        struct session *s = &books->sessions[i];

        if (s->state == SESSION_FREE)
            continue;
        if (s->instance == index)
            s->instance = INSTANCE_NONE;
        if (s->state == SESSION_OPEN && s->owner == instance->pid)
            session_abandon(books, s);
    }
    *instance = (struct instance){0};
}

void instance_release(struct instance *instance)
{
    if (instance->state == INSTANCE_READY && instance->sessions == 0 &&
        !(is_single(instance) && instance->flags & TA_FLAG_INSTANCE_KEEP_ALIVE))
        instance->state = INSTANCE_UNUSED;
}

struct instance *instance_unused(struct books *books, unsigned *from)
{
    while (*from < INSTANCES_MAX) {
        struct instance *in = &books->instances[(*from)++];

        if (in->state == INSTANCE_UNUSED)
            return in;
    }
    return NULL;
}

static bool is_busy(const struct instance *instance)
{
    return instance->sessions > 0 &&
           !(is_single(instance) && instance->flags & TA_FLAG_MULTI_SESSION);
}

static struct session *session_row(struct books *books)
{
    for (unsigned i = 0; i < SESSIONS_MAX; i++) {
        /* Round robin, so that a closed session's id stays unused long. */
        unsigned row = books->next++ % SESSIONS_MAX;

        if (books->sessions[row].state == SESSION_FREE)
            return &books->sessions[row];
    }
    return NULL;
}

enum tee_result session_new(struct books *books, uint8_t instance,
                            const struct client *client, uint32_t *id)
{
    struct instance *in =
        instance < INSTANCES_MAX ? &books->instances[instance] : NULL;
    struct session *s;
    uint32_t generation;

    if (in && is_busy(in))
        return R_ERROR_BUSY;
    s = session_row(books);
    if (!s)
        return R_ERROR_OUT_OF_MEMORY;
    generation = (s->generation + 1) & 0xffffff;
    *s = (struct session){
        .state = SESSION_OPEN,
        .generation = generation ? generation : 1,
        .owner = client->owner,
        .login = client->login,
        .client = client->uuid,
        .instance = instance,
    };
    if (in)
        in->sessions++;
    *id = session_id(books, s);
    return R_SUCCESS;
}

uint32_t session_id(const struct books *books, const struct session *session)
{
    return session->generation << 8 | (uint32_t)(session - books->sessions);
}

struct session *session_get(struct books *books, uint32_t id)
{
    struct session *s = &books->sessions[id & 0xff];

    return s->state != SESSION_FREE && s->generation == id >> 8 ? s : NULL;
}

struct session *session_find(struct books *books, uint32_t id, uint32_t owner)
{
    struct session *s = session_get(books, id);

    return s && s->state == SESSION_OPEN && s->owner == owner ? s : NULL;
}

struct instance *session_instance(struct books *books,
                                  const struct session *session)
{
    return session->instance < INSTANCES_MAX
               ? &books->instances[session->instance]
               : NULL;
}

void session_free(struct books *books, struct session *session)
{
    struct instance *in = session_instance(books, session);

    session->state = SESSION_FREE;
    if (in) {
        in->sessions--;
        instance_release(in);
    }
}

void session_abandon(struct books *books, struct session *session)
{
    session->state = SESSION_ORPHAN;
    books->orphans = true;
}

struct session *session_orphan(struct books *books, unsigned *from)
{
    bool all = *from == 0;

    if (!books->orphans)
        return NULL;
    while (*from < SESSIONS_MAX) {
        struct session *s = &books->sessions[(*from)++];

        if (s->state == SESSION_ORPHAN)
            return s;
    }
    if (all)
        books->orphans = false;
    return NULL;
}

unsigned instance_count(const struct books *books)
{
    unsigned n = 0;

    for (unsigned i = 0; i < INSTANCES_MAX; i++)
        n += books->instances[i].state != INSTANCE_FREE;
    return n;
}

unsigned session_count(const struct books *books)
{
    unsigned n = 0;

    for (unsigned i = 0; i < SESSIONS_MAX; i++)
        n += books->sessions[i].state != SESSION_FREE;
    return n;
}

static bool owner_valid(const struct books *books, const struct session *s)
{
    if (s->state != SESSION_OPEN || s->owner == SERVICE_GATEWAY)
        return true;
    for (unsigned i = 0; i < INSTANCES_MAX; i++)
        if (books->instances[i].state >= INSTANCE_READY &&
            books->instances[i].pid == s->owner)
            return true;
    return false;
}

bool books_valid(const struct books *books)
{
    uint32_t sessions[INSTANCES_MAX] = {0};

    for (unsigned i = 0; i < SESSIONS_MAX; i++) {
        const struct session *s = &books->sessions[i];

        if (s->state == SESSION_FREE)
            continue;
        if (s->generation == 0 || !owner_valid(books, s))
            return false;
        if (s->instance < INSTANCES_MAX)
            sessions[s->instance]++;
    }
    for (unsigned i = 0; i < INSTANCES_MAX; i++) {
        const struct instance *in = &books->instances[i];

        if (in->sessions != sessions[i])
            return false;
        if (in->state == INSTANCE_FREE && in->sessions)
            return false;
        if (in->state >= INSTANCE_READY && in->pid == 0)
            return false;
        if (in->state == INSTANCE_UNUSED && in->sessions)
            return false;
    }
    return true;
}
