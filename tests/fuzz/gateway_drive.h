/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Linux, the kernel and processes around the gateway, all of whose choices
 * come from a fuzzer's input. The kernel keeps its promises to the gateway
 * (what may happen to an activation next is in `state`); nobody else has any.
 * CHECKed: an activation's actions follow each other as call.h says.
 */
#pragma once

#include "tests/fuzz/fuzz.h"
#include "tests/unit/gateway_world.h"

enum { DRIVEN = 8 }; /* activations used */

enum drive_state {
    DRIVE_IDLE,    /* no call */
    DRIVE_LINUX,   /* Linux is to resume it */
    DRIVE_PROCESS, /* a process has the gateway's message */
};

struct drive {
    struct reader in;
    struct {
        enum drive_state state;
        uint32_t target; /* who has the message */
        bool nested;     /* a request of a process is under way */
        uint64_t asked;  /* its operation */
    } act[DRIVEN];
    uint64_t shm;    /* the last handle of memory of the supplicant */
    uint32_t pid[3]; /* of living TAs */
    unsigned deaths;
};

/* A fresh world; *d reads its choices from data. */
void drive_init(struct drive *d, const uint8_t *data, size_t size);

/* Linux calls on an IDLE activation. */
void drive_call(struct drive *d, unsigned act);

/* Linux resumes an activation, having answered what it was asked. */
void drive_resume(struct drive *d, unsigned act);

/* A process that serves an activation asks the gateway for something. */
void drive_ask(struct drive *d, unsigned act);

/* A process that serves an activation replies or dies. */
void drive_complete(struct drive *d, unsigned act);

/* Anything else: fast calls, pages of RAM change, memory gets short. */
void drive_meddle(struct drive *d);

/* Everything comes to its end, and nothing is left. */
void drive_finish(struct drive *d);
