/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The normal world of the kernel's conformance: threads, each an activation
 * of the kernel from thread_enter() to thread_end(), whose processes do a step
 * at a time (probe.h). What can be seen is printed, so that a run is one text
 * that must be the same on every machine:
 *   <kernel call> <enum kerr or kdeath>: <what was tried>
 * with " instead of <name>" where something else was promised. One CPU; so
 * the order of all that happens is that of the steps.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/kernel.h"
#include "tests/conformance/kernel/probe.h"

/* ---- what a machine offers ---- */

/* An SMC: x0 .. x7 in, x0 .. x3 out. */
void world_smc(uint64_t x[8], bool fast);
void world_print(const char *text);
/* The next SMC is interrupted where its first process that can be
 * interrupted would run; world_smc() ends that. */
void world_interrupt(void);
/* The normal world's RAM: [start, end). Pages that nobody else uses begin at
 * `free`, two MiB at least. */
struct world_ram {
    uint64_t start, end, free;
};
struct world_ram world_ram(void);

/* ---- threads ---- */

struct thread {
    uint64_t key;  /* of the next resume */
    uint32_t pid;  /* who reported last; 0: the kernel asks the gateway */
    uint32_t what; /* enum report, enum gateway_op, INTERRUPTED, or the
                      kernel's refusal */
    uint64_t a, b; /* what else was reported */
};

/* No report: an interrupt came. */
#define INTERRUPTED 0x600u

/* Of each start_recv here. */
#define COOKIE 77u

/* A new activation; its gateway reports KEV_SMC. */
void thread_enter(struct thread *t);

/* Goes on after an interrupt. */
void thread_resume(struct thread *t);

/* The next resume of any thread ends INTERRUPTED. */
void interrupt_next(void);

/* The process that reported last does a step (enum step, | x << 8), and it or
 * whoever is next reports. Where pid is 0, the gateway does it. */
void thread_step(struct thread *t, uint64_t first, uint64_t a, uint64_t b,
                 uint64_t c, uint64_t d);

/* Steps by name. A kernel call's error is also t->a, its value t->b. */
uint64_t kcall(struct thread *t, enum kcall number, uint64_t a, uint64_t b,
               uint64_t c, uint64_t d);

/* The same in the gateway, whoever reported last. */
uint64_t gateway_kcall(struct thread *t, enum kcall number, uint64_t a,
                       uint64_t b, uint64_t c, uint64_t d);

/* The same in a fast SMC of its own. */
uint64_t fast_kcall(enum kcall number, uint64_t a);

/* Until it is no longer KERR_MORE; mem_map, whose value is handed on. */
uint64_t repeat(struct thread *t, enum kcall number, uint64_t a, uint64_t b);
uint64_t map_all(struct thread *t, uint64_t pages, uint64_t *va);

uint64_t peek(struct thread *t, uint64_t at);
void poke(struct thread *t, uint64_t at, uint64_t value);
uint64_t buffer_of(struct thread *t);              /* its address */
uint64_t constant_of(struct thread *t);            /* its address */
uint64_t event_word(struct thread *t, unsigned n); /* of struct rt_event */
void thread_reply(struct thread *t, uint64_t w0);

/* A message with n leases from an array in the sender's memory. Of a call, the
 * result if it has ended. */
uint64_t thread_call(struct thread *t, uint32_t target, uint64_t leases,
                     uint64_t n);
void thread_start(struct thread *t, uint32_t target, uint64_t leases,
                  uint64_t n);

/* thread_enter() and a message from the gateway to that process. */
void thread_open(struct thread *t, uint32_t target);

/* Ends the activation; thread_close(): all events replied to. */
void thread_end(struct thread *t);
void thread_close(struct thread *t);

/* The number of its activation. */
unsigned thread_number(struct thread *t);

bool reported(const struct thread *t, uint32_t pid, uint32_t what);

/* Writes the n-th lease of an array at `to` in the process's memory. */
void lease_put(struct thread *t, uint64_t to, unsigned n,
               const struct klease *l);

/* Mapped in no process. */
#define NOWHERE 0x1000u

/* ---- processes; tamgr must be free where no thread is given ---- */

#define TA_QUOTA 64u
#define TA_ARENA 0x70000000ull

/* What makes a TA like all others. */
struct kprocess ta_plan(uint64_t may_call);
#define MAY(slot) (1ull << (slot))

/* In t, tamgr's turn. Copies a plan into its buffer; its address. */
uint64_t process_put(struct thread *t, const struct kprocess *k);
/* process_create: its result; t->b is the pid. */
uint64_t ta_create(struct thread *t, const struct kprocess *k);
/* The probe into an empty process, and process_start; enum kerr. */
uint64_t ta_fill(struct thread *t, uint32_t pid, uint64_t argument);

/* A TA, started; its pid. */
uint32_t ta_make(uint64_t may_call, uint64_t argument);
uint32_t ta_make_plan(const struct kprocess *k, uint64_t argument);
/* Kills it, if it is not dead, and reaps it. */
void ta_end(uint32_t pid);

/* ---- the text ---- */

void section(const char *name);

/* What a kernel call answered. */
void check(const char *call, enum kerr promised, uint64_t got,
           const char *what);

/* The result of the message that t's process sent last: a call's, or the
 * completion of a start_recv. */
void check_sent(const struct thread *t, const char *call, enum kerr promised,
                const char *what);

/* t's tamgr is told of the death of pid, and replies; the code told. */
uint64_t check_death(struct thread *t, const char *call, enum kdeath promised,
                     uint32_t pid, const char *what);

/* t is parked (its gateway is asked to wait); is to wake a thread. */
void check_parked(const struct thread *t, const char *call, const char *what);
void check_woken(const struct thread *t, const char *what);

/* t's turn is that process's, with a message from `sender`. */
void check_reached(const struct thread *t, uint32_t pid, uint64_t sender,
                   const char *what);

/* Anything else that can be seen. */
void fact(bool so, const char *what);
