/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calls as Linux has them: a message in memory, an SMC, then RPCs to be
 * served until the call is over. Any CPU may go on with a call that another
 * one left waiting. What comes back is judged: the answer of the SMC, and
 * that the message changed only where an answer belongs.
 */
#pragma once

#include "abi/optee_msg.h"
#include "tests/adversary/memory.h"

#define PARAMS         6u
#define MESSAGE_COOKIE 0x61000u /* + thread: of its message's page */

struct message {
    struct optee_msg_header header;
    struct optee_msg_param param[PARAMS];
};

enum thread_state { THREAD_FREE = 0, THREAD_BUSY, THREAD_WAITING };

struct thread {
    unsigned id;
    uint32_t smc;    /* enum optee_smc_call */
    uint64_t at;     /* where the message is */
    uint64_t slot;   /* where RPC arguments are; 0: nowhere */
    uint64_t cookie; /* of the message's memory, if it is registered */
    uint64_t x[8];   /* what the TEE said last */
    uint32_t budget; /* RPCs until it is left waiting */
    uint32_t lies;   /* one answer in `lies` is a lie; 0: none */
    bool exact;      /* nobody but the TEE writes the message */
    bool slow;       /* its session must not be closed by others */
    bool contested;  /* other CPUs resume it at the same time */
    bool loaned;
    uint32_t ta;            /* row of the settings, of a session to be opened */
    struct message message; /* as it was sent */
};

extern struct thread threads[THREADS];

/* What has happened, of all CPUs. */
struct tally {
    uint64_t smc;       /* all SMCs */
    uint64_t malformed; /* requests and answers that are wrong */
    uint64_t rpc[32];   /* by command; the last: others */
    uint64_t turns;     /* interrupted, or a turn given */
    uint64_t refused;   /* EBADADDR, EBADCMD */
    uint64_t limited;   /* ETHREAD_LIMIT */
    uint64_t contested; /* resumes by several CPUs, */
    uint64_t stolen;    /* won by another than the one whose call it is */
    uint64_t ok, error; /* results of messages */
    uint64_t deaths;    /* of TAs */
    uint64_t changed;   /* words changed under the TEE's eyes */
    uint64_t peak;      /* calls at a time */
};
extern struct tally tally;
void count(uint64_t *counter);

/* A free thread with an empty message, or NULL. */
struct thread *thread_new(struct cpu *cpu);
void thread_free(struct thread *t);
void thread_wait(struct thread *t);
enum thread_state thread_state(unsigned id);

/* A message to be filled. */
struct optee_msg_param *param_add(struct thread *t, uint64_t attr, uint64_t a,
                                  uint64_t b, uint64_t c);

/* Puts the message where it belongs and calls; goes on until the call is over
 * or its budget is. True: it is over, the message has the result and the
 * thread is still the caller's. */
bool thread_run(struct cpu *cpu, struct thread *t);

/* Goes on with one that waits; frees it when it is over. */
void thread_go_on(struct cpu *cpu, struct thread *t);

/* A waiting one, now the caller's, or NULL. */
struct thread *thread_any_waiting(struct cpu *cpu);
unsigned threads_waiting(void);

/* The SMC itself, with a time after which an interrupt is pending. */
void smc(struct cpu *cpu, uint64_t x[8]);

/* Leaves the host's CPU to others for a moment. */
void doze(void);

/* The message as it is now. */
void message_read(const struct thread *t, struct message *m);

/* rpc.c: puts the next SMC's registers into t->x. */
void rpc_answer(struct cpu *cpu, struct thread *t);
void rpc_notified_clear(void);
/* False: it waits for a notification that has not come. */
bool rpc_may_go_on(const struct thread *t);

/* Sessions that are open as far as the payload knows. */
#define SESSIONS 48u
struct session {
    uint32_t id; /* 0: row is free */
    uint32_t ta; /* row of the settings */
    bool slow;
};
extern struct session sessions[SESSIONS];
bool session_add(uint32_t id, uint32_t ta, bool slow);
void session_forget(uint32_t id);
/* One of them, as it is now; id 0: there is none. */
struct session session_any(struct cpu *cpu);
bool session_known(uint32_t id);
extern uint32_t session_kept; /* the one that no attack may name */

/* Changes t's message while the call runs (on other CPUs). */
void race_begin(struct thread *t);
void race_end(struct thread *t);
void race_join(struct cpu *cpu);

/* Resumes a call with the same key as other CPUs: exactly one may go on. */
void contest_resume(struct cpu *cpu, struct thread *t);
void contest_join(struct cpu *cpu);
void message_spoil(struct cpu *cpu, uint64_t at, unsigned words);
