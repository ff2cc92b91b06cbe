/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libcrypto's own takes a data unit at once only. Here the tweaks of up to
 * BATCH blocks are computed, then one call does the blocks. Doubling a tweak is
 * a shift and a mask: the same for all values.
 */
#include "services/crypto/xts.h"

#include "lib/mem.h"

enum { BLOCK = 16, BATCH = 64 };

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "tweaks are words");

_Bool xts_open(struct xts *x, const struct key *data, const struct key *tweak,
               _Bool encrypts)
{
    *x = (struct xts){.data = block_new(data, BLOCK_ECB, encrypts),
                      .tweak = block_new(tweak, BLOCK_ECB, 1)};
    if (x->data && x->tweak)
        return 1;
    xts_close(x);
    return 0;
}

_Bool xts_copy(struct xts *dst, const struct xts *src)
{
    *dst = (struct xts){.data = block_copy(src->data),
                        .tweak = block_copy(src->tweak),
                        .t = {src->t[0], src->t[1]}};
    if (dst->data && dst->tweak)
        return 1;
    xts_close(dst);
    return 0;
}

void xts_close(struct xts *x)
{
    block_free(x->data);
    block_free(x->tweak);
    mem_wipe(x, sizeof(*x));
}

void xts_begin(struct xts *x, const uint8_t iv[BLOCK_MAX])
{
    block_do(x->tweak, (uint8_t *)x->t, iv, BLOCK);
}

/* Multiplies by x in GF(2^128) modulo x^128 + x^7 + x^2 + x + 1. */
static void tweak_double(uint64_t t[2])
{
    uint64_t carry = -(t[1] >> 63) & 0x87;
    t[1] = t[1] << 1 | t[0] >> 63;
    t[0] = t[0] << 1 ^ carry;
}

/* A block at any address. */
typedef uint64_t __attribute__((vector_size(BLOCK), aligned(1), may_alias))
vector;

static void blocks_xor(uint8_t *p, const uint64_t *with, size_t n)
{
    vector *block = (vector *)(void *)p;
    const vector *tweak = (const vector *)(const void *)with;
    for (; n; n -= BLOCK)
        *block++ ^= *tweak++;
}

/* At most BATCH blocks. */
static void batch_do(struct xts *x, uint8_t *p, size_t n)
{
    uint64_t tweaks[BATCH * 2], t[2] = {x->t[0], x->t[1]};
    for (size_t i = 0; i < n / BLOCK; i++) {
        tweaks[2 * i] = t[0];
        tweaks[2 * i + 1] = t[1];
        tweak_double(t);
    }
    memcpy(x->t, t, sizeof(t));
    blocks_xor(p, tweaks, n);
    block_do(x->data, p, p, n);
    blocks_xor(p, tweaks, n);
    mem_wipe(tweaks, n);
}

void xts_do(struct xts *x, uint8_t *p, size_t n)
{
    size_t step;
    for (size_t at = 0; at < n; at += step) {
        step = n - at < BATCH * BLOCK ? n - at : BATCH * BLOCK;
        batch_do(x, p + at, step);
    }
}

/* Bytes of the last, short block change places with those of the one before,
 * whose rest completes the short one. */
static void tail_swap(uint8_t *block, uint8_t *tail, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint8_t byte = tail[i];
        tail[i] = block[i];
        block[i] = byte;
    }
}

void xts_end(struct xts *x, uint8_t *p, size_t n, _Bool encrypts)
{
    size_t tail = n % BLOCK, whole = n - tail;
    uint8_t *last = p + whole - BLOCK;
    if (!tail) {
        xts_do(x, p, n);
        return;
    }
    xts_do(x, p, whole - BLOCK);
    /* Decryption takes the tweaks of the last two blocks in reverse order. */
    uint64_t first[2] = {x->t[0], x->t[1]};
    if (!encrypts)
        tweak_double(x->t);
    xts_do(x, last, BLOCK);
    tail_swap(last, last + BLOCK, tail);
    if (!encrypts)
        memcpy(x->t, first, sizeof(first));
    mem_wipe(first, sizeof(first));
    xts_do(x, last, BLOCK);
}
