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
