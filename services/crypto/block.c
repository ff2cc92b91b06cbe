/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fetched from libcrypto at the start and kept, as all algorithms are. Single
 * DES and triple DES with two keys are triple DES with three.
 *
 * State: fetched[].
 */
#include "services/crypto/block.h"

#include <openssl/evp.h>
#include "lib/mem.h"

static const struct {
    uint32_t type, bits;
    const char *name[BLOCK_MODES]; /* NULL: not offered */
} ciphers[] = {
    {TYPE_AES, 128, {"AES-128-ECB", "AES-128-CBC", "AES-128-CTR"}},
    {TYPE_AES, 192, {"AES-192-ECB", "AES-192-CBC", "AES-192-CTR"}},
    {TYPE_AES, 256, {"AES-256-ECB", "AES-256-CBC", "AES-256-CTR"}},
    {TYPE_SM4, 128, {"SM4-ECB", "SM4-CBC", "SM4-CTR"}},
    {TYPE_DES3, 0, {"DES-EDE3-ECB", "DES-EDE3-CBC", NULL}},
};

enum { CIPHERS = sizeof(ciphers) / sizeof(ciphers[0]), TDES = CIPHERS - 1 };
enum { DES_KEY = 8, TDES_KEY = 24 };

static EVP_CIPHER *fetched[CIPHERS][BLOCK_MODES];

_Bool block_init(void)
{
    for (unsigned i = 0; i < CIPHERS; i++) {
        for (unsigned mode = 0; mode < BLOCK_MODES; mode++) {
            const char *name = ciphers[i].name[mode];
            fetched[i][mode] = name ? EVP_CIPHER_fetch(NULL, name, NULL) : NULL;
            if (name && !fetched[i][mode])
                return 0;
        }
    }
    return 1;
}

size_t block_size(uint32_t key_type)
{
    return key_type == TYPE_DES || key_type == TYPE_DES3 ? 8 : 16;
}

static const EVP_CIPHER *cipher_find(const struct key *key,
                                     enum block_mode mode)
{
    unsigned i = 0;
    while (i < TDES &&
           (ciphers[i].type != key->type->id || ciphers[i].bits != key->bits))
        i++;
    return fetched[i][mode];
}

/* One, two or three keys as three. */
static const uint8_t *tdes_key(const struct attr *secret,
                               uint8_t bytes[TDES_KEY])
{
    for (uint32_t at = 0; at < TDES_KEY; at += DES_KEY)
        memcpy(bytes + at, secret->p + at % secret->n, DES_KEY);
    return bytes;
}

block_ctx *block_new(const struct key *key, enum block_mode mode,
                     _Bool encrypts)
{
    const struct attr *secret = key_attr(key, ATTR_SECRET_VALUE);
    uint8_t bytes[TDES_KEY];
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    if (!ctx)
        return NULL;
    const uint8_t *p =
        block_size(key->type->id) == 8 ? tdes_key(secret, bytes) : secret->p;
    int ok = EVP_CipherInit_ex2(ctx, cipher_find(key, mode), p, NULL, encrypts,
                                NULL);
    if (p == bytes)
        mem_wipe(bytes, sizeof(bytes));
    if (ok == 1)
        return ctx;
    EVP_CIPHER_CTX_free(ctx);
    return NULL;
}

block_ctx *block_copy(const block_ctx *ctx)
{
    return EVP_CIPHER_CTX_dup(ctx);
}

void block_free(block_ctx *ctx)
{
    EVP_CIPHER_CTX_free(ctx);
}

_Bool block_begin(block_ctx *ctx, const uint8_t *iv)
{
    return EVP_CipherInit_ex2(ctx, NULL, NULL, iv, -1, NULL) == 1;
}

/* EVP_Cipher() is EVP_CipherUpdate() without a buffer for parts of blocks. */
_Bool block_do(block_ctx *ctx, uint8_t *out, const uint8_t *in, size_t n)
{
    return n == 0 || EVP_Cipher(ctx, out, in, (unsigned)n) == (int)n;
}
