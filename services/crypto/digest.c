/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Thin: the rules of order. libcrypto's context stays with the state for the
 * next message.
 *
 * State: shared[], one for each algorithm.
 */
#include "services/crypto/digest.h"

#include <stdlib.h>
#include "services/crypto/failure.h"
#include "services/crypto/md.h"

struct digest {
    struct hash hash;
    struct md md;
};

static struct state shared[MD_ALGS];

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
    md_close(&d->md);
    free(d);
    s->ctx = NULL;
}

static enum tee_result digest_failed(struct state *s)
{
    digest_drop(s);
    return failure_result(R_ERROR_OUT_OF_MEMORY);
}

static struct digest *digest_make(struct state *s)
{
    struct digest *d = calloc(1, sizeof(*d));
    s->ctx = d;
    if (!d || !md_open(&d->md, s->alg->id))
        return NULL;
    d->hash.size = md_size(&d->md);
    return d;
}

enum tee_result digest_begin(struct state *s)
{
    struct digest *d = s->ctx ? s->ctx : digest_make(s);
    if (!d)
        return digest_failed(s);
    md_begin(&d->md);
    d->hash.phase = HASH_OPEN;
    return R_SUCCESS;
}

void digest_update(struct state *s, const void *p, size_t n)
{
    struct digest *d = s->ctx;
    md_update(&d->md, p, n);
}

void digest_end(struct state *s, uint8_t *out, size_t n)
{
    struct digest *d = s->ctx;
    d->hash.phase = d->hash.size ? HASH_ENDED : HASH_SQUEEZED;
    md_end(&d->md, out, n);
}

static enum tee_result digest_copy(struct state *dst, const struct state *src)
{
    const struct digest *from = src->ctx;
    struct digest *to = digest_make(dst);
    if (!to)
        return digest_failed(dst);
    md_copy(&to->md, &from->md);
    to->hash = from->hash;
    return R_SUCCESS;
}

struct state *digest_shared(const struct alg *alg)
{
    struct state *s = &shared[md_index(alg->id)];
    *s = (struct state){.alg = alg, .mode = MODE_DIGEST, .ctx = s->ctx};
    return s;
}

const struct state_class digest_class = {digest_check, digest_copy,
                                         digest_drop};
