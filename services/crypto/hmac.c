/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The two digests that begin with the key are computed once; a message begins
 * with a copy of the first and ends with a copy of the second. libcrypto's own
 * does the same with twice the instructions around it.
 */
#include "services/crypto/hmac.h"

#include <openssl/evp.h>
#include "lib/mem.h"

enum { HMAC_BLOCK_MAX = 144 }; /* SHA3-224 has the longest */

/* A digest that begins with the key and a constant. */
static EVP_MD_CTX *keyed_new(const EVP_MD *md, const uint8_t *key, size_t n,
                             uint8_t with)
{
    uint8_t block[HMAC_BLOCK_MAX];
    size_t size = (size_t)EVP_MD_get_block_size(md);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    for (size_t i = 0; i < size; i++)
        block[i] = (uint8_t)(i < n ? key[i] ^ with : with);
    if (ctx && (EVP_DigestInit_ex2(ctx, md, NULL) != 1 ||
                EVP_DigestUpdate(ctx, block, size) != 1)) {
        EVP_MD_CTX_free(ctx);
        ctx = NULL;
    }
    mem_wipe(block, size);
    return ctx;
}

static EVP_MD_CTX *ctx_copy(const EVP_MD_CTX *ctx)
{
    EVP_MD_CTX *copy = EVP_MD_CTX_new();
    if (copy && EVP_MD_CTX_copy_ex(copy, ctx) == 1)
        return copy;
    EVP_MD_CTX_free(copy);
    return NULL;
}

static _Bool is_whole(struct hmac *h)
{
    if (h->inner && h->outer && h->work)
        return 1;
    hmac_close(h);
    return 0;
}

/* A key that is longer than a block goes by its digest. */
static _Bool key_shorten(EVP_MD_CTX *ctx, const EVP_MD *md, const uint8_t **key,
                         size_t *n, uint8_t digest[EVP_MAX_MD_SIZE])
{
    unsigned size;
    if (*n <= (size_t)EVP_MD_get_block_size(md))
        return 1;
    if (EVP_DigestInit_ex2(ctx, md, NULL) != 1 ||
        EVP_DigestUpdate(ctx, *key, *n) != 1 ||
        EVP_DigestFinal_ex(ctx, digest, &size) != 1)
        return 0;
    *key = digest;
    *n = size;
    return 1;
}

_Bool hmac_open(struct hmac *h, const EVP_MD *md, const uint8_t *key, size_t n)
{
    uint8_t digest[EVP_MAX_MD_SIZE];
    *h = (struct hmac){.work = EVP_MD_CTX_new()};
    if (h->work && key_shorten(h->work, md, &key, &n, digest)) {
        h->inner = keyed_new(md, key, n, 0x36);
        h->outer = keyed_new(md, key, n, 0x5c);
    }
    if (key == digest)
        mem_wipe(digest, sizeof(digest));
    return is_whole(h);
}

_Bool hmac_copy(struct hmac *dst, const struct hmac *src)
{
    *dst = (struct hmac){.inner = ctx_copy(src->inner),
                         .outer = ctx_copy(src->outer),
                         .work = ctx_copy(src->work)};
    return is_whole(dst);
}

void hmac_close(struct hmac *h)
{
    EVP_MD_CTX_free(h->inner);
    EVP_MD_CTX_free(h->outer);
    EVP_MD_CTX_free(h->work);
    *h = (struct hmac){0};
}

_Bool hmac_begin(struct hmac *h)
{
    return EVP_MD_CTX_copy_ex(h->work, h->inner) == 1;
}

_Bool hmac_update(struct hmac *h, const void *p, size_t n)
{
    return EVP_DigestUpdate(h->work, p, n) == 1;
}

_Bool hmac_end(struct hmac *h, uint8_t *out, size_t size)
{
    return EVP_DigestFinal_ex(h->work, out, NULL) == 1 &&
           EVP_MD_CTX_copy_ex(h->work, h->outer) == 1 &&
           EVP_DigestUpdate(h->work, out, size) == 1 &&
           EVP_DigestFinal_ex(h->work, out, NULL) == 1;
}
