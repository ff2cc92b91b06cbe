/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Decodes a public key into libcrypto's parameters, then lets libcrypto verify.
 * The table says for each algorithm which functions do the two steps.
 *
 * Everything here is public, so nothing is wiped. After the key was accepted,
 * everything that goes wrong but lack of memory is SIGNATURE_INVALID.
 */
#include "services/crypto/verify.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rsa.h>
#include "lib/mem.h"
#include "services/crypto/failure.h"

enum { SHA256_BYTES = 32, P256_BYTES = 32, EXPONENT_MAX = 8, DER_MAX = 80 };

struct verify_alg {
    uint32_t id;
    const char *padding; /* RSA only: OSSL_PKEY_RSA_PAD_MODE_* */
    const char *salt;    /* PSS only: OSSL_PKEY_RSA_PSS_SALT_LEN_* */
    EVP_PKEY *(*key_decode)(struct span key);
    int (*check)(const struct verify_alg *alg, EVP_PKEY *key,
                 struct span digest, struct span signature);
};

static struct span span_strip_zeros(struct span s)
{
    for (; s.n && !*s.p; s.p++)
        s.n--;
    return s;
}

static size_t span_bits(struct span s)
{
    return s.n ? s.n * 8 - (size_t)__builtin_clz(*s.p) + 24 : 0;
}

/* libcrypto takes numbers in the CPU's byte order. */
static void number_reverse(uint8_t *out, struct span number)
{
    for (size_t i = 0; i < number.n; i++)
        out[i] = number.p[number.n - 1 - i];
}

/* libcrypto only reads the strings of parameters. */
static OSSL_PARAM text_param(const char *name, const char *text)
{
    return OSSL_PARAM_construct_utf8_string(name, (char *)(uintptr_t)text, 0);
}

static EVP_PKEY *key_make(const char *type, OSSL_PARAM *params)
{
    EVP_PKEY *key = NULL;
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    if (ctx && EVP_PKEY_fromdata_init(ctx) == 1)
        (void)EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_PUBLIC_KEY, params);
    EVP_PKEY_CTX_free(ctx);
    return key;
}

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
    uint8_t n[RSA_MAX_BITS / 8], e[EXPONENT_MAX];
    if (!rsa_decode(key, &modulus, &exponent))
        return NULL;
    number_reverse(n, modulus);
    number_reverse(e, exponent);
    OSSL_PARAM params[] = {
        OSSL_PARAM_BN(OSSL_PKEY_PARAM_RSA_N, n, modulus.n),
        OSSL_PARAM_BN(OSSL_PKEY_PARAM_RSA_E, e, exponent.n),
        OSSL_PARAM_END,
    };
    return key_make("RSA", params);
}

static EVP_PKEY *p256_key(struct span key)
{
    uint8_t point[1 + 2 * P256_BYTES] = {POINT_CONVERSION_UNCOMPRESSED};
    if (key.n != 2 * P256_BYTES)
        return NULL;
    memcpy(point + 1, key.p, key.n);
    OSSL_PARAM params[] = {
        text_param(OSSL_PKEY_PARAM_GROUP_NAME, "P-256"),
        OSSL_PARAM_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point, sizeof(point)),
        OSSL_PARAM_END,
    };
    return key_make("EC", params);
}

static EVP_PKEY *ed25519_key(struct span key)
{
    uint8_t point[32];
    if (key.n != sizeof(point))
        return NULL;
    memcpy(point, key.p, key.n);
    OSSL_PARAM params[] = {
        OSSL_PARAM_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point, sizeof(point)),
        OSSL_PARAM_END,
    };
    return key_make("ED25519", params);
}

static int rsa_check(const struct verify_alg *alg, EVP_PKEY *key,
                     struct span digest, struct span signature)
{
    const OSSL_PARAM params[] = {
        text_param(OSSL_SIGNATURE_PARAM_PAD_MODE, alg->padding),
        text_param(OSSL_SIGNATURE_PARAM_DIGEST, "SHA2-256"),
        alg->salt ? text_param(OSSL_SIGNATURE_PARAM_PSS_SALTLEN, alg->salt)
                  : OSSL_PARAM_construct_end(),
        OSSL_PARAM_construct_end(),
    };
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
    int ok =
        ctx && EVP_PKEY_verify_init_ex(ctx, params) == 1 &&
        EVP_PKEY_verify(ctx, signature.p, signature.n, digest.p, digest.n) == 1;
    EVP_PKEY_CTX_free(ctx);
    return ok;
}

/* r and s as the DER that libcrypto wants; its length, 0: no memory. */
static size_t ecdsa_encode(uint8_t der[DER_MAX], const uint8_t *rs)
{
    uint8_t *end = der;
    int length = 0;
    ECDSA_SIG *sig = ECDSA_SIG_new();
    BIGNUM *r = BN_bin2bn(rs, P256_BYTES, NULL);
    BIGNUM *s = BN_bin2bn(rs + P256_BYTES, P256_BYTES, NULL);
    if (sig && r && s && ECDSA_SIG_set0(sig, r, s)) {
        r = s = NULL;
        length = i2d_ECDSA_SIG(sig, &end);
    }
    BN_free(r);
    BN_free(s);
    ECDSA_SIG_free(sig);
    return length > 0 ? (size_t)length : 0;
}

static int ecdsa_check(const struct verify_alg *alg, EVP_PKEY *key,
                       struct span digest, struct span signature)
{
    (void)alg;
    uint8_t der[DER_MAX];
    if (signature.n != 2 * P256_BYTES)
        return 0;
    size_t n = ecdsa_encode(der, signature.p);
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
    int ok = n && ctx && EVP_PKEY_verify_init(ctx) == 1 &&
             EVP_PKEY_verify(ctx, der, n, digest.p, digest.n) == 1;
    EVP_PKEY_CTX_free(ctx);
    return ok;
}

static int ed25519_check(const struct verify_alg *alg, EVP_PKEY *key,
                         struct span digest, struct span signature)
{
    (void)alg;
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    int ok =
        ctx &&
        EVP_DigestVerifyInit_ex(ctx, NULL, NULL, NULL, NULL, key, NULL) == 1 &&
        EVP_DigestVerify(ctx, signature.p, signature.n, digest.p, digest.n) ==
            1;
    EVP_MD_CTX_free(ctx);
    return ok;
}

static const struct verify_alg algs[] = {
    {ALG_RSASSA_PSS_SHA256, OSSL_PKEY_RSA_PAD_MODE_PSS,
     OSSL_PKEY_RSA_PSS_SALT_LEN_DIGEST, rsa_key, rsa_check},
    {ALG_RSASSA_PKCS1_V1_5_SHA256, OSSL_PKEY_RSA_PAD_MODE_PKCSV15, NULL,
     rsa_key, rsa_check},
    {ALG_ECDSA_SHA256, NULL, NULL, p256_key, ecdsa_check},
    {ALG_ED25519, NULL, NULL, ed25519_key, ed25519_check},
};

/*
 * libcrypto fetches these by name whenever it needs them. A first fetch that
 * fails for lack of memory would fail for ever after: do it now, and keep them.
 */
_Bool verify_init(void)
{
    static const char *const keys[] = {"RSA", "EC", "ED25519"};
    static const char *const signatures[] = {"RSA", "ECDSA", "ED25519"};
    for (size_t i = 0; i < 3; i++) {
        if (!EVP_KEYMGMT_fetch(NULL, keys[i], NULL) ||
            !EVP_SIGNATURE_fetch(NULL, signatures[i], NULL))
            return 0;
    }
    return 1;
}

static const struct verify_alg *alg_find(uint32_t id)
{
    for (size_t i = 0; i < sizeof(algs) / sizeof(algs[0]); i++) {
        if (algs[i].id == id)
            return &algs[i];
    }
    return NULL;
}

enum tee_result signature_verify(uint32_t id, struct span key,
                                 struct span digest, struct span signature)
{
    const struct verify_alg *alg = alg_find(id);
    if (!alg)
        return R_ERROR_NOT_SUPPORTED;
    if (digest.n != SHA256_BYTES)
        return R_ERROR_BAD_PARAMETERS;
    EVP_PKEY *public = alg->key_decode(key);
    if (!public)
        return failure_result(R_ERROR_BAD_PARAMETERS);
    int good = alg->check(alg, public, digest, signature);
    EVP_PKEY_free(public);
    enum tee_result result = failure_result(R_ERROR_SIGNATURE_INVALID);
    return good ? R_SUCCESS : result;
}
