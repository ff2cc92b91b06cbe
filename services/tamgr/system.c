/* SPDX-License-Identifier: BSD-2-Clause */
/* A row per command, with the types of its parameters. The list of devices is
 * written to the caller's lease row by row. */
#include "services/tamgr/system.h"

#include "abi/ta/control.h"
#include "abi/ta/system.h"
#include "abi/ta_msg.h"
#include "services/tamgr/job.h"
#include "services/tamgr/load.h"
#include "services/tamgr/uuid.h"

#define PARAMETER(n) (3 + 2 * (n)) /* its first word */
#define DEVICES_SIZE (PARAMETER(1) + 1)
#define STATS_TYPES  (PARAM_VALUE_OUTPUT * 0x1111u)

/* The flag of a TA that is a device at that stage; 0: no such stage. */
static uint32_t stage_flag(uint64_t stage)
{
    switch (stage) {
    case SYSTEM_STAGE_BOOT:
        return TA_FLAG_DEVICE_ENUM;
    case SYSTEM_STAGE_SUPPLICANT:
        return TA_FLAG_DEVICE_ENUM_SUPP;
    case SYSTEM_STAGE_STORAGE:
        return TA_FLAG_DEVICE_ENUM_TEE_STORAGE_PRIVATE;
    default:
        return 0;
    }
}

/* Bytes of the list; writes it unless it is longer than `room`. */
static enum tee_result devices(struct tamgr *t, uint32_t flag, uint64_t room,
                               uint64_t *size)
{
    *size = 0;
    for (unsigned i = 0; i < t->builtins_used; i++)
        if (t->builtins[i].flags & flag)
            *size += sizeof(struct uuid_words);
    if (*size > room)
        return R_ERROR_SHORT_BUFFER;
    *size = 0;
    for (unsigned i = 0; i < t->builtins_used; i++) {
        if (!(t->builtins[i].flags & flag))
            continue;
        if (t->port->borrow_write(0, *size, &t->builtins[i].uuid,
                                  sizeof(struct uuid_words)))
            return R_ERROR_GENERIC;
        *size += sizeof(struct uuid_words);
    }
    return R_SUCCESS;
}

/* The answer to a command of tamgr's own; *act has its words. */
static void answer_own(struct action *act, enum tee_result result)
{
    act->w[0] = (uint32_t)result | (uint64_t)ORIGIN_TRUSTED_APP << 32;
}

static void on_devices(struct tamgr *t, const struct event *ev,
                       struct action *act)
{
    uint32_t flag = stage_flag(ev->w[PARAMETER(0)]);
    uint64_t size = 0;

    if (flag == 0) {
        answer(act, R_ERROR_BAD_PARAMETERS);
        return;
    }
    answer_own(act, devices(t, flag, ev->w[DEVICES_SIZE], &size));
    act->w[DEVICES_SIZE] = size;
}

static void on_stats_kernel(struct tamgr *t, const struct event *ev,
                            struct action *act)
{
    struct kstats k = {0};
    uint64_t *number = &act->w[PARAMETER(0)];
    enum kerr error = t->port->stats(&k);

    (void)ev;
    number[STAT_KERNEL_pages] = k.pages_total;
    number[STAT_KERNEL_pages_free] = k.pages_free;
    number[STAT_KERNEL_pages_reserved] = k.pages_reserved;
    number[STAT_KERNEL_processes] = k.processes;
    number[STAT_KERNEL_activations] = k.activations;
    number[STAT_KERNEL_windows] = k.windows;
    number[STAT_KERNEL_deaths] = k.deaths;
    answer_own(act, error ? R_ERROR_GENERIC : R_SUCCESS);
}

static void on_stats_tamgr(struct tamgr *t, const struct event *ev,
                           struct action *act)
{
    uint64_t *number = &act->w[PARAMETER(0)];

    (void)ev;
    number[STAT_TAMGR_instances] = instance_count(&t->books);
    number[STAT_TAMGR_sessions] = session_count(&t->books);
    number[STAT_TAMGR_jobs] = job_count(t);
    answer_own(act, R_SUCCESS);
}

static void on_stats_gateway(struct tamgr *t, const struct event *ev,
                             struct action *act)
{
    (void)ev;
    answer_own(act, t->port->gateway_stats(&act->w[PARAMETER(0)]));
}

static bool is_control(struct tamgr *t, uint32_t pid)
{
    static const struct uuid_words control = CONTROL_UUID_WORDS;
    const struct instance *in = instance_of(&t->books, pid);

    return in && uuid_equal(&in->uuid, &control);
}

static void on_kill(struct tamgr *t, const struct event *ev, struct action *act)
{
    const uint64_t *w = &ev->w[PARAMETER(0)];
    struct uuid_words uuid = {
        {(uint32_t)w[0] | w[1] << 32, (uint32_t)w[2] | w[3] << 32}};
    enum tee_result result = R_ERROR_ITEM_NOT_FOUND;
    struct job *job;

    if (!is_control(t, ev->sender)) {
        answer(act, R_ERROR_ACCESS_DENIED);
        return;
    }
    job = job_new(t, ev, act);
    if (!job)
        return;
    for (unsigned i = 0; i < INSTANCES_MAX; i++) {
        struct instance *in = &t->books.instances[i];

        if (in->state < INSTANCE_READY || !uuid_equal(&in->uuid, &uuid))
            continue;
        instance_end(t, in);
        result = R_SUCCESS;
    }
    answer_own(act, result);
    job->reply[0] = act->w[0];
    job_settle(t, job, act);
}

static const struct {
    uint32_t types;
    void (*handle)(struct tamgr *, const struct event *, struct action *);
} commands[] = {
    [SYSTEM_DEVICES] = {PARAM_VALUE_INPUT | PARAM_MEMREF_OUTPUT << 4,
                        on_devices},
    [SYSTEM_STATS_KERNEL] = {STATS_TYPES, on_stats_kernel},
    [SYSTEM_STATS_TAMGR] = {STATS_TYPES, on_stats_tamgr},
    [SYSTEM_STATS_GATEWAY] = {STATS_TYPES, on_stats_gateway},
    [SYSTEM_KILL] = {PARAM_VALUE_INPUT | PARAM_VALUE_INPUT << 4, on_kill},
};

void system_invoke(struct tamgr *t, const struct event *ev, struct action *act)
{
    uint64_t command = ev->w[2];

    *act = (struct action){0};
    if (command >= sizeof(commands) / sizeof(commands[0]))
        answer(act, R_ERROR_NOT_SUPPORTED);
    else if (TA_MSG_TYPES(ev->w[0]) != commands[command].types)
        answer(act, R_ERROR_BAD_PARAMETERS);
    else
        commands[command].handle(t, ev, act);
}
