/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libcrypto's ciphers without EVP, which costs more than a block does: its
 * provider's functions make, key and free a context, and what a mode does to
 * data is called in the context itself. Single DES and triple DES with two keys
 * are triple DES with three.
 */
#include "services/crypto/block.h"

#include <openssl/modes.h>
#include <stdlib.h>
#include "lib/mem.h"
#include "prov/ciphercommon.h"
#include "prov/implementations.h"
#include "services/crypto/dispatch.h"

struct block_ctx {
    PROV_CIPHER_CTX *libcrypto;
    const OSSL_DISPATCH *functions;
};

#define AES(bits)                                                              \
    {                                                                          \
        TYPE_AES, bits,                                                        \
        {                                                                      \
            ossl_aes##bits##ecb_functions, ossl_aes##bits##cbc_functions,      \
                ossl_aes##bits##ctr_functions                                  \
        }                                                                      \
    }

static const struct {
    uint32_t type, bits;
    const OSSL_DISPATCH *mode[BLOCK_MODES]; /* NULL: not offered */
} ciphers[] = {
    AES(128),
    AES(192),
    AES(256),
    {TYPE_SM4,
     128,
     {ossl_sm4128ecb_functions, ossl_sm4128cbc_functions,
      ossl_sm4128ctr_functions}},
    {TYPE_DES3,
     0,
     {ossl_tdes_ede3_ecb_functions, ossl_tdes_ede3_cbc_functions, NULL}},
};

enum { CIPHERS = sizeof(ciphers) / sizeof(ciphers[0]), TDES = CIPHERS - 1 };
enum { DES_KEY = 8, TDES_KEY = 24 };

size_t block_size(uint32_t key_type)
{
    return key_type == TYPE_DES || key_type == TYPE_DES3 ? 8 : 16;
}

static const OSSL_DISPATCH *cipher_find(const struct key *key,
                                        enum block_mode mode)
{
    unsigned i = 0;
    while (i < TDES &&
           (ciphers[i].type != key->type->id || ciphers[i].bits != key->bits))
        i++;
    return ciphers[i].mode[mode];
}

/* One, two or three keys as three. */
static const uint8_t *tdes_key(const struct attr *secret,
                               uint8_t bytes[TDES_KEY])
{
    for (uint32_t at = 0; at < TDES_KEY; at += DES_KEY)
        memcpy(bytes + at, secret->p + at % secret->n, DES_KEY);
    return bytes;
}

static _Bool key_set(const block_ctx *ctx, const struct key *key,
                     _Bool encrypts)
{
    const struct attr *secret = key_attr(key, ATTR_SECRET_VALUE);
    uint8_t bytes[TDES_KEY];
    _Bool is_des = block_size(key->type->id) == 8;
    const uint8_t *p = is_des ? tdes_key(secret, bytes) : secret->p;
    OSSL_FUNC_cipher_encrypt_init_fn *init =
        (OSSL_FUNC_cipher_encrypt_init_fn *)dispatch_find(
            ctx->functions, encrypts ? OSSL_FUNC_CIPHER_ENCRYPT_INIT
                                     : OSSL_FUNC_CIPHER_DECRYPT_INIT);
    int ok =
        init(ctx->libcrypto, p, is_des ? TDES_KEY : secret->n, NULL, 0, NULL);
    if (is_des)
        mem_wipe(bytes, sizeof(bytes));
    return ok == 1;
}

/* `made` is its context of libcrypto, or NULL. */
static block_ctx *ctx_make(const OSSL_DISPATCH *functions, void *made)
{
    block_ctx *ctx = made ? malloc(sizeof(*ctx)) : NULL;
    if (ctx)
        *ctx = (block_ctx){made, functions};
    else if (made)
        ((OSSL_FUNC_cipher_freectx_fn *)dispatch_find(
            functions, OSSL_FUNC_CIPHER_FREECTX))(made);
    return ctx;
}

block_ctx *block_new(const struct key *key, enum block_mode mode,
                     _Bool encrypts)
{
    const OSSL_DISPATCH *d = cipher_find(key, mode);
    block_ctx *ctx = ctx_make(d, ((OSSL_FUNC_cipher_newctx_fn *)dispatch_find(
                                     d, OSSL_FUNC_CIPHER_NEWCTX))(NULL));
    if (!ctx || key_set(ctx, key, encrypts))
        return ctx;
    block_free(ctx);
    return NULL;
}

block_ctx *block_copy(const block_ctx *ctx)
{
    return ctx_make(
        ctx->functions,
        ((OSSL_FUNC_cipher_dupctx_fn *)dispatch_find(
            ctx->functions, OSSL_FUNC_CIPHER_DUPCTX))(ctx->libcrypto));
}

void block_free(block_ctx *ctx)
{
    if (!ctx)
        return;
    ((OSSL_FUNC_cipher_freectx_fn *)dispatch_find(
        ctx->functions, OSSL_FUNC_CIPHER_FREECTX))(ctx->libcrypto);
    free(ctx);
}

void block_begin(block_ctx *ctx, const uint8_t *iv)
{
    typedef uint64_t __attribute__((aligned(1), may_alias)) word;
    PROV_CIPHER_CTX *c = ctx->libcrypto;
    const word *from = (const word *)(const void *)iv;
    word *to = (word *)(void *)c->iv;
    to[0] = from[0];
    if (c->ivlen > sizeof(word))
        to[1] = from[1];
    c->num = 0;
}

void block_do(block_ctx *ctx, uint8_t *out, const uint8_t *in, size_t n)
{
    PROV_CIPHER_CTX *c = ctx->libcrypto;
    if (n == 0)
        return;
    /* What c->hw->cipher() does as well, with a frame more. */
    if (c->mode == EVP_CIPH_CTR_MODE && c->stream.ctr)
        CRYPTO_ctr128_encrypt_ctr32(in, out, n, c->ks, c->iv, c->buf, &c->num,
                                    c->stream.ctr);
    else
        (void)c->hw->cipher(c, out, in, n); /* cannot fail in these modes */
}
