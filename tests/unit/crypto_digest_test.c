/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Digests and operation states through the messages of the crypto service:
 * known answers for every algorithm in every way to pass the data, the order of
 * calls that OP-TEE's system calls define, and that states of one process are
 * out of reach for others.
 *
 * The answers for "" and "abc" are the published ones (RFC 1321, FIPS 180-4,
 * FIPS 202, GB/T 32905); those for the pattern were computed with Python's
 * hashlib. SHAKEs: the first 64 bytes.
 */
#include "tests/unit/crypto_fake.h"

enum { MODE_DIGEST = 5, PATTERN = 20000 };

static const struct vector {
    enum crypto_alg alg;
    unsigned size;
    const char *empty, *abc, *pattern;
} vectors[] = {
    /* clang-format off */
    {ALG_MD5, 16,
     "d41d8cd98f00b204e9800998ecf8427e",
     "900150983cd24fb0d6963f7d28e17f72",
     "a6a4186232db0d067e5b36ea78862c9d"},
    {ALG_SHA1, 20,
     "da39a3ee5e6b4b0d3255bfef95601890afd80709",
     "a9993e364706816aba3e25717850c26c9cd0d89d",
     "15c561417a89c476917cb05bddb3ccb468aeacd3"},
    {ALG_SHA224, 28,
     "d14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f",
     "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7",
     "273482868c3a905c9dedb97b9e37b99ffba27109e5fb81ea280323ef"},
    {ALG_SHA256, 32,
     "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
     "86999324511ad84c69f01938832689a50bebda2d4c65061db2e73b4b0857e831"},
    {ALG_SHA384, 48,
     "38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b",
     "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7",
     "9f81e412af1ede7823db83f40a55c4cf1f54518140374a0ad2c0425050b2d05ae518696bd99cfdbd52b0e3a54881e131"},
    {ALG_SHA512, 64,
     "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
     "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
     "f743ebdb60a507b15f9c3865ffef588ba1a0df17b643a2364d530d8004707c85f48fd1d3ce0aa11a7547be766c016fa10856a90e90fe3ff4b25db7cbf53ae873"},
    {ALG_SM3, 32,
     "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b",
     "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
     "aab38a629bb117ecce559f2fc96f61110d586d680f68606f052c453f041fc419"},
    {ALG_SHA3_224, 28,
     "6b4e03423667dbb73b6e15454f0eb1abd4597f9a1b078e3f5b5a6bc7",
     "e642824c3f8cf24ad09234ee7d3c766fc9a3a5168d0c94ad73b46fdf",
     "8df406c6ce5e12b55dd0861e39488a2208dddd8ad978be45eeea66fa"},
    {ALG_SHA3_256, 32,
     "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a",
     "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532",
     "89fe61b5855c4e8f91fb423b4687ce62a98949f26cb72b881c78b9e6ded59c73"},
    {ALG_SHA3_384, 48,
     "0c63a75b845e4f7d01107d852e4c2485c51a50aaaa94fc61995e71bbee983a2ac3713831264adb47fb6bd1e058d5f004",
     "ec01498288516fc926459f58e2c6ad8df9b473cb0fc08c2596da7cf0e49be4b298d88cea927ac7f539f1edf228376d25",
     "5c4350a473d9f4c3883cebfed729b92936048f3accbb47edfaa5d9879efad0e44cc3946d18d3ef54d7c5ad57e2a6ee16"},
    {ALG_SHA3_512, 64,
     "a69f73cca23a9ac5c8b567dc185a756e97c982164fe25859e0d1dcc1475c80a615b2123af1f5f94c11e3e9402c3ac558f500199d95b6d3e301758586281dcd26",
     "b751850b1a57168a5693cd924b6b096e08f621827444f70d884f5d0240d2712e10e116e9192af3c91a7ec57647e3934057340b4cf408d5a56592f8274eec53f0",
     "46121e8fe302e338c35b546fc372eac6c86810c9686561abafaf6bfd3c86ab49fe02e3d13ac212a14384a7169d5635bd91367a9ff0939b149cebbb649ce42b15"},
    {ALG_SHAKE128, 64,
     "7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef263cb1eea988004b93103cfb0aeefd2a686e01fa4a58e8a3639ca8a1e3f9ae57e2",
     "5881092dd818bf5cf8a3ddb793fbcba74097d5c526a6d35f97b83351940f2cc844c50af32acd3f2cdd066568706f509bc1bdde58295dae3f891a9a0fca578378",
     "4121883e74b6ba81cd4e65395ff941d585bee85287ea511e149951816379602adcd22d401a6dd20097fad144c1992f510c434eb50a2269a75bb072b7f06262a5"},
    {ALG_SHAKE256, 64,
     "46b9dd2b0ba88d13233b3feb743eeb243fcd52ea62b81b82b50c27646ed5762fd75dc4ddd8c0f200cb05019d67b592f6fc821c49479ab48640292eacb3b7c4be",
     "483366601360a8771c6863080cc4114d8db44530f8f1e1ee4f94ea37e78b5739d5a15bef186a5386c75744c0527e1faa9f8726e462a12a4feb06bd8801e751e4",
     "798cabb51dd20d62cb0e973f2b1e00d5008090b4e8cd7e3bf4bbd8ef212a479c3f2febd212b91c64d8b3705fba4da71f1b22ebeede97e37730cae04365fd063f"},
    /* clang-format on */
};

#define FOR_EACH_VECTOR(v)                                                     \
    for (const struct vector *v = vectors;                                     \
         v < vectors + sizeof(vectors) / sizeof(vectors[0]); v++)

static uint8_t pattern[PATTERN];

static int start(void **state)
{
    (void)state;
    fake.has_seed = 1;
    crypto_init(&fake_port);
    for (unsigned i = 0; i < PATTERN; i++)
        pattern[i] = (uint8_t)(i * 7 + (i >> 8));
    return 0;
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
        assert_result(state_update(ANY_TA, s, "x", 1), ERROR_BAD_STATE);
        state_begin(ANY_TA, s);
        for (unsigned at = 0; at < PATTERN; at += 500)
            state_update(ANY_TA, s, pattern + at, 500);
        state_end(ANY_TA, s, v, v->pattern);
        assert_result(state_update(ANY_TA, s, "x", 1), ERROR_BAD_STATE);

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
        assert_result(call3(&ev, ANY_TA, CRYPTO_STATE_COPY, b, a), SUCCESS);
        assert_result(state_update(ANY_TA, b, "x", 1), ERROR_BAD_STATE);
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
        assert_result(call3(&ev, ANY_TA, CRYPTO_HASH_FINAL, s, 1),
                      ERROR_BAD_STATE);
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
                  ERROR_NOT_SUPPORTED);
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
