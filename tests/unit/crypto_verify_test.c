/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Operation VERIFY through the messages of the crypto service. Each good
 * signature is accepted, and refused after a change of any bit of signature or
 * digest; malformed keys and the attacks that a verifier must know are refused.
 */
#include "tests/unit/crypto_fake.h"
#include "tests/unit/crypto_verify_vectors.h"

static int start(void **state)
{
    (void)state;
    fake.has_seed = 1;
    if (!crypto_init(&fake_port))
        return -1;
    return 0;
}

struct bytes {
    const uint8_t *p;
    size_t n;
};

#define BYTES(array) ((struct bytes){array, sizeof(array)})

static uint32_t verify(uint64_t alg, struct bytes key, struct bytes digest,
                       struct bytes signature)
{
    struct rt_event ev;
    lease_add(key.p, key.n, KLEASE_READ);
    lease_add(digest.p, digest.n, KLEASE_READ);
    lease_add(signature.p, signature.n, KLEASE_READ);
    return call3(&ev, SERVICE_TAMGR, CRYPTO_VERIFY, alg, 0);
}

/* The encoded RSA key; valid until the next call. */
static struct bytes rsa_key(struct bytes modulus, struct bytes exponent)
{
    static uint8_t key[2048];
    struct crypto_rsa_public head = {(uint32_t)modulus.n, (uint32_t)exponent.n};
    memcpy(key, &head, sizeof(head));
    memcpy(key + sizeof(head), modulus.p, modulus.n);
    memcpy(key + sizeof(head) + modulus.n, exponent.p, exponent.n);
    return (struct bytes){key, sizeof(head) + modulus.n + exponent.n};
}

static const uint8_t f4[] = {1, 0, 1}, three[] = {3};

static struct bytes rsa2048(void)
{
    return rsa_key(BYTES(rsa_modulus), BYTES(f4));
}

/* Accepted as it is; refused with each single bit changed, and cut short. */
static void accept_only_this(enum crypto_alg alg, struct bytes key,
                             struct bytes good)
{
    uint8_t sig[512], digest[32];
    memcpy(sig, good.p, good.n);
    memcpy(digest, signed_digest, sizeof(digest));
    assert_result(verify(alg, key, BYTES(digest), good), SUCCESS);
    for (size_t i = 0; i < good.n; i++) {
        sig[i] ^= (uint8_t)(1u << i % 8);
        assert_result(
            verify(alg, key, BYTES(digest), (struct bytes){sig, good.n}),
            ERROR_SIGNATURE_INVALID);
        sig[i] = good.p[i];
    }
    for (size_t i = 0; i < sizeof(digest); i++) {
        digest[i] ^= (uint8_t)(1u << i % 8);
        assert_result(verify(alg, key, BYTES(digest), good),
                      ERROR_SIGNATURE_INVALID);
        digest[i] = signed_digest[i];
    }
    for (size_t n = 0; n < good.n; n += good.n / 4 - 1)
        assert_result(verify(alg, key, BYTES(digest), (struct bytes){sig, n}),
                      ERROR_SIGNATURE_INVALID);
    memset(sig, 0, sizeof(sig));
    assert_result(verify(alg, key, BYTES(digest), (struct bytes){sig, good.n}),
                  ERROR_SIGNATURE_INVALID);
    assert_result(verify(alg, key, (struct bytes){digest, 20}, good),
                  ERROR_BAD_PARAMETERS);
}

static void pss(void **state)
{
    (void)state;
    accept_only_this(ALG_RSASSA_PSS_SHA256, rsa2048(), BYTES(pss_signature));
    assert_result(verify(ALG_RSASSA_PSS_SHA256, rsa2048(), BYTES(signed_digest),
                         BYTES(pss_short_salt_signature)),
                  ERROR_SIGNATURE_INVALID);
    assert_result(verify(ALG_RSASSA_PSS_SHA256, rsa2048(), BYTES(signed_digest),
                         BYTES(pkcs1_signature)),
                  ERROR_SIGNATURE_INVALID);
}

static void pkcs1(void **state)
{
    (void)state;
    accept_only_this(ALG_RSASSA_PKCS1_V1_5_SHA256, rsa2048(),
                     BYTES(pkcs1_signature));
    assert_result(verify(ALG_RSASSA_PKCS1_V1_5_SHA256, rsa2048(),
                         BYTES(signed_digest), BYTES(pss_signature)),
                  ERROR_SIGNATURE_INVALID);
}

static void rsa_4096_with_exponent_3(void **state)
{
    (void)state;
    assert_result(verify(ALG_RSASSA_PSS_SHA256,
                         rsa_key(BYTES(rsa4096_modulus), BYTES(three)),
                         BYTES(signed_digest), BYTES(pss4096_signature)),
                  SUCCESS);
    assert_result(verify(ALG_RSASSA_PSS_SHA256,
                         rsa_key(BYTES(rsa4096_modulus), BYTES(f4)),
                         BYTES(signed_digest), BYTES(pss4096_signature)),
                  ERROR_SIGNATURE_INVALID);
}

static uint32_t verify_pss(struct bytes key)
{
    return verify(ALG_RSASSA_PSS_SHA256, key, BYTES(signed_digest),
                  BYTES(pss_signature));
}

static void rsa_keys(void **state)
{
    (void)state;
    /* Leading zeros, as OP-TEE's subkeys have. */
    uint8_t long_modulus[257] = {0}, long_exponent[8] = {0};
    memcpy(long_modulus + 1, rsa_modulus, 256);
    memcpy(long_exponent + 5, f4, 3);
    assert_result(
        verify_pss(rsa_key(BYTES(long_modulus), BYTES(long_exponent))),
        SUCCESS);

    static const uint8_t one[] = {1}, even[] = {1, 0, 0}, zeros[4] = {0};
    static const uint8_t nine[] = {1, 0, 0, 0, 0, 0, 0, 0, 1};
    uint8_t other[513];
    const struct bytes exponents[] = {BYTES(one),       BYTES(even),
                                      BYTES(zeros),     BYTES(nine),
                                      {rsa_modulus, 0}, {rsa_modulus, 256}};
    for (size_t i = 0; i < sizeof(exponents) / sizeof(exponents[0]); i++)
        assert_result(verify_pss(rsa_key(BYTES(rsa_modulus), exponents[i])),
                      ERROR_BAD_PARAMETERS);
    memset(other, 0xff, sizeof(other));
    const struct bytes moduli[] = {
        {other, 255}, {other, 513}, {other, 0}, {rsa_modulus, 128}};
    for (size_t i = 0; i < sizeof(moduli) / sizeof(moduli[0]); i++)
        assert_result(verify_pss(rsa_key(moduli[i], BYTES(f4))),
                      ERROR_BAD_PARAMETERS);
    memcpy(other, rsa_modulus, 256);
    other[255] &= 0xfe;
    assert_result(verify_pss(rsa_key((struct bytes){other, 256}, BYTES(f4))),
                  ERROR_BAD_PARAMETERS);
    /* 2047 bits. */
    memset(other, 0xff, 256);
    other[0] = 0x7f;
    assert_result(verify_pss(rsa_key((struct bytes){other, 256}, BYTES(f4))),
                  ERROR_BAD_PARAMETERS);
}

static void rsa_key_lengths(void **state)
{
    (void)state;
    struct bytes key = rsa2048();
    struct bytes cut = key, grown = key;
    cut.n--;
    grown.n++;
    assert_result(verify_pss(cut), ERROR_BAD_PARAMETERS);
    assert_result(verify_pss(grown), ERROR_BAD_PARAMETERS);
    for (size_t n = 0; n <= sizeof(struct crypto_rsa_public); n++)
        assert_result(verify_pss((struct bytes){key.p, n}),
                      ERROR_BAD_PARAMETERS);
    /* Lengths whose sum wraps around in 32 bits. */
    uint8_t wrapped[sizeof(struct crypto_rsa_public) + 259];
    struct crypto_rsa_public head = {0xffffffff, 260};
    memcpy(wrapped, key.p, key.n);
    memcpy(wrapped, &head, sizeof(head));
    assert_result(verify_pss(BYTES(wrapped)), ERROR_BAD_PARAMETERS);
}

static void p256(void **state)
{
    (void)state;
    struct bytes key = BYTES(p256_point);
    accept_only_this(ALG_ECDSA_SHA256, key, BYTES(p256_signature));
    assert_result(verify(ALG_ECDSA_SHA256, key, BYTES(signed_digest),
                         BYTES(p256_short_r_signature)),
                  SUCCESS);

    uint8_t point[64], sig[64];
    memcpy(point, p256_point, 64);
    point[63] ^= 1; /* not on the curve */
    assert_result(verify(ALG_ECDSA_SHA256, BYTES(point), BYTES(signed_digest),
                         BYTES(p256_signature)),
                  ERROR_BAD_PARAMETERS);
    memset(point, 0xff, 64); /* not reduced */
    assert_result(verify(ALG_ECDSA_SHA256, BYTES(point), BYTES(signed_digest),
                         BYTES(p256_signature)),
                  ERROR_BAD_PARAMETERS);
    assert_result(verify(ALG_ECDSA_SHA256, (struct bytes){p256_point, 63},
                         BYTES(signed_digest), BYTES(p256_signature)),
                  ERROR_BAD_PARAMETERS);
    /* r or s zero or not reduced. */
    for (int half = 0; half < 64; half += 32) {
        memcpy(sig, p256_signature, 64);
        memset(sig + half, 0, 32);
        assert_result(
            verify(ALG_ECDSA_SHA256, key, BYTES(signed_digest), BYTES(sig)),
            ERROR_SIGNATURE_INVALID);
        memcpy(sig + half, p256_order, 32);
        assert_result(
            verify(ALG_ECDSA_SHA256, key, BYTES(signed_digest), BYTES(sig)),
            ERROR_SIGNATURE_INVALID);
    }
}

static void ed25519(void **state)
{
    (void)state;
    struct bytes key = BYTES(ed25519_point);
    accept_only_this(ALG_ED25519, key, BYTES(ed25519_signature));
    assert_result(verify(ALG_ED25519, key, BYTES(signed_digest),
                         BYTES(ed25519_malleable_signature)),
                  ERROR_SIGNATURE_INVALID);
    assert_result(verify(ALG_ED25519, (struct bytes){ed25519_point, 31},
                         BYTES(signed_digest), BYTES(ed25519_signature)),
                  ERROR_BAD_PARAMETERS);
    /* A point that is not on the curve. */
    uint8_t point[32];
    memset(point, 0xff, sizeof(point));
    assert_result(verify(ALG_ED25519, BYTES(point), BYTES(signed_digest),
                         BYTES(ed25519_signature)),
                  ERROR_SIGNATURE_INVALID);
}

static void malformed_messages(void **state)
{
    (void)state;
    struct rt_event ev;
    static uint8_t zeros[600];
    struct bytes key = BYTES(ed25519_point), digest = BYTES(signed_digest);
    struct bytes sig = BYTES(ed25519_signature);
    assert_result(verify(ALG_SHA256, key, digest, sig), ERROR_NOT_SUPPORTED);
    assert_result(verify(0x70005042, key, digest, sig), ERROR_NOT_SUPPORTED);
    assert_result(verify(ALG_ED25519 | 1ull << 32, key, digest, sig),
                  ERROR_NOT_SUPPORTED);
    assert_result(verify(ALG_ED25519, BYTES(zeros), digest, sig),
                  ERROR_BAD_PARAMETERS);
    assert_result(verify(ALG_ED25519, key, BYTES(zeros), sig),
                  ERROR_BAD_PARAMETERS);
    assert_result(verify(ALG_ED25519, key, digest, BYTES(zeros)),
                  ERROR_BAD_PARAMETERS);
    assert_result(verify(ALG_ED25519, key, digest, (struct bytes){NULL, 64}),
                  ERROR_BAD_PARAMETERS);
    assert_result(call3(&ev, SERVICE_TAMGR, CRYPTO_VERIFY, ALG_ED25519, 0),
                  ERROR_BAD_PARAMETERS);
    lease_add(key.p, key.n, KLEASE_READ);
    lease_add(digest.p, digest.n, KLEASE_READ);
    lease_add(zeros, 64, KLEASE_WRITE);
    assert_result(call3(&ev, SERVICE_TAMGR, CRYPTO_VERIFY, ALG_ED25519, 0),
                  ERROR_BAD_PARAMETERS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pss),
        cmocka_unit_test(pkcs1),
        cmocka_unit_test(rsa_4096_with_exponent_3),
        cmocka_unit_test(rsa_keys),
        cmocka_unit_test(rsa_key_lengths),
        cmocka_unit_test(p256),
        cmocka_unit_test(ed25519),
        cmocka_unit_test(malformed_messages),
    };
    return cmocka_run_group_tests(tests, start, NULL);
}
