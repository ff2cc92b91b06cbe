/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A message digest under way, over a context of libcrypto.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct md_alg;

struct md {
    const struct md_alg *alg;
    void *ctx; /* NULL: nothing is held */
};

/* How many there are; bytes of the longest value and block but SHAKE's. */
enum { MD_ALGS = 13, MD_SIZE_MAX = 64, MD_BLOCK_MAX = 144 };

/* Once, before the others. False: lack of memory. */
_Bool md_init(void);

/* The number, below MD_ALGS, of the algorithm ALG_*, a digest. */
unsigned md_index(uint32_t alg);

/* One for the algorithm ALG_*, a digest; no message has begun. False: lack of
 * memory, then nothing is held. Freed with md_close(). */
_Bool md_open(struct md *m, uint32_t alg);
void md_close(struct md *m); /* all zero: nothing */

/* ALG_*; bytes of the value, 0: any number (SHAKE); of a block. */
uint32_t md_id(const struct md *m);
size_t md_size(const struct md *m);
size_t md_block_size(const struct md *m);

/* Begins a message; adds to it; ends it with a value of md_size() bytes or, if
 * that is any number, gives the next n. */
void md_begin(struct md *m);
void md_update(struct md *m, const void *p, size_t n);
void md_end(struct md *m, uint8_t *out, size_t n);

/* Makes dst, of the same algorithm, what src is. */
void md_copy(struct md *dst, const struct md *src);
