/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Operations on states whatever their class, random numbers, and the end of
 * clients.
 *
 * State: has_refused.
 */
#include "services/crypto/random.h"
#include "services/crypto/serve_priv.h"

static _Bool has_refused; /* random numbers; said so in the log */

struct state *state_named(const struct call *call, unsigned word)
{
    return client_find((uint32_t)call->ev->sender, CLIENT_STATE,
                       call->ev->w[word]);
}

/* The objects named in two words, 0 for none. */
static _Bool objects_named(const struct call *call, unsigned word,
                           struct object *keys[2])
{
    for (unsigned i = 0; i < 2; i++) {
        keys[i] = object_named(call, word + i);
        if (!keys[i] && call->ev->w[word + i])
            return 0;
    }
    return 1;
}

enum tee_result on_state_alloc(struct call *call)
{
    const uint64_t *w = call->ev->w;
    uint32_t pid = (uint32_t)call->ev->sender, number = 0;
    struct object *keys[2];
    if (!alg_find(w[1]))
        return R_ERROR_NOT_SUPPORTED;
    if (!objects_named(call, 3, keys))
        return R_ERROR_BAD_PARAMETERS;
    struct state *s = client_add(pid, CLIENT_STATE, &number);
    if (!s)
        return R_ERROR_OUT_OF_MEMORY;
    enum tee_result result = state_begin(s, w[1], w[2], keys);
    if (result == R_SUCCESS)
        call->reply[1] = number;
    else
        (void)client_remove(pid, CLIENT_STATE, number);
    return result;
}

enum tee_result on_state_set_key(struct call *call)
{
    struct state *s = state_named(call, 1);
    struct object *keys[2];
    if (!s || !objects_named(call, 2, keys))
        return R_ERROR_BAD_PARAMETERS;
    return state_set_keys(s, keys);
}

enum tee_result on_state_copy(struct call *call)
{
    struct state *dst = state_named(call, 1), *src = state_named(call, 2);
    return dst && src ? state_copy(dst, src) : R_ERROR_BAD_PARAMETERS;
}

enum tee_result on_state_free(struct call *call)
{
    uint32_t pid = (uint32_t)call->ev->sender;
    return client_remove(pid, CLIENT_STATE, call->ev->w[1])
               ? R_SUCCESS
               : R_ERROR_BAD_PARAMETERS;
}

enum tee_result on_client_gone(struct call *call)
{
    client_gone((uint32_t)call->ev->w[1]);
    return R_SUCCESS;
}

static enum tee_result random_refuse(void)
{
    if (!has_refused)
        data_log("random numbers refused: no entropy");
    has_refused = 1;
    return R_ERROR_NO_DATA;
}

/* The input goes into the generator. */
static enum tee_result input_stir(struct call *call)
{
    while (call->left) {
        size_t n;
        const uint8_t *p = input_next(call, &n);
        if (!p)
            return R_ERROR_BAD_PARAMETERS;
        if (!random_stir(p, n))
            return random_refuse();
    }
    return R_SUCCESS;
}

static enum tee_result random_put(struct call *call, uint64_t n)
{
    size_t step;
    call->reply[1] = n;
    for (uint64_t at = 0; at < n; at += step) {
        step = n - at < CHUNK ? n - at : CHUNK;
        uint8_t *p = buffer_use(step);
        if (!random_fill(p, step))
            return random_refuse();
        if (!output_put(call, at, p, step))
            return R_ERROR_BAD_PARAMETERS;
    }
    return R_SUCCESS;
}

enum tee_result on_random(struct call *call)
{
    uint64_t n = call->ev->w[1];
    if (!output_fits(call, n))
        return R_ERROR_BAD_PARAMETERS;
    enum tee_result result = input_stir(call);
    return result == R_SUCCESS ? random_put(call, n) : result;
}
