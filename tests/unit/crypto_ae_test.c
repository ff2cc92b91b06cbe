/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Authenticated encryption through the messages of the crypto service: known
 * answers both ways in all kinds of pieces, forgeries of every part, whose
 * output is zeros, order and announced lengths, copies.
 */
#include "tests/unit/crypto_ae_vectors.h"
#include "tests/unit/crypto_cipher_vectors.h"
#include "tests/unit/crypto_digest_vectors.h"
#include "tests/unit/crypto_keys.h"

static uint8_t pattern[PATTERN], text[PATTERN], back[PATTERN], nonce[64];

#define FOR_EACH_AE(v)                                                         \
    for (const struct ae_vector *v = ae_vectors;                               \
         v < ae_vectors + sizeof(ae_vectors) / sizeof(ae_vectors[0]); v++)

static int start(void **state)
{
    (void)state;
    fake.has_seed = 1;
    pattern_fill(pattern);
    for (unsigned i = 0; i < sizeof(nonce); i++)
        nonce[i] = (uint8_t)(200 + i);
    return crypto_init(&fake_port) ? 0 : -1;
}

static uint32_t ae_state(const struct ae_vector *v, unsigned mode)
{
    uint8_t key[32];
    key_fill(key, v->key_n);
    uint32_t object = object_with(ANY_TA, v->type, key, v->key_n);
    uint32_t s = state_with(ANY_TA, v->alg, mode, object, 0);
    object_free(ANY_TA, object);
    return s;
}

static uint32_t init(uint32_t s, size_t nonce_n, uint64_t tag_n, uint64_t aad_n,
                     uint64_t n)
{
    struct rt_event ev = {
        .w = {CRYPTO_AE_INIT, s, tag_n | aad_n << 32, [11] = n}};
    inline_put(&ev, nonce, nonce_n);
    return call(&ev, ANY_TA);
}

static uint32_t aad(uint32_t s, const uint8_t *p, size_t n)
{
    struct rt_event ev;
    lease_add(p, n, KLEASE_READ);
    return call3(&ev, ANY_TA, CRYPTO_AE_UPDATE_AAD, s, 0);
}

static uint32_t update(uint32_t s, const uint8_t *in, size_t n, uint8_t *out)
{
    struct rt_event ev;
    lease_add(in, n, KLEASE_READ);
    lease_add(out, n, KLEASE_WRITE);
    uint32_t result = call3(&ev, ANY_TA, CRYPTO_AE_UPDATE, s, n);
    if (result == R_SUCCESS)
        assert_int_equal(ev.w[1], n);
    return result;
}

static uint32_t seal(uint32_t s, const uint8_t *in, size_t n, uint8_t *out,
                     uint8_t tag[16])
{
    struct rt_event ev = {.w = {CRYPTO_AE_ENC_FINAL, s, n}};
    if (n) {
        lease_add(in, n, KLEASE_READ);
        lease_add(out, n, KLEASE_WRITE);
    }
    uint32_t result = call(&ev, ANY_TA);
    memcpy(tag, &ev.w[10], 16);
    return result;
}

static uint32_t open(uint32_t s, const uint8_t *in, size_t n, uint8_t *out,
                     const uint8_t tag[16], size_t tag_n)
{
    struct rt_event ev = {.w = {CRYPTO_AE_DEC_FINAL, s, n, [11] = tag_n}};
    memcpy(&ev.w[9], tag, tag_n < 16 ? tag_n : 16);
    if (n) {
        lease_add(in, n, KLEASE_READ);
        lease_add(out, n, KLEASE_WRITE);
    }
    return call(&ev, ANY_TA);
}

/* All but the last piece; returns how much that was. */
static size_t pieces_do(uint32_t s, const struct ae_vector *v,
                        const uint8_t *in, uint8_t *out, size_t piece)
{
    size_t at = 0;
    assert_result(init(s, v->nonce_n, v->tag_n, v->aad_n, v->n), SUCCESS);
    for (size_t n; at < v->aad_n; at += n) {
        n = v->aad_n - at < piece ? v->aad_n - at : piece;
        assert_result(aad(s, pattern + at, n), SUCCESS);
    }
    for (at = 0; v->n - at > piece; at += piece)
        assert_result(update(s, in + at, piece, out + at), SUCCESS);
    return at;
}

static void known_answers(void **state)
{
    (void)state;
    static const size_t pieces[] = {PATTERN, 1, 13, 16, 64, 100, 16384};
    FOR_EACH_AE(v)
    {
        uint32_t enc = ae_state(v, MODE_ENCRYPT);
        uint32_t dec = ae_state(v, MODE_DECRYPT);
        uint8_t tag[16];
        for (unsigned i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
            size_t at = pieces_do(enc, v, pattern, text, pieces[i]);
            assert_result(seal(enc, pattern + at, v->n - at, text + at, tag),
                          SUCCESS);
            hash_check(text, v->n, v->hash);
            hex_check(tag, v->tag);
            for (unsigned j = v->tag_n; j < 16; j++)
                assert_int_equal(tag[j], 0);
            at = pieces_do(dec, v, text, text, pieces[i]);
            assert_result(
                open(dec, text + at, v->n - at, text + at, tag, v->tag_n),
                SUCCESS);
            assert_memory_equal(text, pattern, v->n);
        }
        state_drop(ANY_TA, enc);
        state_drop(ANY_TA, dec);
    }
}

/* Few bytes travel in the message. */
static void inline_text(void **state)
{
    (void)state;
    FOR_EACH_AE(v)
    {
        if (v->n == 0 || v->n > 33 || v->aad_n)
            continue;
        uint32_t enc = ae_state(v, MODE_ENCRYPT);
        uint32_t dec = ae_state(v, MODE_DECRYPT);
        struct rt_event ev = {.w = {CRYPTO_AE_ENC_FINAL, enc, v->n}};
        uint8_t tag[16];
        assert_result(init(enc, v->nonce_n, v->tag_n, 0, v->n), SUCCESS);
        inline_put(&ev, pattern, v->n);
        assert_result(call(&ev, ANY_TA), SUCCESS);
        memcpy(text, &ev.w[2], v->n);
        memcpy(tag, &ev.w[10], 16);
        hash_check(text, v->n, v->hash);
        hex_check(tag, v->tag);
        for (unsigned forged = 0; forged < 2; forged++) {
            assert_result(init(dec, v->nonce_n, v->tag_n, 0, v->n), SUCCESS);
            ev = (struct rt_event){
                .w = {CRYPTO_AE_DEC_FINAL, dec, v->n, [11] = v->tag_n}};
            inline_put(&ev, text, v->n);
            memcpy(&ev.w[9], tag, v->tag_n);
            ev.w[9] ^= forged;
            if (forged) {
                assert_result(call(&ev, ANY_TA), ERROR_MAC_INVALID);
                for (unsigned i = 2; i < 12; i++)
                    assert_int_equal(ev.w[i], 0);
            } else {
                assert_result(call(&ev, ANY_TA), SUCCESS);
                assert_memory_equal(&ev.w[2], pattern, v->n);
            }
        }
        state_drop(ANY_TA, enc);
        state_drop(ANY_TA, dec);
    }
}

static void forgeries(void **state)
{
    (void)state;
    FOR_EACH_AE(v)
    {
        uint32_t enc = ae_state(v, MODE_ENCRYPT);
        uint32_t dec = ae_state(v, MODE_DECRYPT);
        uint8_t tag[16];
        size_t at = pieces_do(enc, v, pattern, text, PATTERN);
        assert_result(seal(enc, pattern + at, v->n - at, text + at, tag),
                      SUCCESS);
        for (unsigned part = 0; part < 4; part++) {
            if ((part == 1 && !v->n) || (part == 2 && !v->aad_n))
                continue;
            tag[v->tag_n - 1] ^= (uint8_t)(part == 0);
            text[v->n / 2] ^= (uint8_t)(part == 1);
            pattern[v->aad_n / 2] ^= (uint8_t)(part == 2);
            pieces_do(dec, v, text, back, PATTERN);
            memset(back, 0xee, sizeof(back));
            /* Too short a tag is no tag either. */
            assert_result(open(dec, text, v->n, back, tag,
                               part == 3 ? v->tag_n - 1 : v->tag_n),
                          ERROR_MAC_INVALID);
            for (unsigned i = 0; i < v->n; i++)
                assert_int_equal(back[i], 0);
            tag[v->tag_n - 1] ^= (uint8_t)(part == 0);
            text[v->n / 2] ^= (uint8_t)(part == 1);
            pattern[v->aad_n / 2] ^= (uint8_t)(part == 2);
        }
        /* The state is good for the next text. */
        pieces_do(dec, v, text, back, PATTERN);
        assert_result(open(dec, text, v->n, back, tag, v->tag_n), SUCCESS);
        state_drop(ANY_TA, enc);
        state_drop(ANY_TA, dec);
    }
}

static void copies(void **state)
{
    (void)state;
    FOR_EACH_AE(v)
    {
        struct rt_event ev;
        uint8_t tag[16];
        uint32_t a = ae_state(v, MODE_ENCRYPT);
        uint32_t b = state_with(ANY_TA, v->alg, MODE_ENCRYPT, 0, 0);
        size_t at = pieces_do(a, v, pattern, text, 21);
        assert_result(call3(&ev, ANY_TA, CRYPTO_STATE_COPY, b, a), SUCCESS);
        state_drop(ANY_TA, a);
        assert_result(seal(b, pattern + at, v->n - at, text + at, tag),
                      SUCCESS);
        hash_check(text, v->n, v->hash);
        hex_check(tag, v->tag);
        at = pieces_do(b, v, pattern, text, 4096);
        assert_result(seal(b, pattern + at, v->n - at, text + at, tag),
                      SUCCESS);
        hex_check(tag, v->tag);
        state_drop(ANY_TA, b);
    }
}

/* SP 800-38C, A.2.2: lengths of AAD from 0xff00 on have six bytes. */
static void long_aad(void **state)
{
    (void)state;
    const struct ae_vector v = {ALG_AES_CCM, TYPE_AES, 16, 12,  66000,
                                3,           16,       "", NULL};
    uint8_t tag[16];
    uint32_t s = ae_state(&v, MODE_ENCRYPT);
    assert_result(init(s, 12, 16, 66000, 3), SUCCESS);
    for (unsigned at = 0; at < 66000; at += PATTERN)
        assert_result(
            aad(s, pattern, 66000 - at < PATTERN ? 66000 - at : PATTERN),
            SUCCESS);
    assert_result(seal(s, (const uint8_t *)"abc", 3, text, tag), SUCCESS);
    hex_check(tag, ccm_long_aad + 6);
    state_drop(ANY_TA, s);
}

static void order(void **state)
{
    (void)state;
    FOR_EACH_AE(v)
    {
        uint8_t tag[16];
        if (v->n < 16 || v->aad_n < 1)
            continue;
        uint32_t s = ae_state(v, MODE_ENCRYPT);
        assert_result(aad(s, pattern, 1), ERROR_BAD_STATE);
        assert_result(update(s, pattern, 1, text), ERROR_BAD_STATE);
        assert_result(seal(s, pattern, 1, text, tag), ERROR_BAD_STATE);
        assert_result(init(s, v->nonce_n, v->tag_n, v->aad_n, v->n), SUCCESS);
        assert_result(open(s, pattern, 1, text, tag, v->tag_n),
                      ERROR_BAD_PARAMETERS);
        assert_result(aad(s, pattern, v->aad_n), SUCCESS);
        assert_result(update(s, pattern, 1, text), SUCCESS);
        assert_result(aad(s, pattern, 1), ERROR_BAD_STATE);
        assert_result(seal(s, pattern + 1, v->n - 1, text + 1, tag), SUCCESS);
        hex_check(tag, v->tag);
        assert_result(update(s, pattern, 1, text), ERROR_BAD_STATE);
        assert_result(seal(s, pattern, 1, text, tag), ERROR_BAD_STATE);
        state_drop(ANY_TA, s);
    }
}

/* CCM is told all lengths at the start. */
static void announced(void **state)
{
    (void)state;
    uint8_t tag[16];
    const struct ae_vector v = {ALG_AES_CCM, TYPE_AES, 16, 13,  4,
                                4,           8,        "", NULL};
    uint32_t s = ae_state(&v, MODE_ENCRYPT);
    assert_result(init(s, 13, 8, 4, 4), SUCCESS);
    assert_result(aad(s, pattern, 5), ERROR_BAD_PARAMETERS);
    assert_result(aad(s, pattern, 3), SUCCESS);
    assert_result(update(s, pattern, 1, text), ERROR_BAD_PARAMETERS);
    assert_result(aad(s, pattern, 1), SUCCESS);
    assert_result(update(s, pattern, 5, text), ERROR_BAD_PARAMETERS);
    assert_result(update(s, pattern, 3, text), SUCCESS);
    assert_result(seal(s, pattern, 0, text, tag), ERROR_BAD_PARAMETERS);
    assert_result(seal(s, pattern, 2, text, tag), ERROR_BAD_PARAMETERS);
    assert_result(seal(s, pattern, 1, text, tag), SUCCESS);
    assert_result(init(s, 13, 8, 0, 65536), ERROR_BAD_PARAMETERS);
    assert_result(init(s, 13, 8, 0, 65535), SUCCESS);
    assert_result(init(s, 6, 8, 0, 1), ERROR_BAD_PARAMETERS);
    assert_result(init(s, 14, 8, 0, 1), ERROR_BAD_PARAMETERS);
    for (unsigned tag_n = 0; tag_n < 40; tag_n++)
        assert_int_equal(init(s, 13, tag_n, 0, 1),
                         (uint32_t)(tag_n >= 4 && tag_n <= 16 && tag_n % 2 == 0
                                        ? R_SUCCESS
                                        : R_ERROR_NOT_SUPPORTED));
    state_drop(ANY_TA, s);
}

static void lengths(void **state)
{
    (void)state;
    const struct ae_vector gcm = {ALG_AES_GCM, TYPE_AES, 16, 12,  0,
                                  0,           16,       "", NULL};
    const struct ae_vector chacha = {
        ALG_CHACHA20_POLY1305, TYPE_CHACHA20, 32, 12, 0, 0, 16, "", NULL};
    uint32_t g = ae_state(&gcm, MODE_ENCRYPT);
    uint32_t c = ae_state(&chacha, MODE_ENCRYPT);
    for (unsigned n = 0; n < 40; n++) {
        assert_int_equal(
            init(g, 12, n, 0, 0),
            (uint32_t)(n >= 12 && n <= 16 ? R_SUCCESS : R_ERROR_NOT_SUPPORTED));
        assert_int_equal(
            init(c, 12, n, 0, 0),
            (uint32_t)(n == 16 ? R_SUCCESS : R_ERROR_NOT_SUPPORTED));
        assert_int_equal(
            init(g, n, 16, 0, 0),
            (uint32_t)(n > 0 ? R_SUCCESS : R_ERROR_BAD_PARAMETERS));
        assert_int_equal(
            init(c, n, 16, 0, 0),
            (uint32_t)(n == 12 ? R_SUCCESS : R_ERROR_BAD_PARAMETERS));
    }
    struct rt_event ev;
    lease_add(pattern, 129, KLEASE_READ);
    assert_result(call3(&ev, ANY_TA, CRYPTO_AE_INIT, g, 16),
                  ERROR_BAD_PARAMETERS);
    /* Room that is too small changes nothing. */
    init(g, 12, 16, 0, 0);
    ev = (struct rt_event){.w = {CRYPTO_AE_UPDATE, g, 3}};
    inline_put(&ev, pattern, 4);
    assert_result(call(&ev, ANY_TA), ERROR_SHORT_BUFFER);
    assert_int_equal(ev.w[1], 4);
    uint32_t bare = state_with(ANY_TA, ALG_AES_GCM, MODE_DECRYPT, 0, 0);
    assert_result(init(bare, 12, 16, 0, 0), ERROR_BAD_STATE);
    all_free(ANY_TA);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_answers), cmocka_unit_test(inline_text),
        cmocka_unit_test(forgeries),     cmocka_unit_test(copies),
        cmocka_unit_test(long_aad),      cmocka_unit_test(order),
        cmocka_unit_test(announced),     cmocka_unit_test(lengths),
    };
    return cmocka_run_group_tests(tests, start, NULL);
}
