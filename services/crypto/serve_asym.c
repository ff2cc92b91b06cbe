/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Asymmetric operations. Their input is in the buffer as a whole, attributes
 * first, and their output comes from the second one.
 */
#include "lib/mem.h"
#include "services/crypto/asym.h"
#include "services/crypto/serve_priv.h"

static _Bool is_class(const struct state *s, enum crypto_class class)
{
    return s && s->alg->class == class;
}

/* Whole leases one behind the other in the buffer. */
static enum tee_result leases_fetch(struct call *call, unsigned count,
                                    struct span *out)
{
    size_t at = 0;
    if (call->left > CRYPTO_ASYM_MAX)
        return R_ERROR_EXCESS_DATA;
    uint8_t *p = buffer_use(call->left);
    for (unsigned i = 0; i < count; i++) {
        if (!lease_fetch(call, i, p + at, call->left - at, &out[i]))
            return R_ERROR_BAD_PARAMETERS;
        at += out[i].n;
    }
    return R_SUCCESS;
}

static _Bool span_attrs(struct span in, struct attrs *out)
{
    return in.n <= CRYPTO_ATTRS_SIZE && attrs_decode(in.p, in.n, out);
}

/* Room for output that is asked for in a word and there; false: it is not. */
static _Bool room_get(const struct call *call, unsigned word, size_t *room)
{
    if (call->output == NO_LEASE || !output_fits(call, call->ev->w[word]))
        return 0;
    *room = call->ev->w[word] < DATA_OUT_MAX ? call->ev->w[word] : DATA_OUT_MAX;
    return 1;
}

/* n bytes from the second buffer, or only what would be needed. */
static enum tee_result out_put(struct call *call, enum tee_result result,
                               const uint8_t *out, size_t n)
{
    if (result == R_SUCCESS || result == R_ERROR_SHORT_BUFFER)
        call->reply[1] = n;
    if (result == R_SUCCESS && !output_put(call, 0, out, n))
        return R_ERROR_BAD_PARAMETERS;
    return result;
}

enum tee_result on_asym_operate(struct call *call)
{
    struct state *s = state_named(call, 1);
    struct span in[2];
    struct attrs attrs;
    size_t n;
    if (!is_class(s, CRYPTO_CLASS_ASYM_CIPHER) &&
        !is_class(s, CRYPTO_CLASS_SIGNATURE))
        return R_ERROR_BAD_PARAMETERS;
    if (s->mode == MODE_VERIFY || !room_get(call, 2, &n))
        return R_ERROR_BAD_PARAMETERS;
    if (!s->key[0])
        return R_ERROR_BAD_STATE;
    enum tee_result result = leases_fetch(call, 2, in);
    if (result != R_SUCCESS)
        return result;
    if (!span_attrs(in[0], &attrs))
        return R_ERROR_BAD_PARAMETERS;
    uint8_t *out = buffer_out(n);
    result = asym_operate(s, &attrs, in[1], out, &n);
    return out_put(call, result, out, n);
}

enum tee_result on_asym_verify(struct call *call)
{
    struct state *s = state_named(call, 1);
    struct span in[3];
    struct attrs attrs;
    if (!is_class(s, CRYPTO_CLASS_SIGNATURE) || s->mode != MODE_VERIFY)
        return R_ERROR_BAD_PARAMETERS;
    if (!s->key[0])
        return R_ERROR_BAD_STATE;
    enum tee_result result = leases_fetch(call, 3, in);
    if (result != R_SUCCESS)
        return result;
    if (!span_attrs(in[0], &attrs))
        return R_ERROR_BAD_PARAMETERS;
    return asym_verify(s, &attrs, in[1], in[2]);
}

/* The object that gets a derived key, or NULL: it cannot. */
static struct object *object_for_secret(const struct call *call)
{
    struct object *o = object_named(call, 2);
    return o && !o->key && o->type->kind == CRYPTO_KIND_SECRET ? o : NULL;
}

static enum tee_result secret_give(struct object *o, const uint8_t *p, size_t n)
{
    struct attrs attrs = {
        .count = 1,
        .attr = {{.id = o->type->attr[0].id, .p = p, .n = (uint32_t)n}}};
    struct key *key;
    enum tee_result result = key_make(o->type, &attrs, &key);
    if (result != R_SUCCESS)
        return result;
    if (o->max_bits < key->bits)
        o->max_bits = key->bits;
    return object_give(o, key);
}

enum { SECRET_MAX = 512 }; /* bytes of the longest key */

/* How long a result may be. Algorithms have a length of their own, or are told
 * one, and OP-TEE never asked the object: but in SM2's key exchange, whose
 * length it is, and there in bytes. Bits are meant wherever they can be. */
static size_t secret_room(const struct state *s, const struct object *o)
{
    enum { BITS_MIN = 64 };
    if (s->alg->id != ALG_SM2_KEP)
        return SECRET_MAX;
    return o->max_bits < BITS_MIN ? o->max_bits : o->max_bits / 8;
}

enum tee_result on_derive(struct call *call)
{
    struct state *s = state_named(call, 1);
    struct object *o = object_for_secret(call);
    struct attrs attrs;
    size_t n = SECRET_MAX;
    if (!is_class(s, CRYPTO_CLASS_DERIVE) || !o)
        return R_ERROR_BAD_PARAMETERS;
    if (!s->key[0])
        return R_ERROR_BAD_STATE;
    enum tee_result result = input_attrs(call, &attrs);
    if (result != R_SUCCESS)
        return result;
    uint8_t *out = buffer_out(SECRET_MAX), confirmation[CRYPTO_CONFIRMATION];
    result = asym_derive(s, &attrs, secret_room(s, o), out, &n, confirmation);
    if (result != R_SUCCESS)
        return result;
    memcpy(&call->reply[2], confirmation, sizeof(confirmation));
    return secret_give(o, out, n);
}

enum tee_result on_encapsulate(struct call *call)
{
    enum { KEM_SECRET_MAX = 64 };
    struct state *s = state_named(call, 1);
    struct object *o = object_for_secret(call);
    uint8_t *secret = buffer_use(KEM_SECRET_MAX);
    size_t secret_n = KEM_SECRET_MAX, n;
    if (!is_class(s, CRYPTO_CLASS_DERIVE) || !o || !room_get(call, 3, &n))
        return R_ERROR_BAD_PARAMETERS;
    if (!s->key[0])
        return R_ERROR_BAD_STATE;
    uint8_t *out = buffer_out(n);
    enum tee_result result = asym_encapsulate(s, secret, &secret_n, out, &n);
    if (result == R_SUCCESS && secret_n * 8 > o->max_bits)
        return R_ERROR_BAD_PARAMETERS;
    result = out_put(call, result, out, n);
    return result == R_SUCCESS ? secret_give(o, secret, secret_n) : result;
}

enum tee_result on_verify(struct call *call)
{
    struct span in[VERIFY_LEASES];
    if (call->ev->w[1] > UINT32_MAX)
        return R_ERROR_NOT_SUPPORTED;
    if (rt_event_leases(call->ev) != VERIFY_LEASES ||
        call->left > VERIFY_KEY_MAX + VERIFY_DIGEST_MAX + VERIFY_SIGNATURE_MAX)
        return R_ERROR_BAD_PARAMETERS;
    enum tee_result result = leases_fetch(call, VERIFY_LEASES, in);
    if (result != R_SUCCESS)
        return result;
    if (in[VERIFY_KEY].n > VERIFY_KEY_MAX ||
        in[VERIFY_DIGEST].n > VERIFY_DIGEST_MAX ||
        in[VERIFY_SIGNATURE].n > VERIFY_SIGNATURE_MAX)
        return R_ERROR_BAD_PARAMETERS;
    return signature_verify((uint32_t)call->ev->w[1], in[VERIFY_KEY],
                            in[VERIFY_DIGEST], in[VERIFY_SIGNATURE]);
}
