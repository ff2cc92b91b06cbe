/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * States over hmac.h and cbcmac.h. The keyed contexts stay with the state and
 * are begun anew for each message.
 */
#include "services/crypto/mac.h"

#include <stdlib.h>
#include "lib/mem.h"
#include "services/crypto/cbcmac.h"
#include "services/crypto/failure.h"
#include "services/crypto/hmac.h"

enum kind { KIND_HMAC, KIND_CMAC, KIND_CBC, KIND_CBC_PADDED };

struct mac_alg {
    uint32_t id;
    enum kind kind;
    uint32_t size;   /* bytes of the value */
    uint32_t digest; /* of HMAC */
};

static const struct mac_alg algs[] = {
    {ALG_HMAC_SHA256, KIND_HMAC, 32, ALG_SHA256},
    {ALG_HMAC_SHA1, KIND_HMAC, 20, ALG_SHA1},
    {ALG_HMAC_SHA512, KIND_HMAC, 64, ALG_SHA512},
    {ALG_HMAC_SHA384, KIND_HMAC, 48, ALG_SHA384},
    {ALG_HMAC_SHA224, KIND_HMAC, 28, ALG_SHA224},
    {ALG_HMAC_MD5, KIND_HMAC, 16, ALG_MD5},
    {ALG_HMAC_SM3, KIND_HMAC, 32, ALG_SM3},
    {ALG_HMAC_SHA3_224, KIND_HMAC, 28, ALG_SHA3_224},
    {ALG_HMAC_SHA3_256, KIND_HMAC, 32, ALG_SHA3_256},
    {ALG_HMAC_SHA3_384, KIND_HMAC, 48, ALG_SHA3_384},
    {ALG_HMAC_SHA3_512, KIND_HMAC, 64, ALG_SHA3_512},
    {ALG_AES_CMAC, KIND_CMAC, 16, 0},
    {ALG_DES3_CMAC, KIND_CMAC, 8, 0},
    {ALG_AES_CBC_MAC_NOPAD, KIND_CBC, 16, 0},
    {ALG_AES_CBC_MAC_PKCS5, KIND_CBC_PADDED, 16, 0},
    {ALG_DES_CBC_MAC_NOPAD, KIND_CBC, 8, 0},
    {ALG_DES_CBC_MAC_PKCS5, KIND_CBC_PADDED, 8, 0},
    {ALG_DES3_CBC_MAC_NOPAD, KIND_CBC, 8, 0},
    {ALG_DES3_CBC_MAC_PKCS5, KIND_CBC_PADDED, 8, 0},
};

enum { ALGS = sizeof(algs) / sizeof(algs[0]) };

/* Either hmac or cbc is open. */
struct mac {
    struct hash hash;
    const struct mac_alg *alg;
    struct hmac hmac;
    struct cbcmac cbc;
};

/* Every MAC of crypto_alg.def is in the table. */
static const struct mac_alg *mac_alg(const struct state *s)
{
    unsigned i = 0;
    while (i < ALGS - 1 && algs[i].id != s->alg->id)
        i++;
    return &algs[i];
}

static enum tee_result mac_check(const struct state *s)
{
    (void)s;
    return R_SUCCESS;
}

static void mac_drop(struct state *s)
{
    struct mac *m = s->ctx;
    if (!m)
        return;
    hmac_close(&m->hmac);
    cbcmac_close(&m->cbc);
    free(m);
    s->ctx = NULL;
}

/* libcrypto fails here for lack of memory only. */
static enum tee_result mac_failed(struct state *s)
{
    mac_drop(s);
    return failure_result(R_ERROR_OUT_OF_MEMORY);
}

static struct mac *mac_make(struct state *s)
{
    struct mac *m = calloc(1, sizeof(*m));
    s->ctx = m;
    if (!m)
        return NULL;
    m->alg = mac_alg(s);
    m->hash.size = m->alg->size;
    const struct attr *secret = key_attr(s->key[0], ATTR_SECRET_VALUE);
    _Bool ok = m->alg->kind == KIND_HMAC
                   ? hmac_open(&m->hmac, m->alg->digest, secret->p, secret->n)
                   : cbcmac_open(&m->cbc, s->key[0]);
    return ok ? m : NULL;
}

enum tee_result mac_begin(struct state *s)
{
    struct mac *m = s->ctx ? s->ctx : mac_make(s);
    if (!m)
        return mac_failed(s);
    if (m->alg->kind == KIND_HMAC)
        hmac_begin(&m->hmac);
    else
        cbcmac_begin(&m->cbc);
    m->hash.phase = HASH_OPEN;
    return R_SUCCESS;
}

void mac_update(struct state *s, const void *p, size_t n)
{
    struct mac *m = s->ctx;
    if (m->alg->kind == KIND_HMAC)
        hmac_update(&m->hmac, p, n);
    else
        cbcmac_update(&m->cbc, p, n);
}

static void cbc_end(struct mac *m, uint8_t *out)
{
    if (m->alg->kind == KIND_CMAC)
        cbcmac_flush_cmac(&m->cbc);
    else if (m->alg->kind == KIND_CBC)
        cbcmac_flush(&m->cbc);
    else
        cbcmac_flush_padded(&m->cbc);
    memcpy(out, m->cbc.last, m->alg->size);
}

enum tee_result mac_end(struct state *s, uint8_t *out, size_t n)
{
    struct mac *m = s->ctx;
    size_t part = m->cbc.size ? m->cbc.kept_n % m->cbc.size : 0;
    m->hash.phase = HASH_ENDED;
    if (m->alg->kind == KIND_CBC && part)
        return R_ERROR_BAD_PARAMETERS;
    if (m->alg->kind == KIND_HMAC)
        hmac_end(&m->hmac, out, n);
    else
        cbc_end(m, out);
    return R_SUCCESS;
}

static enum tee_result mac_copy(struct state *dst, const struct state *src)
{
    const struct mac *from = src->ctx;
    struct mac *to = calloc(1, sizeof(*to));
    dst->ctx = to;
    if (!to)
        return R_ERROR_OUT_OF_MEMORY;
    to->alg = from->alg;
    to->hash = from->hash;
    _Bool ok = to->alg->kind == KIND_HMAC ? hmac_copy(&to->hmac, &from->hmac)
                                          : cbcmac_copy(&to->cbc, &from->cbc);
    return ok ? R_SUCCESS : mac_failed(dst);
}

const struct state_class mac_class = {mac_check, mac_copy, mac_drop};
