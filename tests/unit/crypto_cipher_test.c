/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ciphers through the messages of the crypto service: known answers of every
 * mode and size of key, both ways, whatever the pieces that the text comes in;
 * all refusals, and that they leave the state as it was; copies.
 */
#include "tests/unit/crypto_cipher_vectors.h"
#include "tests/unit/crypto_digest_vectors.h"
#include "tests/unit/crypto_keys.h"

enum { ROOM = PATTERN + 64 };

static uint8_t pattern[PATTERN], text[ROOM], back[ROOM];

#define FOR_EACH_CIPHER(v)                                                     \
    for (const struct cipher_vector *v = cipher_vectors;                       \
         v <                                                                   \
         cipher_vectors + sizeof(cipher_vectors) / sizeof(cipher_vectors[0]);  \
         v++)

static int start(void **state)
{
    (void)state;
    fake.has_seed = 1;
    pattern_fill(pattern);
    return crypto_init(&fake_port) ? 0 : -1;
}

static unsigned iv_length(const struct cipher_vector *v)
{
    return v->type == TYPE_AES || v->type == TYPE_SM4 ? 16 : 8;
}

static _Bool has_two_keys(uint32_t alg)
{
    return alg == ALG_AES_XTS || alg == ALG_SM4_XTS;
}

static uint32_t cipher_state(uint32_t pid, const struct cipher_vector *v,
                             unsigned mode)
{
    uint8_t key[32], key2[32];
    uint32_t second = 0;
    key_fill(key, v->key_n);
    key2_fill(key2, v->key_n);
    uint32_t first = object_with(pid, v->type, key, v->key_n);
    if (has_two_keys(v->alg))
        second = object_with(pid, v->type, key2, v->key_n);
    uint32_t s = state_with(pid, v->alg, mode, first, second);
    /* A state outlives its objects. */
    object_free(pid, first);
    if (second)
        object_free(pid, second);
    return s;
}

static uint32_t init(uint32_t pid, uint32_t s, const void *iv, size_t n)
{
    struct rt_event ev = {.w = {CRYPTO_CIPHER_INIT, s}};
    inline_put(&ev, iv, n);
    return call(&ev, pid);
}

/* One message: n bytes of `in` by lease, output by lease with room for as many
 * as `room`. *got: w[1]. */
static uint32_t cipher_step(uint32_t pid, enum crypto_op op, uint32_t s,
                            const uint8_t *in, size_t n, uint8_t *out,
                            size_t room, size_t *got)
{
    struct rt_event ev;
    if (n)
        lease_add(in, n, KLEASE_READ);
    if (room)
        lease_add(out, room, KLEASE_WRITE);
    uint32_t result = call3(&ev, pid, op, s, room);
    *got = ev.w[1];
    return result;
}

/* The whole text in pieces of `piece` bytes, which grow by `more`. In place:
 * out == in. Returns the bytes of output. */
static size_t cipher_all(uint32_t s, const uint8_t *in, size_t n, uint8_t *out,
                         size_t piece, size_t more)
{
    size_t at = 0, done = 0, got;
    while (n - at > piece) {
        assert_result(cipher_step(ANY_TA, CRYPTO_CIPHER_UPDATE, s, in + at,
                                  piece, out + done, ROOM - done, &got),
                      SUCCESS);
        at += piece;
        done += got;
        piece += more;
    }
    assert_result(cipher_step(ANY_TA, CRYPTO_CIPHER_FINAL, s, in + at, n - at,
                              out + done, ROOM - done, &got),
                  SUCCESS);
    return done + got;
}

static void known_answers(void **state)
{
    (void)state;
    static const struct {
        size_t piece, more;
    } ways[] = {{ROOM, 0}, {1, 3},   {16, 0},   {15, 16},
                {17, 0},   {100, 0}, {4096, 0}, {16384, 0}};
    FOR_EACH_CIPHER(v)
    {
        uint32_t enc = cipher_state(ANY_TA, v, MODE_ENCRYPT);
        uint32_t dec = cipher_state(ANY_TA, v, MODE_DECRYPT);
        for (unsigned i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
            assert_result(init(ANY_TA, enc, cipher_iv, iv_length(v)), SUCCESS);
            size_t n = cipher_all(enc, pattern, v->n, text, ways[i].piece,
                                  ways[i].more);
            assert_int_equal(n, v->cipher_n);
            hash_check(text, n, v->hash);
            assert_result(init(ANY_TA, dec, cipher_iv, iv_length(v)), SUCCESS);
            n = cipher_all(dec, text, n, back, ways[i].piece, ways[i].more);
            assert_int_equal(n, v->n);
            assert_memory_equal(back, pattern, n);
        }
        state_drop(ANY_TA, enc);
        state_drop(ANY_TA, dec);
    }
}

/* In the same memory, with the IV in the same message, input in the message and
 * two leases. */
static void in_place_with_iv(void **state)
{
    (void)state;
    FOR_EACH_CIPHER(v)
    {
        if (v->n < 64)
            continue;
        unsigned iv_n = iv_length(v);
        uint8_t head[64];
        uint32_t enc = cipher_state(ANY_TA, v, MODE_ENCRYPT);
        struct rt_event ev = {.w = {CRYPTO_CIPHER_FINAL, enc, ROOM}};
        memcpy(text, pattern, v->n);
        memcpy(head, cipher_iv, iv_n);
        inline_put(&ev, head, iv_n);
        ev.w[11] = iv_n;
        lease_add(text, v->n, KLEASE_READ);
        lease_add(text, ROOM, KLEASE_WRITE);
        assert_result(call(&ev, ANY_TA), SUCCESS);
        assert_int_equal(ev.w[1], v->cipher_n);
        hash_check(text, ev.w[1], v->hash);

        memcpy(head + iv_n, pattern, 5);
        ev = (struct rt_event){.w = {CRYPTO_CIPHER_FINAL, enc, ROOM}};
        inline_put(&ev, head, iv_n + 5);
        ev.w[11] = iv_n;
        lease_add(pattern + 5, 30, KLEASE_READ);
        lease_add(back, ROOM, KLEASE_WRITE);
        lease_add(pattern + 35, v->n - 35, KLEASE_READ);
        assert_result(call(&ev, ANY_TA), SUCCESS);
        hash_check(back, ev.w[1], v->hash);
        state_drop(ANY_TA, enc);
    }
}

/* Small ones: all in the message. SP 800-38A, F.5.1 and F.2.1. */
static void inline_blocks(void **state)
{
    (void)state;
    static const uint8_t key[16] = {0x2b, 0x7e, 0x15, 0x16, 0x28, 0xae,
                                    0xd2, 0xa6, 0xab, 0xf7, 0x15, 0x88,
                                    0x09, 0xcf, 0x4f, 0x3c};
    static const uint8_t ctr[16] = {0xf0, 0xf1, 0xf2, 0xf3, 0xf4, 0xf5,
                                    0xf6, 0xf7, 0xf8, 0xf9, 0xfa, 0xfb,
                                    0xfc, 0xfd, 0xfe, 0xff};
    static const uint8_t plain[16] = {0x6b, 0xc1, 0xbe, 0xe2, 0x2e, 0x40,
                                      0x9f, 0x96, 0xe9, 0x3d, 0x7e, 0x11,
                                      0x73, 0x93, 0x17, 0x2a};
    uint32_t object = object_with(ANY_TA, TYPE_AES, key, 16);
    uint32_t s = state_with(ANY_TA, ALG_AES_CTR, MODE_ENCRYPT, object, 0);
    init(ANY_TA, s, ctr, 16);
    struct rt_event ev = {.w = {CRYPTO_CIPHER_UPDATE, s, 16}};
    inline_put(&ev, plain, 16);
    assert_result(call(&ev, ANY_TA), SUCCESS);
    assert_int_equal(ev.w[1], 16);
    hex_check(&ev.w[2], "874d6191b620e3261bef6864990db6ce");
    state_drop(ANY_TA, s);
    s = state_with(ANY_TA, ALG_AES_CBC_NOPAD, MODE_ENCRYPT, object, 0);
    uint8_t all[32] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    memcpy(all + 16, plain, 16);
    ev = (struct rt_event){.w = {CRYPTO_CIPHER_FINAL, s, 64, [11] = 16}};
    inline_put(&ev, all, 32);
    assert_result(call(&ev, ANY_TA), SUCCESS);
    assert_int_equal(ev.w[1], 16);
    hex_check(&ev.w[2], "7649abac8119b246cee98e9b12e9197d");
    all_free(ANY_TA);
}

/* IEEE 1619-2007, vectors 15 (17 bytes) and 2; RFC 3962, appendix B (CTS of 17
 * and 31 bytes). */
static void published_stealing(void **state)
{
    (void)state;
    uint8_t key1[16], key2[16], in[32];
    static const uint8_t iv15[16] = {0x9a, 0x78, 0x56, 0x34, 0x12};
    static const uint8_t zeros[16];
    for (unsigned i = 0; i < 16; i++) {
        key1[i] = (uint8_t)(0xff - i);
        key2[i] = (uint8_t)(0xbf - i);
        in[i] = (uint8_t)i;
        in[i + 16] = (uint8_t)(i + 16);
    }
    uint32_t a = object_with(ANY_TA, TYPE_AES, key1, 16);
    uint32_t b = object_with(ANY_TA, TYPE_AES, key2, 16);
    uint32_t s = state_with(ANY_TA, ALG_AES_XTS, MODE_ENCRYPT, a, b);
    init(ANY_TA, s, iv15, 16);
    assert_int_equal(cipher_all(s, in, 17, text, 17, 0), 17);
    hex_check(text, "6c1625db4671522d3d7599601de7ca09ed");
    static const char chicken[] = "chicken teriyaki";
    static const char soup[] = "I would like the General Gau's Chicken, please";
    uint32_t c = object_with(ANY_TA, TYPE_AES, chicken, 16);
    s = state_with(ANY_TA, ALG_AES_CTS, MODE_ENCRYPT, c, 0);
    init(ANY_TA, s, zeros, 16);
    assert_int_equal(cipher_all(s, (const uint8_t *)soup, 17, text, 7, 0), 17);
    hex_check(text, "c6353568f2bf8cb4d8a580362da7ff7f97");
    init(ANY_TA, s, zeros, 16);
    assert_int_equal(cipher_all(s, (const uint8_t *)soup, 31, text, 7, 0), 31);
    hex_check(text, "fc00783e0efdb2c1d445d4c8eff7ed22"
                    "97687268d6ecccc0c07b25e25ecfe5");
    all_free(ANY_TA);
}

static void copies(void **state)
{
    (void)state;
    FOR_EACH_CIPHER(v)
    {
        struct rt_event ev;
        size_t got, half = v->n / 2, done;
        if (v->n < 32)
            continue;
        uint32_t a = cipher_state(ANY_TA, v, MODE_ENCRYPT);
        uint32_t b = state_with(ANY_TA, v->alg, MODE_ENCRYPT, 0, 0);
        init(ANY_TA, a, cipher_iv, iv_length(v));
        cipher_step(ANY_TA, CRYPTO_CIPHER_UPDATE, a, pattern, half, text, ROOM,
                    &done);
        assert_result(call3(&ev, ANY_TA, CRYPTO_STATE_COPY, b, a), SUCCESS);
        /* The first goes elsewhere, and is gone. */
        cipher_step(ANY_TA, CRYPTO_CIPHER_UPDATE, a, pattern + 1, 48, back,
                    ROOM, &got);
        state_drop(ANY_TA, a);
        assert_result(cipher_step(ANY_TA, CRYPTO_CIPHER_FINAL, b,
                                  pattern + half, v->n - half, text + done,
                                  ROOM - done, &got),
                      SUCCESS);
        hash_check(text, done + got, v->hash);
        state_drop(ANY_TA, b);
    }
}

static const struct cipher_vector *vector_of(uint32_t alg)
{
    FOR_EACH_CIPHER(v)
    {
        if (v->alg == alg)
            return v;
    }
    return NULL;
}

static void short_buffer_keeps_the_state(void **state)
{
    (void)state;
    FOR_EACH_CIPHER(v)
    {
        size_t got, done;
        if (v->n < 64)
            continue;
        uint32_t s = cipher_state(ANY_TA, v, MODE_ENCRYPT);
        init(ANY_TA, s, cipher_iv, iv_length(v));
        assert_result(cipher_step(ANY_TA, CRYPTO_CIPHER_UPDATE, s, pattern, 60,
                                  text, 1, &done),
                      ERROR_SHORT_BUFFER);
        size_t needed = done;
        assert_true(needed > 1 && needed <= 60);
        assert_result(cipher_step(ANY_TA, CRYPTO_CIPHER_UPDATE, s, pattern, 60,
                                  text, needed, &done),
                      SUCCESS);
        assert_int_equal(done, needed);
        assert_result(cipher_step(ANY_TA, CRYPTO_CIPHER_FINAL, s, pattern + 60,
                                  v->n - 60, text + done,
                                  v->cipher_n - done - 1, &got),
                      ERROR_SHORT_BUFFER);
        assert_int_equal(got, v->cipher_n - done);
        assert_result(cipher_step(ANY_TA, CRYPTO_CIPHER_FINAL, s, pattern + 60,
                                  v->n - 60, text + done, v->cipher_n - done,
                                  &got),
                      SUCCESS);
        hash_check(text, done + got, v->hash);
        state_drop(ANY_TA, s);
    }
}

/* A text that cannot end where it does; the state waits for more. */
static void wrong_lengths(void **state)
{
    (void)state;
    static const struct {
        uint32_t alg;
        unsigned mode;
        size_t n;
    } bad[] = {
        {ALG_AES_ECB_NOPAD, MODE_ENCRYPT, 17},
        {ALG_AES_CBC_NOPAD, MODE_DECRYPT, 33},
        {ALG_DES_CBC_NOPAD, MODE_ENCRYPT, 12},
        {ALG_AES_CTS, MODE_ENCRYPT, 15},
        {ALG_AES_CTS, MODE_DECRYPT, 0},
        {ALG_AES_XTS, MODE_ENCRYPT, 15},
        {ALG_SM4_XTS, MODE_DECRYPT, 0},
        {ALG_SM4_CBC_PKCS5, MODE_DECRYPT, 0},
        {ALG_SM4_CBC_PKCS5, MODE_DECRYPT, 17},
    };
    for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        const struct cipher_vector *v = vector_of(bad[i].alg);
        size_t got;
        uint32_t s = cipher_state(ANY_TA, v, bad[i].mode);
        init(ANY_TA, s, cipher_iv, iv_length(v));
        assert_result(cipher_step(ANY_TA, CRYPTO_CIPHER_FINAL, s, pattern,
                                  bad[i].n, text, ROOM, &got),
                      ERROR_BAD_PARAMETERS);
        assert_int_equal(got, 0);
        assert_result(cipher_step(ANY_TA, CRYPTO_CIPHER_UPDATE, s, pattern, 64,
                                  text, ROOM, &got),
                      SUCCESS);
        state_drop(ANY_TA, s);
    }
}

static void wrong_padding(void **state)
{
    (void)state;
    const struct cipher_vector *v = vector_of(ALG_SM4_ECB_PKCS5);
    uint32_t enc, dec = cipher_state(ANY_TA, v, MODE_DECRYPT);
    struct cipher_vector plain = *v;
    size_t got;
    plain.alg = ALG_SM4_ECB_NOPAD;
    enc = cipher_state(ANY_TA, &plain, MODE_ENCRYPT);
    for (unsigned last = 0; last < 256; last++) {
        /* Right is only a padding of one byte, or of what is before it. */
        memset(back, 1 + (last == 1), 15);
        back[15] = (uint8_t)last;
        init(ANY_TA, enc, "", 0);
        cipher_step(ANY_TA, CRYPTO_CIPHER_FINAL, enc, back, 16, text, 16, &got);
        init(ANY_TA, dec, "", 0);
        uint32_t result = cipher_step(ANY_TA, CRYPTO_CIPHER_FINAL, dec, text,
                                      16, back, 16, &got);
        if (last == 1) {
            assert_result(result, SUCCESS);
            assert_int_equal(got, 15);
        } else {
            assert_result(result, ERROR_BAD_PARAMETERS);
        }
        assert_result(cipher_step(ANY_TA, CRYPTO_CIPHER_UPDATE, dec, text, 16,
                                  back, 16, &got),
                      ERROR_BAD_STATE);
    }
    all_free(ANY_TA);
}

static void refusals(void **state)
{
    (void)state;
    struct rt_event ev;
    size_t got;
    const struct cipher_vector *v = vector_of(ALG_AES_CBC_NOPAD);
    uint32_t s = cipher_state(ANY_TA, v, MODE_ENCRYPT);
    /* Order. */
    assert_result(cipher_step(ANY_TA, CRYPTO_CIPHER_UPDATE, s, pattern, 16,
                              text, 16, &got),
                  ERROR_BAD_STATE);
    uint32_t bare = state_with(ANY_TA, ALG_AES_CTR, MODE_ENCRYPT, 0, 0);
    assert_result(init(ANY_TA, bare, cipher_iv, 16), ERROR_BAD_STATE);
    /* IVs. */
    assert_result(init(ANY_TA, s, cipher_iv, 15), ERROR_BAD_PARAMETERS);
    assert_result(init(ANY_TA, s, cipher_iv, 0), ERROR_BAD_PARAMETERS);
    lease_add(pattern, 129, KLEASE_READ);
    assert_result(call3(&ev, ANY_TA, CRYPTO_CIPHER_INIT, s, 0),
                  ERROR_BAD_PARAMETERS);
    lease_add(NULL, 16, KLEASE_READ);
    assert_result(call3(&ev, ANY_TA, CRYPTO_CIPHER_INIT, s, 0),
                  ERROR_BAD_PARAMETERS);
    ev = (struct rt_event){.w = {CRYPTO_CIPHER_UPDATE, s, 64, [11] = 17}};
    inline_put(&ev, cipher_iv, 16);
    assert_result(call(&ev, ANY_TA), ERROR_BAD_PARAMETERS);
    /* Other classes. */
    assert_result(call3(&ev, ANY_TA, CRYPTO_HASH_INIT, s, 0),
                  ERROR_BAD_PARAMETERS);
    assert_result(call3(&ev, ANY_TA, CRYPTO_AE_UPDATE_AAD, s, 0),
                  ERROR_BAD_PARAMETERS);
    /* Other clients. */
    assert_result(init(OTHER_TA, s, cipher_iv, 16), ERROR_BAD_PARAMETERS);
    assert_result(cipher_step(OTHER_TA, CRYPTO_CIPHER_UPDATE, s, pattern, 16,
                              text, 16, &got),
                  ERROR_BAD_PARAMETERS);
    /* Room that is said but not there, and memory that is not. */
    init(ANY_TA, s, cipher_iv, 16);
    lease_add(pattern, 80, KLEASE_READ);
    assert_result(call3(&ev, ANY_TA, CRYPTO_CIPHER_UPDATE, s, 80),
                  ERROR_BAD_PARAMETERS);
    lease_add(NULL, 80, KLEASE_READ);
    lease_add(text, 80, KLEASE_WRITE);
    assert_result(call3(&ev, ANY_TA, CRYPTO_CIPHER_UPDATE, s, 80),
                  ERROR_BAD_PARAMETERS);
    lease_add(pattern, 80, KLEASE_READ);
    lease_add(NULL, 80, KLEASE_WRITE);
    assert_result(call3(&ev, ANY_TA, CRYPTO_CIPHER_UPDATE, s, 80),
                  ERROR_BAD_PARAMETERS);
    all_free(ANY_TA);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_answers),
        cmocka_unit_test(in_place_with_iv),
        cmocka_unit_test(inline_blocks),
        cmocka_unit_test(published_stealing),
        cmocka_unit_test(copies),
        cmocka_unit_test(short_buffer_keeps_the_state),
        cmocka_unit_test(wrong_lengths),
        cmocka_unit_test(wrong_padding),
        cmocka_unit_test(refusals),
    };
    return cmocka_run_group_tests(tests, start, NULL);
}
