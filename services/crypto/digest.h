/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Digests: MD5, SHA-1, SHA-2, SHA-3, SHAKE, SM3.
 */
#pragma once

#include "services/crypto/hash.h"

extern const struct state_class digest_class;

/* Begins a message; one under way is forgotten. OUT_OF_MEMORY: there is none
 * under way then. */
enum tee_result digest_begin(struct state *s);

/* Adds n bytes to the message under way. */
void digest_update(struct state *s, const void *p, size_t n);

/* Ends it, and writes n bytes to out: the size exactly, or any number for a
 * SHAKE, which may be repeated for more. */
void digest_end(struct state *s, uint8_t *out, size_t n);

/* A state of this service itself for one message, kept for the next one of the
 * same algorithm; no message is under way. */
struct state *digest_shared(const struct alg *alg);
