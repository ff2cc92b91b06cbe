/* SPDX-License-Identifier: BSD-2-Clause */
/* See thread.h. Mutable state: threads, sessions, tally. */
#include "tests/adversary/thread.h"

#include "abi/kernel.h"
#include "abi/optee_rpc.h"
#include "abi/optee_smc.h"
#include "abi/tee_result.h"
#include "lib/mem.h"

struct thread threads[THREADS];
static uint32_t states[THREADS]; /* enum thread_state, accessed atomically */
struct tally tally;
struct session sessions[SESSIONS];
uint32_t session_kept;
static struct lock session_lock;

void count(uint64_t *counter)
{
    __atomic_fetch_add(counter, 1, __ATOMIC_RELAXED);
}

/* ---- sessions ---- */

bool session_add(uint32_t id, uint32_t ta, bool slow)
{
    bool added = false;

    lock_take(&session_lock);
    for (unsigned i = 0; i < SESSIONS && !added; i++)
        if (sessions[i].id == 0) {
            sessions[i] = (struct session){id, ta, slow};
            added = true;
        }
    lock_release(&session_lock);
    return added;
}

void session_forget(uint32_t id)
{
    lock_take(&session_lock);
    for (unsigned i = 0; i < SESSIONS; i++)
        if (sessions[i].id == id)
            sessions[i].id = 0;
    lock_release(&session_lock);
}

bool session_known(uint32_t id)
{
    for (unsigned i = 0; i < SESSIONS; i++)
        if (sessions[i].id == id)
            return true;
    return id == session_kept;
}

struct session session_any(struct cpu *cpu)
{
    unsigned first = random_below(cpu, SESSIONS);
    struct session found = {0};

    lock_take(&session_lock);
    for (unsigned i = 0; i < SESSIONS && !found.id; i++)
        found = sessions[(first + i) % SESSIONS];
    lock_release(&session_lock);
    return found;
}

/* ---- threads ---- */

static bool thread_take(unsigned id, uint32_t state)
{
    return __atomic_compare_exchange_n(&states[id], &state, THREAD_BUSY, false,
                                       __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

struct thread *thread_new(struct cpu *cpu)
{
    static const uint32_t ways[] = {OPTEE_SMC_CALL_WITH_ARG,
                                    OPTEE_SMC_CALL_WITH_RPC_ARG,
                                    OPTEE_SMC_CALL_WITH_REGD_ARG};

    for (unsigned i = 0; i < THREADS; i++) {
        struct thread *t = &threads[i];

        if (!thread_take(i, THREAD_FREE))
            continue;
        *t = (struct thread){.id = i,
                             .smc = ways[random_below(cpu, 3)],
                             .at = message_page(i) + 256 +
                                   8 * random_below(cpu, 64),
                             .cookie = MESSAGE_COOKIE + i,
                             .budget = 200,
                             .exact = true};
        return t;
    }
    return NULL;
}

void thread_free(struct thread *t)
{
    __atomic_store_n(&states[t->id], THREAD_FREE, __ATOMIC_RELEASE);
}

void thread_wait(struct thread *t)
{
    __atomic_store_n(&states[t->id], THREAD_WAITING, __ATOMIC_RELEASE);
}

enum thread_state thread_state(unsigned id)
{
    return (enum thread_state)__atomic_load_n(&states[id], __ATOMIC_RELAXED);
}

struct thread *thread_any_waiting(struct cpu *cpu)
{
    unsigned first = random_below(cpu, THREADS);

    for (unsigned i = 0; i < THREADS; i++) {
        unsigned id = (first + i) % THREADS;

        if (thread_take(id, THREAD_WAITING))
            return &threads[id];
    }
    return NULL;
}

unsigned threads_waiting(void)
{
    unsigned n = 0;

    for (unsigned i = 0; i < THREADS; i++)
        n += thread_state(i) == THREAD_WAITING;
    return n;
}

struct optee_msg_param *param_add(struct thread *t, uint64_t attr, uint64_t a,
                                  uint64_t b, uint64_t c)
{
    struct optee_msg_param *p =
        &t->message.param[t->message.header.num_params++];

    *p = (struct optee_msg_param){.attr = attr, .u.value = {a, b, c}};
    return p;
}

/* ---- the SMC ---- */

static void timer_arm(uint64_t after)
{
    __asm__ volatile(
        "msr cntv_tval_el0, %0\n\tmsr cntv_ctl_el0, %1\n\tisb" ::"r"(after),
        "r"(1ull));
}

static void timer_stop(void)
{
    __asm__ volatile("msr cntv_ctl_el0, xzr\n\tisb");
}

/* Sometimes at once, so that calls are interrupted anywhere. */
void smc(struct cpu *cpu, uint64_t x[8])
{
    uint64_t us = one_in(cpu, 4) ? random_below(cpu, 200) : 4000;

    timer_arm(TICK_US(us));
    smc_call(x);
    timer_stop();
    count(&tally.smc);
}

void doze(void)
{
    timer_arm(TICK_US(200));
    __asm__ volatile("wfi");
    timer_stop();
}

static bool is_rpc(uint64_t x0)
{
    return x0 == OPTEE_SMC_RETURN_RPC_ALLOC ||
           x0 == OPTEE_SMC_RETURN_RPC_FREE ||
           x0 == OPTEE_SMC_RETURN_RPC_FOREIGN_INTR ||
           x0 == OPTEE_SMC_RETURN_RPC_CMD;
}

/* ---- judging ---- */

static bool result_known(uint32_t result)
{
    static const uint32_t results[] = {
#define TEE_RESULT(name, value) (uint32_t)(value),
#include "abi/tee_result.def"
#undef TEE_RESULT
    };

    for (unsigned i = 0; i < sizeof(results) / sizeof(results[0]); i++)
        if (results[i] == result)
            return true;
    return false;
}

void message_read(const struct thread *t, struct message *m)
{
    const volatile uint64_t *from = (const volatile uint64_t *)t->at;
    uint64_t *to = (uint64_t *)m;
    uint32_t n = t->message.header.num_params;

    for (unsigned i = 0; i < OPTEE_MSG_SIZE(n < PARAMS ? n : PARAMS) / 8; i++)
        to[i] = from[i];
}

static bool header_good(const struct thread *t,
                        const struct optee_msg_header *now)
{
    const struct optee_msg_header *was = &t->message.header;

    return now->cmd == was->cmd && now->func == was->func &&
           now->cancel_id == was->cancel_id && now->pad == was->pad &&
           now->num_params == was->num_params &&
           (now->session == was->session ||
            (was->cmd == OPTEE_MSG_CMD_OPEN_SESSION && now->ret == 0)) &&
           now->ret_origin >= ORIGIN_API &&
           now->ret_origin <= ORIGIN_TRUSTED_APP &&
           (now->ret_origin == ORIGIN_TRUSTED_APP || result_known(now->ret));
}

static bool param_good(const struct optee_msg_param *was,
                       const struct optee_msg_param *now)
{
    bool ab = false, size = false;

    switch (was->attr & OPTEE_MSG_TYPE_MASK) {
    case OPTEE_MSG_VALUE_OUTPUT:
    case OPTEE_MSG_VALUE_INOUT:
        ab = true;
        break;
    case OPTEE_MSG_RMEM_OUTPUT:
    case OPTEE_MSG_RMEM_INOUT:
    case OPTEE_MSG_TMEM_OUTPUT:
    case OPTEE_MSG_TMEM_INOUT:
        size = true;
        break;
    default:
        break;
    }
    return now->attr == was->attr && now->u.value.c == was->u.value.c &&
           (now->u.value.a == was->u.value.a || ab) &&
           (now->u.value.b == was->u.value.b || ab || size);
}

static void message_judge(const struct cpu *cpu, const struct thread *t,
                          const struct message *now)
{
    if (!header_good(t, &now->header))
        fail(cpu, "header of an answer", now->header.ret,
             now->header.ret_origin);
    for (unsigned i = 0; i < t->message.header.num_params && i < PARAMS; i++)
        if (!param_good(&t->message.param[i], &now->param[i]))
            fail(cpu, "parameter of an answer", i, now->param[i].attr);
}

/* The SMC was refused: nothing may have been written. */
static void message_judge_untouched(const struct cpu *cpu,
                                    const struct thread *t)
{
    struct message now = t->message;

    message_read(t, &now);
    if (memcmp(&now, &t->message, sizeof(now)) != 0)
        fail(cpu, "message of a refused call was written", t->x[0], t->at);
}

static void result_count(const struct message *now)
{
    count(now->header.ret ? &tally.error : &tally.ok);
    if (now->header.ret == (uint32_t)R_ERROR_TARGET_DEAD)
        count(&tally.deaths);
}

static void message_over(const struct cpu *cpu, struct thread *t)
{
    struct message now = t->message;

    message_read(t, &now);
    result_count(&now);
    if (t->exact)
        message_judge(cpu, t, &now);
    /* Whoever opened it, and with whatever message: it will be closed. */
    if (now.header.session != t->message.header.session &&
        !session_add(now.header.session, t->ta, t->slow))
        fail(cpu, "more sessions than planned", now.header.session, 0);
    if (t->exact && now.header.cmd == OPTEE_MSG_CMD_CLOSE_SESSION &&
        now.header.ret == 0)
        session_forget(now.header.session);
    t->message = now;
}

static void judge_end(struct cpu *cpu, struct thread *t)
{
    if (t->x[0] != OPTEE_SMC_RETURN_UNKNOWN && (t->x[1] | t->x[2] | t->x[3]))
        fail(cpu, "registers of an answer", t->x[1], t->x[2]);
    switch (t->x[0]) {
    case OPTEE_SMC_RETURN_OK:
        message_over(cpu, t);
        return;
    case OPTEE_SMC_RETURN_ETHREAD_LIMIT:
        count(&tally.limited);
        break;
    case OPTEE_SMC_RETURN_EBADADDR:
    case OPTEE_SMC_RETURN_EBADCMD:
        count(&tally.refused);
        break;
    default:
        fail(cpu, "answer of a call", t->x[0], t->x[3]);
        break;
    }
    if (t->exact)
        message_judge_untouched(cpu, t);
    t->message.header.ret = ~0u;
}

static void judge_rpc(const struct cpu *cpu, const struct thread *t)
{
    if ((t->x[3] & 0xff) >= ACTIVATIONS || t->x[3] >> 32)
        fail(cpu, "resume key", t->x[3], t->x[0]);
}

/* ---- running ---- */

static void message_put(struct thread *t)
{
    volatile uint64_t *to = (volatile uint64_t *)t->at;
    const uint64_t *from = (const uint64_t *)&t->message;
    uint32_t n = t->message.header.num_params;

    if (n > PARAMS)
        n = PARAMS;
    for (unsigned i = 0; i < OPTEE_MSG_SIZE(n) / 8; i++)
        to[i] = from[i];
    if (t->smc != OPTEE_SMC_CALL_WITH_ARG)
        t->slot = t->at + OPTEE_MSG_SIZE(n);
}

static void registers_set(struct thread *t)
{
    uint64_t where = t->at;

    memset(t->x, 0, sizeof(t->x));
    t->x[0] = t->smc;
    if (t->smc == OPTEE_SMC_CALL_WITH_REGD_ARG) {
        where = t->cookie;
        t->x[3] = t->at % PAGE;
    }
    t->x[1] = where >> 32;
    t->x[2] = (uint32_t)where;
}

static void peak_note(void)
{
    unsigned n = threads_waiting();

    if (n > tally.peak)
        tally.peak = n;
}

/* Serves until it is over (true) or has to wait. */
static bool serve(struct cpu *cpu, struct thread *t)
{
    bool allocates = true; /* where, only this CPU may say */

    for (;;) {
        if (t->contested && t->x[0] == OPTEE_SMC_RETURN_FROM_RPC && !allocates)
            contest_resume(cpu, t);
        else
            smc(cpu, t->x);
        allocates = t->x[0] == OPTEE_SMC_RETURN_RPC_ALLOC;
        if (!is_rpc(t->x[0])) {
            race_end(t);
            judge_end(cpu, t);
            return true;
        }
        judge_rpc(cpu, t);
        if (t->budget == 0 ||
            !(rpc_may_go_on(t) || (t->lies && one_in(cpu, 2))))
            break;
        t->budget--;
        rpc_answer(cpu, t);
    }
    race_end(t);
    thread_wait(t);
    peak_note();
    return false;
}

bool thread_run(struct cpu *cpu, struct thread *t)
{
    message_put(t);
    registers_set(t);
    return serve(cpu, t);
}

void thread_go_on(struct cpu *cpu, struct thread *t)
{
    rpc_answer(cpu, t);
    if (serve(cpu, t))
        thread_free(t);
}
