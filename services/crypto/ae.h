/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Authenticated encryption (OP-TEE's system calls 34 to 38): AES-GCM, AES-CCM,
 * ChaCha20-Poly1305.
 */
#pragma once

#include "services/crypto/state.h"

enum { AE_TAG_MAX = 16 };

extern const struct state_class ae_class;

/* Once, before the others. False: lack of memory. */
_Bool ae_init(void);

struct ae_start {
    const uint8_t *nonce;
    size_t nonce_n;
    uint64_t tag_n;     /* bytes */
    uint64_t aad, text; /* bytes to come; CCM only */
};

/* Begins a text; one under way is forgotten. The state has its key.
 * NOT_SUPPORTED: length of the tag; BAD_PARAMETERS: of the nonce, or a text
 * that is too long; OUT_OF_MEMORY: then none is under way. */
enum tee_result ae_begin(struct state *s, const struct ae_start *start);

/* Whether n bytes of AAD may come. BAD_STATE: no text is under way, or the
 * text itself has begun; BAD_PARAMETERS: more than was announced. */
enum tee_result ae_aad_check(const struct state *s, uint64_t n);
enum tee_result ae_aad(struct state *s, const uint8_t *p, size_t n);

/* Whether n bytes of text may come, and be the last. Results as above; less
 * than was announced is BAD_PARAMETERS, too. */
enum tee_result ae_text_check(const struct state *s, uint64_t n, _Bool is_last);

/* Processes n bytes of text in place. */
enum tee_result ae_text(struct state *s, uint8_t *p, size_t n);

/* Ends the text and gives the tag, of *n bytes, then zeros. */
enum tee_result ae_seal(struct state *s, uint8_t tag[AE_TAG_MAX], size_t *n);

/* Ends the text. MAC_INVALID: this is not its tag. */
enum tee_result ae_open(struct state *s, const uint8_t *tag, size_t n);
