/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * EdDSA, X25519, X448, ML-KEM and ML-DSA: known answers from the files of
 * OpenSSL's own tests (EVP_DATA), which have them from RFC 7748, RFC 8032,
 * BoringSSL and NIST's ACVP; pairs that do not belong together; new keys.
 */
#include <stdlib.h>
#include "tests/unit/crypto_asym.h"

enum { ED_VECTORS = 21, KEM_VECTORS = 10 };

/* A file of "name = value" lines. */
struct vectors {
    FILE *file;
    char *line;
    size_t room;
    const char *name;
    char *value; /* of the line last read */
    _Bool is_over;
};

static struct vectors vectors_open(const char *name)
{
    char path[512];
    snprintf(path, sizeof(path), "%s/%s", EVP_DATA, name);
    struct vectors v = {.file = fopen(path, "r")};
    assert_non_null(v.file);
    return v;
}

/* The next line; name is "" if it has none, as also at the end of the file. */
static _Bool vectors_next(struct vectors *v)
{
    v->name = "";
    v->value = NULL;
    if (v->is_over)
        return 0;
    if (getline(&v->line, &v->room, v->file) < 0)
        return v->is_over = 1;
    v->line[strcspn(v->line, "\n")] = 0;
    v->value = strchr(v->line, '=');
    if (!v->value || *v->line == '#')
        return 1;
    char *end = v->value;
    while (end > v->line && end[-1] == ' ')
        end--;
    *end = 0;
    v->value += 1 + strspn(v->value + 1, " ");
    v->name = v->line;
    return 1;
}

static void vectors_close(struct vectors *v)
{
    fclose(v->file);
    free(v->line);
}

/* A copy on the heap, to be freed. */
static struct span span_keep(struct span s)
{
    uint8_t *p = malloc(s.n + 1);
    assert_non_null(p);
    memcpy(p, s.p, s.n);
    return (struct span){p, s.n};
}

static void span_free(struct span *s)
{
    free((void *)(uintptr_t)s->p);
    *s = (struct span){NULL, 0};
}

/* Replaces what *at has. */
static void span_set(struct span *at, struct span s)
{
    span_free(at);
    *at = span_keep(s);
}

/* Of "name:ALG:hex" the last part. */
static const char *last_part(const char *value)
{
    return strrchr(value, ':') + 1;
}

static struct key *ed_from(_Bool is_448, struct span private,
                           struct span public)
{
    struct attrs attrs = {0};
    attr_ref(&attrs,
             is_448 ? ATTR_ED448_PRIVATE_VALUE : ATTR_ED25519_PRIVATE_VALUE,
             private);
    attr_ref(&attrs,
             is_448 ? ATTR_ED448_PUBLIC_VALUE : ATTR_ED25519_PUBLIC_VALUE,
             public);
    return key_from(is_448 ? TYPE_ED448_KEYPAIR : TYPE_ED25519_KEYPAIR, &attrs);
}

/* One vector: signs, which is deterministic, and verifies. */
struct ed_vector {
    char instance[32];
    struct span private, public, context, message, signature;
};

static void ed_check(const struct ed_vector *v)
{
    _Bool is_448 = strstr(v->instance, "448") != NULL;
    uint32_t alg = is_448 ? ALG_ED448 : ALG_ED25519;
    struct key *pair = ed_from(is_448, v->private, v->public);
    struct key *public = public_of(pair);
    struct attrs attrs = {0}, other = {0};
    struct span out;
    if (v->context.n)
        attr_ref(&attrs, ATTR_EDDSA_CTX, v->context);
    if (strstr(v->instance, "ph"))
        attr_number(&attrs, ATTR_EDDSA_PREHASH, 1);
    assert_result(operate(alg, MODE_SIGN, pair, &attrs, v->message, &out),
                  SUCCESS);
    assert_span(out, v->signature);
    assert_result(check(alg, public, &attrs, v->message, v->signature),
                  SUCCESS);
    attr_ref(&other, ATTR_EDDSA_CTX, TEXT("another"));
    assert_result(check(alg, public, &other, v->message, v->signature),
                  ERROR_SIGNATURE_INVALID);
    if (attrs.count)
        assert_result(check(alg, public, NULL, v->message, v->signature),
                      ERROR_SIGNATURE_INVALID);
    key_put(public);
    key_put(pair);
}

/* "" is the empty message; else hexadecimal. */
static struct span value_bytes(const char *value)
{
    return *value == '"' ? hex("") : hex(value);
}

/* The vectors of RFC 8032, 7, whose names begin with EDDSA-TV. */
static void eddsa_known(void **state)
{
    (void)state;
    struct vectors f = vectors_open("evppkey_ecx_sigalg.txt");
    struct ed_vector v = {.instance = ""};
    unsigned count = 0;
    while (vectors_next(&f)) {
        _Bool is_ours = !strncmp(f.value ? f.value : "", "EDDSA-TV", 8);
        if (is_ours && !strcmp(f.name, "PrivateKeyRaw")) {
            span_set(&v.private, hex(last_part(f.value)));
        } else if (is_ours && !strcmp(f.name, "PublicKeyRaw")) {
            span_set(&v.public, hex(last_part(f.value)));
        } else if (!strcmp(f.name, "Sign-Message") &&
                   strstr(f.value, ":EDDSA-TV")) {
            snprintf(v.instance, sizeof(v.instance), "%.20s", f.value);
            *strchr(v.instance, ':') = 0;
        } else if (*v.instance && !strcmp(f.name, "Ctrl")) {
            span_set(&v.context, hex(last_part(f.value)));
        } else if (*v.instance && !strcmp(f.name, "Input")) {
            span_set(&v.message, value_bytes(f.value));
        } else if (*v.instance && !strcmp(f.name, "Output")) {
            span_set(&v.signature, hex(f.value));
        } else if (*v.instance && !*f.name) {
            ed_check(&v);
            count++;
            v.instance[0] = 0;
            span_free(&v.context);
            span_free(&v.message);
            span_free(&v.signature);
        }
    }
    assert_int_equal(count, ED_VECTORS);
    span_free(&v.private);
    span_free(&v.public);
    vectors_close(&f);
}

/* Whoever got signatures of one message with two public keys could compute the
 * private key. */
static void pairs_must_belong_together(void **state)
{
    (void)state;
    static const uint32_t types[] = {TYPE_ED25519_KEYPAIR, TYPE_ED448_KEYPAIR};
    static const uint32_t algs[] = {ALG_ED25519, ALG_ED448};
    for (int i = 0; i < 2; i++) {
        struct key *a = key_new(types[i], i ? 448 : 256, NULL);
        struct key *b = key_new(types[i], i ? 448 : 256, NULL);
        struct span out;
        struct key *mixed =
            ed_from(i, (struct span){a->attr[0].p, a->attr[0].n},
                    (struct span){b->attr[1].p, b->attr[1].n});
        assert_result(
            operate(algs[i], MODE_SIGN, mixed, NULL, TEXT("text"), &out),
            ERROR_BAD_PARAMETERS);
        key_put(mixed);
        mixed = ed_from(i, (struct span){a->attr[0].p, a->attr[0].n},
                        (struct span){a->attr[1].p, a->attr[1].n});
        assert_result(
            operate(algs[i], MODE_SIGN, mixed, NULL, TEXT("text"), &out),
            SUCCESS);
        key_put(mixed);
        key_put(a);
        key_put(b);
    }
}

static void eddsa_attributes(void **state)
{
    (void)state;
    struct key *key = key_new(TYPE_ED25519_KEYPAIR, 256, NULL);
    uint8_t context[256] = {1};
    struct attrs attrs = {0};
    struct span out;
    static const struct attrs none;
    attr_ref(&attrs, ATTR_EDDSA_CTX, (struct span){context, 256});
    assert_result(
        operate(ALG_ED25519, MODE_SIGN, key, &attrs, TEXT("text"), &out),
        ERROR_BAD_PARAMETERS);
    attrs.attr[0].n = 255;
    assert_result(
        operate(ALG_ED25519, MODE_SIGN, key, &attrs, TEXT("text"), &out),
        SUCCESS);
    attrs.count = 0;
    attr_number(&attrs, ATTR_EDDSA_PREHASH, 2);
    assert_result(
        operate(ALG_ED25519, MODE_SIGN, key, &attrs, TEXT("text"), &out),
        ERROR_BAD_PARAMETERS);
    attrs.attr[0].a = 0;
    round_trip(ALG_ED25519, key, 200);
    assert_result(
        operate(ALG_ED25519, MODE_SIGN, key, &attrs, TEXT("text"), &out),
        SUCCESS);
    assert_result(check(ALG_ED25519, key, NULL, TEXT("text"), out), SUCCESS);
    /* One state: what one operation asked for is not there for the next. */
    uint8_t plain[64], other[64];
    size_t n = 63;
    struct state s = state_of(ALG_ED25519, MODE_SIGN, key);
    assert_result(asym_operate(&s, &none, TEXT("text"), plain, &n),
                  ERROR_SHORT_BUFFER);
    assert_int_equal(n, 64);
    assert_result(asym_operate(&s, &none, TEXT("text"), plain, &n), SUCCESS);
    attrs.attr[0].a = 1;
    assert_result(asym_operate(&s, &attrs, TEXT("text"), other, &n), SUCCESS);
    assert_memory_not_equal(plain, other, 64);
    assert_result(asym_operate(&s, &none, TEXT("text"), other, &n), SUCCESS);
    assert_memory_equal(plain, other, 64);
    state_drop(&s);
    key_put(key);
}

struct xdh {
    uint32_t alg, type, public, private;
    const char *d_a, *p_a, *p_b, *secret;
};

/* RFC 7748, 6.1 and 6.2 */
static const struct xdh xdhs[] = {
    {ALG_X25519, TYPE_X25519_KEYPAIR, ATTR_X25519_PUBLIC_VALUE,
     ATTR_X25519_PRIVATE_VALUE,
     "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a",
     "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a",
     "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f",
     "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"},
    {ALG_X448, TYPE_X448_KEYPAIR, ATTR_X448_PUBLIC_VALUE,
     ATTR_X448_PRIVATE_VALUE,
     "9a8f4925d1519f5775cf46b04b5800d4ee9ee8bae8bc5565d498c28dd9c9baf5"
     "74a9419744897391006382a6f127ab1d9ac2d8c0a598726b",
     "9b08f7cc31b7e3e67d22d5aea121074a273bd2b83de09c63faa73d2c22c5d9bb"
     "c836647241d953d40c5b12da88120d53177f80e532c41fa0",
     "3eb7a829b0cd20f5bcfc0b599b6feccf6da4627107bdb0d4f345b43027d8b972"
     "fc3e34fb4232a13ca706dcb57aec3dae07bdc1c67bf33609",
     "07fff4181ac6cc95ec1c16a94a0f74d12da232ce40a77552281d282bb60c0b56"
     "fd2464c335543936521c24403085d59a449a5037514a879d"},
};

static uint32_t xdh_derive(const struct xdh *v, struct key *key,
                           struct span public, size_t wanted, struct span *out)
{
    struct attrs attrs = {0};
    attr_ref(&attrs, v->public, public);
    return derive(v->alg, key, NULL, &attrs, wanted, out);
}

static void xdh_known(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        const struct xdh *v = &xdhs[i];
        size_t n = i ? 56 : 32;
        static const uint8_t zeros[56], ones[56] = {1};
        struct span out;
        struct attrs attrs = {0};
        attr_ref(&attrs, v->public, hex(v->p_a));
        attr_ref(&attrs, v->private, hex(v->d_a));
        struct key *key = key_from(v->type, &attrs);
        assert_result(xdh_derive(v, key, hex(v->p_b), n, &out), SUCCESS);
        assert_span(out, hex(v->secret));
        assert_result(xdh_derive(v, key, hex(v->p_b), n - 1, &out),
                      ERROR_BAD_PARAMETERS);
        /* Points of small order give a secret that everybody knows. */
        assert_result(xdh_derive(v, key, (struct span){zeros, n}, n, &out),
                      ERROR_BAD_PARAMETERS);
        assert_result(xdh_derive(v, key, (struct span){ones, n}, n, &out),
                      ERROR_BAD_PARAMETERS);
        assert_result(xdh_derive(v, key, (struct span){ones, n - 1}, n, &out),
                      ERROR_BAD_PARAMETERS);
        assert_result(derive(v->alg, key, NULL, &attrs, n, &out),
                      ERROR_BAD_PARAMETERS);
        key_put(key);
        struct key *a = key_new(v->type, (uint32_t)(i ? 448 : 256), NULL);
        struct key *b = key_new(v->type, (uint32_t)(i ? 448 : 256), NULL);
        uint8_t secret[56];
        assert_result(xdh_derive(v, a, (struct span){b->attr[1].p, n}, n, &out),
                      SUCCESS);
        memcpy(secret, out.p, n);
        assert_result(xdh_derive(v, b, (struct span){a->attr[1].p, n}, n, &out),
                      SUCCESS);
        assert_span(out, ((struct span){secret, n}));
        key_put(a);
        key_put(b);
    }
}

static struct key *ml_from(uint32_t pair, struct span public,
                           struct span private)
{
    struct attrs attrs = {0};
    attr_ref(&attrs, ATTR_ML_PUBLIC_VALUE, public);
    if (private.n)
        attr_ref(&attrs, ATTR_ML_PRIVATE_VALUE, private);
    return key_from(private.n ? pair : pair & ~0x01000000u, &attrs);
}

static uint32_t decapsulate(struct key *key, struct span text, struct span *out)
{
    struct attrs attrs = {0};
    attr_ref(&attrs, ATTR_ML_KEM_CIPHERTEXT, text);
    return derive(ALG_ML_KEM, key, NULL, &attrs, 32, out);
}

/* The public key is a part of the private one (FIPS 203, algorithm 16). */
static void ml_kem_known(void **state)
{
    (void)state;
    static const char *const names[] = {"evppkey_ml_kem_512_decap.txt",
                                        "evppkey_ml_kem_768_decap.txt",
                                        "evppkey_ml_kem_1024_decap.txt"};
    for (size_t i = 0; i < 3; i++) {
        struct vectors f = vectors_open(names[i]);
        struct span private = {NULL, 0}, text = {NULL, 0}, out;
        size_t part = 384 * (i + 2);
        unsigned count = 0;
        while (count < KEM_VECTORS && vectors_next(&f)) {
            if (!strcmp(f.name, "EncodedPrivateKey")) {
                span_set(&private, hex(f.value));
            } else if (!strcmp(f.name, "Input")) {
                span_set(&text, hex(f.value));
            } else if (!strcmp(f.name, "Output")) {
                struct key *key = ml_from(
                    TYPE_ML_KEM_KEYPAIR,
                    (struct span){private.p + part, part + 32}, private);
                assert_int_equal(key->bits, 256 * (i + 2));
                assert_result(decapsulate(key, text, &out), SUCCESS);
                assert_span(out, hex(f.value));
                text.n--;
                assert_result(decapsulate(key, text, &out),
                              ERROR_BAD_PARAMETERS);
                key_put(key);
                count++;
            }
        }
        assert_int_equal(count, KEM_VECTORS);
        span_free(&private);
        span_free(&text);
        vectors_close(&f);
    }
}

static void ml_kem_both_ways(void **state)
{
    (void)state;
    static const size_t text_sizes[] = {768, 1088, 1568};
    for (uint32_t i = 0; i < 3; i++) {
        struct key *pair = key_new(TYPE_ML_KEM_KEYPAIR, 256 * (i + 2), NULL);
        struct key *other = key_new(TYPE_ML_KEM_KEYPAIR, 256 * (i + 2), NULL);
        struct key *public = public_of(pair);
        uint8_t secret[32], text[1568];
        size_t secret_n = 31, n = sizeof(text);
        struct span out;
        struct state s = state_of(ALG_ML_KEM, MODE_DERIVE, public);
        assert_result(asym_encapsulate(&s, secret, &secret_n, text, &n),
                      ERROR_BAD_PARAMETERS);
        secret_n = 32;
        n = text_sizes[i] - 1;
        assert_result(asym_encapsulate(&s, secret, &secret_n, text, &n),
                      ERROR_SHORT_BUFFER);
        assert_int_equal(n, text_sizes[i]);
        assert_result(asym_encapsulate(&s, secret, &secret_n, text, &n),
                      SUCCESS);
        assert_int_equal(secret_n, 32);
        struct attrs attrs = {0};
        attr_ref(&attrs, ATTR_ML_KEM_CIPHERTEXT, (struct span){text, n});
        secret_n = 32;
        assert_result(
            asym_derive(&s, &attrs, 32, text, &secret_n, derive_confirmation),
            ERROR_BAD_PARAMETERS);
        state_drop(&s);
        assert_result(decapsulate(pair, (struct span){text, n}, &out), SUCCESS);
        assert_span(out, ((struct span){secret, 32}));
        text[5] ^= 1;
        assert_result(decapsulate(pair, (struct span){text, n}, &out), SUCCESS);
        assert_memory_not_equal(out.p, secret, 32);
        struct key *mixed =
            ml_from(TYPE_ML_KEM_KEYPAIR,
                    (struct span){other->attr[1].p, other->attr[1].n},
                    (struct span){pair->attr[0].p, pair->attr[0].n});
        assert_result(decapsulate(mixed, (struct span){text, n}, &out),
                      ERROR_BAD_PARAMETERS);
        key_put(mixed);
        key_put(public);
        key_put(other);
        key_put(pair);
    }
}

/* Messages with a context; others of the file sign a digest (mu). */
static void ml_dsa_known(void **state)
{
    (void)state;
    struct vectors f = vectors_open("evppkey_ml_dsa_sigver.txt");
    struct span public = {NULL, 0}, message = {NULL, 0};
    struct span signature = {NULL, 0}, context = {NULL, 0};
    _Bool is_test = 0, is_mu = 0, is_good = 1;
    unsigned good = 0, bad = 0;
    while (vectors_next(&f)) {
        if (!strcmp(f.name, "PublicKeyRaw")) {
            span_set(&public, hex(last_part(f.value)));
        } else if (!strcmp(f.name, "Verify-Message-Public")) {
            is_test = is_good = 1;
            is_mu = 0;
        } else if (!strcmp(f.name, "Input")) {
            span_set(&message, hex(f.value));
        } else if (!strcmp(f.name, "Output")) {
            span_set(&signature, hex(f.value));
        } else if (!strcmp(f.name, "Ctrl")) {
            if (strstr(f.value, "context"))
                span_set(&context, hex(last_part(f.value)));
            is_mu |= !strcmp(f.value, "mu:1");
        } else if (!strcmp(f.name, "Result")) {
            is_good = 0;
        } else if (!*f.name && is_test) {
            struct attrs attrs = {0};
            struct key *key =
                ml_from(TYPE_ML_DSA_KEYPAIR, public, (struct span){NULL, 0});
            attr_ref(&attrs, ATTR_EDDSA_CTX, context);
            if (!is_mu) {
                uint32_t result =
                    check(ALG_ML_DSA, key, &attrs, message, signature);
                assert_int_equal(result,
                                 is_good ? (uint32_t)R_SUCCESS
                                         : (uint32_t)R_ERROR_SIGNATURE_INVALID);
                good += is_good;
                bad += !is_good;
            }
            key_put(key);
            span_free(&message);
            span_free(&signature);
            span_free(&context);
            is_test = 0;
        }
    }
    assert_true(good >= 9 && bad >= 9);
    span_free(&public);
    vectors_close(&f);
}

static void ml_dsa_round_trips(void **state)
{
    (void)state;
    static const uint32_t sizes[] = {44, 65, 87};
    for (size_t i = 0; i < 3; i++) {
        struct key *key = key_new(TYPE_ML_DSA_KEYPAIR, sizes[i], NULL);
        struct key *other = key_new(TYPE_ML_DSA_KEYPAIR, sizes[i], NULL);
        struct attrs attrs = {0};
        struct span out;
        uint8_t signature[5000];
        assert_int_equal(key->bits, sizes[i]);
        round_trip(ALG_ML_DSA, key, 100);
        attr_ref(&attrs, ATTR_EDDSA_CTX, TEXT("context"));
        assert_result(
            operate(ALG_ML_DSA, MODE_SIGN, key, &attrs, TEXT(""), &out),
            SUCCESS);
        memcpy(signature, out.p, out.n);
        struct span s = {signature, out.n};
        assert_result(check(ALG_ML_DSA, key, &attrs, TEXT(""), s), SUCCESS);
        assert_result(check(ALG_ML_DSA, key, NULL, TEXT(""), s),
                      ERROR_SIGNATURE_INVALID);
        struct key *mixed =
            ml_from(TYPE_ML_DSA_KEYPAIR,
                    (struct span){other->attr[1].p, other->attr[1].n},
                    (struct span){key->attr[0].p, key->attr[0].n});
        assert_result(
            operate(ALG_ML_DSA, MODE_SIGN, mixed, NULL, TEXT("text"), &out),
            ERROR_BAD_PARAMETERS);
        key_put(mixed);
        key_put(other);
        key_put(key);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(eddsa_known),
        cmocka_unit_test(pairs_must_belong_together),
        cmocka_unit_test(eddsa_attributes),
        cmocka_unit_test(xdh_known),
        cmocka_unit_test(ml_kem_known),
        cmocka_unit_test(ml_kem_both_ways),
        cmocka_unit_test(ml_dsa_known),
        cmocka_unit_test(ml_dsa_round_trips),
    };
    return cmocka_run_group_tests(tests, asym_start, NULL);
}
