/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Cryptographic states, what is done with them piece by piece, and random
 * numbers: one message to the crypto service each (abi/crypto_msg.h). Whoever
 * asks for a piece of text does not know how long the answer is, so output is
 * first expected in the reply if the input went into the message, and by lease
 * if the service then says that it is longer: it has done nothing yet.
 */
#include "sdk/engine/cryp_call.h"

TEE_Result engine_cryp_state_alloc(uint32_t algorithm, uint32_t mode,
                                   uint32_t key1, uint32_t key2,
                                   uint32_t *state)
{
    struct rt_event ev = {
        .w = {CRYPTO_STATE_ALLOC, algorithm, mode, key1, key2}};
    TEE_Result result = cryp_call(&ev, NULL, 0);

    if (!result)
        *state = (uint32_t)ev.w[1];
    return result;
}

TEE_Result engine_cryp_state_set_key(uint32_t state, uint32_t key1,
                                     uint32_t key2)
{
    struct rt_event ev = {.w = {CRYPTO_STATE_SET_KEY, state, key1, key2}};

    return cryp_call(&ev, NULL, 0);
}

TEE_Result engine_cryp_state_copy(uint32_t dst, uint32_t src)
{
    struct rt_event ev = {.w = {CRYPTO_STATE_COPY, dst, src}};

    return cryp_call(&ev, NULL, 0);
}

TEE_Result engine_cryp_state_free(uint32_t state)
{
    struct rt_event ev = {.w = {CRYPTO_STATE_FREE, state}};

    return cryp_call(&ev, NULL, 0);
}

/* An operation on a text: input to output. */
struct text {
    uint64_t op; /* CRYPTO_* */
    uint32_t state;
    const void *head; /* first part of the input; fits a message */
    size_t head_len;
    const void *src;
    size_t src_len;
    uint64_t last[3]; /* words 9 to 11, as far as they are not input */
};

/* The message of t: up to `room` bytes of input in it, the others by *lease.
 * Returns how many leases that makes. */
static inline __attribute__((always_inline)) size_t
text_put(const struct text t, struct rt_event *ev, size_t out, size_t room,
         struct klease *lease)
{
    *ev = (struct rt_event){
        .w = {t.op, t.state, out, [9] = t.last[0], t.last[1], t.last[2]}};
    return cryp_input(ev, room, t.head, t.head_len, t.src, t.src_len, lease);
}

/* What a reply with output says: its bytes, or the room that they need. */
static inline TEE_Result text_result(const struct rt_event *ev,
                                     TEE_Result result, size_t out,
                                     size_t *dst_len)
{
    if (result && result != TEE_ERROR_SHORT_BUFFER)
        return result;
    if (!result && ev->w[1] > out)
        return TEE_ERROR_GENERIC;
    *dst_len = ev->w[1];
    return result;
}

/* Sends ev with `n` leases and one for the output, as long as that may be. */
static inline TEE_Result text_lend(struct rt_event *ev, struct klease leases[2],
                                   size_t n, void *dst, size_t *dst_len)
{
    size_t out = *dst_len < UINT32_MAX ? *dst_len : UINT32_MAX;

    ev->w[2] = out;
    if (out)
        leases[n++] = cryp_lease(dst, out, KLEASE_WRITE);
    return text_result(ev, cryp_call(ev, leases, n), out, dst_len);
}

/* Does t again, whose output did not fit the reply. */
static __attribute__((noinline)) TEE_Result text_again(const struct text *t,
                                                       struct rt_event *ev,
                                                       size_t room, void *dst,
                                                       size_t *dst_len)
{
    struct klease leases[2];

    (void)text_put(*t, ev, 0, room, leases);
    return text_lend(ev, leases, 0, dst, dst_len);
}

/* Does t, whose message has `room` bytes for input. *dst_len: room at dst, then
 * bytes or, SHORT_BUFFER, what is needed. Other words of the reply are in
 * ev->w[10..11]. */
static inline __attribute__((always_inline)) TEE_Result
text_call(const struct text t, struct rt_event *ev, size_t room, void *dst,
          size_t *dst_len)
{
    size_t out = *dst_len < CRYPTO_INLINE ? *dst_len : CRYPTO_INLINE;
    struct klease leases[2];
    struct text again; /* so that t needs no memory */
    TEE_Result result;

    if (text_put(t, ev, out, room, leases))
        return text_lend(ev, leases, 1, dst, dst_len);
    result = cryp_call(ev, NULL, 0);
    if (result == TEE_ERROR_SHORT_BUFFER && ev->w[1] <= *dst_len) {
        again = t;
        return text_again(&again, ev, room, dst, dst_len);
    }
    result = text_result(ev, result, out, dst_len);
    if (!result)
        cryp_output(ev, dst, *dst_len);
    return result;
}

TEE_Result engine_hash_init(uint32_t state)
{
    struct rt_event ev = {.w = {CRYPTO_HASH_INIT, state}};

    return cryp_call(&ev, NULL, 0);
}

TEE_Result engine_hash_update(uint32_t state, const void *held, size_t held_len,
                              const void *chunk, size_t len)
{
    struct rt_event ev = {.w = {CRYPTO_HASH_UPDATE, state}};
    struct klease lease;
    size_t n =
        cryp_input(&ev, CRYPTO_INLINE, held, held_len, chunk, len, &lease);

    return cryp_call(&ev, &lease, n);
}

TEE_Result engine_hash_final(uint32_t state, const void *held, size_t held_len,
                             const void *chunk, size_t len, void *hash,
                             size_t *hash_len)
{
    struct rt_event ev = {.w = {CRYPTO_HASH_FINAL, state, *hash_len}};
    struct klease leases[2];
    size_t room = *hash_len;
    size_t n =
        cryp_input(&ev, CRYPTO_INLINE, held, held_len, chunk, len, leases);
    TEE_Result result;

    if (room > CRYPTO_INLINE)
        leases[n++] = cryp_lease(hash, room, KLEASE_WRITE);
    result = cryp_call(&ev, leases, n);
    if (result && result != TEE_ERROR_SHORT_BUFFER)
        return result;
    *hash_len = ev.w[1];
    if (!result && *hash_len > room)
        return TEE_ERROR_GENERIC;
    if (!result && room <= CRYPTO_INLINE)
        cryp_output(&ev, hash, *hash_len);
    return result;
}

TEE_Result engine_cipher_init(uint32_t state, const void *iv, size_t iv_len)
{
    struct rt_event ev = {.w = {CRYPTO_CIPHER_INIT, state}};
    struct klease lease;
    size_t n = cryp_input(&ev, CRYPTO_INLINE, NULL, 0, iv, iv_len, &lease);

    return cryp_call(&ev, &lease, n);
}

static inline __attribute__((always_inline)) TEE_Result
cipher_text(uint64_t op, uint32_t state, const void *iv, size_t iv_len,
            const void *src, size_t src_len, void *dst, size_t *dst_len)
{
    static const uint64_t any_iv;
    struct rt_event ev;

    /* An IV of no bytes would mean: go on. */
    if (iv && !iv_len) {
        iv = &any_iv;
        iv_len = sizeof(any_iv);
    }
    return text_call(
        (struct text){op, state, iv, iv_len, src, src_len, {0, 0, iv_len}}, &ev,
        CRYPTO_INLINE, dst, dst_len);
}

TEE_Result engine_cipher_update(uint32_t state, const void *iv, size_t iv_len,
                                const void *src, size_t src_len, void *dst,
                                size_t *dst_len)
{
    return cipher_text(CRYPTO_CIPHER_UPDATE, state, iv, iv_len, src, src_len,
                       dst, dst_len);
}

TEE_Result engine_cipher_final(uint32_t state, const void *iv, size_t iv_len,
                               const void *src, size_t src_len, void *dst,
                               size_t *dst_len)
{
    return cipher_text(CRYPTO_CIPHER_FINAL, state, iv, iv_len, src, src_len,
                       dst, dst_len);
}

TEE_Result engine_authenc_init(uint32_t state, const void *nonce,
                               size_t nonce_len, size_t tag_len, size_t aad_len,
                               size_t payload_len)
{
    struct rt_event ev = {.w = {CRYPTO_AE_INIT, state}};
    struct klease lease;
    size_t n =
        cryp_input(&ev, CRYPTO_INLINE, NULL, 0, nonce, nonce_len, &lease);

    if (tag_len > UINT32_MAX || aad_len > UINT32_MAX)
        return TEE_ERROR_BAD_PARAMETERS;
    ev.w[2] = tag_len | (uint64_t)aad_len << 32;
    ev.w[11] = payload_len;
    return cryp_call(&ev, &lease, n);
}

TEE_Result engine_authenc_update_aad(uint32_t state, const void *aad,
                                     size_t len)
{
    struct rt_event ev = {.w = {CRYPTO_AE_UPDATE_AAD, state}};
    struct klease lease;
    size_t n = cryp_input(&ev, CRYPTO_INLINE, NULL, 0, aad, len, &lease);

    return cryp_call(&ev, &lease, n);
}

TEE_Result engine_authenc_update_payload(uint32_t state, const void *held,
                                         size_t held_len, const void *src,
                                         size_t src_len, void *dst,
                                         size_t *dst_len)
{
    struct rt_event ev;

    return text_call(
        (struct text){
            CRYPTO_AE_UPDATE, state, held, held_len, src, src_len, {0}},
        &ev, CRYPTO_INLINE, dst, dst_len);
}

TEE_Result engine_authenc_enc_final(uint32_t state, const void *held,
                                    size_t held_len, const void *src,
                                    size_t src_len, void *dst, size_t *dst_len,
                                    void *tag, size_t tag_len)
{
    struct rt_event ev;
    TEE_Result result;

    if (tag_len > ENGINE_TAG_MAX)
        return TEE_ERROR_BAD_PARAMETERS;
    result = text_call(
        (struct text){
            CRYPTO_AE_ENC_FINAL, state, held, held_len, src, src_len, {0}},
        &ev, CRYPTO_INLINE, dst, dst_len);
    if (!result)
        memcpy(tag, &ev.w[10], tag_len);
    return result;
}

TEE_Result engine_authenc_dec_final(uint32_t state, const void *held,
                                    size_t held_len, const void *src,
                                    size_t src_len, void *dst, size_t *dst_len,
                                    const void *tag, size_t tag_len)
{
    struct text t = {CRYPTO_AE_DEC_FINAL, state, held, held_len, src, src_len,
                     {0, 0, tag_len}};
    struct rt_event ev;

    if (tag_len > ENGINE_TAG_MAX)
        return TEE_ERROR_BAD_PARAMETERS;
    memcpy(t.last, tag, tag_len);
    return text_call(t, &ev, CRYPTO_INLINE - ENGINE_TAG_MAX, dst, dst_len);
}

TEE_Result engine_random(void *buf, size_t len)
{
    struct rt_event ev = {.w = {CRYPTO_RANDOM, len}};
    struct klease lease = cryp_lease(buf, len, KLEASE_WRITE);
    TEE_Result result;

    if (!len)
        return TEE_SUCCESS;
    result = cryp_call(&ev, &lease, len > CRYPTO_INLINE);
    if (!result && len <= CRYPTO_INLINE)
        cryp_output(&ev, buf, len);
    return result;
}

TEE_Result engine_add_entropy(const void *buf, size_t len)
{
    struct rt_event ev = {.w = {CRYPTO_RANDOM}};
    struct klease lease = cryp_lease(buf, len, KLEASE_READ);

    return cryp_call(&ev, &lease, 1);
}
