/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The last block of CBC with an IV of zeros: a MAC of its own, with or without
 * padding, the heart of CMAC, and a part of CCM. Bytes come in any amounts.
 */
#pragma once

#include "services/crypto/block.h"

struct cbcmac {
    block_ctx *ctx; /* CBC, encrypts */
    size_t size;    /* of a block */
    _Bool has_subkey;
    uint8_t subkey[BLOCK_MAX]; /* of CMAC, for a last block that is full */
    size_t kept_n;             /* bytes of the last block, which may be full */
    uint8_t kept[BLOCK_MAX];
    uint8_t last[BLOCK_MAX]; /* CBC of all blocks but that one */
};

/* With a key; false: lack of memory, then nothing is held. */
_Bool cbcmac_open(struct cbcmac *m, const struct key *key);
_Bool cbcmac_copy(struct cbcmac *dst, const struct cbcmac *src);
void cbcmac_close(struct cbcmac *m); /* all zero: nothing */

void cbcmac_begin(struct cbcmac *m);
void cbcmac_update(struct cbcmac *m, const uint8_t *p, size_t n);

/* Completes the last block with zeros, if it is not full, and processes it.
 */
void cbcmac_flush(struct cbcmac *m);

/* The same with the padding of PKCS #5, which may be a block more. */
void cbcmac_flush_padded(struct cbcmac *m);

/* Processes the last block as CMAC does (SP 800-38B). */
void cbcmac_flush_cmac(struct cbcmac *m);
