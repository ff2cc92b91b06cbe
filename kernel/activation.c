/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The life of messages. Three rules keep it small:
 *   1. Everything that must be delivered is either an event for a process
 *      that can take it now, or stays in the activation as `pending` and is
 *      tried again (activation_advance).
 *   2. A message to a bound process parks the activation through the gateway
 *      and puts it into the process's list of waiters; when the process is
 *      free again, one waiter is woken, when it dies all are. Who is woken
 *      tries again from rule 1. No wake is lost because waiting and freeing
 *      both happen under the kernel lock, and Linux keeps a notification
 *      that comes before its wait.
 *   3. The gateway is never parked for: its events are short and masked, so
 *      a CPU that finds it bound to another one spins outside the lock.
 * Lock order: only the kernel lock. Mutable state: `pool`.
 */
#include "kernel/activation.h"

#include "abi/gateway_msg.h"
#include "abi/optee_smc.h"
#include "abi/tamgr_msg.h"
#include "kernel/bundle.h"
#include "kernel/lease.h"
#include "lib/mem.h"

static struct {
    struct activation activation[ACTIVATIONS + CPUS_MAX];
    uint64_t ticket;
    uint32_t nonce;
    uint32_t deaths;
} pool;

void activation_init(void)
{
    for (unsigned i = 0; i < ACTIVATIONS + CPUS_MAX; i++)
        pool.activation[i].id = i;
    pool.nonce = (uint32_t)arch_random();
}

static uint32_t resume_key(const struct activation *act)
{
    return act->id | act->nonce << 8;
}

struct activation *activation_resume(uint32_t key)
{
    unsigned id = key & 0xff;
    struct activation *act;

    if (id >= ACTIVATIONS)
        return NULL;
    act = &pool.activation[id];
    if (resume_key(act) != key)
        return NULL;
    if (act->state != ACTIVATION_INTERRUPTED && act->state != ACTIVATION_NW)
        return NULL;
    return act;
}

/* Only what a new activation needs is reset: frames are filled as pushed. */
static struct activation *activation_take(struct activation *act)
{
    act->state = ACTIVATION_RUNNING;
    act->cancelled = false;
    act->depth = 0;
    act->pending = PENDING_NONE;
    act->wakes = 0;
    act->death.why = (enum kdeath)0;
    return act;
}

struct activation *activation_new(const struct cpu *cpu, bool fast)
{
    if (fast)
        return activation_take(&pool.activation[ACTIVATIONS + cpu->id]);
    for (unsigned i = 0; i < ACTIVATIONS; i++)
        if (pool.activation[i].state == ACTIVATION_FREE)
            return activation_take(&pool.activation[i]);
    return NULL;
}

struct activation *activation_find(uint64_t id)
{
    if (id >= ACTIVATIONS || pool.activation[id].state == ACTIVATION_FREE)
        return NULL;
    return &pool.activation[id];
}

uint32_t activation_suspend(struct cpu *cpu, enum activation_state state)
{
    struct activation *act = cpu->act;

    act->nonce = ++pool.nonce & 0xffffff;
    act->state = state;
    cpu->act = NULL;
    return resume_key(act);
}

void activation_interrupt(struct cpu *cpu)
{
    cpu->nw[0] = OPTEE_SMC_RETURN_RPC_FOREIGN_INTR;
    cpu->nw[1] = cpu->nw[2] = 0;
    cpu->nw[3] = activation_suspend(cpu, ACTIVATION_INTERRUPTED);
}

void activation_end(struct cpu *cpu)
{
    cpu->act->state = ACTIVATION_FREE;
    cpu->act = NULL;
}

/* Gives a process its event: a new process runs from its entry first. */
static struct process *event_give(struct activation *act, struct process *p,
                                  struct frame *f, const struct event *ev)
{
    if (p->state == PROCESS_NEW) {
        p->state = PROCESS_READY;
        process_bind(p, act);
        f->starting = true;
        f->first = *ev;
        words_copy(f->first_w, ev->w);
        f->first.w = f->first_w;
        return p;
    }
    return event_load(act, p, f, ev);
}

/* The gateway, once no other CPU is inside it. While the lock is let go
 * another CPU may run or free the process that was current here, so nothing of
 * it may be left on this one. */
static struct process *gateway_acquire(struct cpu *cpu)
{
    for (;;) {
        struct process *p = process_callable(SERVICE_GATEWAY);

        if (!p)
            kernel_panic("the gateway is dead");
        if (!p->bound)
            return p;
        if (cpu->current)
            arch_switch(cpu, NULL);
        p->wanted = true;
        arch_unlock();
        while (process_is_bound(p))
            arch_relax();
        arch_lock();
    }
}

struct process *activation_event(struct cpu *cpu, struct event *ev)
{
    struct activation *act = cpu->act;
    struct process *p = gateway_acquire(cpu);
    struct frame *f;

    if (ev->kind == KEV_RESUME) {
        f = activation_top(act);
        ev->cookie = f->cookie;
    } else {
        f = frame_push(act, SERVICE_GATEWAY, ORIGIN_CALL);
    }
    f->state = FRAME_RUN;
    return event_give(act, p, f, ev);
}

/* The kernel's own request to the gateway, above whatever is there. One
 * frame is always left for it: see deliver_call(). */
static struct process *gateway_ask(struct cpu *cpu, enum gateway_op op,
                                   uint64_t key)
{
    struct activation *act = cpu->act;
    const uint64_t w[KMSG_WORDS] = {op, key};
    const struct event ev = {.kind = KEV_CALL, .w = w};
    struct process *p = gateway_acquire(cpu);
    struct frame *f = frame_push(act, SERVICE_GATEWAY, ORIGIN_KERNEL);

    return event_give(act, p, f, &ev);
}

/* Rule 2: waits for p. */
static struct process *park(struct cpu *cpu, struct process *p)
{
    struct activation *act = cpu->act;

    p->waiters |= 1u << act->id;
    act->waits_for = p->pid;
    act->ticket = ++pool.ticket;
    return gateway_ask(cpu, GW_WAIT, act->id);
}

/* Parking has ended, by a wake or because the normal world came back early:
 * either way act no longer waits. */
static void unpark(struct activation *act)
{
    struct process *p = process_find(act->waits_for);

    if (p)
        p->waiters &= ~(1u << act->id);
    act->waits_for = SERVICE_KERNEL;
}

/* The waiter of p that waits longest. */
static uint32_t waiters_first(uint32_t waiters)
{
    uint32_t first = 0;
    uint64_t ticket = UINT64_MAX;

    for (uint32_t left = waiters; left; left &= left - 1) {
        const struct activation *act = &pool.activation[__builtin_ctz(left)];

        if (act->ticket < ticket) {
            ticket = act->ticket;
            first = left & -left;
        }
    }
    return first;
}

/* p is free: one waiter will be woken from act; if p is dead, all. */
static void waiters_release(struct process *p, struct activation *act)
{
    uint32_t wake =
        p->state == PROCESS_DEAD ? p->waiters : waiters_first(p->waiters);

    p->waiters &= ~wake;
    act->wakes |= wake;
}

/* Would act, waiting for p, wait for itself? Each activation waits for one
 * process at most, so the chain is no longer than there are activations. */
static bool waits_for_itself(const struct activation *act,
                             const struct process *p)
{
    for (unsigned i = 0; p && p->bound && i <= ACTIVATIONS; i++) {
        if (p->bound == act)
            return true;
        if (p->bound->pending == PENDING_NONE)
            return false;
        p = p->bound->pending == PENDING_CALL
                ? process_find(p->bound->target)
                : process_find(activation_top(p->bound)->pid);
    }
    return false;
}

static void reply_set(struct activation *act, enum kerr status)
{
    act->pending = PENDING_REPLY;
    act->status = status;
    if (status != KERR_OK)
        memset(act->w, 0, sizeof(act->w));
}

/* The callee is not there. A service comes back in parts, each in an entry of
 * its own, which has done nothing else: so interrupts are not masked for long,
 * and no CPU takes the new process for the old one in the same place. */
static void callee_await(struct cpu *cpu)
{
    struct activation *act = cpu->act;

    if (act->id < ACTIVATIONS && bundle_has(act->target))
        activation_interrupt(cpu);
    else
        reply_set(act, KERR_PEER_DIED);
}

/* After that: the next part, if nobody else has done it. */
static void callee_return(struct activation *act)
{
    enum kerr err;

    if (act->pending != PENDING_CALL || process_callable(act->target))
        return;
    err = bundle_start(act->target);
    if (err != KERR_OK && err != KERR_MORE)
        reply_set(act, KERR_PEER_DIED);
}

/* Rule 1 for a call. NULL: not yet, try again. */
static struct process *deliver_call(struct cpu *cpu)
{
    struct activation *act = cpu->act;
    struct process *p = process_callable(act->target);
    const struct event ev = {
        .kind = KEV_CALL, .sender = act->sender, .w = act->w};
    struct frame *f;

    if (!p) {
        callee_await(cpu);
        return NULL;
    }
    if (act->depth >= FRAMES_MAX - 2 && act->origin == ORIGIN_CALL) {
        reply_set(act, KERR_DEPTH);
        return NULL;
    }
    if (p->rights & KRIGHT_MASKED)
        p = gateway_acquire(cpu);
    if (p->bound && act->origin == ORIGIN_CALL && waits_for_itself(act, p)) {
        reply_set(act, KERR_DEADLOCK);
        return NULL;
    }
    if (p->bound)
        return park(cpu, p);
    f = frame_push(act, p->pid, act->origin);
    f->leases = act->leases;
    memcpy(f->lease, act->lease, act->leases * sizeof(struct lease));
    act->pending = PENDING_NONE;
    return event_give(act, p, f, &ev);
}

/* Rule 1 for a reply. NULL: not yet, try again. */
static struct process *deliver_reply(struct cpu *cpu)
{
    struct activation *act = cpu->act;
    struct frame *f = activation_top(act);
    struct process *p = process_find(f->pid);
    const struct event ev = {.kind = KEV_COMPLETION,
                             .sender = act->status,
                             .cookie = f->cookie,
                             .w = act->w};

    if (!p || p->state == PROCESS_DEAD) {
        act->depth--;
        if (act->depth == 0)
            kernel_panic("the gateway is dead");
        reply_set(act, KERR_PEER_DIED);
        return NULL;
    }
    if (f->state == FRAME_BLOCKED) {
        uint64_t *x = arch_context_words(&p->context);

        words_copy(x, act->w);
        x[12] = act->status;
    } else {
        if (p->rights & KRIGHT_MASKED)
            p = gateway_acquire(cpu);
        if (p->bound)
            return park(cpu, p);
        event_load(act, p, f, &ev);
    }
    f->state = FRAME_RUN;
    act->pending = PENDING_NONE;
    return p;
}

static void death_log(struct activation *act)
{
    if (act->death.why)
        log_death(&act->death);
    act->death.why = (enum kdeath)0;
}

struct process *activation_continue(struct cpu *cpu)
{
    struct process *p = process_find(activation_top(cpu->act)->pid);

    death_log(cpu->act);
    if (cpu->act->pending != PENDING_NONE) {
        callee_return(cpu->act);
        return activation_advance(cpu);
    }
    return p->doomed ? activation_death(cpu, p, KDEATH_KILLED, 0) : p;
}

struct process *activation_advance(struct cpu *cpu)
{
    struct activation *act = cpu->act;
    struct process *p = NULL;

    while (!p) {
        if (act->wakes) {
            unsigned id = (unsigned)__builtin_ctz(act->wakes);

            act->wakes &= act->wakes - 1;
            return gateway_ask(cpu, GW_WAKE, id);
        }
        p = act->pending == PENDING_CALL ? deliver_call(cpu)
                                         : deliver_reply(cpu);
        if (!p && act->state != ACTIVATION_RUNNING)
            return NULL;
    }
    return p->doomed ? activation_death(cpu, p, KDEATH_KILLED, 0) : p;
}

/* The end of an event of p: it waits for the next one. */
static void unbind(struct cpu *cpu, struct process *p)
{
    process_bind(p, NULL);
    arch_forget(cpu, p);
    if (p->waiters)
        waiters_release(p, cpu->act);
}

struct process *activation_reply(struct cpu *cpu)
{
    struct process *p = cpu->current;
    struct activation *act = cpu->act;
    struct frame *f = activation_top(act);
    enum kerr err = lease_reply(cpu, p, f);

    if (f->starting) {
        f->starting = false;
        return event_load(act, p, f, &f->first);
    }
    if (act->depth == 1) /* the gateway must end with nw_return_recv */
        return activation_death(cpu, p, KDEATH_CALL, KCALL_reply_recv);
    if (p->doomed) /* it would not run again, so it would stay for ever */
        return activation_death(cpu, p, KDEATH_KILLED, 0);
    unbind(cpu, p);
    act->depth--;
    if (f->origin == ORIGIN_CALL) {
        words_copy(act->w, arch_context_words(&p->context));
        reply_set(act, err);
    } else if (f->origin == ORIGIN_DEATH) {
        reply_set(act, KERR_PEER_DIED);
    } else {
        unpark(act);
    }
    return activation_advance(cpu);
}

struct process *activation_send(struct cpu *cpu, enum frame_state how,
                                uint64_t cookie)
{
    struct frame *f = activation_top(cpu->act);

    f->state = how;
    f->cookie = cookie;
    if (how != FRAME_BLOCKED)
        unbind(cpu, cpu->current);
    return activation_advance(cpu);
}

/* The death of a service takes so long that the activation goes on from it
 * after a turn of the normal world. */
static bool goes_on_later(const struct activation *act, const struct process *p)
{
    return process_slot(p) < SERVICE_LIMIT && p->pid != SERVICE_GATEWAY &&
           act->id < ACTIVATIONS;
}

void activation_kill(struct cpu *cpu, struct process *p, enum kdeath why,
                     uint64_t code)
{
    struct death *d = &cpu->act->death;

    p->state = PROCESS_DEAD;
    pool.deaths++;
    unbind(cpu, p);
    if (why == KDEATH_KILLED) /* that one tamgr has wanted */
        return;
    *d = (struct death){why, code, arch_context_pc(&p->context), p->fault, {0}};
    memcpy(d->name, p->name, sizeof(d->name));
    if (!goes_on_later(cpu->act, p))
        death_log(cpu->act);
}

enum kerr activation_end_process(struct cpu *cpu, struct process *p)
{
    if (p->bound) {
        p->doomed = true;
        return KERR_STATE;
    }
    activation_kill(cpu, p, KDEATH_KILLED, 0);
    return KERR_OK;
}

static void leases_forget(struct lease *lease, uint32_t n, uint32_t pid)
{
    for (uint32_t i = 0; i < n; i++)
        if (lease[i].owner == pid)
            lease[i].owner = SERVICE_KERNEL;
}

/* Drops what refers to a dead service, because the next will have its pid:
 * nothing is delivered to that one which was meant for this. An activation
 * that went on from it is woken, should it wait for a wake of its. */
static void service_forget(struct activation *waker, uint32_t pid)
{
    for (unsigned i = 0; i < ACTIVATIONS; i++) {
        struct activation *act = &pool.activation[i];

        if (act->state == ACTIVATION_FREE)
            continue;
        for (unsigned d = 0; d < act->depth; d++) {
            struct frame *f = &act->frame[d];

            leases_forget(f->lease, f->leases, pid);
            if (f->pid != pid)
                continue;
            f->pid = SERVICE_KERNEL;
            if (act != waker)
                waker->wakes |= 1u << i;
        }
        if (act->pending == PENDING_CALL)
            leases_forget(act->lease, act->leases, pid);
    }
}

/* Nobody has books about the TAs any more. */
static void children_end(struct cpu *cpu)
{
    for (uint32_t i = SERVICE_LIMIT; i < PROCESS_SLOTS; i++) {
        struct process *p = process_in_slot(i);

        if (p->state != PROCESS_FREE && p->state != PROCESS_DEAD)
            (void)activation_end_process(cpu, p);
    }
}

/* The message by which tamgr is told of the death of a TA, unless tamgr itself
 * waits for it here; then the frame below is told. */
static void death_report(struct activation *act, const struct process *p,
                         enum kdeath why, uint64_t code)
{
    act->pending = PENDING_CALL;
    act->origin = ORIGIN_DEATH;
    act->target = SERVICE_TAMGR;
    act->sender = SERVICE_KERNEL;
    act->leases = 0;
    act->w[0] = TAMGR_DIED;
    act->w[1] = p->pid;
    act->w[2] = (uint64_t)why;
    act->w[3] = code;
}

struct process *activation_death(struct cpu *cpu, struct process *p,
                                 enum kdeath why, uint64_t code)
{
    struct activation *act = cpu->act;

    activation_kill(cpu, p, why, code);
    act->depth--;
    if (p->pid == SERVICE_GATEWAY || act->depth == 0)
        kernel_panic("the gateway died");
    reply_set(act, KERR_PEER_DIED);
    if (process_slot(p) < SERVICE_LIMIT)
        service_forget(act, p->pid);
    else if (process_in_slot(SERVICE_TAMGR)->bound != act)
        death_report(act, p, why, code);
    if (p->pid == SERVICE_TAMGR)
        children_end(cpu);
    if (goes_on_later(act, p)) {
        activation_interrupt(cpu);
        return NULL;
    }
    return activation_advance(cpu);
}

uint32_t activation_count(void)
{
    uint32_t n = 0;

    for (unsigned i = 0; i < ACTIVATIONS; i++)
        n += pool.activation[i].state != ACTIVATION_FREE;
    return n;
}

uint32_t activation_deaths(void)
{
    return pool.deaths;
}
