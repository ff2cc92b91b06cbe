/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All modes are ECB, CBC or CTR of block.h, or XTS, with a rule each: how many
 * of the bytes at hand can be processed while more may come, and what is done
 * with the rest at the end. What cannot be processed yet is kept, and put
 * before the bytes that come next, so that a call processes one piece of
 * memory, in place.
 */
#include "services/crypto/cipher.h"

#include <stdlib.h>
#include "lib/mem.h"
#include "services/crypto/block.h"
#include "services/crypto/failure.h"
#include "services/crypto/xts.h"

enum rule { BLOCKS, STREAM, PADDED, STOLEN, XTS };

struct cipher_alg {
    uint32_t id;
    enum block_mode mode;
    enum rule rule;
};

static const struct cipher_alg algs[] = {
    {ALG_AES_CTR, BLOCK_CTR, STREAM},
    {ALG_AES_CBC_NOPAD, BLOCK_CBC, BLOCKS},
    {ALG_AES_ECB_NOPAD, BLOCK_ECB, BLOCKS},
    {ALG_AES_CTS, BLOCK_CBC, STOLEN},
    {ALG_AES_XTS, BLOCK_ECB, XTS},
    {ALG_DES_ECB_NOPAD, BLOCK_ECB, BLOCKS},
    {ALG_DES_CBC_NOPAD, BLOCK_CBC, BLOCKS},
    {ALG_DES3_ECB_NOPAD, BLOCK_ECB, BLOCKS},
    {ALG_DES3_CBC_NOPAD, BLOCK_CBC, BLOCKS},
    {ALG_SM4_ECB_NOPAD, BLOCK_ECB, BLOCKS},
    {ALG_SM4_ECB_PKCS5, BLOCK_ECB, PADDED},
    {ALG_SM4_CBC_NOPAD, BLOCK_CBC, BLOCKS},
    {ALG_SM4_CBC_PKCS5, BLOCK_CBC, PADDED},
    {ALG_SM4_CTR, BLOCK_CTR, STREAM},
    {ALG_SM4_XTS, BLOCK_ECB, XTS},
};

enum { ALGS = sizeof(algs) / sizeof(algs[0]) };

/* Either block or the contexts of xts are there. */
struct cipher {
    const struct cipher_alg *alg;
    size_t size; /* of a block, bytes */
    block_ctx *block;
    struct xts xts;
    _Bool encrypts, is_begun;
    size_t kept_n;
    uint8_t kept[CIPHER_KEEP];
    uint8_t before[BLOCK_MAX]; /* CTS: cipher text before what is kept */
};

/* Every cipher of crypto_alg.def is in the table. */
static const struct cipher_alg *cipher_alg(const struct state *s)
{
    unsigned i = 0;
    while (i < ALGS - 1 && algs[i].id != s->alg->id)
        i++;
    return &algs[i];
}

static _Bool cipher_open(struct cipher *c, const struct state *s)
{
    c->alg = cipher_alg(s);
    c->size = block_size(s->alg->type);
    c->encrypts = s->mode == MODE_ENCRYPT;
    if (c->alg->rule == XTS)
        return xts_open(&c->xts, s->key[0], s->key[1], c->encrypts);
    c->block = block_new(s->key[0], c->alg->mode, c->encrypts);
    return c->block != NULL;
}

static void cipher_drop(struct state *s)
{
    struct cipher *c = s->ctx;
    if (!c)
        return;
    block_free(c->block);
    xts_close(&c->xts);
    mem_wipe(c, sizeof(*c));
    free(c);
    s->ctx = NULL;
}

/* libcrypto fails here for lack of memory only. */
static enum tee_result cipher_failed(struct state *s)
{
    cipher_drop(s);
    return failure_result(R_ERROR_OUT_OF_MEMORY);
}

/* Two keys are of one size. They may be equal, as in vectors of IEEE 1619. */
static enum tee_result cipher_check(const struct state *s)
{
    if (!s->key[0] || !s->key[1] || s->key[0]->bits == s->key[1]->bits)
        return R_SUCCESS;
    return R_ERROR_BAD_PARAMETERS;
}

static enum tee_result cipher_copy(struct state *dst, const struct state *src)
{
    const struct cipher *from = src->ctx;
    struct cipher *to = calloc(1, sizeof(*to));
    dst->ctx = to;
    if (!to)
        return R_ERROR_OUT_OF_MEMORY;
    *to = *from;
    to->block = NULL;
    to->xts = (struct xts){0};
    if (from->block)
        to->block = block_copy(from->block);
    _Bool ok = from->block ? to->block != NULL : xts_copy(&to->xts, &from->xts);
    return ok ? R_SUCCESS : cipher_failed(dst);
}

_Bool cipher_is_begun(const struct state *s)
{
    const struct cipher *c = s->ctx;
    return c && c->is_begun;
}

static _Bool cipher_make(struct state *s)
{
    struct cipher *c = calloc(1, sizeof(*c));
    s->ctx = c;
    return c && cipher_open(c, s);
}

/* The first text of a state. Apart, because most are not. */
static __attribute__((noinline)) enum tee_result
cipher_begin_first(struct state *s, const uint8_t *iv, size_t n)
{
    return cipher_make(s) ? cipher_begin(s, iv, n) : cipher_failed(s);
}

static void kept_drop(struct cipher *c)
{
    mem_wipe(c->kept, sizeof(c->kept));
    c->kept_n = 0;
}

enum tee_result cipher_begin(struct state *s, const uint8_t *iv, size_t n)
{
    struct cipher *c = s->ctx;
    if (!c)
        return cipher_begin_first(s, iv, n);
    _Bool takes_iv = c->alg->mode != BLOCK_ECB || c->alg->rule == XTS;
    if (takes_iv && n != c->size)
        return R_ERROR_BAD_PARAMETERS;
    if (c->kept_n)
        kept_drop(c);
    c->is_begun = 1;
    if (c->alg->rule == XTS)
        xts_begin(&c->xts, iv);
    else if (takes_iv)
        block_begin(c->block, iv);
    if (c->alg->rule == STOLEN)
        memcpy(c->before, iv, BLOCK_MAX);
    return R_SUCCESS;
}

static size_t whole(size_t n, size_t size)
{
    return n - n % size;
}

/* How many of n bytes can be processed while more may come. */
static uint64_t ready(enum rule rule, _Bool encrypts, size_t size, uint64_t n)
{
    uint64_t hold = 0; /* bytes that must stay */
    if (rule == STREAM)
        return n;
    if (rule == PADDED)
        hold = !encrypts;
    if (rule == XTS || rule == STOLEN)
        hold = size + 1; /* XTS could do with less; so much keeps OP-TEE */
    return n > hold ? whole(n - hold, size) : 0;
}

/* Whether a text may end with n bytes at hand, which are all of it or what
 * ready() left. */
static _Bool may_end(enum rule rule, _Bool encrypts, size_t size, uint64_t n)
{
    switch (rule) {
    case STREAM:
        return 1;
    case BLOCKS:
        return n % size == 0;
    case PADDED:
        return encrypts || (n && n % size == 0);
    default:
        return n >= size;
    }
}

enum tee_result cipher_measure(const struct state *s, _Bool begins, uint64_t n,
                               _Bool is_last, uint64_t *out)
{
    const struct cipher *c = s->ctx;
    enum rule rule = c ? c->alg->rule : cipher_alg(s)->rule;
    _Bool encrypts = s->mode == MODE_ENCRYPT;
    size_t size = c ? c->size : block_size(s->alg->type);
    n += c && !begins ? c->kept_n : 0;
    if (!is_last) {
        *out = ready(rule, encrypts, size, n);
        return R_SUCCESS;
    }
    if (!may_end(rule, encrypts, size, n))
        return R_ERROR_BAD_PARAMETERS;
    *out = rule == PADDED && encrypts ? whole(n, size) + size : n;
    return R_SUCCESS;
}

static void text_do(struct cipher *c, uint8_t *p, size_t n)
{
    if (c->alg->rule == STOLEN && n && !c->encrypts)
        memcpy(c->before, p + n - BLOCK_MAX, BLOCK_MAX);
    if (c->alg->rule == XTS)
        xts_do(&c->xts, p, n);
    else
        block_do(c->block, p, p, n);
}

static void block_xor(uint8_t *p, const uint8_t *with, size_t n)
{
    for (size_t i = 0; i < n; i++)
        p[i] ^= with[i];
}

/* CBC-CS3 (SP 800-38A, addendum) of 17 to 32 bytes: the last two blocks of CBC
 * change places, and the one that is then last is cut. */
static void stolen_encrypt(struct cipher *c, uint8_t *p, size_t n)
{
    uint8_t last[BLOCK_MAX];
    memset(p + n, 0, 2 * BLOCK_MAX - n);
    block_do(c->block, p, p, 2 * BLOCK_MAX);
    memcpy(last, p + BLOCK_MAX, BLOCK_MAX);
    memcpy(p + BLOCK_MAX, p, n - BLOCK_MAX);
    memcpy(p, last, BLOCK_MAX);
}

/* The context decrypts CBC: what it gives is the block decrypted, plus what
 * came before. The first block is the last one of CBC; decrypted alone, its end
 * is that of the block that was cut. */
static void stolen_decrypt(struct cipher *c, uint8_t *p, size_t n)
{
    uint8_t last[BLOCK_MAX], *cut = p + BLOCK_MAX;
    memcpy(last, p, BLOCK_MAX);
    block_do(c->block, p, p, BLOCK_MAX);
    block_xor(p, c->before, BLOCK_MAX);
    size_t tail = n - BLOCK_MAX;
    memcpy(cut + tail, p + tail, BLOCK_MAX - tail);
    block_xor(p, cut, BLOCK_MAX); /* the short plain text */
    block_do(c->block, cut, cut, BLOCK_MAX);
    block_xor(cut, last, BLOCK_MAX);
    block_xor(cut, c->before, BLOCK_MAX);
    memcpy(last, p, BLOCK_MAX);
    memcpy(p, cut, BLOCK_MAX);
    memcpy(cut, last, BLOCK_MAX);
    mem_wipe(last, sizeof(last));
}

/* PKCS #5: 1 to a block of bytes that say how many they are. Returns how many
 * there are of `size` at p, 0 if they are not as they should be. */
static size_t padding_length(const uint8_t *p, size_t size)
{
    size_t n = p[size - 1];
    unsigned bad = n == 0 || n > size;
    for (size_t i = 0; i < size; i++)
        bad |= (unsigned)(i + n >= size) & (p[i] != n);
    return bad ? 0 : n;
}

static enum tee_result padded_end(struct cipher *c, uint8_t *p, size_t *n)
{
    size_t pad = c->size - *n % c->size;
    if (c->encrypts) {
        memset(p + *n, (int)pad, pad);
        *n += pad;
    }
    block_do(c->block, p, p, *n);
    if (c->encrypts)
        return R_SUCCESS;
    pad = padding_length(p + *n - c->size, c->size);
    *n -= pad;
    return pad ? R_SUCCESS : R_ERROR_BAD_PARAMETERS;
}

/* The end of the text: *n bytes at p that may_end(). */
static enum tee_result text_end(struct cipher *c, uint8_t *p, size_t *n)
{
    if (c->alg->rule == PADDED)
        return padded_end(c, p, n);
    if (c->alg->rule == XTS)
        xts_end(&c->xts, p, *n, c->encrypts);
    else if (c->alg->rule != STOLEN || *n == BLOCK_MAX)
        block_do(c->block, p, p, *n);
    else if (c->encrypts)
        stolen_encrypt(c, p, *n);
    else
        stolen_decrypt(c, p, *n);
    return R_SUCCESS;
}

static enum tee_result run_last(struct cipher *c, uint8_t *p, size_t done,
                                size_t n, size_t *out_n)
{
    size_t rest = n - done;
    c->is_begun = 0;
    if (c->kept_n)
        kept_drop(c);
    enum tee_result result = text_end(c, p + done, &rest);
    *out_n = done + rest;
    return result;
}

_Bool cipher_is_direct(const struct state *s, size_t n)
{
    const struct cipher *c = s->ctx;
    return c->alg->rule == STREAM ||
           (c->alg->rule == BLOCKS && !c->kept_n && (n & (c->size - 1)) == 0);
}

void cipher_run_direct(struct state *s, uint8_t *out, const uint8_t *in,
                       size_t n, _Bool is_last)
{
    struct cipher *c = s->ctx;
    c->is_begun = !is_last;
    block_do(c->block, out, in, n);
}

enum tee_result cipher_run(struct state *s, uint8_t *p, size_t n, _Bool is_last,
                           uint8_t **out, size_t *out_n)
{
    struct cipher *c = s->ctx;
    if (c->kept_n) {
        p -= c->kept_n;
        memcpy(p, c->kept, c->kept_n);
        n += c->kept_n;
    }
    size_t done = ready(c->alg->rule, c->encrypts, c->size, n);
    *out = p;
    text_do(c, p, done);
    if (is_last)
        return run_last(c, p, done, n, out_n);
    c->kept_n = n - done;
    if (c->kept_n)
        memcpy(c->kept, p + done, c->kept_n);
    *out_n = done;
    return R_SUCCESS;
}

const struct state_class cipher_class = {cipher_check, cipher_copy,
                                         cipher_drop};
