/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ed25519 and Ed448 (RFC 8032), X25519 and X448 (RFC 7748).
 *
 * EdDSA signs whole messages; the prehashed variants hash the message here. A
 * context makes Ed25519 into Ed25519ctx; Ed448 always has one, if only an empty
 * one. A pair whose public key is not that of its private key is refused: two
 * signatures with different public keys would give the private key away.
 *
 * State: edx, libcrypto's variants of EdDSA, fetched at the start.
 */
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include "lib/mem.h"
#include "services/crypto/asym_priv.h"
#include "services/crypto/failure.h"

enum { CONTEXT_MAX = 255, POINT_MAX = 57 };

static struct edx {
    EVP_SIGNATURE *ed25519, *ed25519_context, *ed25519_prehash;
    EVP_SIGNATURE *ed448, *ed448_prehash;
} edx;

_Bool edx_init(void)
{
    edx.ed25519 = EVP_SIGNATURE_fetch(NULL, "ED25519", NULL);
    edx.ed25519_context = EVP_SIGNATURE_fetch(NULL, "ED25519ctx", NULL);
    edx.ed25519_prehash = EVP_SIGNATURE_fetch(NULL, "ED25519ph", NULL);
    edx.ed448 = EVP_SIGNATURE_fetch(NULL, "ED448", NULL);
    edx.ed448_prehash = EVP_SIGNATURE_fetch(NULL, "ED448ph", NULL);
    return edx.ed25519 && edx.ed25519_context && edx.ed25519_prehash &&
           edx.ed448 && edx.ed448_prehash;
}

/* The four curves; type is that of the public key. */
static const struct edx_curve {
    uint32_t type;
    uint32_t public, private; /* ATTR_* */
    const char *name;
} curves[] = {
    {TYPE_ED25519_PUBLIC_KEY, ATTR_ED25519_PUBLIC_VALUE,
     ATTR_ED25519_PRIVATE_VALUE, "ED25519"},
    {TYPE_ED448_PUBLIC_KEY, ATTR_ED448_PUBLIC_VALUE, ATTR_ED448_PRIVATE_VALUE,
     "ED448"},
    {TYPE_X25519_PUBLIC_KEY, ATTR_X25519_PUBLIC_VALUE,
     ATTR_X25519_PRIVATE_VALUE, "X25519"},
    {TYPE_X448_PUBLIC_KEY, ATTR_X448_PUBLIC_VALUE, ATTR_X448_PRIVATE_VALUE,
     "X448"},
};

static const struct edx_curve *curve_of(const struct type *type)
{
    for (size_t i = 0; i < sizeof(curves) / sizeof(curves[0]); i++) {
        if ((curves[i].type | TYPE_PAIR) == (type->id | TYPE_PAIR))
            return &curves[i];
    }
    return NULL;
}

static EVP_PKEY *public_pkey(const char *name, struct span public)
{
    struct params p;
    params_begin(&p);
    params_octets(&p, OSSL_PKEY_PARAM_PUB_KEY, public);
    return pkey_make(name, EVP_PKEY_PUBLIC_KEY, &p);
}

/* libcrypto computes the public key where it is not given. */
static _Bool is_public_of(EVP_PKEY *pkey, struct span public)
{
    uint8_t is[POINT_MAX];
    size_t n = 0;
    return EVP_PKEY_get_octet_string_param(pkey, OSSL_PKEY_PARAM_PUB_KEY, is,
                                           sizeof(is), &n) == 1 &&
           n == public.n && !memcmp(is, public.p, n);
}

EVP_PKEY *edx_pkey(const struct key *key)
{
    const struct edx_curve *curve = curve_of(key->type);
    struct span public = key_span(key, curve->public);
    struct params p;
    if (key->type->kind == CRYPTO_KIND_PUBLIC)
        return public_pkey(curve->name, public);
    params_begin(&p);
    params_octets(&p, OSSL_PKEY_PARAM_PRIV_KEY, key_span(key, curve->private));
    EVP_PKEY *pkey = pkey_make(curve->name, EVP_PKEY_KEYPAIR, &p);
    if (pkey && !is_public_of(pkey, public)) {
        EVP_PKEY_free(pkey);
        pkey = NULL;
    }
    return pkey;
}

/* Sets libcrypto's context up for one message. */
typedef int message_init_fn(EVP_PKEY_CTX *ctx, EVP_SIGNATURE *instance,
                            const OSSL_PARAM params[]);

static _Bool message_begin(struct asym *a, message_init_fn *init,
                           EVP_SIGNATURE *instance, struct span context)
{
    struct params p;
    if (context.n > CONTEXT_MAX)
        return 0;
    params_begin(&p);
    if (context.n)
        params_octets(&p, OSSL_SIGNATURE_PARAM_CONTEXT_STRING, context);
    return params_end(&p) && init(a->ctx, instance, p.list) == 1;
}

enum tee_result message_sign(struct asym *a, EVP_SIGNATURE *instance,
                             struct span context, struct span message,
                             uint8_t *out, size_t *n)
{
    if (!room_suffices(n, (size_t)EVP_PKEY_get_size(a->pkey)))
        return R_ERROR_SHORT_BUFFER;
    if (message_begin(a, EVP_PKEY_sign_message_init, instance, context) &&
        EVP_PKEY_sign(a->ctx, out, n, message.p, message.n) == 1)
        return R_SUCCESS;
    return failure_result(R_ERROR_BAD_PARAMETERS);
}

enum tee_result message_verify(struct asym *a, EVP_SIGNATURE *instance,
                               struct span context, struct span message,
                               struct span signature)
{
    if (!message_begin(a, EVP_PKEY_verify_message_init, instance, context))
        return failure_result(R_ERROR_BAD_PARAMETERS);
    int good =
        EVP_PKEY_verify(a->ctx, signature.p, signature.n, message.p, message.n);
    enum tee_result result = failure_result(R_ERROR_SIGNATURE_INVALID);
    return good == 1 ? R_SUCCESS : result;
}

/* The variant that the attributes ask for, and its context. */
static enum tee_result variant_find(const struct asym *a,
                                    const struct attrs *attrs,
                                    EVP_SIGNATURE **instance,
                                    struct span *context)
{
    const struct attr *prehash = attrs_find(attrs, ATTR_EDDSA_PREHASH);
    if (prehash && (prehash->a > 1 || prehash->b))
        return R_ERROR_BAD_PARAMETERS;
    _Bool is_prehashed = prehash && prehash->a;
    *context = attr_span(attrs_find(attrs, ATTR_EDDSA_CTX));
    if (a->alg->id == ALG_ED448)
        *instance = is_prehashed ? edx.ed448_prehash : edx.ed448;
    else if (is_prehashed)
        *instance = edx.ed25519_prehash;
    else
        *instance = context->n ? edx.ed25519_context : edx.ed25519;
    return R_SUCCESS;
}

static enum tee_result eddsa_sign(struct asym *a, const struct attrs *attrs,
                                  struct span in, uint8_t *out, size_t *n)
{
    EVP_SIGNATURE *instance;
    struct span context;
    enum tee_result result = variant_find(a, attrs, &instance, &context);
    if (result != R_SUCCESS)
        return result;
    return message_sign(a, instance, context, in, out, n);
}

static enum tee_result eddsa_verify(struct asym *a, const struct attrs *attrs,
                                    struct span message, struct span signature)
{
    EVP_SIGNATURE *instance;
    struct span context;
    enum tee_result result = variant_find(a, attrs, &instance, &context);
    if (result != R_SUCCESS)
        return result;
    return message_verify(a, instance, context, message, signature);
}

const struct asym_family eddsa_signature = {
    .setup = asym_setup_pkey, .operate = eddsa_sign, .verify = eddsa_verify};

/* libcrypto refuses a secret of zeros, which a point of small order gives. */
static enum tee_result xdh_derive(struct asym *a, const struct attrs *attrs,
                                  uint8_t *out, size_t room, size_t *n)
{
    const struct edx_curve *curve = curve_of(a->key[0]->type);
    const struct attr *public = attrs_find(attrs, curve->public);
    if (!public || attrs->count != 1)
        return R_ERROR_BAD_PARAMETERS;
    return secret_agree(a, public_pkey(curve->name, attr_span(public)), out,
                        room, n);
}

const struct asym_family xdh_agreement = {.setup = secret_setup,
                                          .derive = xdh_derive};

enum tee_result edx_generate(const struct type *type, uint32_t bits,
                             const struct attrs *attrs, struct fresh *f)
{
    const struct edx_curve *curve = curve_of(type);
    struct params p;
    (void)bits, (void)attrs;
    params_begin(&p);
    if (fresh_pkey(f, curve->name, &p) &&
        fresh_octets_of(f, curve->private, OSSL_PKEY_PARAM_PRIV_KEY) &&
        fresh_octets_of(f, curve->public, OSSL_PKEY_PARAM_PUB_KEY))
        return R_SUCCESS;
    return failure_result(R_ERROR_BAD_PARAMETERS);
}
