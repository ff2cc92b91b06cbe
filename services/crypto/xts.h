/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * XTS (IEEE 1619) over ECB, of a data unit that comes in parts.
 */
#pragma once

#include "services/crypto/block.h"

struct xts {
    block_ctx *data;  /* ECB of the first key, in the direction */
    block_ctx *tweak; /* ECB of the second key, encrypts */
    uint64_t t[2];    /* tweak of the next block, lowest byte first */
};

/* Contexts for the keys; false: lack of memory, then nothing is held. */
_Bool xts_open(struct xts *x, const struct key *data, const struct key *tweak,
               _Bool encrypts);
_Bool xts_copy(struct xts *dst, const struct xts *src); /* as xts_open() */
void xts_close(struct xts *x);                          /* all zero: nothing */

/* Begins a data unit. */
void xts_begin(struct xts *x, const uint8_t iv[BLOCK_MAX]);

/* Processes whole blocks in place. */
void xts_do(struct xts *x, uint8_t *p, size_t n);

/* Processes the end, from one block on, with stealing. */
void xts_end(struct xts *x, uint8_t *p, size_t n, _Bool encrypts);
