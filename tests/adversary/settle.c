/* SPDX-License-Identifier: BSD-2-Clause */
/* See settle.h. Mutable state: `devices` and `held`, what the first
 * ordinary calls said. */
#include "tests/adversary/settle.h"

#include "abi/optee_smc.h"
#include "abi/ta/system.h"
#include "abi/tee_result.h"
#include "tests/adversary/attack.h"

#define ROUNDS_MOST    1000u
#define ROUNDS_STUCK   200u /* without any call that may go on */
#define RESULT_NO_CALL 0xffffffffu
#define COOKIE         0x3333u
#define COMMAND_MEMORY 2u /* of the parameter TA */
#define BYTES          600u
#define IN_AT          3900u
#define OUT_AT         8100u
#define INOUT_AT       16384u
#define INOUT_BYTES    64u

static struct {
    uint64_t size;
    uint64_t sum;
    bool there;
} devices;

/* What the TEE holds, by its own count (abi/ta/stats.def). */
#define GROUPS      3u
#define TABLES_MOST 48u
static const char *const held_names[GROUPS][SYSTEM_STATS_NUMBERS] = {
#define STAT(group, index, name, kind, manual)                                 \
    [SYSTEM_STATS_##group - SYSTEM_STATS_KERNEL][index] =                      \
        #kind[0] == 'H' ? #name : NULL,
#include "abi/ta/stats.def"
#undef STAT
};

struct held {
    uint32_t number[GROUPS][SYSTEM_STATS_NUMBERS];
};
static struct held held;
static bool held_known;

/* ---- honest calls ---- */

static struct thread *call_new(struct cpu *cpu, uint32_t cmd, uint32_t session)
{
    struct thread *t = thread_new(cpu);

    if (!t)
        return NULL;
    t->smc = OPTEE_SMC_CALL_WITH_RPC_ARG;
    t->budget = 1000000;
    t->message.header.cmd = cmd;
    t->message.header.session = session;
    return t;
}

/* The result; RESULT_NO_CALL if the TEE did not take or end it. */
static uint32_t call_end(struct cpu *cpu, struct thread *t)
{
    uint32_t ret = RESULT_NO_CALL;

    if (!thread_run(cpu, t))
        return ret;
    ret = t->message.header.ret;
    thread_free(t);
    return ret;
}

static uint32_t session_call(struct cpu *cpu, uint32_t cmd, uint32_t session)
{
    struct thread *t = call_new(cpu, cmd, session);

    return t ? call_end(cpu, t) : RESULT_NO_CALL;
}

/* n pages of the given list. */
static uint32_t memory_register(struct cpu *cpu, uint64_t cookie, uint64_t list,
                                uint64_t n)
{
    struct thread *t = call_new(cpu, OPTEE_MSG_CMD_REGISTER_SHM, 0);

    if (!t)
        return RESULT_NO_CALL;
    (void)param_add(t, OPTEE_MSG_TMEM_OUTPUT | OPTEE_MSG_NONCONTIG, list,
                    n * PAGE, cookie);
    return call_end(cpu, t);
}

static uint32_t memory_unregister(struct cpu *cpu, uint64_t cookie)
{
    struct thread *t = call_new(cpu, OPTEE_MSG_CMD_UNREGISTER_SHM, 0);

    if (!t)
        return RESULT_NO_CALL;
    (void)param_add(t, OPTEE_MSG_RMEM_INPUT, 0, 0, cookie);
    return call_end(cpu, t);
}

/* A session's id, or 0. */
static uint32_t session_open(struct cpu *cpu, enum ta ta)
{
    struct thread *t = call_new(cpu, 0, 0);
    uint32_t ret, id;

    if (!t)
        return 0;
    open_compose(t, ta);
    if (!thread_run(cpu, t))
        return 0;
    ret = t->message.header.ret;
    id = t->message.header.session;
    thread_free(t);
    if (ret)
        return 0;
    session_forget(id);
    return id;
}

/* ---- the end of a batch ---- */

static void sessions_cancel(struct cpu *cpu)
{
    for (unsigned i = 0; i < SESSIONS; i++)
        if (sessions[i].id && sessions[i].slow)
            (void)session_call(cpu, OPTEE_MSG_CMD_CANCEL, sessions[i].id);
}

/* Goes on with each call that can; how many did. */
static unsigned round_drain(struct cpu *cpu, bool force)
{
    unsigned went = 0;

    for (unsigned i = 0; i < THREADS; i++) {
        struct thread *t = thread_any_waiting(cpu);

        if (!t)
            break;
        t->lies = 0;
        t->contested = false;
        t->budget = 20;
        if (force || rpc_may_go_on(t)) {
            went++;
            thread_go_on(cpu, t);
        } else {
            thread_wait(t);
        }
    }
    return went;
}

static void stuck_report(const struct cpu *cpu, const char *why)
{
    for (unsigned i = 0; i < THREADS; i++)
        if (thread_state(i) == THREAD_WAITING)
            fail(cpu, why, i,
                 (uint64_t)threads[i].message.header.cmd << 32 |
                     threads[i].x[0]);
}

static void calls_drain(struct cpu *cpu)
{
    unsigned stuck = 0;

    for (unsigned round = 0; threads_waiting() > 0; round++) {
        bool force = stuck > ROUNDS_STUCK;

        if (round == ROUNDS_MOST) {
            stuck_report(cpu, "a call does not end");
            return;
        }
        if (stuck == ROUNDS_STUCK)
            stuck_report(cpu, "a call was not woken");
        if (round % 8 == 0)
            sessions_cancel(cpu);
        stuck = round_drain(cpu, force) ? 0 : stuck + 1;
    }
}

static void sessions_close(struct cpu *cpu)
{
    for (unsigned i = 0; i < SESSIONS; i++) {
        uint32_t id = sessions[i].id, ret;

        if (!id)
            continue;
        ret = session_call(cpu, OPTEE_MSG_CMD_CLOSE_SESSION, id);
        /* Somebody may have closed it by a message that was changed. */
        if (ret != R_SUCCESS && ret != (uint32_t)R_ERROR_BAD_PARAMETERS)
            fail(cpu, "closing a session", id, ret);
        session_forget(id);
    }
}

static void memories_forget(struct cpu *cpu)
{
    for (unsigned i = 0; i < 8000; i++) { /* by parts */
        uint64_t x[8] = {OPTEE_SMC_DISABLE_SHM_CACHE};

        smc(cpu, x);
        if (x[0] == OPTEE_SMC_RETURN_ENOTAVAIL)
            return;
    }
    fail(cpu, "registrations without an end", 0, 0);
}

static void messages_register(struct cpu *cpu)
{
    uint64_t list = list_page(cpu->id, 0);

    for (unsigned i = 0; i < THREADS; i++) {
        list_put(list, 0, message_page(i));
        if (memory_register(cpu, MESSAGE_COOKIE + i, list, 1) != R_SUCCESS)
            fail(cpu, "registering a message's page", i, 0);
    }
}

static void shared_fill(void)
{
    for (unsigned i = 0; i < GRANTS; i++)
        pages_fill(grant_page(i), 1);
    for (unsigned i = 0; i < THREADS; i++)
        pages_fill(loan_page(i), LOAN_PAGES);
}

/* ---- ordinary calls ---- */

static volatile uint8_t *byte_at(uint64_t offset)
{
    unsigned page = (unsigned)(offset / PAGE);

    return (volatile uint8_t *)(grant_page(page) + offset % PAGE);
}

/* The list of devices: the same each time. */
static void devices_judge(struct cpu *cpu, uint32_t ret, uint64_t size)
{
    uint64_t sum = 0;

    for (uint64_t i = 0; i < size && i < PAGE; i++)
        sum = sum * 31 + *byte_at(i);
    if (!devices.there) {
        devices.size = size;
        devices.sum = sum;
        devices.there = true;
    }
    if (ret != R_SUCCESS || size != devices.size || sum != devices.sum)
        fail(cpu, "answer of the device enumeration", ret, size);
}

static void devices_ask(struct cpu *cpu)
{
    uint32_t session = session_open(cpu, TA_DEVICES);
    struct thread *t;

    if (!session) {
        fail(cpu, "opening the device enumeration", 0, 0);
        return;
    }
    t = call_new(cpu, OPTEE_MSG_CMD_INVOKE_COMMAND, session);
    (void)param_add(t, OPTEE_MSG_RMEM_OUTPUT, 0, PAGE, COOKIE);
    if (thread_run(cpu, t)) {
        devices_judge(cpu, t->message.header.ret,
                      t->message.param[0].u.rmem.size);
        thread_free(t);
    }
    if (session_call(cpu, OPTEE_MSG_CMD_CLOSE_SESSION, session) != R_SUCCESS)
        fail(cpu, "closing the device enumeration", session, 0);
}

static uint32_t input_fill(struct cpu *cpu)
{
    uint32_t sum = 0;

    for (unsigned i = 0; i < BYTES; i++) {
        *byte_at(IN_AT + i) = (uint8_t)random_next(cpu);
        sum += *byte_at(IN_AT + i);
    }
    for (unsigned i = 0; i < INOUT_BYTES; i++)
        *byte_at(INOUT_AT + i) = (uint8_t)i;
    return sum;
}

static bool output_right(void)
{
    for (unsigned i = 0; i < BYTES; i++)
        if (*byte_at(OUT_AT + i) != *byte_at(IN_AT + BYTES - 1 - i))
            return false;
    for (unsigned i = 0; i < INOUT_BYTES; i++)
        if (*byte_at(INOUT_AT + i) != (uint8_t)~i)
            return false;
    return true;
}

/* On the session that is kept: MEMORY of tests/integration/ta/params. */
static void memory_ask(struct cpu *cpu)
{
    uint32_t sum = input_fill(cpu);
    struct thread *t =
        call_new(cpu, OPTEE_MSG_CMD_INVOKE_COMMAND, session_kept);

    t->message.header.func = COMMAND_MEMORY;
    (void)param_add(t, OPTEE_MSG_RMEM_INPUT, IN_AT, BYTES, COOKIE);
    (void)param_add(t, OPTEE_MSG_RMEM_OUTPUT, OUT_AT, BYTES + 7, COOKIE);
    (void)param_add(t, OPTEE_MSG_RMEM_INOUT, INOUT_AT, INOUT_BYTES, COOKIE);
    (void)param_add(t, OPTEE_MSG_VALUE_OUTPUT, 0, 0, 0);
    if (!thread_run(cpu, t)) {
        fail(cpu, "the kept session does not answer", t->x[0], 0);
        return;
    }
    if (t->message.header.ret || t->message.param[1].u.rmem.size != BYTES ||
        t->message.param[3].u.value.b != sum || !output_right())
        fail(cpu, "answer of the kept session", t->message.header.ret,
             t->message.param[3].u.value.b);
    thread_free(t);
}

static bool held_ask(struct cpu *cpu, uint32_t session, unsigned group,
                     uint32_t *numbers)
{
    struct thread *t = call_new(cpu, OPTEE_MSG_CMD_INVOKE_COMMAND, session);
    bool ok;

    t->message.header.func = SYSTEM_STATS_KERNEL + group;
    for (unsigned i = 0; i < 4; i++)
        (void)param_add(t, OPTEE_MSG_VALUE_OUTPUT, 0, 0, 0);
    if (!thread_run(cpu, t))
        return false;
    for (unsigned i = 0; i < 4; i++) {
        numbers[2 * i] = (uint32_t)t->message.param[i].u.value.a;
        numbers[2 * i + 1] = (uint32_t)t->message.param[i].u.value.b;
    }
    ok = t->message.header.ret == R_SUCCESS;
    thread_free(t);
    return ok;
}

/* Page tables of processes that stay are kept, so some pages may be away. */
static bool held_equal(unsigned group, unsigned i, uint32_t now, uint32_t was)
{
    if (group == 0 && i == STAT_KERNEL_pages_free)
        return now <= was + TABLES_MOST && was <= now + TABLES_MOST;
    return now == was;
}

static void held_judge(struct cpu *cpu, const struct held *now)
{
    if (!held_known)
        held = *now;
    held_known = true;
    for (unsigned g = 0; g < GROUPS; g++)
        for (unsigned i = 0; i < SYSTEM_STATS_NUMBERS; i++)
            if (held_names[g][i] &&
                !held_equal(g, i, now->number[g][i], held.number[g][i]))
                fail(cpu, held_names[g][i], now->number[g][i],
                     held.number[g][i]);
}

/* What the TEE holds must be what it held before the attack. */
static void held_compare(struct cpu *cpu)
{
    uint32_t session = session_open(cpu, TA_CONTROL);
    struct held now = {0};
    bool ok = session != 0;

    for (unsigned g = 0; g < GROUPS && ok; g++)
        ok = held_ask(cpu, session, g, now.number[g]);
    if (session)
        (void)session_call(cpu, OPTEE_MSG_CMD_CLOSE_SESSION, session);
    if (ok)
        held_judge(cpu, &now);
    else
        fail(cpu, "the TEE does not say what it holds", session, 0);
}

static void ordinary(struct cpu *cpu)
{
    uint64_t list = list_page(cpu->id, 1);

    for (unsigned i = 0; i < 5; i++)
        list_put(list, i, grant_page(i));
    if (memory_register(cpu, COOKIE, list, 5) != R_SUCCESS)
        fail(cpu, "registering memory", 0, 0);
    devices_ask(cpu);
    memory_ask(cpu);
    if (memory_unregister(cpu, COOKIE) != R_SUCCESS)
        fail(cpu, "unregistering memory", 0, 0);
    for (unsigned i = 0; i < 5; i++)
        pages_fill(grant_page(i), 1);
}

/* TAs that stay once they are loaded. */
static void stays_load(struct cpu *cpu)
{
    static const enum ta tas[] = {TA_KV, TA_COUNTER, TA_CONTROL};

    for (unsigned i = 0; i < sizeof(tas) / sizeof(tas[0]); i++) {
        uint32_t session = session_open(cpu, tas[i]);

        if (session_call(cpu, OPTEE_MSG_CMD_CLOSE_SESSION, session))
            fail(cpu, "loading a TA that stays", tas[i], session);
    }
}

void settle_begin(struct cpu *cpu)
{
    session_kept = session_open(cpu, TA_PARAMS);
    point(session_kept != 0, "a TA is loaded and a session opened");
    stays_load(cpu);
    ordinary(cpu);
    messages_register(cpu);
}

static void batch_end(struct cpu *cpu)
{
    calls_drain(cpu);
    sessions_close(cpu);
    memories_forget(cpu);
    memory_check(cpu, false);
    code_check(cpu);
    rpc_notified_clear();
}

void settle(struct cpu *cpu)
{
    cpu->doing = "the end of a batch";
    batch_end(cpu);
    shared_fill();
    ordinary(cpu);
    memory_check(cpu, true);
    held_compare(cpu);
    messages_register(cpu);
}

void settle_end(struct cpu *cpu)
{
    memories_forget(cpu);
    if (session_call(cpu, OPTEE_MSG_CMD_CLOSE_SESSION, session_kept) !=
        R_SUCCESS)
        fail(cpu, "closing the kept session", session_kept, 0);
}

/* ---- capacities ---- */

const char *const capacity_names[CAPACITIES] = {
    "calls at a time", "sessions", "registered memories",
    "registered memories of 64 MiB", "instances of a TA"};

static uint32_t calls_count(struct cpu *cpu)
{
    uint32_t n = 0;

    for (unsigned i = 0; i < THREADS; i++) {
        struct thread *t = call_new(cpu, 0, 0);

        if (!t)
            break;
        open_compose(t, TA_MULTI);
        t->budget = 0;
        if (!thread_run(cpu, t))
            n++;
        else
            thread_free(t);
    }
    calls_drain(cpu);
    sessions_close(cpu);
    return n;
}

static uint32_t sessions_count(struct cpu *cpu, enum ta ta, uint32_t most)
{
    uint32_t ids[300], n = 0;

    while (n < most && (ids[n] = session_open(cpu, ta)) != 0)
        n++;
    for (uint32_t i = 0; i < n; i++)
        if (session_call(cpu, OPTEE_MSG_CMD_CLOSE_SESSION, ids[i]))
            fail(cpu, "closing one of many", ids[i], i);
    return n;
}

static uint32_t memories_count(struct cpu *cpu, uint64_t list, uint64_t pages)
{
    uint32_t n = 0;

    while (n < 600 &&
           memory_register(cpu, 0x5000 + n, list, pages) == R_SUCCESS)
        n++;
    memories_forget(cpu);
    return n;
}

/* A list of 64 MiB, all the same page. */
static uint64_t list_big(void)
{
    uint64_t first = FIELD_BASE + 3ull * FIELD_SPAN;

    for (uint64_t i = 0, list = first; i < 33; i++, list += PAGE) {
        for (unsigned n = 0; n < OPTEE_MSG_LIST_ENTRIES; n++)
            list_put(list, n, grant_page(0));
        list_put(list, OPTEE_MSG_LIST_ENTRIES, list + PAGE);
    }
    return first;
}

void capacity_measure(struct cpu *cpu, uint32_t capacity[CAPACITIES])
{
    uint64_t list = list_page(cpu->id, 2);

    cpu->doing = "measuring capacities";
    list_put(list, 0, grant_page(0));
    memories_forget(cpu);
    capacity[CAPACITY_CALLS] = calls_count(cpu);
    capacity[CAPACITY_SESSIONS] = sessions_count(cpu, TA_COUNTER, 300);
    capacity[CAPACITY_MEMORIES] = memories_count(cpu, list, 1);
    capacity[CAPACITY_PAGES] = memories_count(cpu, list_big(), 16384);
    capacity[CAPACITY_INSTANCES] = sessions_count(cpu, TA_MULTI, 64);
}
