/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the subcommands of the stress client share. Each subcommand prints TAP
 * lines without numbers and comments (tests/integration/suite.py counts), and
 * returns 0 if it could do its work.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <tee_client_api.h>

#include "tests/stress/protocol.h"

int run_calls(int argc, char **argv);
int run_chaos(int argc, char **argv);
int run_parallel(int argc, char **argv);
int run_ticks(int argc, char **argv);
int run_latency(int argc, char **argv);
int run_loop(int argc, char **argv);
int run_vector(int argc, char **argv);

/* One check; further arguments are those of printf. Returns `good`. */
bool check(bool good, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A number of the sequence of *seed. */
uint32_t draw(uint64_t *seed);

/* Seconds since boot. */
double now(void);

/* The calling thread runs on that CPU only. */
void pin(unsigned cpu);

/* The argument with that number as a number, or `otherwise`. */
uint64_t argument(int argc, char **argv, int n, uint64_t otherwise);

/* A session with TA n of the stress TAs, with a key. The rest is for who
 * reports that the last call went wrong. */
struct peer {
    TEEC_Session session;
    unsigned ta;
    uint32_t key;
    bool open;
    TEEC_Operation sent;
    uint32_t command;
    uint32_t origin;
};

#define COMMAND_OPEN 100 /* peer.command of peer_open() */

/* The process's context; the same one for all threads. */
TEEC_Context *context(void);

TEEC_Result peer_open(struct peer *p, unsigned ta, uint32_t key);
void peer_close(struct peer *p);
TEEC_Result peer_invoke(struct peer *p, uint32_t command, uint32_t types,
                        TEEC_Operation *operation);

/* A command with one input value. */
TEEC_Result peer_value(struct peer *p, uint32_t command, uint32_t value);

/* ECHO of two numbers; *right: the answer is that of this very session. */
TEEC_Result peer_echo(struct peer *p, uint32_t a, uint32_t b, bool *right);
