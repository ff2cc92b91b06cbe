/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Operation states, each bound to the process that allocated it.
 */
#pragma once

#include <stdint.h>
#include "abi/tee_result.h"
#include "services/crypto/digest.h"

/* States that one process may have at a time. */
enum { STATES_PER_CLIENT = 64 };

struct state {
    uint32_t alg;  /* TEE_ALG_*; never changes */
    uint32_t mode; /* TEE_MODE_*; never changes */
    const struct digest_alg *digest_alg;
    struct digest digest;
};

/* The numbers given from now on are others than those of an earlier process of
 * this service, `start` < 2^24 of which have died: a client that still has one
 * must not meet another's state. */
void state_start(uint32_t start);

/* Gives `pid` a state that is all zero but for alg and mode; *number, nonzero,
 * names it. OUT_OF_MEMORY: also when the process has its share. */
enum tee_result state_new(uint32_t pid, uint32_t alg, uint32_t mode,
                          struct state **state, uint32_t *number);

/* The state of `pid` with this number, or NULL. */
struct state *state_find(uint32_t pid, uint64_t number);

/* Frees and wipes a state. False: pid has none with this number. */
_Bool state_free(uint32_t pid, uint64_t number);

/* Frees all states of pid; 0: of everybody. */
void state_free_all(uint32_t pid);
