/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Decodes a public key of a message into libcrypto's, then lets the algorithm's
 * family (asym.h) verify. The table says which algorithms there are, and which
 * function decodes their keys.
 *
 * Everything here is public, so nothing is wiped. After the key was accepted,
 * everything that goes wrong but lack of memory is SIGNATURE_INVALID.
 */
#include "services/crypto/verify.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include "lib/mem.h"
#include "services/crypto/asym_priv.h"
#include "services/crypto/failure.h"

enum { SHA256_BYTES = 32, P256_BYTES = 32, EXPONENT_MAX = 8 };

/* Splits the encoded key; false if the lengths do not add up or a number is
 * out of range. */
static _Bool rsa_decode(struct span key, struct span *modulus,
                        struct span *exponent)
{
    struct crypto_rsa_public head;
    if (key.n < sizeof(head))
        return 0;
    memcpy(&head, key.p, sizeof(head));
    key.n -= sizeof(head);
    key.p += sizeof(head);
    if ((uint64_t)head.modulus_length + head.exponent_length != key.n)
        return 0;
    *modulus = span_strip_zeros((struct span){key.p, head.modulus_length});
    *exponent = span_strip_zeros(
        (struct span){key.p + head.modulus_length, head.exponent_length});
    size_t bits = span_bits(*modulus);
    return bits >= RSA_MIN_BITS && bits <= RSA_MAX_BITS &&
           span_bits(*exponent) >= 2 && exponent->n <= EXPONENT_MAX &&
           modulus->p[modulus->n - 1] & exponent->p[exponent->n - 1] & 1;
}

static EVP_PKEY *rsa_key(struct span key)
{
    struct span modulus, exponent;
    struct params p;
    if (!rsa_decode(key, &modulus, &exponent))
        return NULL;
    params_begin(&p);
    params_number(&p, OSSL_PKEY_PARAM_RSA_N, modulus);
    params_number(&p, OSSL_PKEY_PARAM_RSA_E, exponent);
    return pkey_make("RSA", EVP_PKEY_PUBLIC_KEY, &p);
}

static EVP_PKEY *p256_key(struct span key)
{
    uint8_t point[1 + 2 * P256_BYTES] = {POINT_CONVERSION_UNCOMPRESSED};
    struct params p;
    if (key.n != 2 * P256_BYTES)
        return NULL;
    memcpy(point + 1, key.p, key.n);
    params_begin(&p);
    params_text(&p, OSSL_PKEY_PARAM_GROUP_NAME, "P-256");
    params_octets(&p, OSSL_PKEY_PARAM_PUB_KEY,
                  (struct span){point, sizeof(point)});
    return pkey_make("EC", EVP_PKEY_PUBLIC_KEY, &p);
}

static EVP_PKEY *ed25519_key(struct span key)
{
    struct params p;
    if (key.n != 32)
        return NULL;
    params_begin(&p);
    params_octets(&p, OSSL_PKEY_PARAM_PUB_KEY, key);
    return pkey_make("ED25519", EVP_PKEY_PUBLIC_KEY, &p);
}

typedef EVP_PKEY *key_decode_fn(struct span key);

static key_decode_fn *key_decoder(uint32_t alg)
{
    switch (alg) {
    case ALG_RSASSA_PSS_SHA256:
    case ALG_RSASSA_PKCS1_V1_5_SHA256:
        return rsa_key;
    case ALG_ECDSA_SHA256:
        return p256_key;
    case ALG_ED25519:
        return ed25519_key;
    default:
        return NULL;
    }
}

static enum tee_result check(uint32_t alg, EVP_PKEY *key, struct span digest,
                             struct span signature)
{
    static const struct attrs no_attrs;
    const struct asym_alg *row = asym_alg_find(alg);
    struct asym a = {.alg = row,
                     .hash = asym_hash_find(row->hash),
                     .mode = MODE_VERIFY,
                     .pkey = key};
    enum tee_result result = row->family->setup(&a);
    if (result == R_SUCCESS)
        result =
            row->family->verify(&a, &no_attrs, digest, span_pointed(signature));
    EVP_PKEY_CTX_free(a.ctx);
    return result == R_SUCCESS || result == R_ERROR_OUT_OF_MEMORY
               ? result
               : R_ERROR_SIGNATURE_INVALID;
}

enum tee_result signature_verify(uint32_t alg, struct span key,
                                 struct span digest, struct span signature)
{
    key_decode_fn *decode = key_decoder(alg);
    if (!decode)
        return R_ERROR_NOT_SUPPORTED;
    if (digest.n != SHA256_BYTES)
        return R_ERROR_BAD_PARAMETERS;
    EVP_PKEY *public = decode(key);
    if (!public)
        return failure_result(R_ERROR_BAD_PARAMETERS);
    enum tee_result result = check(alg, public, digest, signature);
    EVP_PKEY_free(public);
    return result;
}
