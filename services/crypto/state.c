/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What all classes have in common: which modes and keys an algorithm takes, and
 * what a key may be used for. Checks come first, on a state of their own that
 * becomes the real one if they pass.
 */
#include "services/crypto/state.h"

#include "services/crypto/ae.h"
#include "services/crypto/asym.h"
#include "services/crypto/cipher.h"
#include "services/crypto/digest.h"
#include "services/crypto/mac.h"

#define MODE_BIT(mode) (1u << MODE_##mode)

static const struct {
    unsigned modes;
    const struct state_class *class;
} classes[] = {
    [CRYPTO_CLASS_CIPHER] = {MODE_BIT(ENCRYPT) | MODE_BIT(DECRYPT),
                             &cipher_class},
    [CRYPTO_CLASS_MAC] = {MODE_BIT(MAC), &mac_class},
    [CRYPTO_CLASS_AE] = {MODE_BIT(ENCRYPT) | MODE_BIT(DECRYPT), &ae_class},
    [CRYPTO_CLASS_DIGEST] = {MODE_BIT(DIGEST), &digest_class},
    [CRYPTO_CLASS_ASYM_CIPHER] = {MODE_BIT(ENCRYPT) | MODE_BIT(DECRYPT),
                                  &asym_class},
    [CRYPTO_CLASS_SIGNATURE] = {MODE_BIT(SIGN) | MODE_BIT(VERIFY), &asym_class},
    [CRYPTO_CLASS_DERIVE] = {MODE_BIT(DERIVE), &derive_class},
};

/* What a key must be allowed for. RSA without padding does both things that a
 * private or a public key can do. */
static uint32_t mode_usage(const struct state *s)
{
    static const uint32_t usages[] = {
        [MODE_ENCRYPT] = USAGE_ENCRYPT, [MODE_DECRYPT] = USAGE_DECRYPT,
        [MODE_SIGN] = USAGE_SIGN,       [MODE_VERIFY] = USAGE_VERIFY,
        [MODE_MAC] = USAGE_MAC,         [MODE_DERIVE] = USAGE_DERIVE,
    };
    if (s->alg->id == ALG_RSA_NOPAD)
        return s->mode == MODE_ENCRYPT ? USAGE_ENCRYPT | USAGE_VERIFY
                                       : USAGE_DECRYPT | USAGE_SIGN;
    return usages[s->mode];
}

/* Pairs do for their public half where that is used. */
static _Bool type_fits(const struct state *s, const struct type *type)
{
    _Bool is_public = s->mode == MODE_ENCRYPT || s->mode == MODE_VERIFY ||
                      s->alg->id == ALG_ML_KEM;
    return type->id == s->alg->type ||
           (is_public && type->kind == CRYPTO_KIND_PUBLIC &&
            (type->id | TYPE_PAIR) == s->alg->type);
}

static enum tee_result key_check(const struct state *s, const struct object *o)
{
    if (!o || !o->key || !type_fits(s, o->type))
        return R_ERROR_BAD_PARAMETERS;
    uint32_t usage = mode_usage(s);
    return (o->usage & usage) == usage ? R_SUCCESS : R_ERROR_ACCESS_DENIED;
}

/* Gives *s, which holds nothing, the keys. */
static enum tee_result keys_check(struct state *s, struct object *const keys[2])
{
    enum tee_result result = R_SUCCESS;
    if (keys[0] || keys[1]) {
        for (unsigned i = 0; i < 2 && result == R_SUCCESS; i++) {
            if (i < s->alg->keys)
                result = key_check(s, keys[i]);
            else if (keys[i])
                result = R_ERROR_BAD_PARAMETERS;
            s->key[i] = keys[i] ? keys[i]->key : NULL;
        }
    }
    return result == R_SUCCESS ? classes[s->alg->class].class->check(s)
                               : result;
}

static void state_forget(struct state *s)
{
    classes[s->alg->class].class->drop(s);
    for (unsigned i = 0; i < 2; i++) {
        key_put(s->key[i]);
        s->key[i] = NULL;
    }
}

enum tee_result state_set_keys(struct state *s, struct object *const keys[2])
{
    struct state checked = {.alg = s->alg, .mode = s->mode};
    enum tee_result result = keys_check(&checked, keys);
    if (result != R_SUCCESS)
        return result;
    for (unsigned i = 0; i < 2; i++)
        if (checked.key[i])
            key_get(checked.key[i]);
    state_forget(s);
    *s = checked;
    return R_SUCCESS;
}

enum tee_result state_begin(struct state *s, uint64_t alg, uint64_t mode,
                            struct object *const keys[2])
{
    struct state checked = {.alg = alg_find(alg), .mode = (unsigned)mode};
    if (!checked.alg)
        return R_ERROR_NOT_SUPPORTED;
    if (mode > MODE_DERIVE || !(classes[checked.alg->class].modes & 1u << mode))
        return R_ERROR_BAD_PARAMETERS;
    enum tee_result result = state_set_keys(&checked, keys);
    if (result == R_SUCCESS)
        *s = checked;
    return result;
}

enum tee_result state_copy(struct state *dst, const struct state *src)
{
    if (dst->alg != src->alg || dst->mode != src->mode)
        return R_ERROR_BAD_PARAMETERS;
    if (dst == src)
        return R_SUCCESS;
    state_forget(dst);
    for (unsigned i = 0; i < 2; i++)
        if (src->key[i])
            dst->key[i] = key_get(src->key[i]);
    return src->ctx ? classes[dst->alg->class].class->copy(dst, src)
                    : R_SUCCESS;
}

void state_end(void *state)
{
    struct state *s = state;
    if (s->alg)
        state_forget(s);
}
