/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A world around the TA manager, for its tests: a kernel that keeps processes
 * in a table, a gateway with one file of images per UUID and with wait keys,
 * and TAs whose behaviour a test scripts. Every event is followed by a check
 * of the manager's books.
 *
 * A thread is one activation: thread_begin() sends it into the manager,
 * thread_step() does the one thing the manager asked for and hands back the
 * completion, thread_run() steps to the end. Between the steps of one thread
 * a test may run others.
 */
#pragma once

#include "abi/ta_msg.h"
#include "services/tamgr/tamgr.h"
#include "tests/unit/tamgr_image.h"

#define SINGLE TA_FLAG_SINGLE_INSTANCE
#define MULTI  (TA_FLAG_SINGLE_INSTANCE | TA_FLAG_MULTI_SESSION)
#define KEEP   (MULTI | TA_FLAG_INSTANCE_KEEP_ALIVE)

/* The files of world_setup(); the last one has no flags. */
enum { FILE_SINGLE, FILE_MULTI, FILE_KEEP, FILE_EACH, FILES };

struct process {
    enum { NO_PROCESS, MADE, STARTED, DEAD } state;
    uint32_t pid;
    uint32_t quota;
    struct uuid_words uuid; /* read from what was written at address 0 */
    bool in_call;           /* kill answers KERR_STATE */
    unsigned opens, invokes, closes, destroys; /* entries seen */
};

/* How a TA answers one entry. */
struct script {
    enum kerr status;
    uint32_t result;
    bool dies;
    /* Called while the TA runs, on the same activation; may be NULL. */
    void (*nested)(unsigned activation, uint32_t pid);
};

struct thread {
    unsigned activation;
    struct action action; /* what the manager wants, or its answer */
    bool done;
};

struct world {
    struct tamgr tamgr;
    struct process processes[PROCESS_SLOTS];
    uint32_t generation;
    uint32_t pages_left;
    struct script scripts[8];    /* by enum ta_op ... */
    unsigned scripted[8];        /* ... for so many entries */
    struct test_image images[8]; /* the supplicant's files, by uuid.w[1] */
    size_t shm_extra;            /* the file grows by that between the calls */
    unsigned shm;                /* shared buffers in use */
    uint8_t shm_bytes[TEST_IMAGE_MAX]; /* all of them; also lease 0 */
    unsigned fault_at; /* the gateway's n-th answer from now, 0: none, ... */
    enum kerr fault_status; /* ... is this instead */
    uint32_t fault_result;
    uint64_t fault_size;
    bool no_map;         /* mem_map has nothing */
    enum kerr map_error; /* of process_map */
    uint32_t asks;       /* a TA that waits for a library */
    size_t pages_in;     /* of all process_map */
    size_t pages_out;    /* of all process_unmap */
    bool woken[256];     /* by key */
    uint32_t key_use;    /* asked of the keys service last ... */
    struct uuid_words key_uuid;
    enum tee_result key_result;   /* ... its answers */
    unsigned gone[PROCESS_SLOTS]; /* CLIENT_GONE told, by slot */
    unsigned lines;
    char line[256];     /* the last one logged */
    size_t mapped;      /* pages of mem_map not given back */
    struct action last; /* last message to a TA */
};

extern struct world world;

/* The UUID of file n (n < 8). */
struct uuid_words file_uuid(unsigned n);

/* A fresh world whose files are `images` good TAs with these flags. */
void world_init(unsigned files, const uint32_t *flags);

/* Replaces file n. */
void file_write(unsigned n, const struct test_elf *elf,
                const struct ta_key *key, uint32_t version);

void thread_begin(struct thread *thread, unsigned activation,
                  const struct event *ev);
bool thread_step(struct thread *thread); /* false: it waits for a wake-up */
void thread_run(struct thread *thread);

/* One message on an activation, to its answer. */
struct action message(unsigned activation, uint32_t sender, const uint64_t *w);
struct action message_leases(unsigned activation, uint32_t sender,
                             const uint64_t *w, unsigned leases,
                             const uint32_t *lengths, const uint32_t *rights);

/* The next entry `op` of a TA goes like this. */
void script(unsigned op, struct script script);

/* Open from the normal world, of file n. */
struct action open_file(unsigned activation, unsigned n);
struct action closed(unsigned activation, uint64_t session);
struct event open_event(unsigned n);

struct process *process_of(uint32_t pid);
unsigned processes_alive(void);

/* A fresh world with the four files; cmocka's set-up. */
int world_setup(void **state);

/* Fails the test unless the answer's result is this. */
void assert_result(const struct action *a, enum tee_result result);

/* An open that must succeed: the session; *pid is the process. */
uint64_t open_ok(unsigned n, uint32_t *pid);

/* TAMGR_TA_OPEN of file n by a TA. */
struct action ta_open(unsigned activation, uint32_t pid, unsigned n);
