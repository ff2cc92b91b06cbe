/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Thin: a table from GlobalPlatform's ids to libcrypto's names, and the rules
 * of order. All algorithms are fetched from libcrypto at the start and kept: a
 * first fetch that fails for lack of memory would fail for ever after.
 *
 * A digest is in one of these states: not begun; open (takes data); squeezed
 * (a SHAKE that gives output); ended (begun, neither open nor squeezed).
 *
 * State: fetched[], one entry a row of algs[].
 */
#include "services/crypto/digest.h"

#include <openssl/evp.h>
#include "abi/crypto_msg.h"
#include "services/crypto/failure.h"

struct digest_alg {
    uint32_t id;
    uint32_t size; /* bytes, 0: any number */
    const char *name;
};

static const struct digest_alg algs[] = {
    {ALG_MD5, 16, "MD5"},           {ALG_SHA1, 20, "SHA1"},
    {ALG_SHA224, 28, "SHA2-224"},   {ALG_SHA256, 32, "SHA2-256"},
    {ALG_SHA384, 48, "SHA2-384"},   {ALG_SHA512, 64, "SHA2-512"},
    {ALG_SM3, 32, "SM3"},           {ALG_SHA3_224, 28, "SHA3-224"},
    {ALG_SHA3_256, 32, "SHA3-256"}, {ALG_SHA3_384, 48, "SHA3-384"},
    {ALG_SHA3_512, 64, "SHA3-512"}, {ALG_SHAKE128, 0, "SHAKE128"},
    {ALG_SHAKE256, 0, "SHAKE256"},
};

enum { ALGS = sizeof(algs) / sizeof(algs[0]) };

static EVP_MD *fetched[ALGS];

_Bool digest_init(void)
{
    for (size_t i = 0; i < ALGS; i++) {
        fetched[i] = EVP_MD_fetch(NULL, algs[i].name, NULL);
        if (!fetched[i])
            return 0;
    }
    return 1;
}

const struct digest_alg *digest_alg_find(uint32_t id)
{
    for (size_t i = 0; i < ALGS; i++) {
        if (algs[i].id == id)
            return &algs[i];
    }
    return NULL;
}

size_t digest_alg_size(const struct digest_alg *alg)
{
    return alg->size;
}

/* libcrypto fails here for lack of memory only. */
static enum tee_result digest_failed(struct digest *d)
{
    digest_drop(d);
    return failure_result(R_ERROR_OUT_OF_MEMORY);
}

enum tee_result digest_begin(struct digest *d, const struct digest_alg *alg)
{
    const EVP_MD *md = fetched[alg - algs];
    if (!d->ctx)
        d->ctx = EVP_MD_CTX_new();
    if (!d->ctx || EVP_DigestInit_ex2(d->ctx, md, NULL) != 1)
        return digest_failed(d);
    d->alg = alg;
    d->is_open = 1;
    d->is_squeezed = 0;
    return R_SUCCESS;
}

enum tee_result digest_update(struct digest *d, const void *data, size_t n)
{
    if (!d->is_open)
        return R_ERROR_BAD_STATE;
    if (EVP_DigestUpdate(d->ctx, data, n) != 1)
        return digest_failed(d);
    return R_SUCCESS;
}

enum tee_result digest_end(struct digest *d, void *out, size_t n)
{
    int ok;
    if (!d->is_open && !d->is_squeezed)
        return R_ERROR_BAD_STATE;
    if (d->alg->size) {
        ok = n == d->alg->size && EVP_DigestFinal_ex(d->ctx, out, NULL) == 1;
    } else {
        d->is_squeezed = 1;
        ok = EVP_DigestSqueeze(d->ctx, out, n) == 1;
    }
    d->is_open = 0;
    return ok ? R_SUCCESS : digest_failed(d);
}

enum tee_result digest_copy(struct digest *dst, const struct digest *src)
{
    if (!src->ctx) {
        digest_drop(dst);
        return R_SUCCESS;
    }
    if (!dst->ctx)
        dst->ctx = EVP_MD_CTX_new();
    if (!dst->ctx || EVP_MD_CTX_copy_ex(dst->ctx, src->ctx) != 1)
        return digest_failed(dst);
    dst->alg = src->alg;
    dst->is_open = src->is_open;
    dst->is_squeezed = src->is_squeezed;
    return R_SUCCESS;
}

void digest_drop(struct digest *d)
{
    EVP_MD_CTX_free(d->ctx);
    *d = (struct digest){0};
}
