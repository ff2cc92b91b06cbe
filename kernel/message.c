/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The short way of a message: call, start_recv and reply_recv where nothing
 * stands between sender and receiver. Most messages are of that kind, and what
 * a service costs beside a library is mostly this way, twice. It is no other
 * mechanism: where all conditions hold it leaves frames, processes and
 * registers as kcall.c and activation.c would, in one pass, without making the
 * message pending first. Where one does not hold it has changed nothing and
 * the general way is taken, which alone knows waiting, first runs, errors and
 * deaths. So every condition here is only about speed, and none may be missing:
 *   the receiver exists, has run before, is not bound, not to die, and not
 *   the gateway by a call (others may wait for it);
 *   nobody is to be woken from here, and nobody waits for the sender, if it is
 *   free afterwards;
 *   there is room for the frame, and the sender may send.
 * The kernel lock is held. No state.
 */
#include "kernel/message.h"

#include "kernel/lease.h"

/* A lease as its owner wrote it, read once: it may lie in shared memory. */
static struct klease klease_read(const volatile struct klease *k)
{
    return (struct klease){k->address, k->length, k->rights};
}

/* Takes n leases from the sender into a frame that is not yet in use. */
static bool leases_load(const struct process *from, struct frame *f,
                        user_addr_t at, uint64_t n)
{
    const struct klease *k;
    paddr_t pa;

    if (n > KMSG_LEASES || at % sizeof(uint64_t) ||
        (at & (PAGE_SIZE - 1)) + n * sizeof(*k) > PAGE_SIZE)
        return false;
    pa = arch_space_translate(&from->space.arch, at, KMAP_READ);
    if (pa == PADDR_NONE)
        return false;
    k = arch_pointer(pa);
    for (unsigned i = 0; i < n; i++)
        if (!lease_make(&f->lease[i], from->pid, klease_read(&k[i])))
            return false;
    return true;
}

/* The process that a message of `from` can be given to as things are. */
static struct process *receiver(const struct process *from, uint64_t pid)
{
    struct process *to;

    if (pid > UINT32_MAX || !process_may_call(from, (uint32_t)pid))
        return NULL;
    to = process_callable((uint32_t)pid);
    if (!to || to->state != PROCESS_READY || to->bound || to->doomed ||
        (to->rights & KRIGHT_MASKED))
        return NULL;
    return to;
}

/* The sender's event ends without a death and without a wake. */
static void release(struct cpu *cpu, struct process *p)
{
    process_bind(p, NULL);
    arch_forget(cpu, p);
}

/* Brings the start of the first lease, which is the sender's, along. What does
 * not go, or cannot, the receiver asks for itself. */
static void inbox_fill(const struct cpu *cpu, struct process *to,
                       const struct process *from, const struct lease *l)
{
    struct place inbox = {&to->space, to->inbox, KMAP_WRITE};
    struct place lent = {&from->space, l->address, KMAP_READ};
    uint64_t n = l->length, most = arch_copy_max(cpu, to);

    if (!(l->rights & KLEASE_READ))
        return;
    if (n > to->inbox_bytes)
        n = to->inbox_bytes;
    if (n > most)
        n = most;
    if (space_copy(cpu, to, &inbox, &lent, n) == KERR_OK)
        arch_context_words(&to->context)[12] |= n << 32;
}

static struct process *send(struct cpu *cpu, enum frame_state how)
{
    struct process *from = cpu->current, *to;
    struct activation *act = cpu->act;
    const uint64_t *x = arch_context_words(&from->context);
    const struct event ev = {.kind = KEV_CALL, .sender = from->pid, .w = x};
    struct frame *f = activation_top(act);

    if (act->wakes || act->depth >= FRAMES_MAX - 2)
        return NULL;
    to = receiver(from, x[12]);
    if (!to || (x[14] && !leases_load(from, f + 1, x[13], x[14])))
        return NULL;
    f->state = how;
    f->cookie = x[15];
    if (how == FRAME_STARTED)
        release(cpu, from);
    f = frame_push(act, to->pid, ORIGIN_CALL);
    f->leases = (uint32_t)x[14];
    event_load(act, to, f, &ev);
    if (f->leases && to->inbox_bytes)
        inbox_fill(cpu, to, from, &f->lease[0]);
    return to;
}

/* The process of a frame whose reply it can be given as things are. */
static struct process *caller(const struct frame *f)
{
    struct process *to = process_callable(f->pid);

    if (!to || to->doomed)
        return NULL;
    if (f->state == FRAME_BLOCKED || (f->state == FRAME_STARTED && !to->bound))
        return to;
    return NULL;
}

static struct process *reply(struct cpu *cpu)
{
    struct process *from = cpu->current, *to;
    struct activation *act = cpu->act;
    struct frame *f = activation_top(act);
    const uint64_t *x = arch_context_words(&from->context);

    if (act->wakes || f->starting || act->depth == 1 ||
        f->origin != ORIGIN_CALL || from->waiters || from->doomed)
        return NULL;
    to = caller(f - 1);
    if (!to || lease_reply(cpu, from, f) != KERR_OK)
        return NULL;
    f--;
    release(cpu, from);
    act->depth--;
    if (f->state == FRAME_BLOCKED) {
        uint64_t *words = arch_context_words(&to->context);

        words_copy(words, x);
        words[12] = KERR_OK;
    } else {
        const struct event ev = {.kind = KEV_COMPLETION,
                                 .sender = KERR_OK,
                                 .cookie = f->cookie,
                                 .w = x};

        event_load(act, to, f, &ev);
    }
    f->state = FRAME_RUN;
    return to;
}

struct process *message_pass(struct cpu *cpu, unsigned number)
{
    const struct process *p = cpu->current;

    switch (number) {
    case KCALL_reply_recv:
        return reply(cpu);
    case KCALL_call:
        return p->rights & KRIGHT_MASKED ? NULL : send(cpu, FRAME_BLOCKED);
    case KCALL_start_recv:
        return (p->rights & KRIGHT_LOOP) && !p->waiters
                   ? send(cpu, FRAME_STARTED)
                   : NULL;
    default:
        return NULL;
    }
}
