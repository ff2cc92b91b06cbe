/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Operations on states of digests and MACs.
 */
#include "services/crypto/digest.h"
#include "services/crypto/mac.h"
#include "services/crypto/serve_priv.h"

/* The state named in word 1, if it is of a digest or MAC; or NULL. */
static struct state *hash_named(const struct call *call)
{
    struct state *s = state_named(call, 1);
    _Bool is_hash = s && (s->alg->class == CRYPTO_CLASS_DIGEST ||
                          s->alg->class == CRYPTO_CLASS_MAC);
    return is_hash ? s : NULL;
}

static _Bool is_mac(const struct state *s)
{
    return s->alg->class == CRYPTO_CLASS_MAC;
}

/* A message without a key to it cannot be. */
static enum tee_result begin(struct state *s)
{
    if (!is_mac(s))
        return digest_begin(s);
    return s->key[0] ? mac_begin(s) : R_ERROR_BAD_STATE;
}

/* Feeds the input to the message under way. */
static enum tee_result input_hash(struct call *call, struct state *s)
{
    while (call->left) {
        size_t n;
        const uint8_t *p = input_next(call, &n);
        if (!p)
            return R_ERROR_BAD_PARAMETERS;
        if (is_mac(s))
            mac_update(s, p, n);
        else
            digest_update(s, p, n);
    }
    return R_SUCCESS;
}

static enum hash_phase phase_of(const struct state *s)
{
    return s->ctx ? ((const struct hash *)s->ctx)->phase : HASH_ENDED;
}

enum tee_result on_hash_init(struct call *call)
{
    struct state *s = hash_named(call);
    return s ? begin(s) : R_ERROR_BAD_PARAMETERS;
}

enum tee_result on_hash_update(struct call *call)
{
    struct state *s = hash_named(call);
    if (!s)
        return R_ERROR_BAD_PARAMETERS;
    enum hash_phase phase = phase_of(s);
    if (phase == HASH_SQUEEZED)
        return R_ERROR_BAD_STATE;
    enum tee_result result = phase == HASH_OPEN ? R_SUCCESS : begin(s);
    return result == R_SUCCESS ? input_hash(call, s) : result;
}

static enum tee_result end(struct state *s, uint8_t *out, size_t n)
{
    if (is_mac(s))
        return mac_end(s, out, n);
    digest_end(s, out, n);
    return R_SUCCESS;
}

/* Ends the message with n bytes to a lease, CHUNK at a time. */
static enum tee_result output_lend(struct call *call, struct state *s,
                                   uint64_t n)
{
    enum tee_result result = R_SUCCESS;
    size_t step, at = 0;
    do {
        step = n - at < CHUNK ? n - at : CHUNK;
        uint8_t *p = buffer_use(step);
        result = end(s, p, step);
        if (result == R_SUCCESS && !output_put(call, at, p, step))
            return R_ERROR_BAD_PARAMETERS;
        at += step;
    } while (at < n && result == R_SUCCESS);
    return result;
}

/* Input, then output, of HASH_FINAL and DIGEST for a message under way, or a
 * SHAKE that gives output. All refusals that must leave the state as it was
 * come before the input is taken. */
static enum tee_result finish(struct call *call, struct state *s)
{
    const struct hash *hash = s->ctx;
    uint64_t size = hash->size, wanted = call->ev->w[2];
    if (size && wanted < size) {
        call->reply[1] = size;
        return R_ERROR_SHORT_BUFFER;
    }
    uint64_t n = size ? size : wanted;
    if (!output_fits(call, n))
        return R_ERROR_BAD_PARAMETERS;
    if (hash->phase == HASH_SQUEEZED && call->left)
        return R_ERROR_BAD_STATE;
    enum tee_result result = input_hash(call, s);
    if (result != R_SUCCESS)
        return result;
    call->reply[1] = n;
    return call->output == NO_LEASE ? end(s, (uint8_t *)&call->reply[2], n)
                                    : output_lend(call, s, n);
}

enum tee_result on_hash_final(struct call *call)
{
    struct state *s = hash_named(call);
    if (!s)
        return R_ERROR_BAD_PARAMETERS;
    enum tee_result result = phase_of(s) == HASH_ENDED ? begin(s) : R_SUCCESS;
    return result == R_SUCCESS ? finish(call, s) : result;
}

enum tee_result on_digest(struct call *call)
{
    const struct alg *alg = alg_find(call->ev->w[1]);
    if (!alg || alg->class != CRYPTO_CLASS_DIGEST)
        return R_ERROR_NOT_SUPPORTED;
    struct state *s = digest_shared(alg);
    enum tee_result result = digest_begin(s);
    return result == R_SUCCESS ? finish(call, s) : result;
}
