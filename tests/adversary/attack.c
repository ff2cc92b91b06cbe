/* SPDX-License-Identifier: BSD-2-Clause */
/* See attack.h. Mutable state: `counts`. */
#include "tests/adversary/attack.h"

#include "abi/optee_smc.h"
#include "abi/tee_result.h"
#include "tests/adversary/function.h"
#include "tests/adversary/param.h"

#define PARKED_MOST    9u      /* usually */
#define COOKIE_FOREIGN 0x9000u /* never registered */

static void run(struct cpu *cpu, struct thread *t)
{
    count(&tally.malformed);
    if (thread_run(cpu, t))
        thread_free(t);
}

static void run_hostile(struct cpu *cpu, struct thread *t)
{
    t->lies = chance(cpu, 50) ? 0 : 3;
    if (threads_waiting() < PARKED_MOST && chance(cpu, 20))
        t->budget = random_below(cpu, 4);
    run(cpu, t);
}

/* ---- messages ---- */

/* Not those that sleep long or keep a session; in the one that stays, none
 * that can kill it. */
static uint32_t command_random(struct cpu *cpu, struct session s)
{
    static const uint32_t harmless[] = {0, 7, 100, 1, 2, 3};

    if (s.id && s.ta == TA_CRASH)
        return 100;
    if (s.id && s.ta == TA_COUNTER)
        return harmless[random_below(cpu, 3)];
    if (s.id && s.ta == TA_MULTI)
        return harmless[random_below(cpu, 6)];
    return chance(cpu, 90) ? random_below(cpu, 8) : (uint32_t)number_wild(cpu);
}

void open_compose(struct thread *t, enum ta ta)
{
    const struct ta_row *row = &SETTINGS->ta[ta];

    t->ta = ta;
    t->message.header.cmd = OPTEE_MSG_CMD_OPEN_SESSION;
    (void)param_add(t, OPTEE_MSG_VALUE_INPUT | OPTEE_MSG_META, row->uuid[0],
                    row->uuid[1], 0);
    (void)param_add(t, OPTEE_MSG_VALUE_INPUT | OPTEE_MSG_META, 0, 0,
                    LOGIN_PUBLIC);
}

static void message_random(struct cpu *cpu, struct thread *t)
{
    struct optee_msg_header *h = &t->message.header;
    const struct session s = session_any(cpu);

    for (unsigned n = random_below(cpu, PARAMS + 1); n > 0; n--)
        param_random(cpu, t);
    h->cmd = random_below(cpu, chance(cpu, 90) ? 8 : 1u << 31);
    h->session = s.slow ? 0 : s.id;
    h->func = command_random(cpu, s);
    h->cancel_id = (uint32_t)number_wild(cpu);
    h->pad = (uint32_t)random_next(cpu);
    h->ret = (uint32_t)random_next(cpu);
    h->ret_origin = 1 + random_below(cpu, 4);
    if (chance(cpu, 20))
        h->num_params = (uint32_t)number_wild(cpu);
    run_hostile(cpu, t);
}

/* Opening, with one thing wrong or none. */
static void open_malformed(struct cpu *cpu, struct thread *t)
{
    struct message *m = &t->message;

    open_compose(t, chance(cpu, 50) ? TA_COUNTER : TA_KV);
    for (unsigned n = random_below(cpu, 5); n > 0; n--)
        param_random(cpu, t);
    switch (random_below(cpu, 6)) {
    case 0:
        m->param[random_below(cpu, 2)].attr = attribute_random(cpu);
        break;
    case 1:
        m->param[1].u.value.c = number_wild(cpu);
        break;
    case 2:
        m->header.num_params = random_below(cpu, 8);
        break;
    case 3:
        m->param[0].u.value.a ^= 1ull << random_below(cpu, 64);
        break;
    default:
        break;
    }
    run_hostile(cpu, t);
}

static void invoke_malformed(struct cpu *cpu, struct thread *t)
{
    const struct session s = session_any(cpu);

    t->message.header.cmd = OPTEE_MSG_CMD_INVOKE_COMMAND;
    t->message.header.session = s.id;
    t->message.header.func = command_random(cpu, s);
    for (unsigned n = random_below(cpu, 5); n > 0; n--)
        param_random(cpu, t);
    if (s.slow)
        t->budget = random_below(cpu, 3);
    run_hostile(cpu, t);
}

static void register_list(struct cpu *cpu, struct thread *t)
{
    uint64_t size = 0, list = list_random(cpu, &size);

    t->message.header.cmd = OPTEE_MSG_CMD_REGISTER_SHM;
    (void)param_add(t,
                    chance(cpu, 95)
                        ? OPTEE_MSG_TMEM_OUTPUT | OPTEE_MSG_NONCONTIG
                        : attribute_random(cpu),
                    list, size, cookie_any(cpu));
    run_hostile(cpu, t);
}

static void unregister(struct cpu *cpu, struct thread *t)
{
    t->message.header.cmd = OPTEE_MSG_CMD_UNREGISTER_SHM;
    (void)param_add(
        t, chance(cpu, 95) ? OPTEE_MSG_RMEM_INPUT : attribute_random(cpu),
        number_wild(cpu), number_wild(cpu),
        chance(cpu, 5) ? MESSAGE_COOKIE + random_below(cpu, THREADS)
                       : cookie_any(cpu));
    run_hostile(cpu, t);
}

/* Sessions that are not there: exactly this answer. */
static void session_wrong(struct cpu *cpu, struct thread *t)
{
    const struct session s = session_any(cpu);
    uint32_t id = (uint32_t)random_next(cpu);

    if (s.id && chance(cpu, 50))
        id = s.id ^ 0x100u << random_below(cpu, 24); /* an earlier one */
    if (chance(cpu, 10))
        id = 0;
    if (session_known(id)) {
        thread_free(t);
        return;
    }
    t->message.header.cmd = OPTEE_MSG_CMD_INVOKE_COMMAND + random_below(cpu, 3);
    t->message.header.session = id;
    count(&tally.malformed);
    if (!thread_run(cpu, t)) {
        fail(cpu, "a wrong session made it wait", id, t->x[0]);
        return;
    }
    if (t->x[0] == OPTEE_SMC_RETURN_OK &&
        t->message.header.ret != (uint32_t)R_ERROR_BAD_PARAMETERS)
        fail(cpu, "a wrong session was found", id, t->message.header.ret);
    thread_free(t);
}

static void close_any(struct cpu *cpu, struct thread *t)
{
    const struct session s = session_any(cpu);

    if (!s.id || s.slow) {
        thread_free(t);
        return;
    }
    t->message.header.cmd = OPTEE_MSG_CMD_CLOSE_SESSION;
    t->message.header.session = s.id;
    run_hostile(cpu, t);
}

static void cancel_once(struct cpu *cpu, uint32_t session)
{
    struct thread *t = thread_new(cpu);

    if (!t)
        return;
    t->message.header.cmd = OPTEE_MSG_CMD_CANCEL;
    t->message.header.session = session;
    t->message.header.cancel_id = (uint32_t)random_next(cpu);
    run_hostile(cpu, t);
}

static void cancel_storm(struct cpu *cpu)
{
    for (unsigned n = 1 + random_below(cpu, 8); n > 0; n--) {
        const struct session s = session_any(cpu);

        cancel_once(cpu, s.id ? s.id : (uint32_t)random_next(cpu));
    }
}

/* A load in which the supplicant lies, or none answers. */
static void load_lie(struct cpu *cpu, struct thread *t)
{
    static const enum ta tas[] = {TA_MULTI, TA_CRASH, TA_PARAMS};

    open_compose(t, tas[random_below(cpu, 3)]);
    if (chance(cpu, 10)) /* nobody has it */
        t->message.param[0].u.value.b = random_next(cpu);
    t->lies = 1 + random_below(cpu, 4);
    if (threads_waiting() < PARKED_MOST && chance(cpu, 30))
        t->budget = random_below(cpu, 6);
    run(cpu, t);
}

/* Memory that is not the normal world's must never be taken. */
static void memory_foreign(struct cpu *cpu, struct thread *t)
{
    const struct session s = session_any(cpu);
    uint64_t size = 1 + random_below(cpu, 3 * PAGE), at;
    uint64_t attr = OPTEE_MSG_TMEM_INPUT + random_below(cpu, 3);

    t->message.header.cmd = OPTEE_MSG_CMD_INVOKE_COMMAND;
    t->message.header.session = s.id;
    t->message.header.func = 100;
    if (chance(cpu, 50) || s.id == 0 || s.slow) {
        t->message.header.cmd = OPTEE_MSG_CMD_REGISTER_SHM;
        attr = OPTEE_MSG_TMEM_OUTPUT | OPTEE_MSG_NONCONTIG;
    } else if (chance(cpu, 50)) {
        attr |= OPTEE_MSG_NONCONTIG;
    }
    if (attr & OPTEE_MSG_NONCONTIG)
        at = list_foreign(cpu, &size);
    else
        at = chance(cpu, 70) ? address_bad(cpu, false) : RAM_END - size + 1;
    (void)param_add(t, attr, at, size, COOKIE_FOREIGN);
    count(&tally.malformed);
    if (!thread_run(cpu, t))
        return;
    if (t->x[0] == OPTEE_SMC_RETURN_OK &&
        (t->message.header.ret == R_SUCCESS ||
         t->message.header.ret_origin == ORIGIN_TRUSTED_APP))
        fail(cpu, "memory that is not the normal world's was taken", at, size);
    thread_free(t);
}

/* While the TA is busy calls have to wait, also one that first needs a place
 * for RPC arguments and does not get a good one. */
static void call_busy(struct cpu *cpu, uint32_t session)
{
    struct thread *t = thread_new(cpu);

    if (!t)
        return;
    t->smc = OPTEE_SMC_CALL_WITH_ARG;
    t->message.header.cmd = OPTEE_MSG_CMD_INVOKE_COMMAND;
    t->message.header.session = session;
    t->message.header.func = 100;
    t->lies = 1;
    t->budget = random_below(cpu, 4);
    run(cpu, t);
}

/* A TA that breaks a rule, loops or sleeps, on a session of its own. */
static void ta_wild(struct cpu *cpu, struct thread *t)
{
    bool slow = chance(cpu, 40) && threads_waiting() < PARKED_MOST;
    uint32_t session, error;

    open_compose(t, TA_CRASH);
    t->slow = slow;
    if (!thread_run(cpu, t))
        return;
    error = t->message.header.ret;
    session = t->message.header.session;
    thread_free(t);
    t = error ? NULL : thread_new(cpu);
    if (!t)
        return;
    t->message.header.cmd = OPTEE_MSG_CMD_INVOKE_COMMAND;
    t->message.header.session = session;
    t->message.header.func =
        slow ? 6 + random_below(cpu, 2) : 1 + random_below(cpu, 5);
    t->budget = slow ? random_below(cpu, 3) : 200;
    run(cpu, t);
    for (unsigned n = slow ? random_below(cpu, 3) : 0; n > 0; n--)
        call_busy(cpu, session);
}

/* Others change the message meanwhile. */
static void double_fetch(struct cpu *cpu, struct thread *t)
{
    const struct session s = session_any(cpu);

    if (chance(cpu, 30))
        open_compose(t, TA_COUNTER);
    else
        t->message.header.cmd = OPTEE_MSG_CMD_INVOKE_COMMAND;
    t->message.header.session = s.slow ? 0 : s.id;
    t->message.header.func = command_random(cpu, s);
    /* What is a list now may be taken for memory then. */
    cpu->lists_in_field = true;
    for (unsigned n = random_below(cpu, 5); n > 0; n--)
        param_random(cpu, t);
    cpu->lists_in_field = false;
    t->exact = false;
    if (SETTINGS->cpus > 1)
        race_begin(t);
    run(cpu, t);
}

/* The message is in memory that it passes to the TA itself. */
static void message_in_itself(struct cpu *cpu, struct thread *t)
{
    const struct session s = session_any(cpu);

    t->smc =
        chance(cpu, 50) ? OPTEE_SMC_CALL_WITH_ARG : OPTEE_SMC_CALL_WITH_RPC_ARG;
    t->at =
        FIELD_BASE + 2 * FIELD_SPAN + PAGE * t->id + 8 * random_below(cpu, 100);
    t->exact = false;
    t->message.header.cmd = OPTEE_MSG_CMD_INVOKE_COMMAND;
    t->message.header.session = s.slow ? 0 : s.id;
    t->message.header.func = command_random(cpu, s);
    for (unsigned n = 1 + random_below(cpu, 4); n > 0; n--)
        (void)param_add(t, OPTEE_MSG_TMEM_INPUT + random_below(cpu, 3),
                        t->at & ~(PAGE - 1ull), PAGE, 0);
    run(cpu, t);
}

/* Goes on with a call of anybody. */
static void go_on(struct cpu *cpu)
{
    struct thread *t = thread_any_waiting(cpu);

    if (!t)
        return;
    key_keep(cpu, (uint32_t)t->x[3]);
    if (!t->lies && !rpc_may_go_on(t)) {
        thread_wait(t);
        return;
    }
    t->budget = random_below(cpu, 20);
    t->contested = SETTINGS->cpus > 1 && chance(cpu, 40);
    if (t->lies)
        count(&tally.malformed);
    thread_go_on(cpu, t);
}

/* As many calls as there may be, and one more. */
static void flood(struct cpu *cpu)
{
    for (unsigned i = 0; i < 17; i++) {
        struct thread *t = thread_new(cpu);

        if (!t)
            return;
        open_compose(t, TA_MULTI);
        t->budget = 0;
        run(cpu, t);
    }
}

/* ---- the table ---- */

static const struct kind {
    const char *name;
    uint32_t weight;
    void (*alone)(struct cpu *cpu);
    void (*with)(struct cpu *cpu, struct thread *t);
} kinds[] = {
    {"random function", 700, function_try, NULL},
    {"bad power state", 50, suspend_bad, NULL},
    {"wrong resume key", 1000, resume_wrong, NULL},
    {"wrong address", 800, address_wrong, NULL},
    {"wrong cookie", 500, cookie_wrong, NULL},
    {"shm cache off", 4, cache_disable, NULL},
    {"random message", 1000, NULL, message_random},
    {"malformed open", 300, NULL, open_malformed},
    {"malformed invoke", 1700, NULL, invoke_malformed},
    {"registration", 1000, NULL, register_list},
    {"unregistration", 700, NULL, unregister},
    {"wrong session", 700, NULL, session_wrong},
    {"close", 150, NULL, close_any},
    {"cancel storm", 100, cancel_storm, NULL},
    {"lies about an image", 40, NULL, load_lie},
    {"TA gone wild", 20, NULL, ta_wild},
    {"foreign memory", 500, NULL, memory_foreign},
    {"double fetch", 500, NULL, double_fetch},
    {"message in itself", 150, NULL, message_in_itself},
    {"go on with a call", 1000, go_on, NULL},
    {"flood", 3, flood, NULL},
};
#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

static uint64_t counts[KINDS];

static unsigned kind_choose(struct cpu *cpu)
{
    uint32_t total = 0, at;
    unsigned i = 0;

    for (unsigned k = 0; k < KINDS; k++)
        total += kinds[k].weight;
    at = random_below(cpu, total);
    while (at >= kinds[i].weight)
        at -= kinds[i++].weight;
    return i;
}

void attack(struct cpu *cpu)
{
    unsigned k = kind_choose(cpu);
    struct thread *t = NULL;

    cpu->doing = kinds[k].name;
    count(&counts[k]);
    if (kinds[k].alone) {
        kinds[k].alone(cpu);
        return;
    }
    t = thread_new(cpu);
    if (t)
        kinds[k].with(cpu, t);
    else
        go_on(cpu);
}

void attack_report(void)
{
    for (unsigned k = 0; k < KINDS; k++)
        say_value(kinds[k].name, counts[k]);
}
