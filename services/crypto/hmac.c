/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The two digests that begin with the key are computed once; a message begins
 * with a copy of the first and ends with a copy of the second. libcrypto's own
 * does the same with twice the instructions around it.
 */
#include "services/crypto/hmac.h"

#include "lib/mem.h"

/* Begins a digest with the key and a constant. */
static void keyed_begin(struct md *m, const uint8_t *key, size_t n,
                        uint8_t with)
{
    uint8_t block[MD_BLOCK_MAX];
    size_t size = md_block_size(m);
    for (size_t i = 0; i < size; i++)
        block[i] = (uint8_t)(i < n ? key[i] ^ with : with);
    md_begin(m);
    md_update(m, block, size);
    mem_wipe(block, size);
}

static _Bool digests_open(struct hmac *h, uint32_t alg)
{
    *h = (struct hmac){0};
    if (md_open(&h->inner, alg) && md_open(&h->outer, alg) &&
        md_open(&h->work, alg))
        return 1;
    hmac_close(h);
    return 0;
}

_Bool hmac_open(struct hmac *h, uint32_t alg, const uint8_t *key, size_t n)
{
    uint8_t digest[MD_SIZE_MAX];
    if (!digests_open(h, alg))
        return 0;
    if (n > md_block_size(&h->work)) { /* goes by its digest */
        md_begin(&h->work);
        md_update(&h->work, key, n);
        n = md_size(&h->work);
        md_end(&h->work, digest, n);
        key = digest;
    }
    keyed_begin(&h->inner, key, n, 0x36);
    keyed_begin(&h->outer, key, n, 0x5c);
    if (key == digest)
        mem_wipe(digest, sizeof(digest));
    return 1;
}

_Bool hmac_copy(struct hmac *dst, const struct hmac *src)
{
    if (!digests_open(dst, md_id(&src->work)))
        return 0;
    md_copy(&dst->inner, &src->inner);
    md_copy(&dst->outer, &src->outer);
    md_copy(&dst->work, &src->work);
    return 1;
}

void hmac_close(struct hmac *h)
{
    md_close(&h->inner);
    md_close(&h->outer);
    md_close(&h->work);
}

void hmac_begin(struct hmac *h)
{
    md_copy(&h->work, &h->inner);
}

void hmac_update(struct hmac *h, const void *p, size_t n)
{
    md_update(&h->work, p, n);
}

void hmac_end(struct hmac *h, uint8_t *out, size_t size)
{
    md_end(&h->work, out, size);
    md_copy(&h->work, &h->outer);
    md_update(&h->work, out, size);
    md_end(&h->work, out, size);
}
