/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The operations of abi/tamgr_msg.h: who may ask is checked against the table
 * before the handler sees the message, and a handler looks at nothing but the
 * event. Sessions are found by id and owner together; another's session does
 * not exist.
 */
#include "services/tamgr/tamgr.h"

#include "abi/bundle.h"
#include "abi/ta/system.h"
#include "abi/ta_msg.h"
#include "abi/keys_msg.h"
#include "abi/tamgr_msg.h"
#include "lib/mem.h"
#include "services/tamgr/elf.h"
#include "services/tamgr/job.h"
#include "services/tamgr/load.h"
#include "services/tamgr/params.h"
#include "services/tamgr/system.h"
#include "services/tamgr/uuid.h"

/* Cookie of a forwarded TA_INVOKE: there is nothing to remember. */
#define COOKIE_INVOKE JOBS_MAX

static struct uuid_words uuid_at(const uint64_t *w)
{
    return (struct uuid_words){{w[0], w[1]}};
}

/* ---- the gateway ---- */

/* Of OP-TEE's pseudo TA that a TA's own library stands in for; no such TA is to
 * be looked for, as it is for TAs only. */
#define PTA_SYSTEM_UUID_WORDS                                                  \
    {                                                                          \
        {                                                                      \
            0xe811c05d78892f3aull, 0xbcbe1be07afa2d9cull                       \
        }                                                                      \
    }

static void on_open(struct tamgr *t, const struct event *ev, struct action *act)
{
    static const struct uuid_words system = PTA_SYSTEM_UUID_WORDS;
    struct uuid_words uuid = uuid_at(&ev->w[1]);
    struct job *job;

    /* Only TAs log in as TAs. */
    if (ev->w[5] > UINT32_MAX || ev->w[5] == LOGIN_TRUSTED_APP) {
        answer(act, R_ERROR_BAD_PARAMETERS);
        return;
    }
    if (uuid_equal(&uuid, &system)) {
        answer(act, R_ERROR_ACCESS_DENIED);
        return;
    }
    job = job_new(t, ev, act);
    if (!job)
        return;
    job->uuid = uuid;
    job->client = (struct client){
        .owner = ev->sender,
        .login = (uint32_t)ev->w[5],
        .uuid = uuid_at(&ev->w[3]),
    };
    job_open(t, job, act);
}

static void on_closed(struct tamgr *t, const struct event *ev,
                      struct action *act)
{
    struct session *s = session_find(&t->books, (uint32_t)ev->w[1], ev->sender);
    struct job *job;

    if (!s) {
        answer(act, R_ERROR_ITEM_NOT_FOUND);
        return;
    }
    session_free(&t->books, s);
    job = job_new(t, ev, act);
    if (job)
        job_settle(t, job, act);
    else
        answer(act, R_SUCCESS); /* a later job does the chores */
}

/* ---- trusted applications ---- */

static void open_system(struct tamgr *t, const struct client *client,
                        struct action *act)
{
    uint32_t id = 0;

    answer(act, session_new(&t->books, INSTANCE_SELF, client, &id));
    act->w[1] = id;
}

static void on_ta_open(struct tamgr *t, const struct event *ev,
                       struct action *act)
{
    static const struct uuid_words system = SYSTEM_UUID_WORDS;
    struct uuid_words uuid = uuid_at(&ev->w[1]);
    struct client client = {
        .owner = ev->sender,
        .login = LOGIN_TRUSTED_APP,
        .uuid = instance_of(&t->books, ev->sender)->uuid,
    };
    uint64_t open[KMSG_WORDS];
    struct job *job;

    if (!params_check(ev, TA_OPEN, open)) {
        answer(act, R_ERROR_BAD_PARAMETERS);
        return;
    }
    if (uuid_equal(&uuid, &system)) {
        open_system(t, &client, act);
        return;
    }
    job = job_new(t, ev, act);
    if (!job)
        return;
    job->uuid = uuid;
    job->client = client;
    job->enter = true;
    memcpy(job->open, open, sizeof(job->open));
    job_open(t, job, act);
}

static void on_ta_invoke(struct tamgr *t, const struct event *ev,
                         struct action *act)
{
    struct session *s = session_find(&t->books, (uint32_t)ev->w[1], ev->sender);
    struct instance *in = s ? session_instance(&t->books, s) : NULL;

    *act = (struct action){0};
    if (!s || !params_check(ev, TA_INVOKE, act->w)) {
        answer(act, R_ERROR_BAD_PARAMETERS);
        return;
    }
    if (s->instance == INSTANCE_SELF) {
        system_invoke(t, ev, act);
        return;
    }
    if (!in) {
        answer(act, R_ERROR_TARGET_DEAD);
        return;
    }
    act->w[1] = (uint32_t)ev->w[1];
    act->w[2] = (uint32_t)ev->w[2];
    act->start = true;
    act->target = in->pid;
    act->forward = true;
    act->cookie = COOKIE_INVOKE;
}

static void invoke_completed(const struct event *ev, struct action *act)
{
    answer(act, call_result(ev->status));
    if (ev->status)
        return;
    act->w[0] = ev->w[0];
    memcpy(&act->w[3], &ev->w[3], 8 * sizeof(uint64_t));
}

static void on_ta_close(struct tamgr *t, const struct event *ev,
                        struct action *act)
{
    struct session *s = session_find(&t->books, (uint32_t)ev->w[1], ev->sender);
    struct job *job;

    if (!s) {
        answer(act, R_ERROR_BAD_PARAMETERS);
        return;
    }
    job = job_new(t, ev, act);
    if (job)
        job_close(t, job, s, act);
    else
        session_abandon(&t->books, s); /* closed by a later job */
}

static void on_client(struct tamgr *t, const struct event *ev,
                      struct action *act)
{
    struct session *s = session_get(&t->books, (uint32_t)ev->w[1]);
    struct instance *in = s ? session_instance(&t->books, s) : NULL;

    if (!in || in->pid != ev->sender) {
        answer(act, R_ERROR_ITEM_NOT_FOUND);
        return;
    }
    answer(act, R_SUCCESS);
    act->w[1] = s->login;
    act->w[2] = s->client.w[0];
    act->w[3] = s->client.w[1];
}

static void on_self(struct tamgr *t, const struct event *ev, struct action *act)
{
    struct instance *in = instance_of(&t->books, ev->sender);

    answer(act, R_SUCCESS);
    act->w[1] = in->uuid.w[0];
    act->w[2] = in->uuid.w[1];
}

static void on_key(struct tamgr *t, const struct event *ev, struct action *act)
{
    struct instance *in = instance_of(&t->books, ev->sender);

    answer(act, t->port->key_derive(KEYS_USE_TA, &in->uuid, NULL, 0));
}

/* A UUID of version 8: what its octets are is ours to say [RFC 9562, 5.8]. */
static void on_device(struct tamgr *t, const struct event *ev,
                      struct action *act)
{
    static const struct uuid_words nobody;
    uint8_t octets[16];
    enum tee_result result =
        t->port->key_derive(KEYS_USE_DEVICE, &nobody, octets, sizeof(octets));

    (void)ev;
    answer(act, result);
    if (result)
        return;
    octets[6] = (uint8_t)(0x80 | (octets[6] & 0x0f));
    octets[8] = (uint8_t)(0x80 | (octets[8] & 0x3f));
    memcpy(&act->w[1], octets, sizeof(octets));
}

static void on_time_set(struct tamgr *t, const struct event *ev,
                        struct action *act)
{
    struct instance *in = instance_of(&t->books, ev->sender);

    answer(act, clock_set(&t->clocks, &in->uuid, ev->w[1])
                    ? R_SUCCESS
                    : R_ERROR_OUT_OF_MEMORY);
}

static void on_time_get(struct tamgr *t, const struct event *ev,
                        struct action *act)
{
    struct instance *in = instance_of(&t->books, ev->sender);
    const uint64_t *offset = clock_find(&t->clocks, &in->uuid);

    answer(act, offset ? R_SUCCESS : R_ERROR_ITEM_NOT_FOUND);
    if (offset)
        act->w[1] = *offset;
}

static void on_library(struct tamgr *t, const struct event *ev,
                       struct action *act)
{
    struct job *job = job_new(t, ev, act);

    if (!job)
        return;
    job->uuid = uuid_at(&ev->w[1]);
    job->client.owner = ev->sender;
    job_library(t, job, act);
}

/* ---- the kernel ---- */

static void on_died(struct tamgr *t, const struct event *ev, struct action *act)
{
    uint32_t pid = (uint32_t)ev->w[1];
    struct instance *in = instance_of(&t->books, pid);
    struct job *job;

    /* The kernel has logged how it died. One that is not in the books was made
     * by a tamgr that died before it. */
    if (in)
        instance_died(t, in);
    else
        process_gone(t, pid);
    job = job_new(t, ev, act);
    if (job)
        job_settle(t, job, act);
}

/* ---- dispatch ---- */

enum from {
    FROM_GATEWAY = 1,
    FROM_TA,
    FROM_KERNEL,
};

static const struct {
    enum from from;
    void (*handle)(struct tamgr *, const struct event *, struct action *);
} operations[] = {
    [TAMGR_OPEN] = {FROM_GATEWAY, on_open},
    [TAMGR_CLOSED] = {FROM_GATEWAY, on_closed},
    [TAMGR_TA_OPEN] = {FROM_TA, on_ta_open},
    [TAMGR_TA_INVOKE] = {FROM_TA, on_ta_invoke},
    [TAMGR_TA_CLOSE] = {FROM_TA, on_ta_close},
    [TAMGR_CLIENT] = {FROM_TA, on_client},
    [TAMGR_SELF] = {FROM_TA, on_self},
    [TAMGR_DIED] = {FROM_KERNEL, on_died},
    [TAMGR_KEY] = {FROM_TA, on_key},
    [TAMGR_DEVICE] = {FROM_TA, on_device},
    [TAMGR_TIME_SET] = {FROM_TA, on_time_set},
    [TAMGR_TIME_GET] = {FROM_TA, on_time_get},
    [TAMGR_LIBRARY] = {FROM_TA, on_library},
};

#define OPERATIONS (sizeof(operations) / sizeof(operations[0]))

static bool is_from(struct tamgr *t, uint32_t sender, enum from from)
{
    switch (from) {
    case FROM_GATEWAY:
        return sender == SERVICE_GATEWAY;
    case FROM_KERNEL:
        return sender == SERVICE_KERNEL;
    case FROM_TA:
        return instance_of(&t->books, sender) != NULL;
    }
    return false; /* a hole in the table */
}

static void on_call(struct tamgr *t, const struct event *ev, struct action *act)
{
    uint16_t op = (uint16_t)ev->w[0];

    if (op >= OPERATIONS || !operations[op].handle)
        answer(act, R_ERROR_NOT_SUPPORTED);
    else if (!is_from(t, ev->sender, operations[op].from))
        answer(act, R_ERROR_ACCESS_DENIED);
    else
        operations[op].handle(t, ev, act);
}

void tamgr_handle(struct tamgr *t, const struct event *ev, struct action *act)
{
    answer(act, R_ERROR_NOT_SUPPORTED);
    if (ev->kind == KEV_CALL)
        on_call(t, ev, act);
    else if (ev->kind == KEV_COMPLETION && ev->cookie == COOKIE_INVOKE)
        invoke_completed(ev, act);
    else if (ev->kind == KEV_COMPLETION && ev->cookie < JOBS_MAX)
        job_completed(t, &t->jobs[ev->cookie], ev, act);
}

/* ---- start ---- */

/* What a built-in claims to be. It came with tamgr's own code, so its flags
 * are believed; it is verified like any other when it is loaded. */
static bool builtin_read(const uint8_t *image, size_t size,
                         struct builtin *builtin)
{
    struct container_link link;
    struct container_ta ta;
    struct elf elf;

    if (container_link(image, size, &link) || link.header.type != TA_IMAGE_TA)
        return false;
    container_ta(&link, &ta);
    if (elf_decode(ta.elf, ta.elf_size, &elf))
        return false;
    *builtin = (struct builtin){ta.uuid, elf.head.flags, image, size};
    return true;
}

static void builtins_read(struct tamgr *t, const uint8_t *bundle)
{
    struct bundle_ta row;

    while (memcpy(&row, bundle, sizeof(row)), row.size) {
        if (t->builtins_used == BUILTINS_MAX ||
            !builtin_read(bundle + sizeof(row), row.size,
                          &t->builtins[t->builtins_used]))
            log_text(t, "a built-in TA is unusable");
        else
            t->builtins_used++;
        bundle += sizeof(row) + ((row.size + 15ull) & ~15ull);
    }
}

void tamgr_init(struct tamgr *t, const struct tamgr_port *port,
                const struct trust *trust, const uint8_t *bundle)
{
    *t = (struct tamgr){.port = port, .trust = *trust};
    if (bundle)
        builtins_read(t, bundle);
}

void tamgr_follow(struct tamgr *t, uint32_t start)
{
    books_follow(&t->books, start);
    if (start > 0)
        t->port->client_gone(0);
}
