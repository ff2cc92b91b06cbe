/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libcrypto's digests without EVP, which costs as much as a short message does:
 * its provider's functions are called as they are. A message begins as a copy
 * of a context that has begun one, which is less work than to begin it. None of
 * this can fail: there is nothing that it could lack.
 *
 * State: algs[], whose second half is filled once.
 */
#include "services/crypto/md.h"

#include <openssl/evp.h>
#include "abi/crypto_msg.h"
#include "prov/implementations.h"
#include "services/crypto/dispatch.h"

#define MD(alg, bytes, bytes_block, libcrypto, table)                          \
    {                                                                          \
        .id = ALG_##alg, .size = bytes, .block = bytes_block,                  \
        .name = libcrypto, .functions = ossl_##table##_functions               \
    }

static struct md_alg {
    uint32_t id;
    uint32_t size, block; /* bytes; size 0: any number */
    const char *name;
    const OSSL_DISPATCH *functions;

    OSSL_FUNC_digest_newctx_fn *newctx;
    OSSL_FUNC_digest_freectx_fn *freectx;
    OSSL_FUNC_digest_copyctx_fn *copyctx;
    OSSL_FUNC_digest_update_fn *update;
    OSSL_FUNC_digest_final_fn *final;
    OSSL_FUNC_digest_squeeze_fn *squeeze; /* SHAKE's */
    void *begun;
} algs[] = {
    MD(MD5, 16, 64, "MD5", md5),
    MD(SHA1, 20, 64, "SHA1", sha1),
    MD(SHA224, 28, 64, "SHA2-224", sha224),
    MD(SHA256, 32, 64, "SHA2-256", sha256),
    MD(SHA384, 48, 128, "SHA2-384", sha384),
    MD(SHA512, 64, 128, "SHA2-512", sha512),
    MD(SM3, 32, 64, "SM3", sm3),
    MD(SHA3_224, 28, 144, "SHA3-224", sha3_224),
    MD(SHA3_256, 32, 136, "SHA3-256", sha3_256),
    MD(SHA3_384, 48, 104, "SHA3-384", sha3_384),
    MD(SHA3_512, 64, 72, "SHA3-512", sha3_512),
    MD(SHAKE128, 0, 168, "SHAKE128", shake_128),
    MD(SHAKE256, 0, 136, "SHAKE256", shake_256),
};

_Static_assert(sizeof(algs) / sizeof(algs[0]) == MD_ALGS, "the number of them");

#define FUNCTION(a, name, id)                                                  \
    ((OSSL_FUNC_digest_##name##_fn *)dispatch_find((a)->functions,             \
                                                   OSSL_FUNC_DIGEST_##id))

static _Bool alg_init(struct md_alg *a)
{
    OSSL_FUNC_digest_init_fn *init = FUNCTION(a, init, INIT);
    /* libcrypto finds it by name, for signatures and derivation. A first fetch
     * that fails for lack of memory would fail for ever after. */
    if (!EVP_MD_fetch(NULL, a->name, NULL))
        return 0;
    a->newctx = FUNCTION(a, newctx, NEWCTX);
    a->freectx = FUNCTION(a, freectx, FREECTX);
    a->copyctx = FUNCTION(a, copyctx, COPYCTX);
    a->update = FUNCTION(a, update, UPDATE);
    a->final = FUNCTION(a, final, FINAL);
    a->squeeze = FUNCTION(a, squeeze, SQUEEZE);
    a->begun = a->newctx(NULL);
    return a->begun && init(a->begun, NULL) == 1;
}

_Bool md_init(void)
{
    for (unsigned i = 0; i < MD_ALGS; i++)
        if (!alg_init(&algs[i]))
            return 0;
    return 1;
}

/* Every digest of crypto_alg.def is in the table. */
unsigned md_index(uint32_t alg)
{
    unsigned i = 0;
    while (i < MD_ALGS - 1 && algs[i].id != alg)
        i++;
    return i;
}

_Bool md_open(struct md *m, uint32_t alg)
{
    m->alg = &algs[md_index(alg)];
    m->ctx = m->alg->newctx(NULL);
    return m->ctx != NULL;
}

void md_close(struct md *m)
{
    if (m->ctx)
        m->alg->freectx(m->ctx);
    *m = (struct md){0};
}

uint32_t md_id(const struct md *m)
{
    return m->alg->id;
}

size_t md_size(const struct md *m)
{
    return m->alg->size;
}

size_t md_block_size(const struct md *m)
{
    return m->alg->block;
}

void md_begin(struct md *m)
{
    m->alg->copyctx(m->ctx, m->alg->begun);
}

void md_update(struct md *m, const void *p, size_t n)
{
    (void)m->alg->update(m->ctx, p, n);
}

void md_end(struct md *m, uint8_t *out, size_t n)
{
    if (m->alg->size)
        (void)m->alg->final(m->ctx, out, &n, n);
    else
        (void)m->alg->squeeze(m->ctx, out, &n, n);
}

void md_copy(struct md *dst, const struct md *src)
{
    dst->alg->copyctx(dst->ctx, src->ctx);
}
