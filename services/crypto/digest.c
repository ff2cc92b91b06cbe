/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Thin: a table from GlobalPlatform's ids to libcrypto's names, and the rules
 * of order. All algorithms are fetched from libcrypto at the start and kept: a
 * first fetch that fails for lack of memory would fail for ever after.
 *
 * libcrypto's context stays with the state and is begun anew for the next
 * message.
 *
 * State: fetched[], shared[], one entry a row of algs[].
 */
#include "services/crypto/digest.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include "lib/mem.h"
#include "services/crypto/failure.h"

struct digest_alg {
    uint32_t id;
    uint32_t size; /* bytes, 0: any number */
    const char *name;
};

struct digest {
    struct hash hash;
    const struct digest_alg *alg;
    EVP_MD_CTX *md;
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
static struct state shared[ALGS];

_Bool digest_init(void)
{
    for (size_t i = 0; i < ALGS; i++) {
        fetched[i] = EVP_MD_fetch(NULL, algs[i].name, NULL);
        if (!fetched[i])
            return 0;
    }
    return 1;
}

/* Every digest of crypto_alg.def is in the table. */
static const struct digest_alg *digest_alg(uint32_t id)
{
    size_t i = 0;
    while (i < ALGS - 1 && algs[i].id != id)
        i++;
    return &algs[i];
}

const EVP_MD *digest_md(uint32_t alg)
{
    return fetched[digest_alg(alg) - algs];
}

static enum tee_result digest_check(const struct state *s)
{
    (void)s;
    return R_SUCCESS;
}

static void digest_drop(struct state *s)
{
    struct digest *d = s->ctx;
    if (!d)
        return;
    EVP_MD_CTX_free(d->md);
    free(d);
    s->ctx = NULL;
}

/* libcrypto fails here for lack of memory only. */
static enum tee_result digest_failed(struct state *s)
{
    digest_drop(s);
    return failure_result(R_ERROR_OUT_OF_MEMORY);
}

static struct digest *digest_make(struct state *s)
{
    struct digest *d = calloc(1, sizeof(*d));
    s->ctx = d;
    if (!d)
        return NULL;
    d->alg = digest_alg(s->alg->id);
    d->hash.size = d->alg->size;
    d->md = EVP_MD_CTX_new();
    return d->md ? d : NULL;
}

static enum tee_result digest_begin(struct state *s)
{
    struct digest *d = s->ctx ? s->ctx : digest_make(s);
    if (!d || EVP_DigestInit_ex2(d->md, fetched[d->alg - algs], NULL) != 1)
        return digest_failed(s);
    d->hash.phase = HASH_OPEN;
    return R_SUCCESS;
}

static enum tee_result digest_update(struct state *s, const void *p, size_t n)
{
    struct digest *d = s->ctx;
    return EVP_DigestUpdate(d->md, p, n) == 1 ? R_SUCCESS : digest_failed(s);
}

static enum tee_result digest_end(struct state *s, void *out, size_t n)
{
    struct digest *d = s->ctx;
    int ok;
    if (d->alg->size) {
        d->hash.phase = HASH_ENDED;
        ok = n == d->alg->size && EVP_DigestFinal_ex(d->md, out, NULL) == 1;
    } else {
        d->hash.phase = HASH_SQUEEZED;
        ok = EVP_DigestSqueeze(d->md, out, n) == 1;
    }
    return ok ? R_SUCCESS : digest_failed(s);
}

static enum tee_result digest_copy(struct state *dst, const struct state *src)
{
    const struct digest *from = src->ctx;
    struct digest *to = digest_make(dst);
    if (!to || EVP_MD_CTX_copy_ex(to->md, from->md) != 1)
        return digest_failed(dst);
    to->hash = from->hash;
    return R_SUCCESS;
}

struct state *digest_shared(const struct alg *alg)
{
    struct state *s = &shared[digest_alg(alg->id) - algs];
    *s = (struct state){.alg = alg, .mode = MODE_DIGEST, .ctx = s->ctx};
    return s;
}

const struct state_class digest_class = {digest_check, digest_copy,
                                         digest_drop};
const struct hash_ops digest_ops = {digest_begin, digest_update, digest_end};
