/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libcrypto has CBC but no CBC-MAC: all of its output but the last block goes
 * to a scratch buffer, which is wiped. The last block at hand is kept, even if
 * it is full, because CMAC treats the last one in its own way.
 */
#include "services/crypto/cbcmac.h"

#include "lib/mem.h"

static const uint8_t zeros[BLOCK_MAX];

_Bool cbcmac_open(struct cbcmac *m, const struct key *key)
{
    *m = (struct cbcmac){.ctx = block_new(key, BLOCK_CBC, 1),
                         .size = block_size(key->type->id)};
    return m->ctx != NULL;
}

_Bool cbcmac_copy(struct cbcmac *dst, const struct cbcmac *src)
{
    *dst = *src;
    dst->ctx = block_copy(src->ctx);
    if (!dst->ctx)
        mem_wipe(dst, sizeof(*dst));
    return dst->ctx != NULL;
}

void cbcmac_close(struct cbcmac *m)
{
    block_free(m->ctx);
    mem_wipe(m, sizeof(*m));
}

void cbcmac_begin(struct cbcmac *m)
{
    mem_wipe(m->kept, sizeof(m->kept));
    mem_wipe(m->last, sizeof(m->last));
    m->kept_n = 0;
    block_begin(m->ctx, zeros);
}

/* Whole blocks. */
static void blocks_do(struct cbcmac *m, const uint8_t *p, size_t n)
{
    uint8_t scratch[512];
    size_t step = 0;
    for (size_t at = 0; at < n; at += step) {
        step = n - at < sizeof(scratch) ? n - at : sizeof(scratch);
        block_do(m->ctx, scratch, p + at, step);
        memcpy(m->last, scratch + step - m->size, m->size);
    }
    mem_wipe(scratch, n < sizeof(scratch) ? n : sizeof(scratch));
}

static void kept_do(struct cbcmac *m)
{
    m->kept_n = 0;
    blocks_do(m, m->kept, m->size);
}

void cbcmac_update(struct cbcmac *m, const uint8_t *p, size_t n)
{
    size_t room = m->size - m->kept_n, first = n < room ? n : room;
    memcpy(m->kept + m->kept_n, p, first);
    m->kept_n += first;
    p += first;
    n -= first;
    if (n == 0)
        return;
    /* More came: the block that is kept is full, and not the last one. */
    kept_do(m);
    size_t whole = (n - 1) - (n - 1) % m->size;
    memcpy(m->kept, p + whole, n - whole);
    m->kept_n = n - whole;
    blocks_do(m, p, whole);
}

void cbcmac_flush(struct cbcmac *m)
{
    if (!m->kept_n)
        return;
    memset(m->kept + m->kept_n, 0, m->size - m->kept_n);
    kept_do(m);
}

void cbcmac_flush_padded(struct cbcmac *m)
{
    if (m->kept_n == m->size)
        kept_do(m);
    size_t pad = m->size - m->kept_n;
    memset(m->kept + m->kept_n, (int)pad, pad);
    kept_do(m);
}

/* Multiplies by x in GF(2^64) or GF(2^128), highest byte first. */
static void block_double(uint8_t *p, size_t size)
{
    uint8_t carry = (uint8_t)(-(p[0] >> 7) & (size == 16 ? 0x87 : 0x1b));
    for (size_t i = 0; i + 1 < size; i++)
        p[i] = (uint8_t)(p[i] << 1 | p[i + 1] >> 7);
    p[size - 1] = (uint8_t)(p[size - 1] << 1 ^ carry);
}

/* E(0) doubled. E(0) is CBC of zeros from the IV on: what CBC is at is put back
 * as the IV afterwards. */
static void subkey_make(struct cbcmac *m)
{
    if (m->has_subkey)
        return;
    block_begin(m->ctx, zeros);
    block_do(m->ctx, m->subkey, zeros, m->size);
    block_begin(m->ctx, m->last);
    block_double(m->subkey, m->size);
    m->has_subkey = 1;
}

void cbcmac_flush_cmac(struct cbcmac *m)
{
    uint8_t subkey[BLOCK_MAX];
    subkey_make(m);
    memcpy(subkey, m->subkey, sizeof(subkey));
    if (m->kept_n < m->size) {
        block_double(subkey, m->size);
        m->kept[m->kept_n] = 0x80;
        memset(m->kept + m->kept_n + 1, 0, m->size - m->kept_n - 1);
    }
    for (size_t i = 0; i < m->size; i++)
        m->kept[i] ^= subkey[i];
    mem_wipe(subkey, sizeof(subkey));
    kept_do(m);
}
