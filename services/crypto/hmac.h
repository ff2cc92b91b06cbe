/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * HMAC (RFC 2104) over libcrypto's digests, with a key that stays.
 */
#pragma once

#include "services/crypto/md.h"

struct hmac {
    struct md inner; /* after the key's first block */
    struct md outer; /* the same of the outer digest */
    struct md work;  /* the message under way */
};

/* With the digest ALG_* and a key; false: lack of memory, then nothing is held.
 */
_Bool hmac_open(struct hmac *h, uint32_t alg, const uint8_t *key, size_t n);
_Bool hmac_copy(struct hmac *dst, const struct hmac *src); /* as hmac_open() */
void hmac_close(struct hmac *h); /* all zero: nothing */

/* size: bytes of the value, those of the digest. */
void hmac_begin(struct hmac *h);
void hmac_update(struct hmac *h, const void *p, size_t n);
void hmac_end(struct hmac *h, uint8_t *out, size_t size);
