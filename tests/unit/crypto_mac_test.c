/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * MACs through the messages of the crypto service: known answers of all of them
 * in all kinds of pieces, with a key that stays; copies; refusals.
 */
#include "tests/unit/crypto_mac_vectors.h"
#include "tests/unit/crypto_cipher_vectors.h"
#include "tests/unit/crypto_digest_vectors.h"
#include "tests/unit/crypto_keys.h"

static uint8_t pattern[PATTERN];

#define FOR_EACH_MAC(v)                                                        \
    for (const struct mac_vector *v = mac_vectors;                             \
         v < mac_vectors + sizeof(mac_vectors) / sizeof(mac_vectors[0]); v++)

static int start(void **state)
{
    (void)state;
    fake.has_seed = 1;
    pattern_fill(pattern);
    return crypto_init(&fake_port) ? 0 : -1;
}

static uint32_t mac_state(const struct mac_vector *v)
{
    uint8_t key[128];
    key_fill(key, v->key_n);
    uint32_t object = object_with(ANY_TA, v->type, key, v->key_n);
    uint32_t s = state_with(ANY_TA, v->alg, MODE_MAC, object, 0);
    object_free(ANY_TA, object);
    return s;
}

static void update(uint32_t s, const uint8_t *p, size_t n)
{
    struct rt_event ev;
    lease_add(p, n, KLEASE_READ);
    assert_result(call3(&ev, ANY_TA, CRYPTO_HASH_UPDATE, s, 0), SUCCESS);
}

static void value_check(uint32_t s, const struct mac_vector *v,
                        const uint8_t *p, size_t n)
{
    struct rt_event ev;
    if (n)
        lease_add(p, n, KLEASE_READ);
    assert_result(call3(&ev, ANY_TA, CRYPTO_HASH_FINAL, s, 64), SUCCESS);
    assert_int_equal(ev.w[1], v->size);
    hex_check(&ev.w[2], v->value);
}

static void known_answers(void **state)
{
    (void)state;
    static const size_t pieces[] = {PATTERN, 1, 7, 8, 16, 17, 100, 16385};
    FOR_EACH_MAC(v)
    {
        uint32_t s = mac_state(v);
        for (unsigned i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
            size_t at = 0, piece = pieces[i];
            for (; v->n - at > piece; at += piece)
                update(s, pattern + at, piece);
            value_check(s, v, pattern + at, v->n - at);
        }
        state_drop(ANY_TA, s);
    }
}

static void begun_anew(void **state)
{
    (void)state;
    FOR_EACH_MAC(v)
    {
        struct rt_event ev;
        uint32_t s = mac_state(v);
        update(s, pattern + 1, 33);
        assert_result(call3(&ev, ANY_TA, CRYPTO_HASH_INIT, s, 0), SUCCESS);
        value_check(s, v, pattern, v->n);
        update(s, pattern + 1, 32);
        assert_result(call3(&ev, ANY_TA, CRYPTO_HASH_FINAL, s, v->size - 1),
                      ERROR_SHORT_BUFFER);
        assert_int_equal(ev.w[1], v->size);
        state_drop(ANY_TA, s);
    }
}

static void copies(void **state)
{
    (void)state;
    FOR_EACH_MAC(v)
    {
        struct rt_event ev;
        size_t half = v->n / 2;
        uint32_t a = mac_state(v);
        uint32_t b = state_with(ANY_TA, v->alg, MODE_MAC, 0, 0);
        update(a, pattern, half);
        assert_result(call3(&ev, ANY_TA, CRYPTO_STATE_COPY, b, a), SUCCESS);
        update(a, pattern, 3);
        state_drop(ANY_TA, a);
        value_check(b, v, pattern + half, v->n - half);
        value_check(b, v, pattern, v->n);
        state_drop(ANY_TA, b);
    }
}

static void refusals(void **state)
{
    (void)state;
    struct rt_event ev;
    uint32_t s = state_with(ANY_TA, ALG_HMAC_SHA256, MODE_MAC, 0, 0);
    assert_result(call3(&ev, ANY_TA, CRYPTO_HASH_INIT, s, 0), ERROR_BAD_STATE);
    assert_result(call3(&ev, ANY_TA, CRYPTO_HASH_UPDATE, s, 0),
                  ERROR_BAD_STATE);
    assert_result(call3(&ev, ANY_TA, CRYPTO_HASH_FINAL, s, 32),
                  ERROR_BAD_STATE);
    state_drop(ANY_TA, s);
    /* A part of a block without padding, and the next message. */
    FOR_EACH_MAC(v)
    {
        if (v->alg != ALG_AES_CBC_MAC_NOPAD && v->alg != ALG_DES_CBC_MAC_NOPAD)
            continue;
        s = mac_state(v);
        update(s, pattern, v->size + 1);
        assert_result(call3(&ev, ANY_TA, CRYPTO_HASH_FINAL, s, 64),
                      ERROR_BAD_PARAMETERS);
        value_check(s, v, pattern, v->n);
        state_drop(ANY_TA, s);
    }
    all_free(ANY_TA);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_answers),
        cmocka_unit_test(begun_anew),
        cmocka_unit_test(copies),
        cmocka_unit_test(refusals),
    };
    return cmocka_run_group_tests(tests, start, NULL);
}
