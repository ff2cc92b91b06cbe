/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Digests and operation states through the messages of the crypto service:
 * known answers for every algorithm in every way to pass the data, the order of
 * calls that OP-TEE's system calls define, and that states of one process are
 * out of reach for others.
 */
#include "tests/unit/crypto_digest_vectors.h"
#include "tests/unit/crypto_fake.h"

static uint8_t pattern[PATTERN];

static int start(void **state)
{
    (void)state;
    fake.has_seed = 1;
    pattern_fill(pattern);
    return crypto_init(&fake_port) ? 0 : -1;
}

static _Bool is_shake(const struct vector *v)
{
    return v->alg == ALG_SHAKE128 || v->alg == ALG_SHAKE256;
}

static void bytes_check(const void *actual, const char *hex)
{
    const uint8_t *p = actual;
    char text[3];
    for (; *hex; hex += 2) {
        snprintf(text, sizeof(text), "%02x", *p++);
        assert_memory_equal(text, hex, 2);
    }
}

/* Puts n bytes into the message itself. */
static void inline_put(struct rt_event *ev, const void *p, size_t n)
{
    ev->w[0] |= (uint64_t)n << 32;
    memcpy(&ev->w[3], p, n);
}

static void reply_check(const struct rt_event *ev, const struct vector *v,
                        const char *hex)
{
    assert_result(ev->w[0], SUCCESS);
    assert_int_equal(ev->w[1], v->size);
    bytes_check(&ev->w[2], hex);
}

static struct rt_event one_shot(const struct vector *v)
{
    return (struct rt_event){.w = {CRYPTO_DIGEST, v->alg, v->size}};
}

static void one_shot_ways(void **state)
{
    (void)state;
    FOR_EACH_VECTOR(v)
    {
        struct rt_event ev = one_shot(v);
        call(&ev, ANY_TA);
        reply_check(&ev, v, v->empty);

        ev = one_shot(v);
        inline_put(&ev, "abc", 3);
        call(&ev, ANY_TA);
        reply_check(&ev, v, v->abc);

        ev = one_shot(v);
        lease_add("abc", 3, KLEASE_READ);
        call(&ev, ANY_TA);
        reply_check(&ev, v, v->abc);

        ev = one_shot(v);
        lease_add(pattern, PATTERN, KLEASE_READ);
        call(&ev, ANY_TA);
        reply_check(&ev, v, v->pattern);
    }
}

/* In the message, then three leases, with the output lease among them. */
static void scattered_input_and_leased_output(void **state)
{
    (void)state;
    FOR_EACH_VECTOR(v)
    {
        uint8_t out[100] = {0};
        struct rt_event ev = one_shot(v);
        inline_put(&ev, pattern, 64);
        lease_add(pattern + 64, 0, KLEASE_READ);
        lease_add(pattern + 64, 4097, KLEASE_READ);
        lease_add(out, sizeof(out), KLEASE_WRITE);
        lease_add(pattern + 64 + 4097, PATTERN - 64 - 4097, KLEASE_READ);
        assert_result(call(&ev, ANY_TA), SUCCESS);
        assert_int_equal(ev.w[1], v->size);
        bytes_check(out, v->pattern);
        assert_int_equal(out[v->size], 0);
        assert_int_equal(ev.w[2], 0);
    }
}

static uint32_t state_alloc(uint32_t pid, uint32_t alg)
{
    struct rt_event ev;
    assert_result(call3(&ev, pid, CRYPTO_STATE_ALLOC, alg, MODE_DIGEST),
                  SUCCESS);
    assert_int_not_equal(ev.w[1], 0);
    return (uint32_t)ev.w[1];
}

static void state_begin(uint32_t pid, uint32_t number)
{
    struct rt_event ev;
    assert_result(call3(&ev, pid, CRYPTO_HASH_INIT, number, 0), SUCCESS);
}

static uint32_t state_update(uint32_t pid, uint32_t number, const void *p,
                             size_t n)
{
    struct rt_event ev;
    lease_add(p, n, KLEASE_READ);
    return call3(&ev, pid, CRYPTO_HASH_UPDATE, number, 0);
}

static void state_end(uint32_t pid, uint32_t number, const struct vector *v,
                      const char *hex)
{
    struct rt_event ev;
    call3(&ev, pid, CRYPTO_HASH_FINAL, number, v->size);
    reply_check(&ev, v, hex);
}

static void state_free(uint32_t pid, uint32_t number)
{
    struct rt_event ev;
    assert_result(call3(&ev, pid, CRYPTO_STATE_FREE, number, 0), SUCCESS);
}

static void states(void **state)
{
    (void)state;
    FOR_EACH_VECTOR(v)
    {
        uint32_t s = state_alloc(ANY_TA, v->alg);
        for (unsigned at = 0; at < PATTERN; at += 500)
            state_update(ANY_TA, s, pattern + at, 500);
        state_end(ANY_TA, s, v, v->pattern);

        /* Used again, and started over in the middle. */
        state_begin(ANY_TA, s);
        state_update(ANY_TA, s, "xyz", 3);
        state_begin(ANY_TA, s);
        state_update(ANY_TA, s, "ab", 2);
        state_update(ANY_TA, s, "", 0);
        struct rt_event ev = {.w = {CRYPTO_HASH_FINAL, s, v->size}};
        inline_put(&ev, "c", 1);
        call(&ev, ANY_TA);
        reply_check(&ev, v, v->abc);
        state_free(ANY_TA, s);
    }
}

static void state_copies(void **state)
{
    (void)state;
    FOR_EACH_VECTOR(v)
    {
        struct rt_event ev;
        uint32_t a = state_alloc(ANY_TA, v->alg);
        uint32_t b = state_alloc(ANY_TA, v->alg);
        state_begin(ANY_TA, a);
        state_update(ANY_TA, a, "ab", 2);
        assert_result(call3(&ev, ANY_TA, CRYPTO_STATE_COPY, b, a), SUCCESS);
        state_update(ANY_TA, a, "c", 1);
        state_end(ANY_TA, a, v, v->abc);
        state_update(ANY_TA, b, "c", 1);
        assert_result(call3(&ev, ANY_TA, CRYPTO_STATE_COPY, b, b), SUCCESS);
        state_end(ANY_TA, b, v, v->abc);
        /* A copy of a state that was not begun is not begun. */
        state_free(ANY_TA, a);
        a = state_alloc(ANY_TA, v->alg);
        state_begin(ANY_TA, b);
        state_update(ANY_TA, b, "x", 1);
        assert_result(call3(&ev, ANY_TA, CRYPTO_STATE_COPY, b, a), SUCCESS);
        state_end(ANY_TA, b, v, v->empty);
        state_free(ANY_TA, a);
        state_free(ANY_TA, b);
    }
    uint32_t a = state_alloc(ANY_TA, ALG_SHA256);
    uint32_t b = state_alloc(ANY_TA, ALG_SHA3_256);
    struct rt_event ev;
    assert_result(call3(&ev, ANY_TA, CRYPTO_STATE_COPY, a, b),
                  ERROR_BAD_PARAMETERS);
    assert_result(call3(&ev, ANY_TA, CRYPTO_STATE_COPY, a, 99),
                  ERROR_BAD_PARAMETERS);
    state_free(ANY_TA, a);
    state_free(ANY_TA, b);
}

static void short_buffer_keeps_the_state(void **state)
{
    (void)state;
    FOR_EACH_VECTOR(v)
    {
        if (is_shake(v))
            continue;
        uint32_t s = state_alloc(ANY_TA, v->alg);
        state_begin(ANY_TA, s);
        state_update(ANY_TA, s, "ab", 2);
        struct rt_event ev = {.w = {CRYPTO_HASH_FINAL, s, v->size - 1}};
        inline_put(&ev, "c", 1);
        assert_result(call(&ev, ANY_TA), ERROR_SHORT_BUFFER);
        assert_int_equal(ev.w[1], v->size);
        assert_int_equal(ev.w[2], 0);
        state_update(ANY_TA, s, "c", 1);
        /* More room than needed is no error. */
        call3(&ev, ANY_TA, CRYPTO_HASH_FINAL, s, v->size + 100);
        reply_check(&ev, v, v->abc);
        /* The next message is empty. */
        state_end(ANY_TA, s, v, v->empty);
        state_free(ANY_TA, s);
    }
}

static void shake_goes_on(void **state)
{
    (void)state;
    static uint8_t whole[10000], parts[10000];
    struct rt_event ev = {.w = {CRYPTO_DIGEST, ALG_SHAKE128, sizeof(whole)}};
    lease_add(pattern, PATTERN, KLEASE_READ);
    lease_add(whole, sizeof(whole), KLEASE_WRITE);
    assert_result(call(&ev, ANY_TA), SUCCESS);
    assert_int_equal(ev.w[1], sizeof(whole));
    ev = (struct rt_event){.w = {CRYPTO_DIGEST, ALG_SHA256, 32}};
    lease_add(whole, sizeof(whole), KLEASE_READ);
    call(&ev, ANY_TA);
    bytes_check(&ev.w[2], "a1a6a090d1c99f62cf38ae467281aae9c8c5aaa3c4fb8ec356ff"
                          "1bdd9a320e42");

    uint32_t s = state_alloc(ANY_TA, ALG_SHAKE128);
    state_begin(ANY_TA, s);
    state_update(ANY_TA, s, pattern, PATTERN);
    for (size_t at = 0, n = 1; at < sizeof(parts); at += n, n = n * 3 % 5000) {
        n = n < sizeof(parts) - at ? n : sizeof(parts) - at;
        lease_add(parts + at, n, KLEASE_WRITE);
        assert_result(call3(&ev, ANY_TA, CRYPTO_HASH_FINAL, s, n), SUCCESS);
    }
    assert_memory_equal(whole, parts, sizeof(whole));
    assert_result(state_update(ANY_TA, s, "x", 1), ERROR_BAD_STATE);
    ev = (struct rt_event){.w = {CRYPTO_HASH_FINAL, s, 8}};
    inline_put(&ev, "x", 1);
    assert_result(call(&ev, ANY_TA), ERROR_BAD_STATE);
    state_free(ANY_TA, s);
}

static void refusals(void **state)
{
    (void)state;
    struct rt_event ev;
    /* Algorithms, modes and keys. */
    assert_result(call3(&ev, ANY_TA, CRYPTO_STATE_ALLOC, 0x50000099, 5),
                  ERROR_NOT_SUPPORTED);
    assert_result(
        call3(&ev, ANY_TA, CRYPTO_STATE_ALLOC, ALG_SHA256 | 1ull << 32, 5),
        ERROR_NOT_SUPPORTED);
    assert_result(call3(&ev, ANY_TA, CRYPTO_STATE_ALLOC, ALG_ED25519, 5),
                  ERROR_BAD_PARAMETERS);
    assert_result(call3(&ev, ANY_TA, CRYPTO_STATE_ALLOC, ALG_SHA256, 0),
                  ERROR_BAD_PARAMETERS);
    ev = (struct rt_event){.w = {CRYPTO_STATE_ALLOC, ALG_SHA256, 5, 1}};
    assert_result(call(&ev, ANY_TA), ERROR_BAD_PARAMETERS);
    assert_result(call3(&ev, ANY_TA, CRYPTO_DIGEST, 7, 64),
                  ERROR_NOT_SUPPORTED);
    /* Operations. */
    assert_result(call3(&ev, ANY_TA, CRYPTO_OP_LIMIT, 0, 0),
                  ERROR_NOT_SUPPORTED);
    assert_result(call3(&ev, ANY_TA, 0, 0, 0), ERROR_NOT_SUPPORTED);
    assert_result(call3(&ev, ANY_TA, 0xffff, 0, 0), ERROR_NOT_SUPPORTED);
    /* Input and leases. */
    ev = (struct rt_event){.w = {CRYPTO_DIGEST | 65ull << 32, ALG_MD5, 16}};
    assert_result(call(&ev, ANY_TA), ERROR_BAD_PARAMETERS);
    lease_add(pattern, 8, KLEASE_READ | KLEASE_WRITE);
    assert_result(call3(&ev, ANY_TA, CRYPTO_DIGEST, ALG_MD5, 16),
                  ERROR_BAD_PARAMETERS);
    lease_add(pattern, 16, KLEASE_WRITE);
    lease_add(pattern, 16, KLEASE_WRITE);
    assert_result(call3(&ev, ANY_TA, CRYPTO_DIGEST, ALG_MD5, 16),
                  ERROR_BAD_PARAMETERS);
    lease_add(pattern, 15, KLEASE_WRITE);
    assert_result(call3(&ev, ANY_TA, CRYPTO_DIGEST, ALG_MD5, 16),
                  ERROR_BAD_PARAMETERS);
    lease_add(NULL, 9, KLEASE_READ);
    assert_result(call3(&ev, ANY_TA, CRYPTO_DIGEST, ALG_MD5, 16),
                  ERROR_BAD_PARAMETERS);
    lease_add(NULL, 16, KLEASE_WRITE);
    assert_result(call3(&ev, ANY_TA, CRYPTO_DIGEST, ALG_MD5, 16),
                  ERROR_BAD_PARAMETERS);
    assert_result(call3(&ev, ANY_TA, CRYPTO_DIGEST, ALG_SHAKE128, 65),
                  ERROR_BAD_PARAMETERS);
    assert_result(call3(&ev, ANY_TA, CRYPTO_DIGEST, ALG_SHAKE128, UINT64_MAX),
                  ERROR_BAD_PARAMETERS);
}

static void states_are_private(void **state)
{
    (void)state;
    static const enum crypto_op ops[] = {CRYPTO_HASH_INIT, CRYPTO_HASH_UPDATE,
                                         CRYPTO_HASH_FINAL, CRYPTO_STATE_FREE};
    struct rt_event ev;
    uint32_t s = state_alloc(ANY_TA, ALG_SHA256);
    state_begin(ANY_TA, s);
    for (unsigned i = 0; i < sizeof(ops) / sizeof(ops[0]); i++) {
        assert_result(call3(&ev, OTHER_TA, ops[i], s, 32),
                      ERROR_BAD_PARAMETERS);
        assert_result(call3(&ev, ANY_TA, ops[i], 0, 32), ERROR_BAD_PARAMETERS);
        assert_result(call3(&ev, ANY_TA, ops[i], s + 1, 32),
                      ERROR_BAD_PARAMETERS);
        assert_result(call3(&ev, ANY_TA, ops[i], s | 1ull << 32, 32),
                      ERROR_BAD_PARAMETERS);
    }
    assert_result(call3(&ev, OTHER_TA, CRYPTO_CLIENT_GONE, ANY_TA, 0),
                  ERROR_ACCESS_DENIED);
    assert_result(call3(&ev, ANY_TA, CRYPTO_CLIENT_GONE, ANY_TA, 0),
                  ERROR_ACCESS_DENIED);
    state_end(ANY_TA, s, &vectors[3], vectors[3].empty);
    assert_result(call3(&ev, SERVICE_TAMGR, CRYPTO_CLIENT_GONE, ANY_TA, 0),
                  SUCCESS);
    assert_result(call3(&ev, ANY_TA, CRYPTO_HASH_INIT, s, 0),
                  ERROR_BAD_PARAMETERS);
}

/* The next process in the same slot inherits nothing, even unannounced. */
static void slot_is_reused(void **state)
{
    (void)state;
    enum { LATER_TA = 9 | 2 << 8 };
    struct rt_event ev;
    uint32_t old = state_alloc(ANY_TA, ALG_SHA256);
    assert_result(call3(&ev, LATER_TA, CRYPTO_HASH_INIT, old, 0),
                  ERROR_BAD_PARAMETERS);
    uint32_t new = state_alloc(LATER_TA, ALG_SHA256);
    assert_result(call3(&ev, ANY_TA, CRYPTO_HASH_INIT, old, 0),
                  ERROR_BAD_PARAMETERS);
    /* Late news of the old process leave the new one alone. */
    assert_result(call3(&ev, SERVICE_TAMGR, CRYPTO_CLIENT_GONE, ANY_TA, 0),
                  SUCCESS);
    state_begin(LATER_TA, new);
    assert_result(call3(&ev, SERVICE_TAMGR, CRYPTO_CLIENT_GONE, LATER_TA, 0),
                  SUCCESS);
}

static void a_client_has_its_share(void **state)
{
    (void)state;
    struct rt_event ev;
    unsigned n = 0;
    while (call3(&ev, ANY_TA, CRYPTO_STATE_ALLOC, ALG_MD5, MODE_DIGEST) ==
               R_SUCCESS &&
           n < 1000)
        n++;
    assert_int_equal(n, 64);
    assert_result(ev.w[0], ERROR_OUT_OF_MEMORY);
    assert_int_equal(ev.w[1], 0);
    uint32_t other = state_alloc(OTHER_TA, ALG_MD5);
    state_free(OTHER_TA, other);
    state_free(ANY_TA, 17);
    assert_int_equal(state_alloc(ANY_TA, ALG_MD5), 17);
    call3(&ev, SERVICE_TAMGR, CRYPTO_CLIENT_GONE, ANY_TA, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_shot_ways),
        cmocka_unit_test(scattered_input_and_leased_output),
        cmocka_unit_test(states),
        cmocka_unit_test(state_copies),
        cmocka_unit_test(short_buffer_keeps_the_state),
        cmocka_unit_test(shake_goes_on),
        cmocka_unit_test(refusals),
        cmocka_unit_test(states_are_private),
        cmocka_unit_test(slot_is_reused),
        cmocka_unit_test(a_client_has_its_share),
    };
    return cmocka_run_group_tests(tests, start, NULL);
}
