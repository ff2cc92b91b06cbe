/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Elliptic curves: ECDSA and ECDH on every curve, SM2 signatures, encryption
 * and key exchange; points that are not on the curve, new keys.
 */
#include "tests/unit/crypto_asym.h"
#include "tests/unit/crypto_asym_ec_vectors.h"
#include "tests/unit/crypto_asym_sm2_vectors.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Digests of "sample". */
static const char sample_sha1[] = "8151325dcdbae9e0ff95f9f9658432dbedfdb209";
static const char sample_sha256[] =
    "af2bdbe1aa9b6ec1e2ade1d694f41fc71a831d0268e9891562113d8a62add1bf";
static const char sample_sha512[] =
    "39a5e04aaff7455d9850c605364f514c11324ce64016960d23d5dc57d3ffd8f4"
    "9a739468ab8049bf18eef820cdb1ad6c9015f838556bc7fad4138b23fdf986c7";

/* A pair, or without d a public key; without a curve of SM2. */
static struct key *ec_from(uint32_t type, uint32_t curve, struct span x,
                           struct span y, const char *d)
{
    struct attrs attrs = {0};
    attr_ref(&attrs, ATTR_ECC_PUBLIC_VALUE_X, x);
    attr_ref(&attrs, ATTR_ECC_PUBLIC_VALUE_Y, y);
    if (d)
        attr_ref(&attrs, ATTR_ECC_PRIVATE_VALUE, hex(d));
    if (curve)
        attr_number(&attrs, ATTR_ECC_CURVE, curve);
    return key_from(type, &attrs);
}

static void ecdsa_known(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(ecdsa_vectors); i++) {
        const struct ecdsa_vector *v = &ecdsa_vectors[i];
        struct key *public = ec_from(TYPE_ECDSA_PUBLIC_KEY, v->curve, hex(v->x),
                                     hex(v->y), NULL);
        struct key *pair =
            ec_from(TYPE_ECDSA_KEYPAIR, v->curve, hex(v->x), hex(v->y), v->d);
        assert_result(
            check(ALG_ECDSA_SHA1, public, NULL, hex(sample_sha1), hex(v->sha1)),
            SUCCESS);
        assert_result(check(ALG_ECDSA_SHA256, pair, NULL, hex(sample_sha256),
                            hex(v->sha256)),
                      SUCCESS);
        assert_result(check(ALG_ECDSA_SHA512, public, NULL, hex(sample_sha512),
                            hex(v->sha512)),
                      SUCCESS);
        assert_result(check(ALG_ECDSA_SHA512, public, NULL, hex(sample_sha512),
                            hex(v->sha1)),
                      ERROR_SIGNATURE_INVALID);
        round_trip(ALG_ECDSA_SHA1, pair, 20);
        round_trip(ALG_ECDSA_SHA3_512, pair, 64);
        key_put(public);
        key_put(pair);
    }
}

/* r or s of 0, or not less than the order, and signatures that are too long. */
static void ecdsa_refusals(void **state)
{
    (void)state;
    const struct ecdsa_vector *v = &ecdsa_vectors[2];
    const char *order =
        "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
    struct key *key =
        ec_from(TYPE_ECDSA_PUBLIC_KEY, v->curve, hex(v->x), hex(v->y), NULL);
    struct span good = hex(v->sha256);
    uint8_t bad[128];
    for (int half = 0; half < 2; half++) {
        memcpy(bad, good.p, 64);
        memset(bad + 32 * half, 0, 32);
        assert_result(check(ALG_ECDSA_SHA256, key, NULL, hex(sample_sha256),
                            (struct span){bad, 64}),
                      ERROR_SIGNATURE_INVALID);
        memcpy(bad + 32 * half, hex(order).p, 32);
        assert_result(check(ALG_ECDSA_SHA256, key, NULL, hex(sample_sha256),
                            (struct span){bad, 64}),
                      ERROR_SIGNATURE_INVALID);
        memset(bad + 32 * half, 0xff, 32);
        assert_result(check(ALG_ECDSA_SHA256, key, NULL, hex(sample_sha256),
                            (struct span){bad, 64}),
                      ERROR_SIGNATURE_INVALID);
    }
    memcpy(bad, good.p, 64);
    assert_result(check(ALG_ECDSA_SHA256, key, NULL, hex(sample_sha256),
                        (struct span){bad, 66}),
                  ERROR_SIGNATURE_INVALID);
    assert_result(check(ALG_ECDSA_SHA256, key, NULL, hex(""), good),
                  ERROR_BAD_PARAMETERS);
    key_put(key);
}

/* A point that is not on the curve makes no key, in any role. */
static void points_off_the_curve(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(ecdh_vectors); i++) {
        const struct ecdh_vector *v = &ecdh_vectors[i];
        struct span out, y = hex(v->other_y);
        uint8_t wrong[66];
        memcpy(wrong, y.p, y.n);
        wrong[y.n - 1] ^= 1;
        struct key *key =
            ec_from(TYPE_ECDSA_PUBLIC_KEY, v->curve, hex(v->other_x),
                    (struct span){wrong, y.n}, NULL);
        assert_result(check(ALG_ECDSA_SHA256, key, NULL, hex(sample_sha256),
                            (struct span){wrong, 2 * y.n}),
                      ERROR_BAD_PARAMETERS);
        key_put(key);
        key = ec_from(TYPE_ECDH_KEYPAIR, v->curve, hex(v->x), hex(v->y), v->d);
        struct attrs attrs = {0};
        attr_ref(&attrs, ATTR_ECC_PUBLIC_VALUE_X, hex(v->other_x));
        attr_ref(&attrs, ATTR_ECC_PUBLIC_VALUE_Y, (struct span){wrong, y.n});
        assert_result(
            derive(ALG_ECDH_DERIVE_SHARED_SECRET, key, NULL, &attrs, 512, &out),
            ERROR_BAD_PARAMETERS);
        key_put(key);
    }
}

static void ecdh_known(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(ecdh_vectors); i++) {
        const struct ecdh_vector *v = &ecdh_vectors[i];
        struct span out;
        struct attrs attrs = {0};
        struct key *key =
            ec_from(TYPE_ECDH_KEYPAIR, v->curve, hex(v->x), hex(v->y), v->d);
        attr_ref(&attrs, ATTR_ECC_PUBLIC_VALUE_X, hex(v->other_x));
        attr_ref(&attrs, ATTR_ECC_PUBLIC_VALUE_Y, hex(v->other_y));
        size_t n = strlen(v->secret) / 2;
        uint32_t alg = ALG_ECDH_DERIVE_SHARED_SECRET;
        assert_result(derive(alg, key, NULL, &attrs, n, &out), SUCCESS);
        assert_span(out, hex(v->secret));
        assert_result(derive(alg, key, NULL, &attrs, n - 1, &out),
                      ERROR_BAD_PARAMETERS);
        attrs.count--;
        assert_result(derive(alg, key, NULL, &attrs, n, &out),
                      ERROR_BAD_PARAMETERS);
        key_put(key);
    }
}

/* One state, several operations with different peers. */
static void states_are_used_again(void **state)
{
    (void)state;
    const struct ecdh_vector *v = &ecdh_vectors[3];
    struct key *key =
        ec_from(TYPE_ECDH_KEYPAIR, v->curve, hex(v->x), hex(v->y), v->d);
    struct state s = state_of(ALG_ECDH_DERIVE_SHARED_SECRET, MODE_DERIVE, key);
    struct attrs other = {0}, own = {0};
    uint8_t secret[32], square[32];
    attr_ref(&other, ATTR_ECC_PUBLIC_VALUE_X, hex(v->other_x));
    attr_ref(&other, ATTR_ECC_PUBLIC_VALUE_Y, hex(v->other_y));
    attr_ref(&own, ATTR_ECC_PUBLIC_VALUE_X, hex(v->x));
    attr_ref(&own, ATTR_ECC_PUBLIC_VALUE_Y, hex(v->y));
    for (int i = 0; i < 3; i++) {
        size_t n = 32;
        assert_result(
            asym_derive(&s, &own, 32, square, &n, derive_confirmation),
            SUCCESS);
        assert_result(
            asym_derive(&s, &other, 32, secret, &n, derive_confirmation),
            SUCCESS);
        assert_memory_equal(secret, hex(v->secret).p, 32);
        assert_memory_not_equal(square, secret, 32);
    }
    struct state copy = {.alg = s.alg, .mode = s.mode, .key = {key, NULL}};
    assert_result(derive_class.copy(&copy, &s), SUCCESS);
    size_t n = 32;
    assert_result(
        asym_derive(&copy, &other, 32, secret, &n, derive_confirmation),
        SUCCESS);
    assert_memory_equal(secret, hex(v->secret).p, 32);
    state_drop(&copy);
    state_drop(&s);
    key_put(key);
}

static void new_keys(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(ecdh_vectors); i++) {
        uint32_t curve = ecdh_vectors[i].curve, bits = curve_bits(curve);
        struct attrs attrs = {0};
        attr_number(&attrs, ATTR_ECC_CURVE, curve);
        struct key *key = key_new(TYPE_ECDSA_KEYPAIR, bits, &attrs);
        assert_int_equal(key->bits, bits);
        round_trip(ALG_ECDSA_SHA256, key, 32);
        key_put(key);
        key = key_new(TYPE_ECDH_KEYPAIR, bits, &attrs);
        key_put(key);
    }
    struct attrs bad = {0};
    struct key *key;
    const struct type *type = type_find(TYPE_ECDSA_KEYPAIR);
    assert_result(asym_generate(type, 256, &bad, &key), ERROR_BAD_PARAMETERS);
    attr_number(&bad, ATTR_ECC_CURVE, 0x999);
    assert_result(asym_generate(type, 256, &bad, &key), ERROR_BAD_PARAMETERS);
    bad.attr[0].a = 0x400; /* SM2 */
    assert_result(asym_generate(type, 256, &bad, &key), ERROR_BAD_PARAMETERS);
    bad.attr[0].a = 4;
    assert_result(asym_generate(type, 256, &bad, &key), ERROR_BAD_PARAMETERS);
}

static void sm2_signatures(void **state)
{
    (void)state;
    struct key *key =
        ec_from(TYPE_SM2_DSA_KEYPAIR, 0, hex(sm2_x), hex(sm2_y), sm2_d);
    assert_result(
        check(ALG_SM2_DSA_SM3, key, NULL, hex(sm2_digest), hex(sm2_signature)),
        SUCCESS);
    round_trip(ALG_SM2_DSA_SM3, key, 32);
    struct span out, cut = hex(sm2_digest);
    cut.n--;
    assert_result(operate(ALG_SM2_DSA_SM3, MODE_SIGN, key, NULL, cut, &out),
                  ERROR_BAD_PARAMETERS);
    assert_result(check(ALG_SM2_DSA_SM3, key, NULL, cut, hex(sm2_signature)),
                  ERROR_BAD_PARAMETERS);
    key_put(key);
    key = key_new(TYPE_SM2_DSA_KEYPAIR, 256, NULL);
    round_trip(ALG_SM2_DSA_SM3, key, 32);
    key_put(key);
}

/* Every byte of a cipher text counts. */
static void sm2_encryption(void **state)
{
    (void)state;
    struct key *key =
        ec_from(TYPE_SM2_PKE_KEYPAIR, 0, hex(sm2_x), hex(sm2_y), sm2_d);
    struct span out, text = hex(sm2_cipher_text);
    uint8_t bad[300];
    assert_result(operate(ALG_SM2_PKE, MODE_DECRYPT, key, NULL, text, &out),
                  SUCCESS);
    assert_span(out, TEXT("encryption standard"));
    memcpy(bad, text.p, text.n);
    for (size_t i = 0; i < text.n; i++) {
        bad[i] ^= 1;
        assert_result(operate(ALG_SM2_PKE, MODE_DECRYPT, key, NULL,
                              (struct span){bad, text.n}, &out),
                      ERROR_CIPHERTEXT_INVALID);
        bad[i] ^= 1;
    }
    text.n = 97;
    assert_result(operate(ALG_SM2_PKE, MODE_DECRYPT, key, NULL, text, &out),
                  ERROR_BAD_PARAMETERS);
    assert_result(operate(ALG_SM2_PKE, MODE_ENCRYPT, key, NULL, hex(""), &out),
                  ERROR_BAD_PARAMETERS);
    key_put(key);
}

static void sm2_encryption_of_any_length(void **state)
{
    (void)state;
    static uint8_t in[CRYPTO_ASYM_MAX], cipher_text[CRYPTO_ASYM_MAX + 97];
    static const size_t lengths[] = {1, 31, 32, 33, 1000, CRYPTO_ASYM_MAX};
    struct key *key = key_new(TYPE_SM2_PKE_KEYPAIR, 256, NULL);
    struct key *public = public_of(key);
    static const struct attrs none;
    struct span out;
    for (size_t i = 0; i < CRYPTO_ASYM_MAX; i++)
        in[i] = (uint8_t)(i * 3);
    for (size_t i = 0; i < COUNT(lengths); i++) {
        struct state s = state_of(ALG_SM2_PKE, MODE_ENCRYPT, public);
        size_t n = lengths[i] + 96;
        assert_result(asym_operate(&s, &none, (struct span){in, lengths[i]},
                                   cipher_text, &n),
                      ERROR_SHORT_BUFFER);
        assert_int_equal(n, lengths[i] + 97);
        assert_result(asym_operate(&s, &none, (struct span){in, lengths[i]},
                                   cipher_text, &n),
                      SUCCESS);
        state_drop(&s);
        assert_result(operate(ALG_SM2_PKE, MODE_DECRYPT, key, NULL,
                              (struct span){cipher_text, n}, &out),
                      SUCCESS);
        assert_span(out, ((struct span){in, lengths[i]}));
    }
    key_put(public);
    key_put(key);
}

/* Attributes of a key exchange, as one side has them. */
static struct attrs kep_attrs(_Bool is_responder)
{
    struct attrs attrs = {0};
    attr_number(&attrs, ATTR_SM2_KEP_USER, is_responder);
    attr_ref(&attrs, ATTR_ECC_PUBLIC_VALUE_X,
             hex(is_responder ? kep_x_a : kep_x_b));
    attr_ref(&attrs, ATTR_ECC_PUBLIC_VALUE_Y,
             hex(is_responder ? kep_y_a : kep_y_b));
    attr_ref(&attrs, ATTR_ECC_EPHEMERAL_PUBLIC_VALUE_X,
             hex(is_responder ? kep_eph_x_a : kep_eph_x_b));
    attr_ref(&attrs, ATTR_ECC_EPHEMERAL_PUBLIC_VALUE_Y,
             hex(is_responder ? kep_eph_y_a : kep_eph_y_b));
    attr_ref(&attrs, ATTR_SM2_ID_INITIATOR, hex(kep_id));
    attr_ref(&attrs, ATTR_SM2_ID_RESPONDER, hex(kep_id));
    return attrs;
}

static void sm2_key_exchange(void **state)
{
    (void)state;
    static const uint8_t zeros[32];
    struct key *own[2] = {
        ec_from(TYPE_SM2_KEP_KEYPAIR, 0, hex(kep_x_a), hex(kep_y_a), kep_d_a),
        ec_from(TYPE_SM2_KEP_KEYPAIR, 0, hex(kep_x_b), hex(kep_y_b), kep_d_b)};
    struct key *ephemeral[2] = {
        ec_from(TYPE_SM2_KEP_KEYPAIR, 0, hex(kep_eph_x_a), hex(kep_eph_y_a),
                kep_eph_d_a),
        ec_from(TYPE_SM2_KEP_KEYPAIR, 0, hex(kep_eph_x_b), hex(kep_eph_y_b),
                kep_eph_d_b)};
    struct span out;
    for (int i = 0; i < 2; i++) {
        struct attrs attrs = kep_attrs(i);
        assert_result(
            derive(ALG_SM2_KEP, own[i], ephemeral[i], &attrs, 16, &out),
            SUCCESS);
        assert_span(out, hex(kep_secret));
        /* What the other side sends is checked. */
        struct attrs confirmed = attrs;
        attr_ref(&confirmed, ATTR_SM2_KEP_CONFIRMATION_IN,
                 hex(i ? kep_confirm_a : kep_confirm_b));
        assert_result(
            derive(ALG_SM2_KEP, own[i], ephemeral[i], &confirmed, 16, &out),
            SUCCESS);
        assert_span(out, hex(kep_secret));
        assert_memory_equal(derive_confirmation, zeros, 32);
        attr_ref(&confirmed, ATTR_SM2_KEP_CONFIRMATION_OUT,
                 (struct span){zeros, 32});
        assert_result(
            derive(ALG_SM2_KEP, own[i], ephemeral[i], &confirmed, 16, &out),
            SUCCESS);
        assert_memory_equal(derive_confirmation,
                            hex(i ? kep_confirm_b : kep_confirm_a).p, 32);
        for (unsigned j = 7; j < 9; j++) {
            confirmed.attr[j].n = 31;
            assert_result(
                derive(ALG_SM2_KEP, own[i], ephemeral[i], &confirmed, 16, &out),
                ERROR_BAD_PARAMETERS);
            assert_memory_equal(derive_confirmation, zeros, 32);
            confirmed.attr[j].n = 32;
        }
        confirmed.attr[7].p = hex(i ? kep_confirm_b : kep_confirm_a).p;
        assert_result(
            derive(ALG_SM2_KEP, own[i], ephemeral[i], &confirmed, 16, &out),
            ERROR_MAC_INVALID);
        assert_memory_equal(derive_confirmation, zeros, 32);
        /* Nothing may be missing, be strange or be off the curve. */
        for (unsigned j = 0; j < 7; j++) {
            struct attrs bad = attrs;
            bad.attr[j].id = ATTR_HKDF_SALT;
            assert_result(
                derive(ALG_SM2_KEP, own[i], ephemeral[i], &bad, 16, &out),
                ERROR_BAD_PARAMETERS);
        }
        struct attrs bad = attrs;
        attr_ref(&bad, ATTR_HKDF_SALT, hex("00"));
        assert_result(derive(ALG_SM2_KEP, own[i], ephemeral[i], &bad, 16, &out),
                      ERROR_BAD_PARAMETERS);
        for (unsigned j = 1; j < 4; j += 2) {
            bad = attrs;
            bad.attr[j].p = hex(kep_secret).p;
            bad.attr[j].n = 16;
            assert_result(
                derive(ALG_SM2_KEP, own[i], ephemeral[i], &bad, 16, &out),
                ERROR_BAD_PARAMETERS);
        }
        assert_result(derive(ALG_SM2_KEP, own[i], NULL, &attrs, 16, &out),
                      ERROR_BAD_PARAMETERS);
    }
    for (int i = 0; i < 2; i++) {
        key_put(own[i]);
        key_put(ephemeral[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ecdsa_known),
        cmocka_unit_test(ecdsa_refusals),
        cmocka_unit_test(points_off_the_curve),
        cmocka_unit_test(ecdh_known),
        cmocka_unit_test(states_are_used_again),
        cmocka_unit_test(new_keys),
        cmocka_unit_test(sm2_signatures),
        cmocka_unit_test(sm2_encryption),
        cmocka_unit_test(sm2_encryption_of_any_length),
        cmocka_unit_test(sm2_key_exchange),
    };
    return cmocka_run_group_tests(tests, asym_start, NULL);
}
