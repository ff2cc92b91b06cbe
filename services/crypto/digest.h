/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Digests: MD5, SHA-1, SHA-2, SHA-3, SHAKE, SM3, with the order of calls that
 * OP-TEE's system calls 18 to 20 allow.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include "abi/tee_result.h"

enum { DIGEST_MAX = 64 }; /* bytes of the longest digest but SHAKE's */

struct digest_alg;

/* A message being hashed. All zero: not begun, holds nothing. */
struct digest {
    const struct digest_alg *alg; /* NULL until digest_begin */
    struct evp_md_ctx_st *ctx;    /* of libcrypto; NULL until digest_begin */
    _Bool is_open;                /* digest_update is allowed */
    _Bool is_squeezed;            /* a SHAKE that has given output */
};

/* Once, before the other functions. False: lack of memory. */
_Bool digest_init(void);

/* The digest with this TEE_ALG_* id, or NULL. */
const struct digest_alg *digest_alg_find(uint32_t id);

/* Bytes of the digest; 0: any number (SHAKE). */
size_t digest_alg_size(const struct digest_alg *alg);

/* Begins a message; d may hold another, which is forgotten.
 * OUT_OF_MEMORY leaves it not begun. */
enum tee_result digest_begin(struct digest *d, const struct digest_alg *alg);

/* Adds n bytes. BAD_STATE: not begun, or ended. */
enum tee_result digest_update(struct digest *d, const void *data, size_t n);

/* Ends the message and writes n bytes to out: the size of the digest exactly,
 * or any number for a SHAKE, which may be repeated for more. BAD_STATE: not
 * begun, or ended. */
enum tee_result digest_end(struct digest *d, void *out, size_t n);

/* Makes dst what src is. On error dst is not begun. */
enum tee_result digest_copy(struct digest *dst, const struct digest *src);

/* Frees what d holds, wiped; d is then all zero. */
void digest_drop(struct digest *d);
