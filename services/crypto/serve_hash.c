/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Operations on states of digests and MACs.
 */
#include "services/crypto/digest.h"
#include "services/crypto/mac.h"
#include "services/crypto/serve_priv.h"

/* NULL: no digest and no MAC. */
static const struct hash_ops *ops_of(const struct state *s)
{
    if (!s)
        return NULL;
    if (s->alg->class == CRYPTO_CLASS_DIGEST)
        return &digest_ops;
    return s->alg->class == CRYPTO_CLASS_MAC ? &mac_ops : NULL;
}

/* Feeds the input to the message under way. */
static enum tee_result input_hash(struct call *call, const struct hash_ops *ops,
                                  struct state *s)
{
    enum tee_result result = R_SUCCESS;
    while (call->left && result == R_SUCCESS) {
        size_t n;
        const uint8_t *p = input_next(call, &n);
        if (!p)
            return R_ERROR_BAD_PARAMETERS;
        result = ops->update(s, p, n);
    }
    return result;
}

static enum hash_phase phase_of(const struct state *s)
{
    return s->ctx ? ((const struct hash *)s->ctx)->phase : HASH_ENDED;
}

/* A message without a key to it cannot be. */
static enum tee_result begin(const struct hash_ops *ops, struct state *s)
{
    return s->alg->keys && !s->key[0] ? R_ERROR_BAD_STATE : ops->begin(s);
}

enum tee_result on_hash_init(struct call *call)
{
    struct state *s = state_named(call, 1);
    const struct hash_ops *ops = ops_of(s);
    return ops ? begin(ops, s) : R_ERROR_BAD_PARAMETERS;
}

enum tee_result on_hash_update(struct call *call)
{
    struct state *s = state_named(call, 1);
    const struct hash_ops *ops = ops_of(s);
    if (!ops)
        return R_ERROR_BAD_PARAMETERS;
    enum hash_phase phase = phase_of(s);
    if (phase == HASH_SQUEEZED)
        return R_ERROR_BAD_STATE;
    enum tee_result result = phase == HASH_OPEN ? R_SUCCESS : begin(ops, s);
    return result == R_SUCCESS ? input_hash(call, ops, s) : result;
}

/* Ends the message with n bytes, CHUNK at a time. */
static enum tee_result output_hash(struct call *call,
                                   const struct hash_ops *ops, struct state *s,
                                   uint64_t n)
{
    enum tee_result result = R_SUCCESS;
    size_t step, at = 0;
    call->reply[1] = n;
    if (call->output == NO_LEASE)
        return ops->end(s, &call->reply[2], n);
    do {
        step = n - at < CHUNK ? n - at : CHUNK;
        uint8_t *p = buffer_use(step);
        result = ops->end(s, p, step);
        if (result == R_SUCCESS && !output_put(call, at, p, step))
            return R_ERROR_BAD_PARAMETERS;
        at += step;
    } while (at < n && result == R_SUCCESS);
    return result;
}

/* Input, then output, of HASH_FINAL and DIGEST for a message under way, or a
 * SHAKE that gives output. All refusals that must leave the state as it was
 * come before the input is taken. */
static enum tee_result finish(struct call *call, const struct hash_ops *ops,
                              struct state *s)
{
    const struct hash *hash = s->ctx;
    uint64_t size = hash->size, wanted = call->ev->w[2];
    enum tee_result result = R_SUCCESS;
    if (size && wanted < size) {
        call->reply[1] = size;
        return R_ERROR_SHORT_BUFFER;
    }
    uint64_t n = size ? size : wanted;
    if (!output_fits(call, n))
        return R_ERROR_BAD_PARAMETERS;
    if (hash->phase == HASH_SQUEEZED && call->left)
        return R_ERROR_BAD_STATE;
    if (call->left)
        result = input_hash(call, ops, s);
    return result == R_SUCCESS ? output_hash(call, ops, s, n) : result;
}

enum tee_result on_hash_final(struct call *call)
{
    struct state *s = state_named(call, 1);
    const struct hash_ops *ops = ops_of(s);
    if (!ops)
        return R_ERROR_BAD_PARAMETERS;
    enum tee_result result =
        phase_of(s) == HASH_ENDED ? begin(ops, s) : R_SUCCESS;
    return result == R_SUCCESS ? finish(call, ops, s) : result;
}

enum tee_result on_digest(struct call *call)
{
    const struct alg *alg = alg_find(call->ev->w[1]);
    if (!alg || alg->class != CRYPTO_CLASS_DIGEST)
        return R_ERROR_NOT_SUPPORTED;
    struct state *s = digest_shared(alg);
    enum tee_result result = digest_ops.begin(s);
    return result == R_SUCCESS ? finish(call, &digest_ops, s) : result;
}
