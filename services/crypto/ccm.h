/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * CCM (SP 800-38C) of texts and associated data that come in parts.
 */
#pragma once

#include "services/crypto/cbcmac.h"

struct ccm {
    block_ctx *ctr;
    struct cbcmac mac;
    uint64_t aad_left, text_left; /* bytes that are announced and to come */
    uint8_t mask[BLOCK_MAX];      /* what the tag is covered with */
};

/* With an AES key; false: lack of memory, then nothing is held. */
_Bool ccm_open(struct ccm *c, const struct key *key);
_Bool ccm_copy(struct ccm *dst, const struct ccm *src); /* as ccm_open() */
void ccm_close(struct ccm *c);                          /* all zero: nothing */

/* Whether a nonce of n bytes can be, with so much text. */
_Bool ccm_takes(size_t n, uint64_t text);

/* Begins; tag: its bytes, 4 to 16, even. Callers see to it that no more comes
 * than is announced, and the text after all of the associated data. */
void ccm_begin(struct ccm *c, const uint8_t *nonce, size_t n, size_t tag,
               uint64_t aad, uint64_t text);
void ccm_aad(struct ccm *c, const uint8_t *p, size_t n);
void ccm_text(struct ccm *c, uint8_t *p, size_t n, _Bool encrypts);
void ccm_end(struct ccm *c, uint8_t tag[BLOCK_MAX]);
