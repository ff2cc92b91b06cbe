/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Operations on states of ciphers and of authenticated encryption. All refusals
 * that must leave a state as it was come before any input is taken. Output
 * never gets ahead of the input it comes from, so both may be the same memory.
 */
#include "lib/mem.h"
#include "services/crypto/ae.h"
#include "services/crypto/cipher.h"
#include "services/crypto/serve_priv.h"

enum { IV_MAX = 128 }; /* bytes; GCM of libcrypto takes no more */

_Static_assert((int)CIPHER_KEEP <= (int)CHUNK_HEAD &&
                   (int)CIPHER_KEEP <= (int)CHUNK_TAIL && CHUNK % 32 == 0,
               "a chunk is whole blocks, and what is kept fits around it");

/* The state of this class with its keys. */
static enum tee_result state_get(const struct call *call,
                                 enum crypto_class class, struct state **s)
{
    *s = state_named(call, 1);
    if (!*s || (*s)->alg->class != class)
        return R_ERROR_BAD_PARAMETERS;
    return (*s)->key[0] ? R_SUCCESS : R_ERROR_BAD_STATE;
}

/* Whether the caller has room for the output. */
static enum tee_result room_check(struct call *call, uint64_t needed)
{
    if (call->ev->w[2] < needed) {
        call->reply[1] = needed;
        return R_ERROR_SHORT_BUFFER;
    }
    return output_fits(call, needed) ? R_SUCCESS : R_ERROR_BAD_PARAMETERS;
}

/* Processes n bytes at p; see cipher_run(). */
typedef enum tee_result run_fn(struct state *s, uint8_t *p, size_t n,
                               _Bool is_last, uint8_t **out, size_t *out_n);

/* All of the input through `run`, to the output, whose bytes are in reply[1].
 * The last piece, even one of no bytes, is said to be so if is_last. */
static enum tee_result text_run(struct call *call, struct state *s, run_fn *run,
                                _Bool is_last)
{
    enum tee_result result = R_SUCCESS;
    if (!call->left && !is_last)
        return R_SUCCESS;
    do {
        size_t n = call->left < CHUNK ? call->left : CHUNK, out_n = 0;
        uint8_t *p = buffer_input(n + CHUNK_TAIL), *out = p;
        if (!input_take(call, p, n))
            return R_ERROR_BAD_PARAMETERS;
        result = run(s, p, n, is_last && !call->left, &out, &out_n);
        if (result == R_SUCCESS && !(call->left ? output_put : output_put_last)(
                                       call, call->reply[1], out, out_n))
            return R_ERROR_BAD_PARAMETERS;
        call->reply[1] += out_n;
    } while (call->left && result == R_SUCCESS);
    return result;
}

/* The same for a text of one piece, of which nothing is kept. */
static enum tee_result text_run_direct(struct call *call, struct state *s,
                                       _Bool is_last)
{
    size_t n = call->left;
    _Bool is_lent = call->output != NO_LEASE;
    uint8_t *out = is_lent ? buffer_input(n) : (uint8_t *)&call->reply[2];
    const uint8_t *p = input_whole(call);
    if (!p)
        return R_ERROR_BAD_PARAMETERS;
    cipher_run_direct(s, out, p, n, is_last);
    call->reply[1] = n;
    return !is_lent || output_put_last(call, 0, out, n)
               ? R_SUCCESS
               : R_ERROR_BAD_PARAMETERS;
}

/* The next n bytes of input are an IV. */
static __attribute__((noinline)) enum tee_result
iv_begin_lent(struct call *call, struct state *s, uint64_t n)
{
    uint8_t iv[IV_MAX];
    if (n > sizeof(iv) || n > call->left || !input_take(call, iv, n))
        return R_ERROR_BAD_PARAMETERS;
    return cipher_begin(s, iv, n);
}

static enum tee_result iv_begin(struct call *call, struct state *s, uint64_t n)
{
    if (n <= call->inline_left)
        return cipher_begin(s, input_inline(call, n), n);
    return iv_begin_lent(call, s, n);
}

enum tee_result on_cipher_init(struct call *call)
{
    struct state *s;
    enum tee_result result = state_get(call, CRYPTO_CLASS_CIPHER, &s);
    return result == R_SUCCESS ? iv_begin(call, s, call->left) : result;
}

static enum tee_result cipher_text(struct call *call, _Bool is_last)
{
    struct state *s;
    uint64_t iv_n = call->ev->w[11], needed = 0;
    enum tee_result result = state_get(call, CRYPTO_CLASS_CIPHER, &s);
    if (result != R_SUCCESS)
        return result;
    if (iv_n > call->left)
        return R_ERROR_BAD_PARAMETERS;
    if (!iv_n && !cipher_is_begun(s))
        return R_ERROR_BAD_STATE;
    result = cipher_measure(s, iv_n != 0, call->left - iv_n, is_last, &needed);
    if (result == R_SUCCESS)
        result = room_check(call, needed);
    if (result == R_SUCCESS && iv_n)
        result = iv_begin(call, s, iv_n);
    if (result != R_SUCCESS)
        return result;
    if (call->left <= CHUNK && cipher_is_direct(s, call->left))
        return text_run_direct(call, s, is_last);
    return text_run(call, s, cipher_run, is_last);
}

enum tee_result on_cipher_update(struct call *call)
{
    return cipher_text(call, 0);
}

enum tee_result on_cipher_final(struct call *call)
{
    return cipher_text(call, 1);
}

enum tee_result on_ae_init(struct call *call)
{
    struct state *s;
    const uint64_t *w = call->ev->w;
    uint8_t nonce[IV_MAX];
    struct ae_start start = {nonce, call->left, (uint32_t)w[2], w[2] >> 32,
                             w[11]};
    enum tee_result result = state_get(call, CRYPTO_CLASS_AE, &s);
    if (result != R_SUCCESS)
        return result;
    if (call->left > sizeof(nonce) || !input_take(call, nonce, call->left))
        return R_ERROR_BAD_PARAMETERS;
    return ae_begin(s, &start);
}

enum tee_result on_ae_update_aad(struct call *call)
{
    struct state *s;
    enum tee_result result = state_get(call, CRYPTO_CLASS_AE, &s);
    if (result == R_SUCCESS)
        result = ae_aad_check(s, call->left);
    while (call->left && result == R_SUCCESS) {
        size_t n;
        const uint8_t *p = input_next(call, &n);
        if (!p)
            return R_ERROR_BAD_PARAMETERS;
        result = ae_aad(s, p, n);
    }
    return result;
}

static enum tee_result ae_run(struct state *s, uint8_t *p, size_t n,
                              _Bool is_last, uint8_t **out, size_t *out_n)
{
    (void)is_last;
    *out = p;
    *out_n = n;
    return ae_text(s, p, n);
}

/* Checks, then the text of the three operations; *s is their state. */
static enum tee_result ae_process(struct call *call, _Bool is_last,
                                  struct state **s)
{
    enum tee_result result = state_get(call, CRYPTO_CLASS_AE, s);
    if (result == R_SUCCESS)
        result = ae_text_check(*s, call->left, is_last);
    if (result == R_SUCCESS)
        result = room_check(call, call->left);
    return result == R_SUCCESS ? text_run(call, *s, ae_run, 0) : result;
}

enum tee_result on_ae_update(struct call *call)
{
    struct state *s;
    return ae_process(call, 0, &s);
}

static _Bool is_mode(const struct call *call, enum crypto_mode mode)
{
    const struct state *s = state_named(call, 1);
    return s && s->mode == mode;
}

enum tee_result on_ae_enc_final(struct call *call)
{
    struct state *s;
    size_t n;
    if (!is_mode(call, MODE_ENCRYPT))
        return R_ERROR_BAD_PARAMETERS;
    enum tee_result result = ae_process(call, 1, &s);
    return result == R_SUCCESS ? ae_seal(s, (uint8_t *)&call->reply[10], &n)
                               : result;
}

/* What was written, or goes with the reply, is to be nothing. */
static _Bool output_clear(struct call *call)
{
    size_t step;
    for (uint64_t at = 0; at < call->reply[1]; at += step) {
        step = call->reply[1] - at < CHUNK ? call->reply[1] - at : CHUNK;
        uint8_t *p = buffer_use(step);
        memset(p, 0, step);
        if (!output_put(call, at, p, step))
            return 0;
    }
    return 1;
}

enum tee_result on_ae_dec_final(struct call *call)
{
    enum { INLINE_MAX = 48 };
    struct state *s;
    uint64_t tag_n = call->ev->w[11];
    if (!is_mode(call, MODE_DECRYPT) || tag_n > AE_TAG_MAX ||
        call->inline_left > INLINE_MAX)
        return R_ERROR_BAD_PARAMETERS;
    enum tee_result result = ae_process(call, 1, &s);
    if (result != R_SUCCESS)
        return result;
    result = ae_open(s, (const uint8_t *)&call->ev->w[9], tag_n);
    if (result != R_SUCCESS && !output_clear(call))
        return R_ERROR_BAD_PARAMETERS;
    return result;
}
