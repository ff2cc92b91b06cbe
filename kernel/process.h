/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Processes: one thread in one space. A process is bound to at most one
 * activation; unbound it waits for an event. See activation.h for what
 * happens to it. All functions want the kernel lock.
 *
 *   FREE -create-> EMBRYO -start-> NEW -first message-> READY
 *   any but FREE -death-> DEAD -reap-> FREE
 */
#pragma once

#include "kernel/space.h"

enum process_state {
    PROCESS_FREE,
    PROCESS_EMBRYO, /* being filled; cannot be called */
    PROCESS_NEW,    /* started; the first message makes it run */
    PROCESS_READY,  /* has run; waits, or is bound */
    PROCESS_DEAD,   /* to be reaped */
};

struct activation;

/* A process. `context` comes first: entry code saves registers there. */
struct process {
    struct arch_context context;
    uint32_t pid;
    enum process_state state;
    uint32_t rights;      /* enum kright */
    bool doomed;          /* bound; dies when its event ends or it would run */
    user_addr_t fault;    /* of its death by one, or ARCH_NO_ADDRESS */
    bool wanted;          /* another CPU waits for it to become unbound */
    user_addr_t inbox;    /* where the data of its next event goes, */
    uint64_t inbox_bytes; /* and how much of it; 0: it wants none */
    uint64_t may_call;
    uint32_t filled; /* EMBRYO of a service: pages done; see bundle.c */
    struct activation *bound; /* whose event it handles, or NULL */
    uint32_t waiters;         /* bit n: activation n is parked for it */
    struct space space;
    char name[PROCESS_NAME_MAX];
};

/* The process with that pid, alive or dead; NULL. */
struct process *process_find(uint32_t pid);

/* The process in that slot, whatever its state. */
struct process *process_in_slot(uint32_t slot);

/* The same if it can be called: NEW or READY. */
struct process *process_callable(uint32_t pid);

static inline uint32_t process_slot(const struct process *p)
{
    return p->pid & 0xff;
}

/* May p send to the process of that pid? */
static inline bool process_may_call(const struct process *p, uint32_t pid)
{
    uint32_t slot = pid & 0xff;

    if (slot >= SERVICE_LIMIT)
        return (p->rights & KRIGHT_LOOP) != 0;
    return pid == slot && (p->may_call >> slot & 1);
}

/* Makes an EMBRYO in a TA slot (or, with slot != 0, that service's;
 * KERR_STATE: that is not FREE). KERR_NO_MEMORY: no slot, or no such quota. */
enum kerr process_create(const struct kprocess *k, uint32_t slot,
                         struct process **p);

/* How many processes had its slot before: 0 for a service's first start. */
uint32_t process_generation(const struct process *p);

/* EMBRYO -> NEW. */
enum kerr process_start(struct process *p, user_addr_t entry, user_addr_t sp,
                        uint64_t argument);

/* Every write of p->bound is this one: a CPU that waits for the gateway looks
 * at it with process_is_bound(), which alone needs no lock. */
static inline void process_bind(struct process *p, struct activation *act)
{
    __atomic_store_n(&p->bound, act, __ATOMIC_RELAXED);
}

static inline bool process_is_bound(const struct process *p)
{
    return __atomic_load_n(&p->bound, __ATOMIC_RELAXED) != NULL;
}

/* Frees a bounded part of a DEAD or EMBRYO process; KERR_MORE, and KERR_OK
 * once its slot is free. */
enum kerr process_reap(struct process *p);

/* Processes that are not FREE. */
uint32_t process_count(void);
