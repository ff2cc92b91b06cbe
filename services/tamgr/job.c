/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A row of `completions` per state says what follows when the thing the job
 * waits for is done. The normal world's part (sizes, result codes, the image
 * itself) is believed in nothing: a wrong size is a wrong image.
 */
#include "services/tamgr/job.h"

#include "abi/gateway_msg.h"
#include "abi/optee_rpc.h"
#include "abi/ta_msg.h"
#include "lib/mem.h"
#include "services/tamgr/load.h"
#include "services/tamgr/uuid.h"

/* LOAD_TA: [0] value: the UUID, [1] output memory: the image. */
#define LOAD_TYPES (PARAM_VALUE_INPUT | PARAM_MEMREF_OUTPUT << 4)
#define LOAD_SIZE  7 /* word of the reply with the size of [1] */

static uint64_t result_word(enum tee_result result)
{
    /* A success comes from nowhere in particular. */
    return result ? (uint32_t)result | (uint64_t)ORIGIN_TEE << 32 : 0;
}

void answer(struct action *act, enum tee_result result)
{
    *act = (struct action){.w = {result_word(result)}};
}

enum tee_result call_result(enum kerr status)
{
    switch (status) {
    case KERR_OK:
        return R_SUCCESS;
    case KERR_PEER_DIED:
    case KERR_NO_OBJECT:
        return R_ERROR_TARGET_DEAD;
    case KERR_DEADLOCK:
        return R_ERROR_BUSY;
    case KERR_DEPTH:
    case KERR_NO_MEMORY:
        return R_ERROR_OUT_OF_MEMORY;
    default:
        return R_ERROR_GENERIC;
    }
}

struct job *job_new(struct tamgr *t, const struct event *ev, struct action *act)
{
    for (unsigned i = 0; i < JOBS_MAX; i++) {
        struct job *job = &t->jobs[i];

        if (job->state != JOB_FREE)
            continue;
        *job = (struct job){
            .state = JOB_SETTLE,
            .activation = ev->activation,
            .reply = {result_word(R_SUCCESS)},
        };
        return job;
    }
    answer(act, R_ERROR_OUT_OF_MEMORY);
    return NULL;
}

unsigned job_count(const struct tamgr *t)
{
    unsigned n = 0;

    for (unsigned i = 0; i < JOBS_MAX; i++)
        n += t->jobs[i].state != JOB_FREE;
    return n;
}

/* Starts what the job waits for in `state`; words are the caller's to set. */
static void job_start(const struct tamgr *t, struct job *job,
                      enum job_state state, uint32_t target, struct action *act)
{
    job->state = state;
    *act = (struct action){
        .start = true,
        .target = target,
        .cookie = (uint64_t)(job - t->jobs),
    };
}

static void job_fail(struct tamgr *t, struct job *job, enum tee_result result,
                     struct action *act)
{
    job->enter = false;
    job->reply[0] = result_word(result);
    job_settle(t, job, act);
}

/* ---- settle ---- */

static uint64_t wait_key(const struct job *job)
{
    return job->activation;
}

/* A parked job that need not wait any longer. */
static struct job *job_to_wake(struct tamgr *t)
{
    for (unsigned i = 0; i < JOBS_MAX; i++) {
        struct job *job = &t->jobs[i];
        struct instance *in;

        if (job->state != JOB_PARKED || job->woken)
            continue;
        in = instance_find(&t->books, &job->uuid);
        if (!in || in->state != INSTANCE_LOADING)
            return job;
    }
    return NULL;
}

/* The next orphan whose TA is alive; the others are forgotten here. */
static struct session *orphan_next(struct tamgr *t, struct job *job)
{
    struct session *s;

    while ((s = session_orphan(&t->books, &job->orphan))) {
        if (session_instance(&t->books, s))
            return s;
        session_free(&t->books, s);
    }
    return NULL;
}

static void job_enter(struct tamgr *t, struct job *job, struct action *act)
{
    struct session *s = session_get(&t->books, job->session);
    struct instance *in = s ? session_instance(&t->books, s) : NULL;

    job->enter = false;
    if (!in) {
        if (s)
            session_free(&t->books, s);
        job_fail(t, job, R_ERROR_TARGET_DEAD, act);
        return;
    }
    job_start(t, job, JOB_ENTER, in->pid, act);
    memcpy(act->w, job->open, sizeof(act->w));
    act->w[1] = job->session;
    act->forward = true;
}

static void job_destroy(const struct tamgr *t, struct job *job,
                        enum job_state state, const struct instance *in,
                        struct action *act)
{
    job->destroying = in->pid;
    job_start(t, job, state, in->pid, act);
    act->w[0] = TA_MSG(TA_DESTROY, 0, 0);
}

void job_settle(struct tamgr *t, struct job *job, struct action *act)
{
    struct job *parked = job_to_wake(t);
    struct session *orphan;
    struct instance *unused;

    if (parked) {
        parked->woken = true;
        job_start(t, job, JOB_SETTLE, SERVICE_GATEWAY, act);
        act->w[0] = GW_WAKE;
        act->w[1] = wait_key(parked);
        return;
    }
    orphan = orphan_next(t, job);
    if (orphan) {
        job_close(t, job, orphan, act);
        return;
    }
    unused = instance_unused(&t->books, &job->unused);
    if (unused) {
        unused->state = INSTANCE_DRAINING;
        job_destroy(t, job, JOB_DESTROY, unused, act);
        return;
    }
    if (job->enter) {
        job_enter(t, job, act);
        return;
    }
    *act = (struct action){0};
    memcpy(act->w, job->reply, sizeof(act->w));
    job->state = JOB_FREE;
}

void job_close(struct tamgr *t, struct job *job, struct session *session,
               struct action *act)
{
    struct instance *in = session_instance(&t->books, session);

    if (!in) {
        session_free(&t->books, session);
        job_settle(t, job, act);
        return;
    }
    session->state = SESSION_CLOSING;
    job->closing = session_id(&t->books, session);
    job_start(t, job, JOB_SETTLE, in->pid, act);
    act->w[0] = TA_MSG(TA_CLOSE, 0, 0);
    act->w[1] = job->closing;
}

static void session_end(struct tamgr *t, struct job *job,
                        struct session *session)
{
    session_free(&t->books, session);
    job->unused = 0; /* the instance may be one now */
}

static void on_settled(struct tamgr *t, struct job *job, const struct event *ev,
                       struct action *act)
{
    struct session *s = session_get(&t->books, job->closing);

    job->closing = 0;
    if (s && (ev->status == KERR_DEADLOCK || ev->status == KERR_DEPTH)) {
        session_abandon(&t->books, s);
    } else if (s) {
        session_end(t, job, s);
    }
    job_settle(t, job, act);
}

/* Is the instance that was to be destroyed gone, or going? */
static bool is_destroyed(struct tamgr *t, const struct job *job,
                         enum kerr status)
{
    struct instance *in = instance_of(&t->books, job->destroying);

    if (!in) /* it died, or another job was faster */
        return true;
    if (status == KERR_OK)
        instance_end(t, in);
    else if (status == KERR_PEER_DIED)
        instance_died(t, in);
    else
        return false;
    return true;
}

static void on_destroyed(struct tamgr *t, struct job *job,
                         const struct event *ev, struct action *act)
{
    if (is_destroyed(t, job, ev->status))
        job->orphan = 0; /* it may have left sessions */
    else
        instance_of(&t->books, job->destroying)->state = INSTANCE_UNUSED;
    job_settle(t, job, act);
}

/* ---- open ---- */

/* Makes the session with a ready instance, then settles. */
static void job_join(struct tamgr *t, struct job *job, struct instance *in,
                     struct action *act)
{
    enum tee_result result = session_new(
        &t->books, instance_index(&t->books, in), &job->client, &job->session);

    if (result) {
        instance_release(in);
        job_fail(t, job, result, act);
        return;
    }
    job->reply[1] = job->enter ? job->session : in->pid;
    job->reply[2] = job->enter ? 0 : job->session;
    job_settle(t, job, act);
}

static void library_loaded(struct tamgr *t, struct job *job, struct action *act)
{
    if (job->refusal) {
        log_refusal(t, &job->uuid, "library", job->refusal);
        job_fail(t, job, refusal_result(job->refusal), act);
        return;
    }
    job_settle(t, job, act);
}

/* The load is over; job->refusal says how. */
static void job_loaded(struct tamgr *t, struct job *job, struct action *act)
{
    struct instance *in = &t->books.instances[job->instance];

    if (job->library) {
        library_loaded(t, job, act);
        return;
    }
    if (job->refusal) {
        log_refusal(t, &job->uuid, "ta", job->refusal);
        instance_forget(&t->books, in);
        job_fail(t, job, refusal_result(job->refusal), act);
        return;
    }
    in->state = INSTANCE_READY;
    job_join(t, job, in, act);
}

static const struct builtin *builtin_find(const struct tamgr *t,
                                          const struct uuid_words *uuid)
{
    for (unsigned i = 0; i < t->builtins_used; i++)
        if (uuid_equal(&t->builtins[i].uuid, uuid))
            return &t->builtins[i];
    return NULL;
}

/* Asks the supplicant; without memory only for the size. */
static void job_ask(struct tamgr *t, struct job *job, enum job_state state,
                    size_t size, struct action *act)
{
    job_start(t, job, state, SERVICE_GATEWAY, act);
    act->w[0] = GW_RPC;
    act->w[1] = OPTEE_RPC_CMD_LOAD_TA | (uint64_t)LOAD_TYPES << 32;
    act->w[2] = job->shm;
    act->w[3] = job->uuid.w[0];
    act->w[4] = job->uuid.w[1];
    act->w[LOAD_SIZE] = size;
}

void job_open(struct tamgr *t, struct job *job, struct action *act)
{
    struct instance *in = instance_find(&t->books, &job->uuid);
    const struct builtin *builtin = builtin_find(t, &job->uuid);

    if (in && in->state == INSTANCE_LOADING) {
        job_start(t, job, JOB_PARKED, SERVICE_GATEWAY, act);
        act->w[0] = GW_WAIT;
        act->w[1] = wait_key(job);
        return;
    }
    if (in && in->state == INSTANCE_READY) {
        job_join(t, job, in, act);
        return;
    }
    if (in) {
        job_destroy(t, job, JOB_REPLACE, in, act);
        return;
    }
    in = instance_new(&t->books, &job->uuid);
    if (!in) {
        log_refusal(t, &job->uuid, "ta", REFUSE_INSTANCES_FULL);
        job_fail(t, job, R_ERROR_OUT_OF_MEMORY, act);
        return;
    }
    job->instance = instance_index(&t->books, in);
    if (!builtin) {
        job_ask(t, job, JOB_SIZE, 0, act);
        return;
    }
    job->refusal = instance_load(t, in, builtin->image, builtin->size);
    job_loaded(t, job, act);
}

void job_library(struct tamgr *t, struct job *job, struct action *act)
{
    job->library = true;
    job_ask(t, job, JOB_SIZE, 0, act);
}

static void on_wait_over(struct tamgr *t, struct job *job,
                         const struct event *ev, struct action *act)
{
    job->state = JOB_SETTLE; /* nobody need wake it any more */
    job->woken = false;
    if (ev->status || (uint32_t)ev->w[0] != (uint32_t)R_SUCCESS)
        job_fail(t, job, R_ERROR_COMMUNICATION, act);
    else
        job_open(t, job, act);
}

static void on_replaced(struct tamgr *t, struct job *job,
                        const struct event *ev, struct action *act)
{
    if (is_destroyed(t, job, ev->status))
        job_open(t, job, act);
    else
        job_fail(t, job, call_result(ev->status), act);
}

/* Why LOAD_TA did not work; NONE if it did. */
static enum refusal load_refusal(const struct event *ev)
{
    if (ev->status)
        return REFUSE_NO_ANSWER;
    switch ((uint32_t)ev->w[0]) {
    case (uint32_t)R_SUCCESS:
        return REFUSE_NONE;
    case (uint32_t)R_ERROR_ITEM_NOT_FOUND:
        return REFUSE_NOT_FOUND;
    case (uint32_t)R_ERROR_SHORT_BUFFER:
        return REFUSE_CHANGED;
    default:
        return REFUSE_NO_ANSWER;
    }
}

static void on_size(struct tamgr *t, struct job *job, const struct event *ev,
                    struct action *act)
{
    uint64_t size = ev->w[LOAD_SIZE];

    job->refusal = load_refusal(ev);
    /* Supplicants answer either of the two when there is no buffer yet. */
    if (job->refusal == REFUSE_CHANGED)
        job->refusal = REFUSE_NONE;
    if (!job->refusal && size == 0)
        job->refusal = REFUSE_TRUNCATED;
    if (!job->refusal && size > IMAGE_MAX)
        job->refusal = REFUSE_IMAGE_SIZE;
    if (job->refusal) {
        job_loaded(t, job, act);
        return;
    }
    job->size = (size_t)size;
    job_start(t, job, JOB_ALLOC, SERVICE_GATEWAY, act);
    act->w[0] = GW_SHM_ALLOC;
    act->w[1] = job->size;
}

static void on_alloc(struct tamgr *t, struct job *job, const struct event *ev,
                     struct action *act)
{
    if (ev->status || (uint32_t)ev->w[0] != (uint32_t)R_SUCCESS) {
        job->refusal = REFUSE_NO_ANSWER;
        job_loaded(t, job, act);
        return;
    }
    job->shm = (uint32_t)ev->w[1];
    job->shm_address = ev->w[2];
    job_ask(t, job, JOB_FETCH, job->size, act);
}

/* The image is there: of a TA that this job loads, or of a library for its
 * client, which may have been ended meanwhile. */
static enum refusal image_take(struct tamgr *t, struct job *job, size_t size)
{
    const uint8_t *image = (const uint8_t *)(uintptr_t)job->shm_address;
    struct instance *client = instance_of(&t->books, job->client.owner);
    struct library loaded = {0, 0};
    enum refusal refusal;

    if (!job->library)
        return instance_load(t, &t->books.instances[job->instance], image,
                             size);
    if (!client)
        return REFUSE_CLIENT_GONE;
    refusal = library_load(t, client, &job->uuid, image, size, &loaded);
    if (refusal)
        return refusal;
    job->reply[1] = loaded.base;
    job->reply[2] = loaded.size;
    return REFUSE_NONE;
}

static void on_fetch(struct tamgr *t, struct job *job, const struct event *ev,
                     struct action *act)
{
    uint64_t size = ev->w[LOAD_SIZE];

    job->refusal = load_refusal(ev);
    if (!job->refusal && size > job->size)
        job->refusal = REFUSE_CHANGED;
    if (!job->refusal)
        job->refusal = image_take(t, job, (size_t)size);
    job_start(t, job, JOB_RELEASE, SERVICE_GATEWAY, act);
    act->w[0] = GW_SHM_FREE;
    act->w[1] = job->shm;
}

static void on_release(struct tamgr *t, struct job *job, const struct event *ev,
                       struct action *act)
{
    (void)ev; /* what the normal world does with its memory is its business */
    job_loaded(t, job, act);
}

static void on_entered(struct tamgr *t, struct job *job, const struct event *ev,
                       struct action *act)
{
    struct session *s = session_get(&t->books, job->session);

    if (ev->status) {
        job->reply[0] = result_word(call_result(ev->status));
    } else {
        job->reply[0] = ev->w[0];
        memcpy(&job->reply[3], &ev->w[3], 8 * sizeof(uint64_t));
    }
    if ((uint32_t)job->reply[0] != (uint32_t)R_SUCCESS) {
        job->reply[1] = 0;
        if (s)
            session_end(t, job, s);
    }
    job_settle(t, job, act);
}

typedef void completion_fn(struct tamgr *, struct job *, const struct event *,
                           struct action *);

static completion_fn *const completions[JOB_STATES] = {
    [JOB_PARKED] = on_wait_over, [JOB_SIZE] = on_size,
    [JOB_ALLOC] = on_alloc,      [JOB_FETCH] = on_fetch,
    [JOB_RELEASE] = on_release,  [JOB_ENTER] = on_entered,
    [JOB_SETTLE] = on_settled,   [JOB_DESTROY] = on_destroyed,
    [JOB_REPLACE] = on_replaced,
};

void job_completed(struct tamgr *t, struct job *job, const struct event *ev,
                   struct action *act)
{
    completions[job->state](t, job, ev, act);
}
