/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A world around the gateway for its unit tests: normal-world RAM, the
 * kernel's windows with their rules, and the driver's side of the protocol.
 * RAM is a file, so that a window mapped into the gateway shows the same
 * bytes at another address, as it does in the machine. Every call of the
 * port is counted, any can be made to fail.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/gateway_msg.h"
#include "abi/optee_msg.h"
#include "abi/optee_rpc.h"
#include "abi/optee_smc.h"
#include "abi/ta_msg.h"
#include "abi/tamgr_msg.h"
#include "abi/tee_result.h"
#include "services/gateway/serve.h"

#define RAM_PA    0x50000000ull
#define RAM_PAGES 1024u
#define TA_PID    0x109u
#define ARG_PAGE  0u    /* of RAM: messages of calls; registered */
#define ARG       0xa49 /* its cookie */
#define LISTS     8u    /* from this page on: page lists */
#define DATA      32u   /* from this page on: data */

#define META  (OPTEE_MSG_VALUE_INPUT | OPTEE_MSG_META)
#define TA_OK ((uint64_t)ORIGIN_TRUSTED_APP << 32)

/* What a test looks at and bends. */
struct world {
    unsigned calls;         /* of the port, all kinds */
    unsigned windows;       /* in use */
    unsigned maps;          /* mappings in other processes */
    unsigned cancelled;     /* bit per activation */
    unsigned maps_most;     /* room of each process, in windows */
    bool hurried;           /* somebody always waits for a turn */
    uint32_t dead_pid;      /* its mappings are gone */
    enum kerr create_error; /* of window_create */
    uint64_t ticks;         /* 1000 a millisecond */
    char log[4096];
};

extern struct world world;

/* A fresh world and gateway; with the page ARG_PAGE registered as ARG. The
 * second is for cmocka. */
void world_init(void);
int world_setup(void **state);

/* The same with a session 7, and activation 0 busy in it. */
int world_setup_busy(void **state);

/* RAM at a page. */
void *ram(unsigned page);
uint64_t ram_pa(unsigned page);

/* Writes a page list of `n` entries data, data + stride, ... that starts at
 * page `list`; list pages follow each other. */
void list_write(unsigned list, unsigned data, unsigned n, unsigned stride);

/* One event to the gateway; w is sent and holds the answer. */
struct action event(enum kevent kind, unsigned act, uint64_t sender);
extern uint64_t w[KMSG_WORDS];

/* The message of activation `act`, in its slot of 384 bytes on ARG_PAGE. */
struct optee_msg_header *header(unsigned act);
struct optee_msg_param *param(unsigned act, unsigned n);
struct optee_msg_header *rpc_header(unsigned act);
struct optee_msg_param *rpc_param(unsigned act, unsigned n);

/* Clears it and sets command, session and number of parameters. */
void message(unsigned act, uint32_t cmd, uint32_t session, unsigned params);
void param_set(unsigned act, unsigned n, uint64_t attr, uint64_t a, uint64_t b,
               uint64_t c);

/* One that invokes command 99 of session 7. */
void invoke_message(unsigned act, unsigned params);

/* CALL_WITH_REGD_ARG for it. */
struct action call(unsigned act);

/* Linux resumes; completion of a message; a message of a process. While the
 * gateway handles one, the call's message is another. */
struct action resume(unsigned act);
struct action complete(unsigned act, enum kerr status);
struct action answer(unsigned act, uint64_t w0); /* a reply of that result */
struct action serve(unsigned act, uint32_t sender, uint64_t w0, uint64_t w1,
                    uint64_t w2);

/* Registers `n` pages from DATA + first under `cookie`, `size` bytes from
 * `offset` in the first; expects success. */
void shm_register(uint64_t cookie, unsigned first, unsigned n, size_t offset,
                  size_t size);
/* Begins it only. */
struct action register_begin(unsigned act, uint64_t cookie, uint64_t buf_ptr,
                             uint64_t size);

/* Memory of `n` pages for a process, given by Linux under `cookie`; its handle.
 * Activation 0. */
uint64_t shm_give(uint32_t pid, unsigned n, uint64_t cookie);

/* Sets value n of the answer to activation 0's request. */
void answer_value(unsigned n, uint64_t a, uint64_t b, uint64_t c);

/* Opens a session with that id in that process; expects success. */
void open_session(unsigned act, uint32_t id, uint32_t pid);
/* Begins it: until the TA has TA_OPEN. */
struct action open_begin(unsigned act, uint32_t id, uint32_t pid);

/* The call is over: SMC result OK, the message says this. */
void expect_done(struct action a, unsigned act, enum tee_result ret,
                 enum tee_origin origin);
/* The SMC itself failed. */
void expect_smc(struct action a, enum optee_smc_return value);
void expect_start(struct action a, uint32_t target, uint64_t op);
void expect_rpc(struct action a, unsigned act, enum optee_rpc_cmd cmd);
void expect_turn(struct action a);
void expect_reply(struct action a, enum tee_result result);
