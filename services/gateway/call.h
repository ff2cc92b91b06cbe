/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A call of the normal world, one per activation: from the SMC to its return.
 * The gateway never blocks: each function handles one event to its end and
 * returns the action that ends it. What comes next is kept in the call:
 *
 *   `stage`  where the normal world's own request is (call.c)
 *   `rpc`    a request to the normal world, for a process above this call or
 *            for the call itself (rpc.c); at most one at a time
 *   `nw`     what a resume will mean
 *
 * Mutable state: the calls, static in call.c.
 */
#pragma once

#include "abi/optee_rpc.h"
#include "services/gateway/build.h"
#include "services/gateway/message.h"
#include "services/gateway/ns.h"
#include "services/gateway/result.h"
#include "services/gateway/session.h"
#include "services/gateway/shm.h"

/* How an event ends. The words of the message, or x0..x3 for the normal
 * world, are in the event's w. */
enum action_kind {
    ACTION_REPLY,  /* answer the caller */
    ACTION_START,  /* send to `target`, completion follows */
    ACTION_DONE,   /* return to the normal world, finished */
    ACTION_RESUME, /* return to the normal world, a resume follows */
};

struct action {
    enum action_kind kind;
    uint32_t target;
};

enum stage {
    STAGE_IDLE = 0,
    STAGE_FIND,    /* tamgr looks for the TA of a session to open */
    STAGE_PREPARE, /* its arguments are being brought to the TA */
    STAGE_TA,      /* the TA has the message */
    STAGE_DRAIN,   /* waits until others are done with the session */
    STAGE_CLOSED,  /* tamgr is told that the session is over */
    STAGE_UNMAP,   /* the TA has no session any more */
    STAGE_FILL,    /* a registration */
    STAGE_DESTROY, /* the end of one, once nobody uses it */
    STAGE_WAKE,    /* cancelled sleepers are being woken */
    STAGE_FINISH,  /* undoing what was for this call only */
};

enum nw_state {
    NW_TURN,  /* Linux got a turn, nothing was asked */
    NW_ALLOC, /* memory for RPC arguments was asked for */
    NW_RPC,   /* an RPC argument was handed out */
    NW_FREE,  /* that memory was given back */
};

/* Where RPC arguments of a call are written. */
struct slot {
    enum {
        SLOT_NONE,
        SLOT_GIVEN,
        SLOT_ALLOCATED,
        SLOT_REFUSED, /* allocated where nothing can be written */
    } state;
    struct ns_span at;
    uint64_t cookie; /* ALLOCATED, REFUSED */
};

enum rpc_step {
    RPC_ASKED,     /* the RPC itself */
    RPC_FILLING,   /* SHM_ALLOC: building and mapping its shm */
    RPC_RELEASING, /* destroying a shm */
    RPC_FREEING,   /* then SHM_FREE */
};

#define RPC_IDLE 0u
#define RPC_OWN  0x10000u /* for the call itself; else enum gateway_op */

/* An RPC argument. */
struct rpc_message {
    union {
        struct {
            struct optee_msg_header header;
            struct optee_msg_param param[OPTEE_RPC_PARAMS];
        };
        uint64_t words[OPTEE_MSG_SIZE(OPTEE_RPC_PARAMS) / 8];
        uint32_t halves[OPTEE_MSG_SIZE(OPTEE_RPC_PARAMS) / 4];
    };
};

/* A request to the normal world; see rpc.c. */
struct rpc {
    uint32_t op;
    uint32_t sender; /* pid */
    uint32_t result; /* enum tee_result */
    enum rpc_step step;
    struct rpc_message message; /* the request, then the answer */
    uint32_t num_params;
    uint32_t types;                  /* GW_RPC: 4 x 4 bits, enum param_type */
    uint64_t size[OPTEE_RPC_PARAMS]; /* GW_RPC: of memory references */
    enum optee_rpc_socket socket_op; /* SOCKET */
    uint32_t socket;                 /* SOCKET, but OPEN */
    struct shm *shm;  /* SHM_*, GW_RPC and SOCKET (may be NULL) */
    uint64_t cookie;  /* to be freed */
    uint64_t bytes;   /* SHM_ALLOC: asked for; SOCKET: in shm */
    uint64_t end;     /* SLEEP: when, in ticks */
    uint64_t begun;   /* SLEEP: this wait */
    uint32_t jiffies; /* SLEEP: asked for in this wait */
    bool cancellable; /* SLEEP */
};

struct call {
    unsigned id; /* of the activation */
    enum stage stage;
    enum nw_state nw;
    bool cancelled;
    bool untidy;         /* STAGE_FINISH has something to undo */
    bool supplied;       /* there may be memory of the supplicant */
    uint32_t outcome[2]; /* enum tee_result, enum tee_origin */
    struct ns_span arg;  /* the message */
    struct shm *arg_shm;
    struct slot slot;
    struct message message; /* the private copy */
    struct session *session;
    uint32_t pid;   /* of the TA */
    uint32_t ta_op; /* enum ta_op */
    unsigned skip;  /* parameters that are not the TA's */
    unsigned next;  /* first argument not brought yet */
    struct arguments args;
    unsigned bring; /* bit n: argument n is memory, not brought yet */
    unsigned held;  /* bit n: used[n] is held */
    struct shm *used[TA_PARAMS]; /* held by this call */
    uint64_t address[TA_PARAMS]; /* in the TA */
    uint32_t wake;               /* STAGE_WAKE: activations to wake */
    struct shm *subject;         /* of UNREGISTER */
    struct build build;
    struct rpc rpc;
};

/* Forgets everything; once at start. */
void call_init(const struct gateway_port *port);

/* The call of that activation, < ACTIVATIONS. */
struct call *call_of(unsigned activation);

/* Calls under way. */
uint32_t call_count(void);

/* A new call: w = the SMC's x0..x7. */
struct action call_smc(struct call *c, uint64_t *w);

/* The completion of an ACTION_START. */
struct action call_completed(struct call *c, uint64_t *w, enum kerr status);

/* Goes on after a turn or an RPC of its own. */
struct action call_continue(struct call *c, uint64_t *w);

/* Asks for a turn of the normal world; then the same step goes on. */
struct action call_turn(struct call *c, uint64_t *w);

/* Waits a moment for others, then the same step goes on. */
struct action call_pause(struct call *c, uint64_t *w);

/* The request is over, with that result: undoes what was for it only, writes
 * the result into the message and returns to the normal world. */
struct action call_finish(struct call *c, uint64_t *w, enum tee_result result,
                          enum tee_origin origin);

/* The request is malformed: complains and finishes. */
struct action call_refuse(struct call *c, uint64_t *w, enum complaint complaint,
                          enum tee_result result);

/* Writes n words of 32 bits into the message. */
void call_write(struct call *c, size_t offset, const uint32_t *words, size_t n);
