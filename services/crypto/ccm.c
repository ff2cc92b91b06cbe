/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libcrypto's own wants all of the text at once. CCM is CBC-MAC over a head,
 * the associated data with its length, and the text, each completed with zeros
 * to blocks; the text is encrypted with CTR, whose first block covers the tag.
 */
#include "services/crypto/ccm.h"

#include "lib/bytes.h"
#include "lib/mem.h"

enum { BLOCK = 16, NONCE_MIN = 7, NONCE_MAX = 13 };

_Bool ccm_open(struct ccm *c, const struct key *key)
{
    *c = (struct ccm){.ctr = block_new(key, BLOCK_CTR, 1)};
    if (c->ctr && cbcmac_open(&c->mac, key))
        return 1;
    ccm_close(c);
    return 0;
}

_Bool ccm_copy(struct ccm *dst, const struct ccm *src)
{
    *dst = *src;
    dst->mac = (struct cbcmac){0};
    dst->ctr = block_copy(src->ctr);
    if (dst->ctr && cbcmac_copy(&dst->mac, &src->mac))
        return 1;
    ccm_close(dst);
    return 0;
}

void ccm_close(struct ccm *c)
{
    block_free(c->ctr);
    cbcmac_close(&c->mac);
    mem_wipe(c, sizeof(*c));
}

_Bool ccm_takes(size_t n, uint64_t text)
{
    if (n < NONCE_MIN || n > NONCE_MAX)
        return 0;
    size_t length = BLOCK - 1 - n; /* bytes of the length of the text */
    return length >= sizeof(text) || text >> (8 * length) == 0;
}

/* SP 800-38C, A.2.1 and A.2.2. */
static void head_hash(struct ccm *c, const uint8_t *nonce, size_t n, size_t tag)
{
    uint8_t head[BLOCK + 6], text[8];
    struct writer w = writer_init(head, sizeof(head));
    struct writer t = writer_init(text, sizeof(text));
    size_t length = BLOCK - 1 - n;
    writer_u64_be(&t, c->text_left);
    writer_u8(&w, (uint8_t)((c->aad_left ? 0x40 : 0) | (tag - 2) / 2 << 3 |
                            (length - 1)));
    writer_bytes(&w, nonce, n);
    writer_bytes(&w, text + sizeof(text) - length, length);
    if (c->aad_left >= 0xff00) {
        writer_u16_be(&w, 0xfffe);
        writer_u32_be(&w, (uint32_t)c->aad_left);
    } else if (c->aad_left) {
        writer_u16_be(&w, (uint16_t)c->aad_left);
    }
    cbcmac_begin(&c->mac);
    cbcmac_update(&c->mac, head, sizeof(head) - w.left);
}

/* SP 800-38C, A.3: counter 0 is for the tag. */
static void counter_begin(struct ccm *c, const uint8_t *nonce, size_t n)
{
    uint8_t counter[BLOCK] = {(uint8_t)(BLOCK - 2 - n)};
    memcpy(counter + 1, nonce, n);
    memset(c->mask, 0, BLOCK);
    block_begin(c->ctr, counter);
    block_do(c->ctr, c->mask, c->mask, BLOCK);
}

void ccm_begin(struct ccm *c, const uint8_t *nonce, size_t n, size_t tag,
               uint64_t aad, uint64_t text)
{
    c->aad_left = aad;
    c->text_left = text;
    head_hash(c, nonce, n, tag);
    counter_begin(c, nonce, n);
}

void ccm_aad(struct ccm *c, const uint8_t *p, size_t n)
{
    if (n == 0)
        return;
    c->aad_left -= n;
    cbcmac_update(&c->mac, p, n);
    if (!c->aad_left)
        cbcmac_flush(&c->mac);
}

void ccm_text(struct ccm *c, uint8_t *p, size_t n, _Bool encrypts)
{
    c->text_left -= n;
    if (encrypts)
        cbcmac_update(&c->mac, p, n);
    block_do(c->ctr, p, p, n);
    if (!encrypts)
        cbcmac_update(&c->mac, p, n);
}

void ccm_end(struct ccm *c, uint8_t tag[BLOCK_MAX])
{
    cbcmac_flush(&c->mac);
    for (unsigned i = 0; i < BLOCK; i++)
        tag[i] = c->mac.last[i] ^ c->mask[i];
}
