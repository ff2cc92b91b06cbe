/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What states of digests and of MACs have in common: a message of any length
 * comes in, a value goes out (OP-TEE's system calls 18 to 20).
 */
#pragma once

#include <stddef.h>
#include "services/crypto/state.h"

enum hash_phase { HASH_ENDED, HASH_OPEN, HASH_SQUEEZED };

/* What the ctx of such a state begins with. No ctx: no message under way. */
struct hash {
    size_t size;           /* bytes of the value; 0: any number (SHAKE) */
    enum hash_phase phase; /* OPEN: a message is under way; SQUEEZED: a SHAKE
                              gives output */
};

struct hash_ops {
    /* Begins a message; one under way is forgotten. OUT_OF_MEMORY leaves none
     * under way. */
    enum tee_result (*begin)(struct state *s);
    /* Adds n bytes to the message under way. On error there is none then. */
    enum tee_result (*update)(struct state *s, const void *p, size_t n);
    /* Ends the message under way and writes n bytes to out: the size exactly,
     * or any number for a SHAKE, which may be repeated for more.
     * BAD_PARAMETERS: a part of a block without padding. */
    enum tee_result (*end)(struct state *s, void *out, size_t n);
};
