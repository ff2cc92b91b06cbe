/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A sample of each asymmetric family in the device's code: known answers where
 * an operation has one, else both ways. Each operation is done twice with one
 * state, so that what is counted is the steady state; what the first one costs
 * more, making libcrypto's key, is counted for RSA.
 */
#include "lib/mem.h"
#include "services/crypto/asym.h"
#include "tests/unit/crypto_asym_dl_vectors.h"
#include "tests/unit/crypto_asym_ec_vectors.h"
#include "tests/unit/crypto_asym_rsa_vectors.h"
#include "tests/unit/crypto_asym_sm2_vectors.h"
#include "tests/unit/crypto_device.h"

static const struct attrs none;

/* A known answer for SHA-256 of "abc" signed by rsa2048. */
static const char abc_sha256[] =
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

/* Bytes of hexadecimal text. A ring: valid until many more were asked for. */
static struct span hex(const char *text)
{
    static uint8_t ring[32768];
    static size_t at;
    size_t n = strlen(text) / 2;
    if (at + n > sizeof(ring))
        at = 0;
    uint8_t *out = ring + at;
    for (size_t i = 0; i < 2 * n; i++) {
        uint8_t digit =
            (uint8_t)(text[i] <= '9' ? text[i] - '0' : text[i] - 'a' + 10);
        out[i / 2] = (uint8_t)(i % 2 ? out[i / 2] | digit : digit << 4);
    }
    at += n;
    return (struct span){out, n};
}

static void ref(struct attrs *attrs, uint32_t id, struct span s)
{
    attrs->attr[attrs->count++] =
        (struct attr){.id = id, .p = s.p, .n = (uint32_t)s.n};
}

static void value(struct attrs *attrs, uint32_t id, uint32_t a)
{
    attrs->attr[attrs->count++] = (struct attr){.id = id, .a = a};
}

static struct key *key_from(uint32_t type, const struct attrs *attrs)
{
    struct key *key = NULL;
    if (key_make(type_find(type), attrs, &key) != R_SUCCESS)
        point(0, "key");
    return key;
}

static struct key *key_new(uint32_t type, uint32_t bits,
                           const struct attrs *attrs, const char *name)
{
    struct key *key = NULL;
    mark(NULL);
    enum tee_result result = asym_generate(type_find(type), bits, attrs, &key);
    mark(name);
    point(result == R_SUCCESS && key->bits == bits, name);
    return key;
}

static struct state state_of(uint32_t alg, enum crypto_mode mode,
                             struct key *key)
{
    return (struct state){.alg = alg_find(alg), .mode = mode, .key = {key}};
}

static uint8_t out[8192], confirmation[CRYPTO_CONFIRMATION];

/* Twice; the second is counted. */
static struct span operate(struct state *s, struct span in, const char *name)
{
    size_t n = sizeof(out);
    (void)asym_operate(s, &none, in, out, &n);
    n = sizeof(out);
    mark(NULL);
    enum tee_result result = asym_operate(s, &none, in, out, &n);
    mark(name);
    asym_class.drop(s);
    return (struct span){out, result == R_SUCCESS ? n : 0};
}

static _Bool is(struct span s, struct span expected)
{
    return s.n == expected.n && memcmp(s.p, expected.p, s.n) == 0;
}

/* The signature is good, and one with a bit changed is not. */
static _Bool verifies(uint32_t alg, struct key *key, struct span digest,
                      struct span signature, const char *name)
{
    static uint8_t copy[8192];
    struct state s = state_of(alg, MODE_VERIFY, key);
    if (!signature.n)
        return 0;
    memcpy(copy, signature.p, signature.n);
    struct span sig = {copy, signature.n};
    enum tee_result first = asym_verify(&s, &none, digest, sig);
    mark(NULL);
    enum tee_result second = asym_verify(&s, &none, digest, sig);
    mark(name);
    copy[signature.n / 3] ^= 1;
    enum tee_result third = asym_verify(&s, &none, digest, sig);
    asym_class.drop(&s);
    return first == R_SUCCESS && second == R_SUCCESS &&
           third == R_ERROR_SIGNATURE_INVALID;
}

static void both_ways(uint32_t alg, struct key *key, size_t n,
                      const char *sign_name, const char *verify_name)
{
    struct state s = state_of(alg, MODE_SIGN, key);
    struct span digest = {(const uint8_t *)rsa2048_n, n};
    struct span signature = operate(&s, digest, sign_name);
    point(verifies(alg, key, digest, signature, verify_name), sign_name);
    key_put(key);
}

static struct span derive(uint32_t alg, struct key *key, struct key *second,
                          const struct attrs *attrs, size_t wanted,
                          const char *name)
{
    struct state s = state_of(alg, MODE_DERIVE, key);
    s.key[1] = second;
    size_t n = sizeof(out);
    (void)asym_derive(&s, attrs, wanted, out, &n, confirmation);
    n = sizeof(out);
    mark(NULL);
    enum tee_result result =
        asym_derive(&s, attrs, wanted, out, &n, confirmation);
    mark(name);
    derive_class.drop(&s);
    return (struct span){out, result == R_SUCCESS ? n : 0};
}

static struct key *rsa2048(_Bool has_primes)
{
    struct attrs a = {0};
    ref(&a, ATTR_RSA_MODULUS, hex(rsa2048_n));
    ref(&a, ATTR_RSA_PUBLIC_EXPONENT, hex(rsa2048_e));
    ref(&a, ATTR_RSA_PRIVATE_EXPONENT, hex(rsa2048_d));
    if (has_primes) {
        ref(&a, ATTR_RSA_PRIME1, hex(rsa2048_p));
        ref(&a, ATTR_RSA_PRIME2, hex(rsa2048_q));
        ref(&a, ATTR_RSA_EXPONENT1, hex(rsa2048_dp));
        ref(&a, ATTR_RSA_EXPONENT2, hex(rsa2048_dq));
        ref(&a, ATTR_RSA_COEFFICIENT, hex(rsa2048_qp));
    }
    return key_from(TYPE_RSA_KEYPAIR, &a);
}

static void rsa_check(void)
{
    for (int has_primes = 0; has_primes < 2; has_primes++) {
        struct key *key = rsa2048(has_primes);
        mark(NULL);
        (void)pk_of(key);
        mark(has_primes ? "RSA-2048, key" : "RSA-2048, key without primes");
        struct state s = state_of(ALG_RSASSA_PKCS1_V1_5_SHA256, MODE_SIGN, key);
        point(is(operate(&s, hex(abc_sha256), "RSA-2048, sign"),
                 hex(sig_v15_sha256)),
              "RSA-2048 signature");
        s = state_of(ALG_RSAES_PKCS1_V1_5, MODE_DECRYPT, key);
        point(is(operate(&s, hex(v15_rejected), "RSA-2048, decrypt"),
                 hex("af9ac70191c92413cb9f2d")),
              "RSA-2048 decryption, rejected");
        point(verifies(ALG_RSASSA_PKCS1_V1_5_SHA256, key, hex(abc_sha256),
                       hex(sig_v15_sha256), "RSA-2048, verify"),
              "RSA-2048 verification");
        key_put(key);
    }
    key_put(key_new(TYPE_RSA_KEYPAIR, 256, &none, "RSA-256, generate"));
    both_ways(ALG_RSASSA_PSS_SHA256,
              key_new(TYPE_RSA_KEYPAIR, 1024, &none, "RSA-1024, generate"), 32,
              "RSA-1024, sign PSS", "RSA-1024, verify PSS");
}

static void dl_check(void)
{
    struct attrs a = {0}, other = {0};
    ref(&a, ATTR_DSA_PRIME, hex(dsa2048_p));
    ref(&a, ATTR_DSA_SUBPRIME, hex(dsa2048_q));
    ref(&a, ATTR_DSA_BASE, hex(dsa2048_g));
    both_ways(ALG_DSA_SHA256,
              key_new(TYPE_DSA_KEYPAIR, 2048, &a, "DSA-2048, generate"), 32,
              "DSA-2048, sign", "DSA-2048, verify");
    a.attr[0].id = ATTR_DH_PRIME;
    a.attr[1].id = ATTR_DH_SUBPRIME;
    a.attr[2].id = ATTR_DH_BASE;
    struct key *key =
        key_new(TYPE_DH_KEYPAIR, 2048, &a, "DH-2048/256, generate");
    ref(&other, ATTR_DH_PUBLIC_VALUE, hex(dsa2048_g));
    const struct attr *y = key_attr(key, ATTR_DH_PUBLIC_VALUE);
    point(is(derive(ALG_DH_DERIVE_SHARED_SECRET, key, NULL, &other, 512,
                    "DH-2048/256, derive"),
             (struct span){y->p, y->n}),
          "DH-2048");
    key_put(key);
}

static void ec_check(void)
{
    static const char *const names[][3] = {
        {"P-192, generate", "P-192, sign", "P-192, verify"},
        {"P-224, generate", "P-224, sign", "P-224, verify"},
        {"P-256, generate", "P-256, sign", "P-256, verify"},
        {"P-384, generate", "P-384, sign", "P-384, verify"},
        {"P-521, generate", "P-521, sign", "P-521, verify"}};
    for (uint32_t i = 0; i < 5; i++) {
        struct attrs a = {0};
        value(&a, ATTR_ECC_CURVE, i + 1);
        both_ways(
            ALG_ECDSA_SHA256,
            key_new(TYPE_ECDSA_KEYPAIR, curve_bits(i + 1), &a, names[i][0]), 32,
            names[i][1], names[i][2]);
    }
    for (size_t i = 0; i < sizeof(ecdh_vectors) / sizeof(*ecdh_vectors); i++) {
        const struct ecdh_vector *v = &ecdh_vectors[i];
        struct attrs a = {0}, other = {0};
        ref(&a, ATTR_ECC_PRIVATE_VALUE, hex(v->d));
        ref(&a, ATTR_ECC_PUBLIC_VALUE_X, hex(v->x));
        ref(&a, ATTR_ECC_PUBLIC_VALUE_Y, hex(v->y));
        value(&a, ATTR_ECC_CURVE, v->curve);
        ref(&other, ATTR_ECC_PUBLIC_VALUE_X, hex(v->other_x));
        ref(&other, ATTR_ECC_PUBLIC_VALUE_Y, hex(v->other_y));
        struct key *key = key_from(TYPE_ECDH_KEYPAIR, &a);
        point(is(derive(ALG_ECDH_DERIVE_SHARED_SECRET, key, NULL, &other, 512,
                        v->curve == 3 ? "P-256, derive" : "ECDH"),
                 hex(v->secret)),
              "ECDH");
        key_put(key);
    }
}

static struct key *sm2_key(uint32_t type, const char *d, const char *x,
                           const char *y)
{
    struct attrs a = {0};
    ref(&a, ATTR_ECC_PRIVATE_VALUE, hex(d));
    ref(&a, ATTR_ECC_PUBLIC_VALUE_X, hex(x));
    ref(&a, ATTR_ECC_PUBLIC_VALUE_Y, hex(y));
    return key_from(type, &a);
}

static void sm2_check(void)
{
    struct key *key = sm2_key(TYPE_SM2_DSA_KEYPAIR, sm2_d, sm2_x, sm2_y);
    point(verifies(ALG_SM2_DSA_SM3, key, hex(sm2_digest), hex(sm2_signature),
                   "SM2, verify"),
          "SM2 verification");
    both_ways(ALG_SM2_DSA_SM3, key, 32, "SM2, sign", "SM2, verify");
    key = sm2_key(TYPE_SM2_PKE_KEYPAIR, sm2_d, sm2_x, sm2_y);
    struct state s = state_of(ALG_SM2_PKE, MODE_DECRYPT, key);
    point(is(operate(&s, hex(sm2_cipher_text), "SM2, decrypt"),
             (struct span){(const uint8_t *)"encryption standard", 19}),
          "SM2 decryption");
    key_put(key);
    key = sm2_key(TYPE_SM2_KEP_KEYPAIR, kep_d_a, kep_x_a, kep_y_a);
    struct key *ephemeral =
        sm2_key(TYPE_SM2_KEP_KEYPAIR, kep_eph_d_a, kep_eph_x_a, kep_eph_y_a);
    struct attrs a = {0};
    value(&a, ATTR_SM2_KEP_USER, 0);
    ref(&a, ATTR_ECC_PUBLIC_VALUE_X, hex(kep_x_b));
    ref(&a, ATTR_ECC_PUBLIC_VALUE_Y, hex(kep_y_b));
    ref(&a, ATTR_ECC_EPHEMERAL_PUBLIC_VALUE_X, hex(kep_eph_x_b));
    ref(&a, ATTR_ECC_EPHEMERAL_PUBLIC_VALUE_Y, hex(kep_eph_y_b));
    ref(&a, ATTR_SM2_ID_INITIATOR, hex(kep_id));
    ref(&a, ATTR_SM2_ID_RESPONDER, hex(kep_id));
    ref(&a, ATTR_SM2_KEP_CONFIRMATION_IN, hex(kep_confirm_b));
    ref(&a, ATTR_SM2_KEP_CONFIRMATION_OUT, hex(kep_confirm_b));
    point(is(derive(ALG_SM2_KEP, key, ephemeral, &a, 16, "SM2, key exchange"),
             hex(kep_secret)) &&
              is((struct span){confirmation, sizeof(confirmation)},
                 hex(kep_confirm_a)),
          "SM2 key exchange");
    key_put(key);
    key_put(ephemeral);
}

static void edx_check(void)
{
    static const struct {
        uint32_t type, alg, public;
        const char *generate, *derive;
    } xdh[] = {{TYPE_X25519_KEYPAIR, ALG_X25519, ATTR_X25519_PUBLIC_VALUE,
                "X25519, generate", "X25519, derive"},
               {TYPE_X448_KEYPAIR, ALG_X448, ATTR_X448_PUBLIC_VALUE,
                "X448, generate", "X448, derive"}};
    both_ways(ALG_ED25519,
              key_new(TYPE_ED25519_KEYPAIR, 256, &none, "Ed25519, generate"),
              100, "Ed25519, sign", "Ed25519, verify");
    both_ways(ALG_ED448,
              key_new(TYPE_ED448_KEYPAIR, 448, &none, "Ed448, generate"), 100,
              "Ed448, sign", "Ed448, verify");
    for (uint32_t i = 0; i < 2; i++) {
        struct attrs for_a = {0}, for_b = {0};
        struct key *a =
            key_new(xdh[i].type, i ? 448 : 256, &none, xdh[i].generate);
        struct key *b =
            key_new(xdh[i].type, i ? 448 : 256, &none, xdh[i].generate);
        uint8_t secret[56];
        for_a.attr[for_a.count++] = *key_attr(b, xdh[i].public);
        for_b.attr[for_b.count++] = *key_attr(a, xdh[i].public);
        struct span s = derive(xdh[i].alg, a, NULL, &for_a, 64, xdh[i].derive);
        memcpy(secret, s.p, s.n);
        size_t n = s.n;
        s = derive(xdh[i].alg, b, NULL, &for_b, 64, xdh[i].derive);
        point(n && is(s, (struct span){secret, n}), xdh[i].derive);
        key_put(a);
        key_put(b);
    }
}

static void ml_kem_check(uint32_t bits, const char *generate, const char *name)
{
    static uint8_t text[2048];
    uint8_t secret[32];
    size_t secret_n = sizeof(secret), n = sizeof(text);
    struct attrs a = {0};
    struct key *key = key_new(TYPE_ML_KEM_KEYPAIR, bits, &none, generate);
    struct state s = state_of(ALG_ML_KEM, MODE_DERIVE, key);
    mark(NULL);
    enum tee_result result = asym_encapsulate(&s, secret, &secret_n, text, &n);
    mark("ML-KEM, encapsulate");
    derive_class.drop(&s);
    ref(&a, ATTR_ML_KEM_CIPHERTEXT, (struct span){text, n});
    point(result == R_SUCCESS && is(derive(ALG_ML_KEM, key, NULL, &a, 32, name),
                                    (struct span){secret, 32}),
          name);
    key_put(key);
}

static void ml_check(void)
{
    ml_kem_check(512, "ML-KEM-512, generate", "ML-KEM-512, derive");
    ml_kem_check(768, "ML-KEM-768, generate", "ML-KEM-768, derive");
    ml_kem_check(1024, "ML-KEM-1024, generate", "ML-KEM-1024, derive");
    both_ways(ALG_ML_DSA,
              key_new(TYPE_ML_DSA_KEYPAIR, 44, &none, "ML-DSA-44, generate"),
              100, "ML-DSA-44, sign", "ML-DSA-44, verify");
    both_ways(ALG_ML_DSA,
              key_new(TYPE_ML_DSA_KEYPAIR, 65, &none, "ML-DSA-65, generate"),
              100, "ML-DSA-65, sign", "ML-DSA-65, verify");
    both_ways(ALG_ML_DSA,
              key_new(TYPE_ML_DSA_KEYPAIR, 87, &none, "ML-DSA-87, generate"),
              100, "ML-DSA-87, sign", "ML-DSA-87, verify");
}

/* RFC 5869, A.1 */
static void kdf_check(void)
{
    struct attrs secret = {0}, a = {0};
    ref(&secret, ATTR_SECRET_VALUE,
        hex("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b"));
    ref(&a, ATTR_HKDF_SALT, hex("000102030405060708090a0b0c"));
    ref(&a, ATTR_HKDF_INFO, hex("f0f1f2f3f4f5f6f7f8f9"));
    value(&a, ATTR_KDF_KEY_SIZE, 42);
    struct key *key = key_from(TYPE_HKDF, &secret);
    point(is(derive(ALG_HKDF, key, NULL, &a, 64, "HKDF, 42 bytes"),
             hex("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4"
                 "c5bf34007208d5b887185865")),
          "HKDF");
    key_put(key);
}

void asym_check(void)
{
    rsa_check();
    dl_check();
    ec_check();
    sm2_check();
    edx_check();
    ml_check();
    kdf_check();
}
