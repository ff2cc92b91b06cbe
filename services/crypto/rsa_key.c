/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * RSA keys: libcrypto's from attributes, and new ones.
 *
 * A private operation is three times as fast with the primes. A pair that was
 * given as n, e, d only gets them: e d - 1 is a multiple k of (p - 1)(q - 1),
 * or, with d as small as it can be, a g-th of one, where g divides p - 1 and
 * q - 1 and so is small. Both k < e and p + q are small against n, so k is e d
 * g / n rounded up, and that gives p + q and p q. It costs a tenth of one
 * private operation. Keys for which it fails (a large e, an unusual g) are used
 * as they are.
 *
 * libcrypto makes keys of 512 bits and more; here is what smaller ones need,
 * which are good for nothing but test programs.
 */
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/rsa.h>
#include "lib/mem.h"
#include "services/crypto/asym_priv.h"
#include "services/crypto/failure.h"

enum { LIBCRYPTO_BITS_MIN = 512, G_MAX = 256 };

/* A pair as numbers; all are of one BN_CTX. */
struct rsa {
    BIGNUM *n, *e, *d, *p, *q, *dp, *dq, *qp;
    _Bool has_primes;
};

/* False: lack of memory. */
static _Bool rsa_new(struct rsa *r, BN_CTX *ctx)
{
    BIGNUM **numbers[] = {&r->n, &r->e,  &r->d,  &r->p,
                          &r->q, &r->dp, &r->dq, &r->qp};
    r->has_primes = 0;
    BN_CTX_start(ctx);
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        *numbers[i] = BN_CTX_get(ctx);
    if (!r->qp)
        return 0;
    BN_set_flags(r->d, BN_FLG_CONSTTIME);
    BN_set_flags(r->p, BN_FLG_CONSTTIME);
    BN_set_flags(r->q, BN_FLG_CONSTTIME);
    return 1;
}

/* Exponents and coefficient from n, d, p, q. */
static _Bool rsa_complete(struct rsa *r, BN_CTX *ctx)
{
    BN_CTX_start(ctx);
    BIGNUM *t = BN_CTX_get(ctx);
    _Bool ok = t && BN_sub(t, r->p, BN_value_one()) &&
               BN_mod(r->dp, r->d, t, ctx) && BN_sub(t, r->q, BN_value_one()) &&
               BN_mod(r->dq, r->d, t, ctx) &&
               BN_mod_inverse(r->qp, r->q, r->p, ctx);
    BN_CTX_end(ctx);
    return ok;
}

/* root = square root of n, rounded down, by Newton's iteration from above. */
static _Bool square_root(BIGNUM *root, const BIGNUM *n, BN_CTX *ctx)
{
    BN_CTX_start(ctx);
    BIGNUM *next = BN_CTX_get(ctx);
    _Bool ok = next && BN_one(next) &&
               BN_lshift(next, next, (BN_num_bits(n) + 1) / 2 + 1);
    do {
        ok = ok && BN_copy(root, next) && BN_div(next, NULL, n, root, ctx) &&
             BN_add(next, next, root) && BN_rshift1(next, next);
    } while (ok && BN_cmp(next, root) < 0);
    BN_CTX_end(ctx);
    return ok;
}

/* p and q from their product n and phi = (p - 1)(q - 1), p > q; false: that is
 * not phi. (p - q)^2 is (p + q)^2 - 4n. */
static _Bool primes_of_phi(struct rsa *r, const BIGNUM *phi, BN_CTX *ctx)
{
    BN_CTX_start(ctx);
    BIGNUM *sum = BN_CTX_get(ctx), *root = BN_CTX_get(ctx);
    BIGNUM *t = BN_CTX_get(ctx);
    _Bool ok = t && BN_sub(sum, r->n, phi) && BN_add_word(sum, 1) &&
               BN_sqr(t, sum, ctx) && BN_lshift(r->p, r->n, 2) &&
               BN_sub(t, t, r->p) && !BN_is_negative(t) && !BN_is_zero(t) &&
               square_root(root, t, ctx) && BN_add(r->p, sum, root) &&
               BN_rshift1(r->p, r->p) && BN_sub(r->q, sum, r->p) &&
               BN_mul(t, r->p, r->q, ctx) && BN_cmp(t, r->n) == 0;
    BN_CTX_end(ctx);
    return ok;
}

/* One step of rsa_factor: is m g divisible by (p - 1)(q - 1)? */
static _Bool factor_with(struct rsa *r, const BIGNUM *m, BN_ULONG g,
                         BN_CTX *ctx)
{
    BN_CTX_start(ctx);
    BIGNUM *k = BN_CTX_get(ctx), *phi = BN_CTX_get(ctx);
    BIGNUM *rest = BN_CTX_get(ctx), *mg = BN_CTX_get(ctx);
    _Bool ok = mg && BN_copy(mg, m) && BN_mul_word(mg, g) &&
               BN_div(k, NULL, mg, r->n, ctx) && BN_add_word(k, 1) &&
               BN_div(phi, rest, mg, k, ctx) && BN_is_zero(rest) &&
               primes_of_phi(r, phi, ctx);
    BN_CTX_end(ctx);
    return ok;
}

/* p and q from n, e, d; false: not found. */
static _Bool rsa_factor(struct rsa *r, BN_CTX *ctx)
{
    if (BN_num_bits(r->e) > BN_num_bits(r->n) / 2 - 4)
        return 0;
    BN_CTX_start(ctx);
    BIGNUM *m = BN_CTX_get(ctx);
    _Bool found = 0;
    if (m && BN_mul(m, r->e, r->d, ctx) && BN_sub_word(m, 1)) {
        for (BN_ULONG g = 1; g <= G_MAX && !found; g += g == 1 ? 1 : 2)
            found = factor_with(r, m, g, ctx);
    }
    BN_CTX_end(ctx);
    return found;
}

static _Bool number_read(const struct key *key, uint32_t id, BIGNUM *number)
{
    struct span s = key_span(key, id);
    return BN_bin2bn(s.p, (int)s.n, number) != NULL;
}

/* Reads or finds the primes, if it can. False: they do not multiply to n, or
 * lack of memory. */
static _Bool rsa_read_primes(const struct key *key, struct rsa *r, BN_CTX *ctx)
{
    if (!key_attr(key, ATTR_RSA_PRIME1)) {
        r->has_primes = rsa_factor(r, ctx) && rsa_complete(r, ctx);
        return r->has_primes || failure_result(R_SUCCESS) == R_SUCCESS;
    }
    BN_CTX_start(ctx);
    BIGNUM *t = BN_CTX_get(ctx);
    r->has_primes = t && number_read(key, ATTR_RSA_PRIME1, r->p) &&
                    number_read(key, ATTR_RSA_PRIME2, r->q) &&
                    number_read(key, ATTR_RSA_EXPONENT1, r->dp) &&
                    number_read(key, ATTR_RSA_EXPONENT2, r->dq) &&
                    number_read(key, ATTR_RSA_COEFFICIENT, r->qp) &&
                    BN_mul(t, r->p, r->q, ctx) && BN_cmp(t, r->n) == 0;
    BN_CTX_end(ctx);
    return r->has_primes;
}

/* Every number at the length of n. */
static EVP_PKEY *rsa_convert(const struct rsa *r, int selection)
{
    struct params p;
    size_t n = (size_t)BN_num_bytes(r->n);
    params_begin(&p);
    params_bignum(&p, OSSL_PKEY_PARAM_RSA_N, r->n, n);
    params_bignum(&p, OSSL_PKEY_PARAM_RSA_E, r->e, n);
    if (selection == EVP_PKEY_KEYPAIR)
        params_bignum(&p, OSSL_PKEY_PARAM_RSA_D, r->d, n);
    if (r->has_primes) {
        params_bignum(&p, OSSL_PKEY_PARAM_RSA_FACTOR1, r->p, n);
        params_bignum(&p, OSSL_PKEY_PARAM_RSA_FACTOR2, r->q, n);
        params_bignum(&p, OSSL_PKEY_PARAM_RSA_EXPONENT1, r->dp, n);
        params_bignum(&p, OSSL_PKEY_PARAM_RSA_EXPONENT2, r->dq, n);
        params_bignum(&p, OSSL_PKEY_PARAM_RSA_COEFFICIENT1, r->qp, n);
    }
    return pkey_make("RSA", selection, &p);
}

EVP_PKEY *rsa_pkey(const struct key *key)
{
    struct rsa r;
    EVP_PKEY *pkey = NULL;
    BN_CTX *ctx = BN_CTX_secure_new();
    if (!ctx)
        return NULL;
    _Bool is_pair = key->type->kind == CRYPTO_KIND_KEYPAIR;
    if (rsa_new(&r, ctx) && number_read(key, ATTR_RSA_MODULUS, r.n) &&
        number_read(key, ATTR_RSA_PUBLIC_EXPONENT, r.e) && BN_is_odd(r.n) &&
        BN_is_odd(r.e) && !BN_is_one(r.e) &&
        (!is_pair || (number_read(key, ATTR_RSA_PRIVATE_EXPONENT, r.d) &&
                      rsa_read_primes(key, &r, ctx))))
        pkey =
            rsa_convert(&r, is_pair ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY);
    BN_CTX_end(ctx);
    BN_CTX_free(ctx);
    return pkey;
}

/* A prime of `bits`, the upper two set, so that a product of two is as long as
 * both; p - 1 has no divisor in common with e. */
static _Bool prime_make(BIGNUM *p, int bits, const BIGNUM *e, BN_CTX *ctx)
{
    BN_CTX_start(ctx);
    BIGNUM *t = BN_CTX_get(ctx), *gcd = BN_CTX_get(ctx);
    _Bool ok = gcd != NULL;
    do {
        ok = ok && BN_generate_prime_ex2(p, bits, 0, NULL, NULL, NULL, ctx) &&
             BN_sub(t, p, BN_value_one()) && BN_gcd(gcd, t, e, ctx);
    } while (ok && !BN_is_one(gcd));
    BN_CTX_end(ctx);
    return ok;
}

static _Bool rsa_make_small(struct rsa *r, int bits, BN_CTX *ctx)
{
    BN_CTX_start(ctx);
    BIGNUM *t = BN_CTX_get(ctx), *phi = BN_CTX_get(ctx);
    _Bool ok = phi && prime_make(r->p, bits - bits / 2, r->e, ctx);
    do {
        ok = ok && prime_make(r->q, bits / 2, r->e, ctx);
    } while (ok && BN_cmp(r->p, r->q) == 0);
    ok = ok && BN_mul(r->n, r->p, r->q, ctx) &&
         BN_sub(t, r->p, BN_value_one()) && BN_sub(phi, r->q, BN_value_one()) &&
         BN_mul(phi, phi, t, ctx) && BN_mod_inverse(r->d, r->e, phi, ctx) &&
         rsa_complete(r, ctx);
    BN_CTX_end(ctx);
    r->has_primes = ok;
    return ok;
}

static EVP_PKEY *rsa_generate_small(struct span e, uint32_t bits)
{
    struct rsa r;
    EVP_PKEY *pkey = NULL;
    BN_CTX *ctx = BN_CTX_secure_new();
    if (!ctx)
        return NULL;
    if (rsa_new(&r, ctx) && BN_bin2bn(e.p, (int)e.n, r.e) &&
        rsa_make_small(&r, (int)bits, ctx))
        pkey = rsa_convert(&r, EVP_PKEY_KEYPAIR);
    BN_CTX_end(ctx);
    BN_CTX_free(ctx);
    return pkey;
}

static _Bool rsa_export(struct fresh *f)
{
    return fresh_number_of(f, ATTR_RSA_MODULUS, OSSL_PKEY_PARAM_RSA_N) &&
           fresh_number_of(f, ATTR_RSA_PUBLIC_EXPONENT,
                           OSSL_PKEY_PARAM_RSA_E) &&
           fresh_number_of(f, ATTR_RSA_PRIVATE_EXPONENT,
                           OSSL_PKEY_PARAM_RSA_D) &&
           fresh_number_of(f, ATTR_RSA_PRIME1, OSSL_PKEY_PARAM_RSA_FACTOR1) &&
           fresh_number_of(f, ATTR_RSA_PRIME2, OSSL_PKEY_PARAM_RSA_FACTOR2) &&
           fresh_number_of(f, ATTR_RSA_EXPONENT1,
                           OSSL_PKEY_PARAM_RSA_EXPONENT1) &&
           fresh_number_of(f, ATTR_RSA_EXPONENT2,
                           OSSL_PKEY_PARAM_RSA_EXPONENT2) &&
           fresh_number_of(f, ATTR_RSA_COEFFICIENT,
                           OSSL_PKEY_PARAM_RSA_COEFFICIENT1);
}

enum tee_result rsa_generate(const struct type *type, uint32_t bits,
                             const struct attrs *attrs, struct fresh *f)
{
    static const uint8_t f4[] = {1, 0, 1};
    struct span e = {f4, sizeof(f4)};
    struct params p;
    int size = (int)bits;
    (void)type;
    if (attrs_find(attrs, ATTR_RSA_PUBLIC_EXPONENT))
        e = span_strip_zeros(
            attr_span(attrs_find(attrs, ATTR_RSA_PUBLIC_EXPONENT)));
    /* From 3, odd; SP 800-56B, 6.2: less than 2^256. */
    if (span_bits(e) < 2 || e.n > 32 || !(e.p[e.n - 1] & 1))
        return R_ERROR_BAD_PARAMETERS;
    params_begin(&p);
    params_int(&p, OSSL_PKEY_PARAM_RSA_BITS, &size);
    params_number(&p, OSSL_PKEY_PARAM_RSA_E, e);
    if (bits < LIBCRYPTO_BITS_MIN)
        f->pkey = rsa_generate_small(e, bits);
    else
        (void)fresh_pkey(f, "RSA", &p);
    return f->pkey && rsa_export(f) ? R_SUCCESS
                                    : failure_result(R_ERROR_BAD_PARAMETERS);
}
