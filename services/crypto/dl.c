/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Discrete logarithms modulo a prime: DSA by libcrypto, Diffie-Hellman and new
 * keys of both by one exponentiation of its constant-time kind, because
 * libcrypto takes neither the small groups nor the short exponents that
 * GlobalPlatform allows.
 *
 * Groups come from the client and are not proven prime. The other side's value
 * is checked to be in 2 .. p - 2 and, where the order q of the group is known,
 * to be of that group; 0 and 1 are no shared secret.
 */
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include "lib/mem.h"
#include "services/crypto/asym_priv.h"
#include "services/crypto/failure.h"

EVP_PKEY *dsa_pkey(const struct key *key)
{
    struct params p;
    _Bool is_pair = key->type->kind == CRYPTO_KIND_KEYPAIR;
    params_begin(&p);
    params_number(&p, OSSL_PKEY_PARAM_FFC_P, key_span(key, ATTR_DSA_PRIME));
    params_number(&p, OSSL_PKEY_PARAM_FFC_Q, key_span(key, ATTR_DSA_SUBPRIME));
    params_number(&p, OSSL_PKEY_PARAM_FFC_G, key_span(key, ATTR_DSA_BASE));
    params_number(&p, OSSL_PKEY_PARAM_PUB_KEY,
                  key_span(key, ATTR_DSA_PUBLIC_VALUE));
    if (is_pair)
        params_number(&p, OSSL_PKEY_PARAM_PRIV_KEY,
                      key_span(key, ATTR_DSA_PRIVATE_VALUE));
    return pkey_make("DSA", is_pair ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY,
                     &p);
}

/* libcrypto verifies with a q of 160, 224 or 256 bits only. */
static _Bool is_dsa_order(size_t bits)
{
    return bits == 160 || bits == 224 || bits == 256;
}

static enum tee_result dsa_setup(struct asym *a)
{
    struct span q = key_span(a->key[0], ATTR_DSA_SUBPRIME);
    if (!is_dsa_order(span_bits(q)))
        return R_ERROR_BAD_PARAMETERS;
    enum tee_result result = asym_setup_pkey(a);
    if (result != R_SUCCESS)
        return result;
    a->part = q.n;
    int ok = a->mode == MODE_SIGN ? EVP_PKEY_sign_init(a->ctx)
                                  : EVP_PKEY_verify_init(a->ctx);
    return ok == 1 ? R_SUCCESS : failure_result(R_ERROR_BAD_PARAMETERS);
}

/* As long as the digest, or already cut to the order. */
static _Bool is_dsa_digest(const struct asym *a, size_t n)
{
    return n == a->hash->size || (n == a->part && n < a->hash->size);
}

static enum tee_result dsa_sign(struct asym *a, const struct attrs *attrs,
                                struct span in, uint8_t *out, size_t *n)
{
    (void)attrs;
    return is_dsa_digest(a, in.n) ? pair_sign(a, in, out, n)
                                  : R_ERROR_BAD_PARAMETERS;
}

static enum tee_result dsa_verify(struct asym *a, const struct attrs *attrs,
                                  struct span digest, struct span signature)
{
    (void)attrs;
    return is_dsa_digest(a, digest.n) ? pair_verify(a, digest, signature)
                                      : R_ERROR_BAD_PARAMETERS;
}

const struct asym_family dsa_signature = {
    .setup = dsa_setup, .operate = dsa_sign, .verify = dsa_verify};

/* A group, and one side's values; all of one BN_CTX. */
struct dl {
    BIGNUM *p, *q, *g, *x, *y; /* q: zero where it is unknown */
};

static _Bool dl_new(struct dl *dl, BN_CTX *ctx)
{
    BN_CTX_start(ctx);
    dl->p = BN_CTX_get(ctx);
    dl->q = BN_CTX_get(ctx);
    dl->g = BN_CTX_get(ctx);
    dl->x = BN_CTX_get(ctx);
    dl->y = BN_CTX_get(ctx);
    return dl->y != NULL;
}

static _Bool number_read(struct span s, BIGNUM *number)
{
    return s.n <= 1024 && BN_bin2bn(s.p, (int)s.n, number);
}

/* 1 < n < p - 1, p being odd. */
static _Bool is_inside(const BIGNUM *n, const BIGNUM *p, BN_CTX *ctx)
{
    BN_CTX_start(ctx);
    BIGNUM *last = BN_CTX_get(ctx);
    _Bool ok = last && BN_is_odd(p) && BN_sub(last, p, BN_value_one()) &&
               BN_cmp(n, BN_value_one()) > 0 && BN_cmp(n, last) < 0;
    BN_CTX_end(ctx);
    return ok;
}

/* r = base^x mod p in time that does not depend on x or base. */
static _Bool power(BIGNUM *r, const BIGNUM *base, BIGNUM *x, const BIGNUM *p,
                   BN_CTX *ctx)
{
    BN_set_flags(x, BN_FLG_CONSTTIME);
    return BN_mod_exp_mont_consttime(r, base, x, p, ctx, NULL) == 1;
}

/* y is a value that the other side may send. */
static _Bool is_public_value(const struct dl *dl, BN_CTX *ctx)
{
    if (!is_inside(dl->y, dl->p, ctx))
        return 0;
    if (BN_is_zero(dl->q))
        return 1;
    BN_CTX_start(ctx);
    BIGNUM *t = BN_CTX_get(ctx);
    _Bool ok = t && BN_mod_exp(t, dl->y, dl->q, dl->p, ctx) && BN_is_one(t);
    BN_CTX_end(ctx);
    return ok;
}

/* Writes the secret without leading zeros, as OP-TEE does. */
static _Bool dh_secret(const struct key *key, struct span other, BN_CTX *ctx,
                       uint8_t *out, size_t room, size_t *n)
{
    struct dl dl;
    _Bool ok = dl_new(&dl, ctx) &&
               number_read(key_span(key, ATTR_DH_PRIME), dl.p) &&
               number_read(key_span(key, ATTR_DH_SUBPRIME), dl.q) &&
               number_read(key_span(key, ATTR_DH_PRIVATE_VALUE), dl.x) &&
               number_read(other, dl.y) && is_public_value(&dl, ctx) &&
               !BN_is_zero(dl.x) && power(dl.g, dl.y, dl.x, dl.p, ctx) &&
               !BN_is_zero(dl.g) && !BN_is_one(dl.g) &&
               (size_t)BN_num_bytes(dl.g) <= room;
    if (ok)
        *n = (size_t)BN_bn2bin(dl.g, out);
    BN_CTX_end(ctx);
    return ok;
}

static enum tee_result dh_derive(struct asym *a, const struct attrs *attrs,
                                 uint8_t *out, size_t room, size_t *n)
{
    const struct attr *other = attrs_find(attrs, ATTR_DH_PUBLIC_VALUE);
    if (!other || attrs->count != 1)
        return R_ERROR_BAD_PARAMETERS;
    BN_CTX *ctx = BN_CTX_secure_new();
    _Bool ok = ctx && dh_secret(a->key[0], attr_span(other), ctx, out, room, n);
    BN_CTX_free(ctx);
    return ok ? R_SUCCESS : failure_result(R_ERROR_BAD_PARAMETERS);
}

const struct asym_family dh_agreement = {.derive = dh_derive};

/* x: of `bits` if that is less than what x may be, or else from 1 to q - 1, or
 * p - 2. */
static _Bool private_make(struct dl *dl, uint32_t bits, BN_CTX *ctx)
{
    const BIGNUM *limit = dl->q;
    if (BN_is_zero(dl->q)) {
        if (!BN_sub(dl->y, dl->p, BN_value_one()))
            return 0;
        limit = dl->y;
    }
    int most = BN_num_bits(limit);
    if (most < 2)
        return 0;
    if (bits && bits < (uint32_t)most)
        return BN_priv_rand_ex(dl->x, (int)bits, BN_RAND_TOP_ONE,
                               BN_RAND_BOTTOM_ANY, 0, ctx) == 1;
    do {
        if (BN_priv_rand_range_ex(dl->x, limit, 0, ctx) != 1)
            return 0;
    } while (BN_is_zero(dl->x));
    return 1;
}

/* x, and y = g^x. */
static _Bool dl_make(struct dl *dl, uint32_t bits, BN_CTX *ctx)
{
    return is_inside(dl->g, dl->p, ctx) && private_make(dl, bits, ctx) &&
           power(dl->y, dl->g, dl->x, dl->p, ctx);
}

/* Copies the group from attrs, and adds x and y. */
struct dl_ids {
    uint32_t p, q, g, x, y;
};

static _Bool dl_fresh(const struct dl_ids *ids, const struct attrs *attrs,
                      uint32_t bits, BN_CTX *ctx, struct fresh *f)
{
    struct dl dl;
    struct span q = attr_span(attrs_find(attrs, ids->q));
    _Bool ok = dl_new(&dl, ctx) &&
               number_read(attr_span(attrs_find(attrs, ids->p)), dl.p) &&
               number_read(attr_span(attrs_find(attrs, ids->g)), dl.g) &&
               number_read(q, dl.q) && dl_make(&dl, bits, ctx) &&
               fresh_bignum(f, ids->p, dl.p) && fresh_bignum(f, ids->g, dl.g) &&
               fresh_bignum(f, ids->x, dl.x) && fresh_bignum(f, ids->y, dl.y) &&
               (!q.n || fresh_bignum(f, ids->q, dl.q));
    BN_CTX_end(ctx);
    return ok;
}

static enum tee_result dl_generate(const struct dl_ids *ids,
                                   const struct attrs *attrs, uint32_t bits,
                                   struct fresh *f)
{
    BN_CTX *ctx = BN_CTX_secure_new();
    _Bool ok = ctx && dl_fresh(ids, attrs, bits, ctx, f);
    BN_CTX_free(ctx);
    return ok ? R_SUCCESS : failure_result(R_ERROR_BAD_PARAMETERS);
}

enum tee_result dsa_generate(const struct type *type, uint32_t bits,
                             const struct attrs *attrs, struct fresh *f)
{
    static const struct dl_ids ids = {ATTR_DSA_PRIME, ATTR_DSA_SUBPRIME,
                                      ATTR_DSA_BASE, ATTR_DSA_PRIVATE_VALUE,
                                      ATTR_DSA_PUBLIC_VALUE};
    (void)type, (void)bits;
    if (!attrs_find(attrs, ATTR_DSA_SUBPRIME))
        return R_ERROR_BAD_PARAMETERS;
    return dl_generate(&ids, attrs, 0, f);
}

enum tee_result dh_generate(const struct type *type, uint32_t bits,
                            const struct attrs *attrs, struct fresh *f)
{
    static const struct dl_ids ids = {ATTR_DH_PRIME, ATTR_DH_SUBPRIME,
                                      ATTR_DH_BASE, ATTR_DH_PRIVATE_VALUE,
                                      ATTR_DH_PUBLIC_VALUE};
    (void)type, (void)bits;
    uint32_t x_bits = attrs_value(attrs, ATTR_DH_X_BITS, 0);
    enum tee_result result = dl_generate(&ids, attrs, x_bits, f);
    if (result != R_SUCCESS)
        return result;
    if (!x_bits) {
        struct span of = attr_span(attrs_find(attrs, ATTR_DH_SUBPRIME));
        if (!of.n)
            of = attr_span(attrs_find(attrs, ATTR_DH_PRIME));
        x_bits = (uint32_t)span_bits(span_strip_zeros(of));
    }
    return fresh_value(f, ATTR_DH_X_BITS, x_bits) ? R_SUCCESS
                                                  : R_ERROR_BAD_PARAMETERS;
}
