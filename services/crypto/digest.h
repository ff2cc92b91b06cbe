/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Digests: MD5, SHA-1, SHA-2, SHA-3, SHAKE, SM3.
 */
#pragma once

#include "services/crypto/hash.h"

enum { DIGEST_MAX = 64 }; /* bytes of the longest digest but SHAKE's */

extern const struct state_class digest_class;
extern const struct hash_ops digest_ops;

/* Once, before the others. False: lack of memory. */
_Bool digest_init(void);

/* A state of this service itself for one message, kept for the next one of the
 * same algorithm; no message is under way. */
struct state *digest_shared(const struct alg *alg);

/* libcrypto's digest for an algorithm of that class. */
const struct evp_md_st *digest_md(uint32_t alg);
