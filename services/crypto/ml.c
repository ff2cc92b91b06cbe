/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ML-DSA (FIPS 204) and ML-KEM (FIPS 203) of all sizes. Keys are in the
 * encodings of the standards, the private one expanded; libcrypto refuses a
 * pair that does not belong together. ML-DSA signs whole messages, with a
 * context if there is one, and hedges with random numbers.
 *
 * Decapsulation of a cipher text that is not one gives a secret nobody knows
 * and no error, as FIPS 203 wants it.
 */
#include <openssl/core_names.h>
#include "services/crypto/asym_priv.h"
#include "services/crypto/failure.h"

static const struct ml_set {
    uint32_t type; /* of the pair */
    uint32_t bits; /* as sizes name it */
    const char *name;
} sets[] = {
    {TYPE_ML_KEM_KEYPAIR, 512, "ML-KEM-512"},
    {TYPE_ML_KEM_KEYPAIR, 768, "ML-KEM-768"},
    {TYPE_ML_KEM_KEYPAIR, 1024, "ML-KEM-1024"},
    {TYPE_ML_DSA_KEYPAIR, 44, "ML-DSA-44"},
    {TYPE_ML_DSA_KEYPAIR, 65, "ML-DSA-65"},
    {TYPE_ML_DSA_KEYPAIR, 87, "ML-DSA-87"},
};

static const char *set_name(const struct type *type, uint32_t bits)
{
    for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++) {
        if (sets[i].type == (type->id | TYPE_PAIR) && sets[i].bits == bits)
            return sets[i].name;
    }
    return NULL;
}

EVP_PKEY *ml_pkey(const struct key *key)
{
    const char *name = set_name(key->type, key->bits);
    _Bool is_pair = key->type->kind == CRYPTO_KIND_KEYPAIR;
    struct params p;
    if (!name)
        return NULL;
    params_begin(&p);
    params_octets(&p, OSSL_PKEY_PARAM_PUB_KEY,
                  key_span(key, ATTR_ML_PUBLIC_VALUE));
    if (is_pair)
        params_octets(&p, OSSL_PKEY_PARAM_PRIV_KEY,
                      key_span(key, ATTR_ML_PRIVATE_VALUE));
    return pkey_make(name, is_pair ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY,
                     &p);
}

static enum tee_result ml_dsa_sign(struct asym *a, const struct attrs *attrs,
                                   struct span in, uint8_t *out, size_t *n)
{
    struct span context = attr_span(attrs_find(attrs, ATTR_EDDSA_CTX));
    return message_sign(a, NULL, context, in, out, n);
}

static enum tee_result ml_dsa_verify(struct asym *a, const struct attrs *attrs,
                                     struct span message, struct span signature)
{
    struct span context = attr_span(attrs_find(attrs, ATTR_EDDSA_CTX));
    return message_verify(a, NULL, context, message, signature);
}

const struct asym_family ml_dsa_signature = {
    .setup = asym_setup_pkey, .operate = ml_dsa_sign, .verify = ml_dsa_verify};

static enum tee_result ml_kem_derive(struct asym *a, const struct attrs *attrs,
                                     uint8_t *out, size_t room, size_t *n)
{
    const struct attr *text = attrs_find(attrs, ATTR_ML_KEM_CIPHERTEXT);
    size_t length = room;
    if (!text || attrs->count != 1)
        return R_ERROR_BAD_PARAMETERS;
    if (EVP_PKEY_decapsulate_init(a->ctx, NULL) != 1 ||
        EVP_PKEY_decapsulate(a->ctx, out, &length, text->p, text->n) != 1)
        return failure_result(R_ERROR_BAD_PARAMETERS);
    *n = length;
    return R_SUCCESS;
}

static enum tee_result ml_kem_encapsulate(struct asym *a, uint8_t *secret,
                                          size_t *secret_n, uint8_t *out,
                                          size_t *n)
{
    size_t text_n = 0, needed = 0;
    if (EVP_PKEY_encapsulate_init(a->ctx, NULL) != 1 ||
        EVP_PKEY_encapsulate(a->ctx, NULL, &text_n, NULL, &needed) != 1)
        return failure_result(R_ERROR_BAD_PARAMETERS);
    if (*secret_n < needed)
        return R_ERROR_BAD_PARAMETERS;
    if (!room_suffices(n, text_n))
        return R_ERROR_SHORT_BUFFER;
    if (EVP_PKEY_encapsulate(a->ctx, out, n, secret, secret_n) != 1)
        return failure_result(R_ERROR_BAD_PARAMETERS);
    return R_SUCCESS;
}

const struct asym_family ml_kem = {.setup = asym_setup_pkey,
                                   .derive = ml_kem_derive,
                                   .encapsulate = ml_kem_encapsulate};

enum tee_result ml_generate(const struct type *type, uint32_t bits,
                            const struct attrs *attrs, struct fresh *f)
{
    const char *name = set_name(type, bits);
    struct params p;
    (void)attrs;
    if (!name)
        return R_ERROR_BAD_PARAMETERS;
    params_begin(&p);
    if (fresh_pkey(f, name, &p) &&
        fresh_octets_of(f, ATTR_ML_PRIVATE_VALUE, OSSL_PKEY_PARAM_PRIV_KEY) &&
        fresh_octets_of(f, ATTR_ML_PUBLIC_VALUE, OSSL_PKEY_PARAM_PUB_KEY))
        return R_SUCCESS;
    return failure_result(R_ERROR_BAD_PARAMETERS);
}
