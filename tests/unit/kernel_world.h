/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel on the host's machine half, for the tests of its objects. Its
 * services are loops of this file: a message is a function to call in the
 * service (a job), so a test says beside its checks what its processes do. The
 * gateway starts what the normal world asks for and takes what comes back. All
 * tests of a program share one machine; each leaves it as it was.
 */
#pragma once

#include <stdint.h>

#include "kernel/arch.h"
#include "runtime/rt.h"

#define OTHER  SERVICE_KEYS    /* a second server */
#define ABSENT SERVICE_STORAGE /* may be called, is not there */
#define DENIED SERVICE_NV      /* may not be called */

#define SECURE_BYTES (8u << 20)
#define NORMAL_BYTES (8u << 20)

/* In a job: 0 is success, else the line of what was not so. */
#define WANT(call, error)                                                      \
    do {                                                                       \
        if ((call) != (error))                                                 \
            return __LINE__;                                                   \
    } while (0)

/* What a message means, w[0]; the gateway's numbers are below. */
enum { JOB = 100, PAUSE };

/* What an SMC says when it comes back, x0: it is done (x1 and x2 as forward()
 * and here() say), waits for a busy process (x1 is its activation), or was
 * paused by a job. */
enum { DONE = 0x10, PARKED, PAUSED };

/* w[1] is the job itself, w[2] and w[3] are its arguments. */
typedef uint64_t (*job)(const uint64_t *w);

/* What happened outside of jobs. */
struct seen {
    unsigned woken, wakes; /* activation woken last; how often any was */
    unsigned deaths;       /* told to tamgr */
    uint64_t died[3];      /* pid, why, code */
    unsigned turns;        /* of the normal world within a call */
    uint64_t start;        /* argument of the server that started last */
    unsigned completions;  /* in servers */
};
extern struct seen seen;

struct answer {
    uint64_t x[8];
};

/* A bundle of one page: gateway, tamgr, crypto (a server), OTHER, in this
 * order. */
void kernel_world_bundle(uint64_t bundle[PAGE_SIZE / 8]);

/* cmocka's group setup: the machine with that bundle. */
int kernel_world_boot(void **state);

/* Runs a job in the gateway; its result. */
uint64_t here(job j, uint64_t a, uint64_t b);

/* Sends a job to a process, and what came back first: once it is DONE, x1 is
 * the job's result and x2 the call's enum kerr. */
struct answer forward(uint32_t pid, job j, uint64_t a, uint64_t b);

/* Runs a job in a process that must reply; its result. */
uint64_t in(uint32_t pid, job j, uint64_t a, uint64_t b);

/* An SMC that the gateway answers with PAUSED. */
struct answer smc_pause(void);

/* Linux resumes what came back with this answer. */
struct answer resume(struct answer a);

/* A process that serves jobs; freed by ta_end(). quota: pages | those it may
 * raise it to << 32. */
uint32_t ta_make(uint64_t quota);
void ta_end(uint32_t pid);

/* ---- jobs ---- */

uint64_t add_one(const uint64_t *w); /* w[2] + 1 */

/* Waits for the normal world; then w[2], or death with code w[3] if that is
 * 0. */
uint64_t pause_then(const uint64_t *w);

uint64_t die(const uint64_t *w); /* with code w[2] */

/* In place of a job: the server asks the gateway to pause, without waiting. */
uint64_t relay(const uint64_t *w);

uint64_t stats_free(const uint64_t *w); /* pages: free << 32 | reserved */
uint64_t
ta_create(const uint64_t *w);        /* quota as in
                                        ta_make(), rights; pid << 8, or error */
uint64_t ta_fill(const uint64_t *w); /* pid; 0, or a line of its file */
uint64_t ta_kill(const uint64_t *w); /* pid; error */
uint64_t ta_reap(const uint64_t *w); /* pid; error */
