/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The TA manager as a function from one event to one action: main.c hands in
 * what the kernel delivers and does what comes out. Nothing here blocks but
 * the calls of the port (kernel, crypto, keys and nv service).
 *
 * A request that cannot be answered at once becomes a job: a row that says
 * what it waits for. Whatever the manager starts carries the job's number as
 * cookie, so that the completion finds it. A job lives on one activation and
 * waits for one thing at a time.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/kernel.h"
#include "services/tamgr/clock.h"
#include "services/tamgr/port.h"
#include "services/tamgr/session.h"
#include "services/tamgr/verify.h"

#define JOBS_MAX     64u
#define BUILTINS_MAX 16u
#define IMAGE_MAX    (2u << 20) /* bytes of a container */

struct event {
    enum kevent kind;
    unsigned activation;
    uint32_t sender;  /* KEV_CALL: pid */
    enum kerr status; /* KEV_COMPLETION */
    uint64_t cookie;  /* KEV_COMPLETION */
    unsigned leases;
    uint32_t lease_rights[KMSG_LEASES];
    uint32_t lease_length[KMSG_LEASES];
    uint64_t w[KMSG_WORDS];
};

struct action {
    bool start;      /* send w to `target`; else reply w */
    uint32_t target; /* pid */
    bool forward;    /* pass the leases of the current frame on */
    uint64_t cookie;
    uint64_t w[KMSG_WORDS];
};

enum job_state {
    JOB_FREE = 0,
    JOB_PARKED,  /* another job loads this TA */
    JOB_SIZE,    /* asked the supplicant for the size of the image */
    JOB_ALLOC,   /* asked for shared memory */
    JOB_FETCH,   /* asked for the image */
    JOB_RELEASE, /* gives the shared memory back */
    JOB_ENTER,   /* a TA's open: the other TA is opening */
    JOB_SETTLE,  /* wakes another job, or closes a session */
    JOB_DESTROY, /* has an instance destroyed */
    JOB_REPLACE, /* an open: waits for the end of the old instance */
    JOB_STATES,
};

struct job {
    enum job_state state;
    unsigned activation;
    bool woken;             /* parked, and its wake-up was sent */
    bool enter;             /* a TA's open: TA_OPEN is still to be sent */
    bool library;           /* for its client, instead of a TA */
    struct uuid_words uuid; /* of the TA to open, or of the library */
    struct client client;
    uint8_t instance; /* that this job loads */
    enum refusal refusal;
    uint32_t session; /* made by this job */
    uint32_t shm;     /* handle */
    uint64_t shm_address;
    size_t size;                /* of the image, bytes */
    uint32_t closing;           /* session being closed, 0: none */
    uint32_t destroying;        /* pid, in DESTROY and REPLACE */
    unsigned orphan;            /* where the search for orphans goes on ... */
    unsigned unused;            /* ... and that for unused instances */
    uint64_t open[KMSG_WORDS];  /* the TA_OPEN message */
    uint64_t reply[KMSG_WORDS]; /* the answer */
};

/* A TA of the image. */
struct builtin {
    struct uuid_words uuid; /* as its container claims */
    uint32_t flags;         /* enum ta_flag */
    const uint8_t *image;
    size_t size;
};

struct tamgr {
    const struct tamgr_port *port;
    struct trust trust;
    struct books books;
    struct clocks clocks;
    struct builtin builtins[BUILTINS_MAX];
    unsigned builtins_used;
    struct job jobs[JOBS_MAX];
};

/* Sets the manager up. `bundle`: the list of struct bundle_ta, ended by one
 * of size 0; NULL: none. It stays in use. */
void tamgr_init(struct tamgr *t, const struct tamgr_port *port,
                const struct trust *trust, const uint8_t *bundle);

/* After tamgr_init(), in a process that `start` others were before. Their TAs
 * are dead; their sessions, which clients may still name, have other ids than
 * those that come. */
void tamgr_follow(struct tamgr *t, uint32_t start);

/* Handles one event; *action says what to do. */
void tamgr_handle(struct tamgr *t, const struct event *ev,
                  struct action *action);
