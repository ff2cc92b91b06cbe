/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Activations: normal-world threads visiting the secure world, and messages,
 * which travel on them. An activation is a stack of frames, one per nested
 * call; the top frame's process is the one that runs. A CPU that enters works
 * on exactly one activation until it returns to the normal world.
 *
 * Frame states:
 *   RUN      the process handles an event (it is bound to the activation)
 *   BLOCKED  it sent a message with `call` and is bound until the reply
 *   STARTED  it sent one with `start_recv`; it is not bound meanwhile
 *   NW       the gateway waits for the normal world; not bound
 *
 * A message that cannot be delivered at once stays in the activation as
 * `pending`; activation_advance() carries it on, and is called again whenever
 * the gateway's parking (GW_WAIT) has ended. All functions want the kernel
 * lock, and return the process to run next or NULL for the normal world.
 *
 * A service that died is started again by the next message to it, before that
 * is delivered: in bounded parts, with a turn of the normal world after each.
 * TAs die with the tamgr that made them.
 */
#pragma once

#include "kernel/log.h"
#include "kernel/process.h"

#define FRAMES_MAX 12u

/* A lease as the callee's frame holds it; the owner is looked up again at
 * each use, so a lease of a dead process is simply gone. */
struct lease {
    uint32_t owner; /* pid */
    uint32_t length;
    uint32_t rights;
    user_addr_t address;
};

enum frame_state {
    FRAME_RUN,
    FRAME_BLOCKED,
    FRAME_STARTED,
    FRAME_NW,
};

/* What the end of a frame means. */
enum frame_origin {
    ORIGIN_CALL,   /* its reply goes to the frame below */
    ORIGIN_KERNEL, /* GW_WAIT, GW_WAKE: the pending message goes on */
    ORIGIN_DEATH,  /* TAMGR_DIED: the frame below gets KERR_PEER_DIED */
};

struct event {
    enum kevent kind;
    uint64_t sender; /* pid, or status of a completion */
    uint64_t cookie;
    const uint64_t *w; /* KMSG_WORDS of them, whoever has them */
};

struct frame {
    uint32_t pid;
    enum frame_state state;
    enum frame_origin origin;
    bool starting; /* first run of a NEW process; `first` is delivered then */
    uint64_t cookie;
    uint32_t leases;
    struct lease lease[KMSG_LEASES];
    struct event first;
    uint64_t first_w[KMSG_WORDS];
};

enum activation_state {
    ACTIVATION_FREE,
    ACTIVATION_RUNNING,     /* on a CPU */
    ACTIVATION_INTERRUPTED, /* a normal-world interrupt came */
    ACTIVATION_NW,          /* the gateway returned with `resume` */
};

enum pending {
    PENDING_NONE,
    PENDING_CALL,  /* message for `target` */
    PENDING_REPLY, /* words and status for the top frame */
};

struct activation {
    unsigned id;
    enum activation_state state;
    uint32_t nonce; /* of the resume key handed out last */
    bool cancelled;
    unsigned depth; /* frames in use */
    struct frame frame[FRAMES_MAX];

    enum pending pending;
    enum frame_origin origin; /* of the frame that the call will get */
    uint32_t target;
    uint32_t sender;
    enum kerr status;
    uint64_t w[KMSG_WORDS];
    uint32_t leases;
    struct lease lease[KMSG_LEASES];

    uint32_t waits_for; /* pid, while parked */
    uint64_t ticket;    /* order of parking */
    uint32_t wakes;     /* bit n: activation n is to be woken from here */
    struct death death; /* of a service, to be logged when it goes on */
};

/* Once at boot. */
void activation_init(void);

/* The activation that a resume key names, if it is suspended; else NULL. */
struct activation *activation_resume(uint32_t key);

/* A new activation for an SMC (fast: the CPU's own), or NULL. */
struct activation *activation_new(const struct cpu *cpu, bool fast);

/* The activation with that number if it is in use; NULL. */
struct activation *activation_find(uint64_t id);

/* Suspends the CPU's activation: its next resume key. */
uint32_t activation_suspend(struct cpu *cpu, enum activation_state state);

/* The same for a turn of the normal world: nothing is asked of it. The CPU's
 * answer is set. */
void activation_interrupt(struct cpu *cpu);

/* Ends the CPU's activation. */
void activation_end(struct cpu *cpu);

/* Delivers an event to the gateway: on a new frame (KEV_SMC, KEV_FAST_SMC)
 * or to its top frame (KEV_RESUME, whose cookie is filled in). */
struct process *activation_event(struct cpu *cpu, struct event *ev);

/* Continues an activation after activation_interrupt(). */
struct process *activation_continue(struct cpu *cpu);

/* Carries the pending message on. */
struct process *activation_advance(struct cpu *cpu);

/* The current process has ended its event by reply_recv. */
struct process *activation_reply(struct cpu *cpu);

/* Its message is in act->pending: how the top frame waits for the reply. */
struct process *activation_send(struct cpu *cpu, enum frame_state how,
                                uint64_t cookie);

/* p, which runs or would run now, dies. */
struct process *activation_death(struct cpu *cpu, struct process *p,
                                 enum kdeath why, uint64_t code);

/* Ends a process that another wants gone. KERR_STATE: it is bound, and dies
 * as soon as it would run again; KERR_OK: it is dead, to be reaped. */
enum kerr activation_end_process(struct cpu *cpu, struct process *p);

/* Marks p dead; activations that wait for it are woken from cpu's. An
 * unbound process is then ready to be reaped. */
void activation_kill(struct cpu *cpu, struct process *p, enum kdeath why,
                     uint64_t code);

/* Copies the words of a message. For so many the compiler would call memcpy,
 * which on the path of every call takes longer than the copy. */
static inline void words_copy(uint64_t *to, const uint64_t *from)
{
    _Static_assert(KMSG_WORDS % 4 == 0, "four at a time");
#pragma GCC unroll 3
    for (unsigned i = 0; i < KMSG_WORDS; i += 4) {
        uint64_t a = from[i], b = from[i + 1];
        uint64_t c = from[i + 2], d = from[i + 3];

        to[i] = a;
        to[i + 1] = b;
        to[i + 2] = c;
        to[i + 3] = d;
    }
}

static inline struct frame *activation_top(struct activation *act)
{
    return &act->frame[act->depth - 1];
}

/* A new frame, above those there are. */
static inline struct frame *frame_push(struct activation *act, uint32_t pid,
                                       enum frame_origin origin)
{
    struct frame *f = &act->frame[act->depth++];

    f->pid = pid;
    f->state = FRAME_RUN;
    f->origin = origin;
    f->starting = false;
    f->leases = 0;
    return f;
}

/* Adds a frame's leases to an event's x12, x15 and x16. */
static inline void leases_tell(const struct frame *f, uint64_t *x)
{
    uint64_t rights = 0, low = 0, high = 0;

    for (uint32_t i = f->leases; i-- > 0;) {
        rights = rights << 2 | f->lease[i].rights;
        if (i < 2)
            low = low << 32 | f->lease[i].length;
        else
            high = high << 32 | f->lease[i].length;
    }
    x[12] |= rights << 16 | (uint64_t)f->leases << 24;
    x[15] = low;
    x[16] = high;
}

/* Loads an event into a process that waits for one and binds it. */
static inline struct process *event_load(struct activation *act,
                                         struct process *p,
                                         const struct frame *f,
                                         const struct event *ev)
{
    uint64_t *x = arch_context_words(&p->context);

    words_copy(x, ev->w);
    x[12] = (uint64_t)ev->kind | (uint64_t)act->id << 8;
    x[13] = ev->sender;
    x[14] = ev->cookie;
    x[15] = x[16] = 0;
    if (f->leases)
        leases_tell(f, x);
    process_bind(p, act);
    p->wanted = false;
    return p;
}

/* Activations in use; processes that died. */
uint32_t activation_count(void);
uint32_t activation_deaths(void);
