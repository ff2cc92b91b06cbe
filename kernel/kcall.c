/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel calls: one table row each, from abi/kcall.def, with the right it
 * needs and its handler. Handlers come in two kinds. Most do something to the
 * kernel's objects and answer {x0 = enum kerr, x1 = value}; the caller runs
 * on. Four end or block the caller's event (reply, call, start, return) and
 * say themselves who runs next. A call that is not in the table, or whose
 * right is missing, is a fault of the caller.
 *
 * Mutable state: `kept`, `seed_is_taken`.
 */
#include "kernel/kcall.h"

#include "kernel/activation.h"
#include "kernel/lease.h"
#include "kernel/log.h"
#include "kernel/window.h"
#include "lib/mem.h"

/* What each service leaves for the process that follows it. */
static uint8_t kept[SERVICE_LIMIT][KKEEP_BYTES];

static bool seed_is_taken; /* the platform's, once a boot */

/* What a handler works on: the caller and its registers. */
struct kargs {
    struct cpu *cpu;
    struct process *p;
    uint64_t *x;
};

typedef struct process *(*kcall_handler)(const struct kargs *a);

static struct process *answer(const struct kargs *a, enum kerr err)
{
    a->x[0] = err;
    return a->p;
}

static struct process *answer_value(const struct kargs *a, enum kerr err,
                                    uint64_t value)
{
    a->x[1] = value;
    return answer(a, err);
}

/* ---- messages ---- */

/* Takes the caller's leases into the pending message. */
static enum kerr leases_take(const struct kargs *a, struct activation *act)
{
    const struct frame *f = activation_top(act);
    struct klease k[KMSG_LEASES];
    uint64_t n = a->x[14];
    enum kerr err;

    act->leases = 0;
    if (n == 0)
        return KERR_OK;
    if (n == KLEASE_FORWARD) {
        act->leases = f->leases;
        memcpy(act->lease, f->lease, sizeof(act->lease));
        return KERR_OK;
    }
    if (n > KMSG_LEASES)
        return KERR_ARGUMENT;
    err = space_copy_in(&a->p->space, k, a->x[13], n * sizeof(k[0]));
    if (err != KERR_OK)
        return err;
    for (uint64_t i = 0; i < n; i++)
        if (!lease_make(&act->lease[i], a->p->pid, k[i]))
            return KERR_ARGUMENT;
    act->leases = (uint32_t)n;
    return KERR_OK;
}

/* Sends the caller's message; a bad one is answered like a failed one. The
 * gateway must not block: whoever waits or asks Linux needs it meanwhile. */
static struct process *send(const struct kargs *a, enum frame_state how)
{
    struct activation *act = a->cpu->act;
    uint64_t target = a->x[12];
    enum kerr err = leases_take(a, act);

    if (err == KERR_OK &&
        (target > UINT32_MAX || !process_may_call(a->p, (uint32_t)target)))
        err = KERR_DENIED;
    if (err == KERR_OK && how == FRAME_BLOCKED &&
        (a->p->rights & KRIGHT_MASKED))
        err = KERR_DEADLOCK;
    act->pending = err == KERR_OK ? PENDING_CALL : PENDING_REPLY;
    act->origin = ORIGIN_CALL;
    act->target = (uint32_t)target;
    act->sender = a->p->pid;
    act->status = err;
    if (err == KERR_OK)
        words_copy(act->w, a->x);
    else
        memset(act->w, 0, sizeof(act->w));
    return activation_send(a->cpu, how, a->x[15]);
}

static struct process *do_reply_recv(const struct kargs *a)
{
    return activation_reply(a->cpu);
}

static struct process *do_call(const struct kargs *a)
{
    return send(a, FRAME_BLOCKED);
}

static struct process *do_start_recv(const struct kargs *a)
{
    return send(a, FRAME_STARTED);
}

static struct process *do_nw_return_recv(const struct kargs *a)
{
    struct activation *act = a->cpu->act;
    struct frame *f = activation_top(act);
    bool resume = a->x[12] != 0;

    memcpy(a->cpu->nw, a->x, sizeof(a->cpu->nw));
    if (f->starting || (!resume && act->depth != 1) ||
        (resume && act->id >= ACTIVATIONS))
        return activation_death(a->cpu, a->p, KDEATH_CALL,
                                KCALL_nw_return_recv);
    process_bind(a->p, NULL);
    f->state = FRAME_NW;
    f->cookie = a->x[15];
    if (resume)
        a->cpu->nw[3] = activation_suspend(a->cpu, ACTIVATION_NW);
    else
        activation_end(a->cpu);
    return NULL;
}

/* borrow_read and borrow_write. */
static struct process *borrow(const struct kargs *a, uint32_t right)
{
    struct borrowing b = {a->x[0], a->x[1], a->x[2], a->x[3], right};
    enum kerr err = lease_borrow(a->cpu, a->p, activation_top(a->cpu->act), &b);

    return answer_value(a, err, err == KERR_OK ? b.length : 0);
}

static struct process *do_borrow_read(const struct kargs *a)
{
    return borrow(a, KLEASE_READ);
}

static struct process *do_borrow_write(const struct kargs *a)
{
    return borrow(a, KLEASE_WRITE);
}

/* ---- the caller itself ---- */

static struct process *do_mem_map(const struct kargs *a)
{
    user_addr_t va = a->x[1];
    enum kerr err = KERR_ARGUMENT;

    if (a->x[0] <= UINT32_MAX)
        err = space_grow(&a->p->space, (uint32_t)a->x[0], &va);
    return answer_value(a, err, va);
}

static struct process *do_mem_unmap(const struct kargs *a)
{
    struct region *r = space_region_at(&a->p->space, a->x[0]);

    if (!r || r->window || r->pages != a->x[1])
        return answer(a, KERR_ARGUMENT);
    return answer(a, space_region_shrink(&a->p->space, r));
}

static struct process *do_log(const struct kargs *a)
{
    char text[KLOG_MAX];
    size_t n = a->x[1] < KLOG_MAX ? (size_t)a->x[1] : KLOG_MAX;
    enum kerr err = space_copy_in(&a->p->space, text, a->x[0], n);

    if (err == KERR_OK)
        log_line(a->p->name, text, n);
    return answer(a, err);
}

static struct process *do_exit(const struct kargs *a)
{
    return activation_death(a->cpu, a->p, KDEATH_EXIT, a->x[0]);
}

static struct process *do_cancel_read(const struct kargs *a)
{
    return answer_value(a, KERR_OK, a->cpu->act->cancelled);
}

static struct process *do_stats(const struct kargs *a)
{
    struct kstats s = {0};

    page_stats(&s);
    s.processes = process_count();
    s.activations = activation_count();
    s.windows = window_count();
    s.deaths = activation_deaths();
    return answer(a, space_copy_out(&a->p->space, a->x[0], &s, sizeof(s)));
}

static struct process *do_seed_take(const struct kargs *a)
{
    uint8_t seed[KSEED_BYTES];
    enum kerr err = KERR_NO_OBJECT;

    if (!seed_is_taken && arch_seed(seed))
        err = space_copy_out(&a->p->space, a->x[0], seed, sizeof(seed));
    seed_is_taken = err != KERR_ADDRESS;
    mem_wipe(seed, sizeof(seed));
    return answer(a, err);
}

static struct process *do_huk_read(const struct kargs *a)
{
    uint8_t key[KHUK_BYTES];
    enum kerr err = KERR_NO_OBJECT;

    if (arch_huk(key))
        err = space_copy_out(&a->p->space, a->x[0], key, sizeof(key));
    mem_wipe(key, sizeof(key));
    return answer(a, err);
}

/* What the caller's predecessor left, or zeros. A service's slot is always
 * its own. */
static struct process *do_keep_read(const struct kargs *a)
{
    if (a->x[1] > KKEEP_BYTES)
        return answer(a, KERR_ARGUMENT);
    return answer(a, space_copy_out(&a->p->space, a->x[0],
                                    kept[process_slot(a->p) % SERVICE_LIMIT],
                                    a->x[1]));
}

static struct process *do_keep_write(const struct kargs *a)
{
    if (a->x[1] > KKEEP_BYTES)
        return answer(a, KERR_ARGUMENT);
    return answer(a, space_copy_in(&a->p->space,
                                   kept[process_slot(a->p) % SERVICE_LIMIT],
                                   a->x[0], a->x[1]));
}

/* ---- other processes ---- */

/* The process named by the caller's x0 that is not a service; NULL. */
static struct process *ta_of(const struct kargs *a)
{
    struct process *p =
        a->x[0] > UINT32_MAX ? NULL : process_find((uint32_t)a->x[0]);

    return p && process_slot(p) >= SERVICE_LIMIT ? p : NULL;
}

static struct process *do_process_create(const struct kargs *a)
{
    struct kprocess k;
    struct process *p = NULL;
    enum kerr err = space_copy_in(&a->p->space, &k, a->x[0], sizeof(k));

    if (err != KERR_OK)
        return answer(a, err);
    if ((k.rights & ~(uint32_t)KRIGHT_TA) != 0 ||
        (k.arena & ((2u << 20) - 1)) != 0 || k.arena < USER_VA_MIN ||
        k.arena >= USER_VA_MAX)
        return answer(a, KERR_ARGUMENT);
    err = process_create(&k, 0, &p);
    return answer_value(a, err, err == KERR_OK ? p->pid : 0);
}

static bool range_is_user(user_addr_t va, uint64_t bytes)
{
    return va >= USER_VA_MIN && va <= USER_VA_MAX && bytes <= USER_VA_MAX - va;
}

static bool range_is_pages(user_addr_t va, uint64_t pages)
{
    return pages <= KPAGES_MAX && (va & (PAGE_SIZE - 1)) == 0 &&
           range_is_user(va, pages * PAGE_SIZE);
}

/* Does nothing of p run until the caller wants it? Then it may be filled: it
 * was never started, or waits for the caller's reply to its own message. */
static bool is_still(const struct kargs *a, const struct process *p)
{
    const struct activation *act = a->cpu->act;
    const struct frame *asks =
        act->depth < 2 ? NULL : &act->frame[act->depth - 2];

    return p->state == PROCESS_EMBRYO ||
           (p->state == PROCESS_READY && asks && asks->pid == p->pid &&
            asks->state == FRAME_BLOCKED);
}

static struct process *do_process_map(const struct kargs *a)
{
    struct process *p = ta_of(a);
    uint64_t pages = a->x[2], rights = a->x[3];

    if (!p)
        return answer(a, KERR_NO_OBJECT);
    if (!is_still(a, p))
        return answer(a, KERR_STATE);
    if (!range_is_pages(a->x[1], pages) || rights > KMAP_ALL ||
        !(rights & KMAP_READ) ||
        (rights & (KMAP_WRITE | KMAP_EXEC)) == (KMAP_WRITE | KMAP_EXEC))
        return answer(a, KERR_ARGUMENT);
    if (p->state == PROCESS_EMBRYO)
        return answer(a,
                      space_map(&p->space, a->x[1], pages, (uint32_t)rights));
    return answer(
        a, space_extend(&p->space, a->x[1], (uint32_t)pages, (uint32_t)rights));
}

static struct process *do_process_unmap(const struct kargs *a)
{
    struct process *p = ta_of(a);

    if (!p)
        return answer(a, KERR_NO_OBJECT);
    if (!is_still(a, p))
        return answer(a, KERR_STATE);
    if (!range_is_pages(a->x[1], a->x[2]))
        return answer(a, KERR_ARGUMENT);
    space_unmap(&p->space, a->x[1], (uint32_t)a->x[2]);
    return answer(a, KERR_OK);
}

static struct process *do_process_write(const struct kargs *a)
{
    struct process *p = ta_of(a);
    uint64_t va = a->x[1], n = a->x[3];
    enum kerr err;

    if (!p)
        return answer(a, KERR_NO_OBJECT);
    if (!is_still(a, p))
        return answer(a, KERR_STATE);
    if (n > KCOPY_MAX || !range_is_user(va, n))
        return answer(a, KERR_ARGUMENT);
    err = space_copy(a->cpu, a->p, &(struct place){&p->space, va, 0},
                     &(struct place){&a->p->space, a->x[2], KMAP_READ}, n);
    arch_code_publish(&p->space.arch, va, n);
    return answer(a, err);
}

static struct process *do_process_start(const struct kargs *a)
{
    struct process *p = ta_of(a);

    if (!p)
        return answer(a, KERR_NO_OBJECT);
    return answer(a, process_start(p, a->x[1], a->x[2], a->x[3]));
}

static struct process *do_process_kill(const struct kargs *a)
{
    struct process *p = ta_of(a);

    if (!p)
        return answer(a, KERR_NO_OBJECT);
    if (p->state == PROCESS_DEAD)
        return answer(a, KERR_OK);
    return answer(a, activation_end_process(a->cpu, p));
}

static struct process *do_process_reap(const struct kargs *a)
{
    struct process *p = ta_of(a);

    if (!p)
        return answer(a, KERR_NO_OBJECT);
    return answer(a, process_reap(p));
}

/* ---- the normal world ---- */

static struct process *do_window_create(const struct kargs *a)
{
    uint32_t handle = 0;
    enum kerr err = window_create(a->x[0], &handle);

    return answer_value(a, err, handle);
}

static struct process *do_window_add(const struct kargs *a)
{
    uint64_t pages[KPAGES_MAX];
    uint64_t n = a->x[2];
    enum kerr err;

    if (n > KPAGES_MAX)
        return answer(a, KERR_ARGUMENT);
    err = space_copy_in(&a->p->space, pages, a->x[1], n * sizeof(pages[0]));
    if (err == KERR_OK)
        err = window_add(a->p, (uint32_t)a->x[0], pages, n);
    return answer(a, err);
}

static struct process *do_window_destroy(const struct kargs *a)
{
    return answer(a, window_destroy(a->p, (uint32_t)a->x[0]));
}

static struct process *do_window_map(const struct kargs *a)
{
    struct process *p =
        a->x[1] > UINT32_MAX ? NULL : process_callable((uint32_t)a->x[1]);
    user_addr_t va = 0;
    enum kerr err;

    if (!p)
        return answer_value(a, KERR_PEER_DIED, 0);
    err = window_map((uint32_t)a->x[0], p, &va);
    return answer_value(a, err, va);
}

static struct process *do_window_unmap(const struct kargs *a)
{
    struct process *p =
        a->x[1] > UINT32_MAX ? NULL : process_callable((uint32_t)a->x[1]);

    if (!p)
        return answer(a, KERR_PEER_DIED);
    return answer(a, window_unmap((uint32_t)a->x[0], p));
}

/* ns_read and ns_write: checked as a whole before a byte is copied. */
static enum kerr ns_range_check(const struct kargs *a)
{
    if (a->x[2] > KCOPY_MAX)
        return KERR_ARGUMENT;
    return arch_is_normal_ram(a->x[0], a->x[2]) ? KERR_OK : KERR_NOT_NORMAL;
}

static struct process *do_ns_read(const struct kargs *a)
{
    enum kerr err = ns_range_check(a);

    if (err != KERR_OK)
        return answer(a, err);
    return answer(a, space_copy_out(&a->p->space, a->x[1],
                                    arch_pointer(a->x[0]), a->x[2]));
}

static struct process *do_ns_write(const struct kargs *a)
{
    enum kerr err = ns_range_check(a);

    if (err != KERR_OK)
        return answer(a, err);
    return answer(a, space_copy_in(&a->p->space, arch_pointer(a->x[0]), a->x[1],
                                   a->x[2]));
}

static struct process *do_turn_due(const struct kargs *a)
{
    return answer_value(a, KERR_OK,
                        arch_interrupt_pending(a->cpu) || a->p->wanted);
}

static struct process *do_cancel(const struct kargs *a)
{
    struct activation *act = activation_find(a->x[0]);

    if (!act)
        return answer(a, KERR_NO_OBJECT);
    act->cancelled = true;
    return answer(a, KERR_OK);
}

/* ---- dispatch ---- */

static const struct {
    kcall_handler handler;
    uint32_t right;
} kcall_table[KCALL_LIMIT] = {
#define KCALL(number, name, right, manual)                                     \
    [number] = {do_##name, KRIGHT_##right},
#include "abi/kcall.def"
#undef KCALL
};

struct process *kcall_dispatch(struct cpu *cpu, unsigned number)
{
    struct process *p = cpu->current;
    const struct kargs a = {cpu, p, arch_context_words(&p->context)};

    if (number >= KCALL_LIMIT || !kcall_table[number].handler ||
        (kcall_table[number].right & ~p->rights) != 0)
        return activation_death(cpu, p, KDEATH_CALL, number);
    return kcall_table[number].handler(&a);
}
