/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * HMAC (RFC 2104) over libcrypto's digests, with a key that stays.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct evp_md_st;
struct evp_md_ctx_st;

struct hmac {
    struct evp_md_ctx_st *inner; /* after the key's first block */
    struct evp_md_ctx_st *outer; /* the same of the outer digest */
    struct evp_md_ctx_st *work;  /* the message under way */
};

/* With a key; false: lack of memory, then nothing is held. */
_Bool hmac_open(struct hmac *h, const struct evp_md_st *md, const uint8_t *key,
                size_t n);
_Bool hmac_copy(struct hmac *dst, const struct hmac *src); /* as hmac_open() */
void hmac_close(struct hmac *h); /* all zero: nothing */

/* False: libcrypto failed. */
_Bool hmac_begin(struct hmac *h);
_Bool hmac_update(struct hmac *h, const void *p, size_t n);
_Bool hmac_end(struct hmac *h, uint8_t *out, size_t size);
