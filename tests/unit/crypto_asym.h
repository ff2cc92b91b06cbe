/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the tests of services/crypto/asym.h share: attributes, keys and states
 * without messages, and bytes from hexadecimal text.
 */
#pragma once

#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include "services/crypto/asym.h"
#include "services/crypto/failure.h"
#include "tests/unit/crypto_fake.h"

enum { HEX_MAX = 1 << 17 };

/* Bytes of hexadecimal text, valid until many more were asked for. Spaces do
 * not count. */
static inline struct span hex(const char *text)
{
    static uint8_t ring[HEX_MAX];
    static size_t at;
    size_t digits = 0;
    if (at + strlen(text) / 2 > HEX_MAX)
        at = 0;
    uint8_t *out = ring + at;
    for (; *text; text++) {
        const char *all = "0123456789abcdef";
        if (*text == ' ')
            continue;
        const char *digit = strchr(all, *text | 0x20);
        assert_non_null(digit);
        uint8_t value = (uint8_t)(digit - all);
        out[digits / 2] =
            (uint8_t)(digits % 2 ? out[digits / 2] | value : value << 4);
        digits++;
    }
    at += digits / 2;
    return (struct span){out, digits / 2};
}

#define TEXT(literal)                                                          \
    ((struct span){(const uint8_t *)(literal), sizeof(literal) - 1})

#define assert_span(actual, expected)                                          \
    do {                                                                       \
        struct span a_ = (actual), e_ = (expected);                            \
        assert_int_equal(a_.n, e_.n);                                          \
        if (e_.n)                                                              \
            assert_memory_equal(a_.p, e_.p, e_.n);                             \
    } while (0)

static inline void attr_ref(struct attrs *attrs, uint32_t id, struct span s)
{
    attrs->attr[attrs->count++] =
        (struct attr){.id = id, .p = s.p, .n = (uint32_t)s.n};
}

static inline void attr_number(struct attrs *attrs, uint32_t id, uint32_t a)
{
    attrs->attr[attrs->count++] = (struct attr){.id = id, .a = a};
}

static inline struct key *key_from(uint32_t type, const struct attrs *attrs)
{
    struct key *key = NULL;
    assert_result(key_make(type_find(type), attrs, &key), SUCCESS);
    return key;
}

static inline struct key *public_of(const struct key *pair)
{
    struct key *key = NULL;
    assert_result(
        key_make_public(pair, type_find(pair->type->id & ~0x01000000u), &key),
        SUCCESS);
    return key;
}

static inline struct key *key_new(uint32_t type, uint32_t bits,
                                  const struct attrs *attrs)
{
    static const struct attrs none;
    struct key *key = NULL;
    assert_result(
        asym_generate(type_find(type), bits, attrs ? attrs : &none, &key),
        SUCCESS);
    assert_int_equal(key->holders, 1);
    return key;
}

/* A state as state.c would have it. */
static inline struct state state_of(uint32_t alg, enum crypto_mode mode,
                                    struct key *key)
{
    struct state s = {.alg = alg_find(alg), .mode = mode, .key = {key, NULL}};
    assert_non_null(s.alg);
    const struct state_class *class =
        s.alg->class == CRYPTO_CLASS_DERIVE ? &derive_class : &asym_class;
    assert_result(class->check(&s), SUCCESS);
    return s;
}

static inline void state_drop(struct state *s)
{
    asym_class.drop(s);
    assert_null(s->ctx);
}

static uint8_t operate_out[1 << 17];

/* One operation of a state of its own; what it gives is in *out. */
static inline uint32_t operate(uint32_t alg, enum crypto_mode mode,
                               struct key *key, const struct attrs *attrs,
                               struct span in, struct span *out)
{
    static const struct attrs none;
    size_t n = sizeof(operate_out);
    struct state s = state_of(alg, mode, key);
    enum tee_result result =
        asym_operate(&s, attrs ? attrs : &none, in, operate_out, &n);
    state_drop(&s);
    *out = (struct span){operate_out, n};
    return (uint32_t)result;
}

static inline uint32_t check(uint32_t alg, struct key *key,
                             const struct attrs *attrs, struct span digest,
                             struct span signature)
{
    static const struct attrs none;
    struct state s = state_of(alg, MODE_VERIFY, key);
    enum tee_result result =
        asym_verify(&s, attrs ? attrs : &none, digest, signature);
    state_drop(&s);
    return (uint32_t)result;
}

static uint8_t derive_confirmation[CRYPTO_CONFIRMATION];

static inline uint32_t derive(uint32_t alg, struct key *key, struct key *key2,
                              const struct attrs *attrs, size_t wanted,
                              struct span *out)
{
    size_t n = sizeof(operate_out);
    struct state s = state_of(alg, MODE_DERIVE, key);
    s.key[1] = key2;
    enum tee_result result =
        asym_derive(&s, attrs, wanted, operate_out, &n, derive_confirmation);
    state_drop(&s);
    *out = (struct span){operate_out, n};
    return (uint32_t)result;
}

/* Signs and verifies with one key, then with each part changed. */
static inline void round_trip(uint32_t alg, struct key *pair, size_t n)
{
    uint8_t digest[256], signature[8192];
    struct span out;
    for (size_t i = 0; i < n; i++)
        digest[i] = (uint8_t)(i * 7 + 1);
    struct key *public = public_of(pair);
    assert_result(
        operate(alg, MODE_SIGN, pair, NULL, (struct span){digest, n}, &out),
        SUCCESS);
    memcpy(signature, out.p, out.n);
    struct span sig = {signature, out.n};
    assert_result(check(alg, public, NULL, (struct span){digest, n}, sig),
                  SUCCESS);
    assert_result(check(alg, pair, NULL, (struct span){digest, n}, sig),
                  SUCCESS);
    digest[0] ^= 1;
    assert_result(check(alg, public, NULL, (struct span){digest, n}, sig),
                  ERROR_SIGNATURE_INVALID);
    digest[0] ^= 1;
    for (size_t i = 0; i < sig.n; i += sig.n / 8) {
        signature[i] ^= 4;
        assert_result(check(alg, public, NULL, (struct span){digest, n}, sig),
                      ERROR_SIGNATURE_INVALID);
        signature[i] ^= 4;
    }
    assert_result(check(alg, public, NULL, (struct span){digest, n},
                        (struct span){signature, sig.n - 1}),
                  ERROR_SIGNATURE_INVALID);
    assert_result(check(alg, public, NULL, (struct span){digest, n},
                        (struct span){NULL, 0}),
                  ERROR_SIGNATURE_INVALID);
    key_put(public);
}

static inline int asym_start(void **state)
{
    (void)state;
    fake.has_seed = 1;
    return crypto_init(&fake_port) ? 0 : -1;
}
