/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * New keys: the family fills a struct fresh with attributes, of which
 * key_make() makes the key, which also gets libcrypto's, so that the first use
 * has nothing to do.
 */
#include <openssl/crypto.h>
#include "lib/mem.h"
#include "services/crypto/asym_priv.h"
#include "services/crypto/failure.h"

static _Bool fresh_add(struct fresh *f, struct attr attr)
{
    if (f->attrs.count == CRYPTO_ATTRS_MAX)
        return 0;
    f->attrs.attr[f->attrs.count++] = attr;
    return 1;
}

/* n bytes of room; NULL: there is none. */
static uint8_t *fresh_room(struct fresh *f, size_t n)
{
    if (n > FRESH_BYTES - f->used)
        return NULL;
    f->used += n;
    return f->bytes + f->used - n;
}

_Bool fresh_octets(struct fresh *f, uint32_t id, struct span octets)
{
    uint8_t *p = fresh_room(f, octets.n);
    if (!p)
        return 0;
    memcpy(p, octets.p, octets.n);
    return fresh_add(f,
                     (struct attr){.id = id, .p = p, .n = (uint32_t)octets.n});
}

_Bool fresh_bignum(struct fresh *f, uint32_t id, const BIGNUM *number)
{
    uint32_t n = (uint32_t)BN_num_bytes(number);
    uint8_t *p = fresh_room(f, n);
    if (!p)
        return 0;
    (void)BN_bn2bin(number, p);
    return fresh_add(f, (struct attr){.id = id, .p = p, .n = n});
}

_Bool fresh_value(struct fresh *f, uint32_t id, uint32_t a)
{
    return fresh_add(f, (struct attr){.id = id, .a = a});
}

_Bool fresh_number_of(struct fresh *f, uint32_t id, const char *param)
{
    BIGNUM *number = NULL;
    _Bool ok = EVP_PKEY_get_bn_param(f->pkey, param, &number) == 1 &&
               fresh_bignum(f, id, number);
    BN_clear_free(number);
    return ok;
}

_Bool fresh_octets_of(struct fresh *f, uint32_t id, const char *param)
{
    size_t n = 0;
    uint8_t *p = f->bytes + f->used;
    if (EVP_PKEY_get_octet_string_param(f->pkey, param, p,
                                        FRESH_BYTES - f->used, &n) != 1)
        return 0;
    f->used += n;
    return fresh_add(f, (struct attr){.id = id, .p = p, .n = (uint32_t)n});
}

_Bool fresh_pkey(struct fresh *f, const char *type, struct params *p)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    _Bool ok = ctx && params_end(p) && EVP_PKEY_keygen_init(ctx) == 1 &&
               (!p->count || EVP_PKEY_CTX_set_params(ctx, p->list) == 1) &&
               EVP_PKEY_generate(ctx, &f->pkey) == 1;
    EVP_PKEY_CTX_free(ctx);
    f->pkey = pkey_checked(f->pkey);
    return ok && f->pkey;
}

typedef enum tee_result generate_fn(const struct type *type, uint32_t bits,
                                    const struct attrs *attrs, struct fresh *f);

static generate_fn *generator_of(const struct type *type)
{
    static const struct {
        uint32_t type;
        generate_fn *generate;
    } generators[] = {
        {TYPE_RSA_KEYPAIR, rsa_generate},
        {TYPE_DSA_KEYPAIR, dsa_generate},
        {TYPE_DH_KEYPAIR, dh_generate},
        {TYPE_ECDSA_KEYPAIR, ec_generate},
        {TYPE_ECDH_KEYPAIR, ec_generate},
        {TYPE_SM2_DSA_KEYPAIR, ec_generate},
        {TYPE_SM2_KEP_KEYPAIR, ec_generate},
        {TYPE_SM2_PKE_KEYPAIR, ec_generate},
        {TYPE_ED25519_KEYPAIR, edx_generate},
        {TYPE_ED448_KEYPAIR, edx_generate},
        {TYPE_X25519_KEYPAIR, edx_generate},
        {TYPE_X448_KEYPAIR, edx_generate},
        {TYPE_ML_KEM_KEYPAIR, ml_generate},
        {TYPE_ML_DSA_KEYPAIR, ml_generate},
    };
    for (size_t i = 0; i < sizeof(generators) / sizeof(generators[0]); i++) {
        if (generators[i].type == type->id)
            return generators[i].generate;
    }
    return NULL;
}

static enum tee_result fresh_make(const struct type *type, uint32_t bits,
                                  const struct attrs *attrs, struct fresh *f,
                                  struct key **out)
{
    generate_fn *generate = generator_of(type);
    if (!generate)
        return R_ERROR_BAD_PARAMETERS;
    enum tee_result result = generate(type, bits, attrs, f);
    if (result == R_SUCCESS)
        result = key_make(type, &f->attrs, out);
    if (result == R_SUCCESS) {
        (*out)->pkey = f->pkey;
        f->pkey = NULL;
    }
    return result;
}

enum tee_result asym_generate(const struct type *type, uint32_t bits,
                              const struct attrs *attrs, struct key **out)
{
    struct fresh *f = OPENSSL_zalloc(sizeof(*f));
    if (!f)
        return failure_result(R_ERROR_OUT_OF_MEMORY);
    enum tee_result result = fresh_make(type, bits, attrs, f, out);
    EVP_PKEY_free(f->pkey);
    OPENSSL_clear_free(f, sizeof(*f));
    return result;
}
