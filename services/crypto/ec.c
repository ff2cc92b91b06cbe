/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ECDSA, ECDH and SM2 signatures over libcrypto's curves.
 *
 * A public key is refused when libcrypto makes its key of it, if the point is
 * not on the curve; all curves have cofactor 1, so no other check is needed. A
 * digest of any length is taken: of a longer one than the order the left part
 * counts. SM2's digest is the one over the identity and the message, which the
 * client makes.
 */
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include "lib/mem.h"
#include "services/crypto/asym_priv.h"
#include "services/crypto/failure.h"

enum { FIELD_MAX = 66, CURVE_SM2 = 0x400 };

/* GlobalPlatform's TEE_ECC_CURVE_*, and OP-TEE's way to number others. */
static const struct curve {
    uint32_t id;
    uint32_t bits;
    const char *name;
} curves[] = {
    {0x00000001, 192, "P-192"},
    {0x00000002, 224, "P-224"},
    {0x00000003, 256, "P-256"},
    {0x00000004, 384, "P-384"},
    {0x00000005, 521, "P-521"},
    {0x00000101, 160, "brainpoolP160r1"},
    {0x00000102, 192, "brainpoolP192r1"},
    {0x00000103, 224, "brainpoolP224r1"},
    {0x00000104, 256, "brainpoolP256r1"},
    {0x00000105, 320, "brainpoolP320r1"},
    {0x00000106, 384, "brainpoolP384r1"},
    {0x00000107, 512, "brainpoolP512r1"},
    {0x00000201, 160, "brainpoolP160t1"},
    {0x00000202, 192, "brainpoolP192t1"},
    {0x00000203, 224, "brainpoolP224t1"},
    {0x00000204, 256, "brainpoolP256t1"},
    {0x00000205, 320, "brainpoolP320t1"},
    {0x00000206, 384, "brainpoolP384t1"},
    {0x00000207, 512, "brainpoolP512t1"},
    {0x80000001, 256, "secp256k1"},
    {CURVE_SM2, 256, "SM2"},
};

static const struct curve *curve_find(uint32_t id)
{
    for (size_t i = 0; i < sizeof(curves) / sizeof(curves[0]); i++) {
        if (curves[i].id == id)
            return &curves[i];
    }
    return NULL;
}

/* Keys of SM2 have no attribute for it. */
static const struct curve *curve_of(const struct key *key)
{
    const struct attr *curve = key_attr(key, ATTR_ECC_CURVE);
    return curve_find(curve ? curve->a : CURVE_SM2);
}

static size_t field_size(const struct curve *curve)
{
    return (curve->bits + 7) / 8;
}

/* The number at the end of `size` bytes of zeros; false: it is longer. */
static _Bool number_place(uint8_t *out, size_t size, struct span number)
{
    number = span_strip_zeros(number);
    if (number.n > size)
        return 0;
    memset(out, 0, size);
    memcpy(out + size - number.n, number.p, number.n);
    return 1;
}

/* A public key; with d, a pair. */
static EVP_PKEY *point_pkey(const struct curve *curve, struct span x,
                            struct span y, struct span d)
{
    uint8_t point[1 + 2 * FIELD_MAX] = {POINT_CONVERSION_UNCOMPRESSED};
    size_t size = field_size(curve);
    struct params p;
    if (!number_place(point + 1, size, x) ||
        !number_place(point + 1 + size, size, y))
        return NULL;
    params_begin(&p);
    params_text(&p, OSSL_PKEY_PARAM_GROUP_NAME, curve->name);
    params_octets(&p, OSSL_PKEY_PARAM_PUB_KEY,
                  (struct span){point, 1 + 2 * size});
    if (d.n)
        params_number(&p, OSSL_PKEY_PARAM_PRIV_KEY, d);
    return pkey_make(curve->id == CURVE_SM2 ? "SM2" : "EC",
                     d.n ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY, &p);
}

EVP_PKEY *ec_pkey(const struct key *key)
{
    const struct curve *curve = curve_of(key);
    if (!curve)
        return NULL;
    return point_pkey(curve, key_span(key, ATTR_ECC_PUBLIC_VALUE_X),
                      key_span(key, ATTR_ECC_PUBLIC_VALUE_Y),
                      key_span(key, ATTR_ECC_PRIVATE_VALUE));
}

static enum tee_result ecdsa_setup(struct asym *a)
{
    enum tee_result result = asym_setup_pkey(a);
    if (result != R_SUCCESS)
        return result;
    a->part = ((size_t)EVP_PKEY_get_bits(a->pkey) + 7) / 8;
    int ok = a->mode == MODE_SIGN ? EVP_PKEY_sign_init(a->ctx)
                                  : EVP_PKEY_verify_init(a->ctx);
    return ok == 1 ? R_SUCCESS : failure_result(R_ERROR_BAD_PARAMETERS);
}

static enum tee_result ecdsa_sign(struct asym *a, const struct attrs *attrs,
                                  struct span in, uint8_t *out, size_t *n)
{
    (void)attrs;
    return in.n ? pair_sign(a, in, out, n) : R_ERROR_BAD_PARAMETERS;
}

static enum tee_result ecdsa_verify(struct asym *a, const struct attrs *attrs,
                                    struct span digest, struct span signature)
{
    (void)attrs;
    return digest.n ? pair_verify(a, digest, signature)
                    : R_ERROR_BAD_PARAMETERS;
}

const struct asym_family ecdsa_signature = {
    .setup = ecdsa_setup, .operate = ecdsa_sign, .verify = ecdsa_verify};

static enum tee_result sm2_sign(struct asym *a, const struct attrs *attrs,
                                struct span in, uint8_t *out, size_t *n)
{
    (void)attrs;
    return in.n == a->hash->size ? pair_sign(a, in, out, n)
                                 : R_ERROR_BAD_PARAMETERS;
}

static enum tee_result sm2_verify(struct asym *a, const struct attrs *attrs,
                                  struct span digest, struct span signature)
{
    (void)attrs;
    return digest.n == a->hash->size ? pair_verify(a, digest, signature)
                                     : R_ERROR_BAD_PARAMETERS;
}

const struct asym_family sm2_signature = {
    .setup = ecdsa_setup, .operate = sm2_sign, .verify = sm2_verify};

/* The secret is x of the point, as long as the field. */
static enum tee_result ecdh_derive(struct asym *a, const struct attrs *attrs,
                                   uint8_t *out, size_t room, size_t *n)
{
    const struct attr *x = attrs_find(attrs, ATTR_ECC_PUBLIC_VALUE_X);
    const struct attr *y = attrs_find(attrs, ATTR_ECC_PUBLIC_VALUE_Y);
    const struct curve *curve = curve_of(a->key[0]);
    if (!x || !y || attrs->count != 2 || room < field_size(curve))
        return R_ERROR_BAD_PARAMETERS;
    return secret_agree(
        a,
        point_pkey(curve, attr_span(x), attr_span(y), (struct span){NULL, 0}),
        out, room, n);
}

const struct asym_family ecdh_agreement = {.setup = secret_setup,
                                           .derive = ecdh_derive};

enum tee_result ec_generate(const struct type *type, uint32_t bits,
                            const struct attrs *attrs, struct fresh *f)
{
    const struct attr *id = attrs_find(attrs, ATTR_ECC_CURVE);
    const struct curve *curve = curve_find(id ? id->a : CURVE_SM2);
    _Bool is_sm2 =
        type->id != TYPE_ECDSA_KEYPAIR && type->id != TYPE_ECDH_KEYPAIR;
    struct params p;
    if (!curve || curve->bits != bits || is_sm2 != (curve->id == CURVE_SM2))
        return R_ERROR_BAD_PARAMETERS;
    params_begin(&p);
    params_text(&p, OSSL_PKEY_PARAM_GROUP_NAME, curve->name);
    if (fresh_pkey(f, is_sm2 ? "SM2" : "EC", &p) &&
        fresh_number_of(f, ATTR_ECC_PRIVATE_VALUE, OSSL_PKEY_PARAM_PRIV_KEY) &&
        fresh_number_of(f, ATTR_ECC_PUBLIC_VALUE_X, OSSL_PKEY_PARAM_EC_PUB_X) &&
        fresh_number_of(f, ATTR_ECC_PUBLIC_VALUE_Y, OSSL_PKEY_PARAM_EC_PUB_Y) &&
        (is_sm2 || fresh_value(f, ATTR_ECC_CURVE, curve->id)))
        return R_SUCCESS;
    return failure_result(R_ERROR_BAD_PARAMETERS);
}
