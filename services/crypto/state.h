/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Operation states, each held by the process that allocated it (client.h).
 *
 * What a state does is its class's: each class has a struct state_class and a
 * context of its own behind `ctx`, which nobody else looks into.
 */
#pragma once

#include <stdint.h>
#include "abi/tee_result.h"
#include "services/crypto/client.h"
#include "services/crypto/object.h"

struct state {
    const struct alg *alg; /* never changes */
    enum crypto_mode mode; /* never changes */
    struct key *key[2];    /* NULL: none; the state is a holder */
    void *ctx;             /* the class's; NULL: nothing begun */
};

struct state_class {
    /* Is the state's algorithm usable in its mode, with its keys (if any)?
     * The type and size of keys are checked already. */
    enum tee_result (*check)(const struct state *s);
    /* Makes dst, which has the keys of src and whose ctx is NULL, do what src
     * does. On error ctx is NULL. */
    enum tee_result (*copy)(struct state *dst, const struct state *src);
    /* Frees ctx, wiped, and sets it to NULL. */
    void (*drop)(struct state *s);
};

/* Makes a state that is all zero one of this algorithm and mode, with the keys
 * of these objects or, all NULL, without. NOT_SUPPORTED: the algorithm; else as
 * state_set_keys(). */
enum tee_result state_begin(struct state *s, uint64_t alg, uint64_t mode,
                            struct object *const keys[2]);

/* Gives it the keys of these objects, or, all NULL, takes those it has; what
 * the state was doing is forgotten. BAD_PARAMETERS, ACCESS_DENIED (see
 * STATE_SET_KEY), then nothing is changed. */
enum tee_result state_set_keys(struct state *s, struct object *const keys[2]);

/* Keys and progress. BAD_PARAMETERS: another algorithm or mode. On
 * OUT_OF_MEMORY dst has forgotten what it was doing. */
enum tee_result state_copy(struct state *dst, const struct state *src);

/* Frees what it refers to (of client.c). */
void state_end(void *state);
