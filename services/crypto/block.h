/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Block ciphers in the modes that everything else is made of: whole blocks of
 * ECB and CBC, and CTR, over contexts of libcrypto that keep their key.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include "services/crypto/key.h"

enum { BLOCK_MAX = 16 }; /* bytes of the longest block */

enum block_mode { BLOCK_ECB, BLOCK_CBC, BLOCK_CTR, BLOCK_MODES };

typedef struct block_ctx block_ctx;

/* Bytes of a block: 8 or 16. key_type: TYPE_AES, DES, DES3, SM4. */
size_t block_size(uint32_t key_type);

/* A context with a key of these types, for encryption or decryption. NULL: lack
 * of memory. Freed with block_free(). */
block_ctx *block_new(const struct key *key, enum block_mode mode,
                     _Bool encrypts);

/* The same, where it is. NULL: lack of memory. */
block_ctx *block_copy(const block_ctx *ctx);

void block_free(block_ctx *ctx); /* NULL: nothing */

/* CBC and CTR: begins with this IV, a block. */
void block_begin(block_ctx *ctx, const uint8_t *iv);

/* Processes n bytes, which may stay where they are: whole blocks, but for CTR.
 */
void block_do(block_ctx *ctx, uint8_t *out, const uint8_t *in, size_t n);
