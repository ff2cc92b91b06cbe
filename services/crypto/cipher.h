/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ciphers without authentication (OP-TEE's system calls 21 to 23): ECB, CBC
 * with and without padding, CTR, CBC with ciphertext stealing, XTS; texts in
 * parts of any length.
 */
#pragma once

#include "services/crypto/state.h"

enum { CIPHER_KEEP = 32 }; /* bytes that are kept at most, and added */

extern const struct state_class cipher_class;

/* Begins a text; one under way is forgotten. The state has its keys.
 * BAD_PARAMETERS: length of the IV (ECB takes any, and none of it);
 * OUT_OF_MEMORY: then none is under way. */
enum tee_result cipher_begin(struct state *s, const uint8_t *iv, size_t n);

_Bool cipher_is_begun(const struct state *s);

/* Bytes of output, at most, that n more bytes of input give to the text under
 * way, or to one that begins. BAD_PARAMETERS: the text cannot end there. */
enum tee_result cipher_measure(const struct state *s, _Bool begins, uint64_t n,
                               _Bool is_last, uint64_t *out);

/* Whether n bytes give n bytes, so that cipher_run_direct() will do. A text is
 * under way. */
_Bool cipher_is_direct(const struct state *s, size_t n);

/* The same as cipher_run() for these, to `out`, which may be `in`. */
void cipher_run_direct(struct state *s, uint8_t *out, const uint8_t *in,
                       size_t n, _Bool is_last);

/* Processes n bytes at p, with CIPHER_KEEP bytes of room before and behind
 * them. *out and *out_n: the output, which is there too. The text ends if
 * is_last, and on error. BAD_PARAMETERS: padding. */
enum tee_result cipher_run(struct state *s, uint8_t *p, size_t n, _Bool is_last,
                           uint8_t **out, size_t *out_n);
