/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The keys service: its hash and HKDF against published vectors, that a key
 * depends on everything it is asked for and on nothing else, who may ask, and
 * that there are no keys without a hardware unique key.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "abi/tee_result.h"
#include "services/keys/derive.h"
#include "services/keys/serve.h"

static struct {
    bool has_huk;
    uint8_t huk[KHUK_BYTES];
    const uint8_t *extra; /* lease 1 */
    uint8_t key[KEYS_KEY_MAX + 8];
    bool fails_read, fails_write;
    char said[200];
} fake;

static _Bool huk_read(uint8_t key[KHUK_BYTES])
{
    if (fake.has_huk)
        memcpy(key, fake.huk, sizeof(fake.huk));
    return fake.has_huk;
}

static _Bool lease_read(unsigned lease, size_t offset, void *buf, size_t n)
{
    assert_int_equal(lease, 1);
    if (!fake.fails_read)
        memcpy(buf, fake.extra + offset, n);
    return !fake.fails_read;
}

static _Bool lease_write(unsigned lease, size_t offset, const void *buf,
                         size_t n)
{
    assert_int_equal(lease, 0);
    assert_true(offset + n <= KEYS_KEY_MAX);
    if (!fake.fails_write)
        memcpy(fake.key + offset, buf, n);
    return !fake.fails_write;
}

static void said(const char *text)
{
    strncpy(fake.said, text, sizeof(fake.said) - 1);
}

static const struct keys_port port = {
    .huk_read = huk_read,
    .lease_read = lease_read,
    .lease_write = lease_write,
    .log = said,
};

static int begin(void **state)
{
    (void)state;
    memset(&fake, 0, sizeof(fake));
    fake.has_huk = true;
    memset(fake.huk, 0x5a, sizeof(fake.huk));
    keys_init(&port);
    return 0;
}

/* A message with leases of these rights and lengths; rights 0: none. */
static struct rt_event event(uint32_t sender, uint64_t use, uint64_t uuid,
                             const uint32_t rights[2], const uint32_t length[2])
{
    struct rt_event ev = {.w = {KEYS_DERIVE, use, uuid, ~uuid},
                          .sender = sender};
    unsigned n = (rights[0] ? 1u : 0) + (rights[1] ? 1u : 0);

    ev.info = KEV_CALL | (uint64_t)(rights[0] | rights[1] << 2) << 16 |
              (uint64_t)n << 24;
    ev.len01 = length[0] | (uint64_t)length[1] << 32;
    return ev;
}

/* Asks as tamgr for a key of `size` bytes, with `n` extra bytes. */
static enum tee_result ask(uint64_t use, uint64_t uuid, uint32_t size,
                           const uint8_t *extra, uint32_t n)
{
    const uint32_t rights[2] = {KLEASE_WRITE, extra ? KLEASE_READ : 0};
    const uint32_t length[2] = {size, n};
    struct rt_event ev = event(SERVICE_TAMGR, use, uuid, rights, length);

    memset(fake.key, 0xee, sizeof(fake.key));
    fake.extra = extra;
    keys_serve(&ev);
    for (unsigned i = 1; i < KMSG_WORDS; i++)
        assert_int_equal(ev.w[i], 0);
    return (enum tee_result)(uint32_t)ev.w[0];
}

static void from_hex(const char *text, uint8_t *bytes)
{
    for (; *text; text += 2) {
        char pair[3] = {text[0], text[1], 0};

        *bytes++ = (uint8_t)strtoul(pair, NULL, 16);
    }
}

static void check_hmac(const uint8_t *key, size_t key_size, const void *data,
                       size_t size, const char *code)
{
    uint8_t want[HMAC_BYTES], have[HMAC_BYTES];
    struct hmac h;

    from_hex(code, want);
    hmac_begin(&h, key, key_size);
    for (size_t i = 0; i < size; i++)
        hmac_add(&h, (const uint8_t *)data + i, 1);
    hmac_end(&h, have);
    assert_memory_equal(have, want, sizeof(want));
    for (size_t i = 0; i < sizeof(h); i++)
        assert_int_equal(((uint8_t *)&h)[i], 0);
}

/* RFC 4231, cases 1, 2 and 3; RFC 5869, case 1, whose PRK and first block are
 * HMACs. */
static void test_vectors(void **state)
{
    uint8_t key[64], data[64];

    (void)state;
    memset(key, 0x0b, 20);
    check_hmac(key, 20, "Hi There", 8,
               "b0344c61d8db38535ca8afceaf0bf12b"
               "881dc200c9833da726e9376c2e32cff7");
    check_hmac((const uint8_t *)"Jefe", 4, "what do ya want for nothing?", 28,
               "5bdcc146bf60754e6a042426089575c7"
               "5a003f089d2739839dec58b964ec3843");
    memset(key, 0xaa, 20);
    memset(data, 0xdd, 50);
    check_hmac(key, 20, data, 50,
               "773ea91e36800e46854db8ebd09181a7"
               "2959098b3ef8c122d9635514ced565fe");
    from_hex("000102030405060708090a0b0c", key);
    memset(data, 0x0b, 22);
    check_hmac(key, 13, data, 22,
               "077709362c2e32df0ddc3f0dc47bba63"
               "90b6c73bb50f9c3122ec844ad7c2b3e5");
    from_hex("077709362c2e32df0ddc3f0dc47bba63"
             "90b6c73bb50f9c3122ec844ad7c2b3e5",
             key);
    from_hex("f0f1f2f3f4f5f6f7f8f901", data);
    check_hmac(key, 32, data, 11,
               "3cb25f25faacd57a90434f64d0362f2a"
               "2d2d0a90cf1a5a4c5db02d56ecc4c5bf");
}

/* Keys must stay what they are: computed with Python's hmac module. */
static void test_fixed(void **state)
{
    uint8_t want[KEYS_KEY_MAX];

    (void)state;
    assert_int_equal(ask(KEYS_USE_TA, 0x1122334455667788, 32, NULL, 0),
                     R_SUCCESS);
    from_hex("caa6de4ec08a59fd8730af0c4dc90631"
             "9c6980813eb682c62008d22d03e96e81",
             want);
    assert_memory_equal(fake.key, want, sizeof(want));
}

static void test_depends(void **state)
{
    static const uint8_t extra[KEYS_EXTRA_MAX] = {1}, other[1] = {2};
    uint8_t keys[10][KEYS_KEY_MIN];
    unsigned n = 0;

#define TAKE(...)                                                              \
    do {                                                                       \
        assert_int_equal(ask(__VA_ARGS__), R_SUCCESS);                         \
        memcpy(keys[n++], fake.key, KEYS_KEY_MIN);                             \
    } while (0)
    (void)state;
    TAKE(KEYS_USE_TA, 1, 32, NULL, 0);
    TAKE(KEYS_USE_TA, 2, 32, NULL, 0);
    TAKE(KEYS_USE_DEVICE, 1, 32, NULL, 0);
    TAKE(KEYS_USE_TA, 1, 16, NULL, 0);
    TAKE(KEYS_USE_TA, 1, 31, NULL, 0);
    TAKE(KEYS_USE_TA, 1, 32, extra, 1);
    TAKE(KEYS_USE_TA, 1, 32, other, 1);
    TAKE(KEYS_USE_TA, 1, 32, extra, 2);
    TAKE(KEYS_USE_TA, 1, 32, extra, KEYS_EXTRA_MAX);
    fake.huk[31] ^= 1;
    keys_init(&port);
    TAKE(KEYS_USE_TA, 1, 32, NULL, 0);
    for (unsigned i = 0; i < n; i++)
        for (unsigned j = 0; j < i; j++)
            assert_memory_not_equal(keys[i], keys[j], KEYS_KEY_MIN);

    /* And on nothing else: after a restart, and with an empty lease. */
    fake.huk[31] ^= 1;
    keys_init(&port);
    assert_int_equal(ask(KEYS_USE_TA, 1, 32, extra, 0), R_SUCCESS);
    assert_memory_equal(fake.key, keys[0], KEYS_KEY_MIN);
    assert_int_equal(ask(KEYS_USE_TA, 1, 16, NULL, 0), R_SUCCESS);
    assert_memory_equal(fake.key, keys[3], KEYS_KEY_MIN);
    assert_int_equal(fake.key[16], 0xee);
}

static void check_refused(struct rt_event ev, enum tee_result result)
{
    memset(fake.key, 0xee, sizeof(fake.key));
    keys_serve(&ev);
    assert_int_equal(ev.w[0], (uint32_t)result);
    for (unsigned i = 1; i < KMSG_WORDS; i++)
        assert_int_equal(ev.w[i], 0);
    for (unsigned i = 0; i < sizeof(fake.key); i++)
        assert_int_equal(fake.key[i], 0xee);
}

static void test_refusals(void **state)
{
    const struct {
        uint64_t use;
        uint32_t sender, rights[2], length[2];
        enum tee_result result;
    } rows[] = {
        {0, 2, {2, 0}, {32, 0}, R_ERROR_NOT_SUPPORTED},
        {3, 2, {2, 0}, {32, 0}, R_ERROR_NOT_SUPPORTED},
        {1ull << 32 | 1, 2, {2, 0}, {32, 0}, R_ERROR_NOT_SUPPORTED},
        {1, 3, {2, 0}, {32, 0}, R_ERROR_ACCESS_DENIED},
        {1, 0x108, {2, 0}, {32, 0}, R_ERROR_ACCESS_DENIED},
        {1, 2, {0, 0}, {32, 0}, R_ERROR_BAD_PARAMETERS},
        {1, 2, {1, 0}, {32, 0}, R_ERROR_BAD_PARAMETERS},
        {1, 2, {3, 0}, {32, 0}, R_ERROR_BAD_PARAMETERS},
        {1, 2, {2, 0}, {15, 0}, R_ERROR_BAD_PARAMETERS},
        {1, 2, {2, 0}, {33, 0}, R_ERROR_BAD_PARAMETERS},
        {1, 2, {2, 2}, {32, 4}, R_ERROR_BAD_PARAMETERS},
        {1, 2, {2, 3}, {32, 4}, R_ERROR_BAD_PARAMETERS},
        {1, 2, {2, 1}, {32, 1025}, R_ERROR_BAD_PARAMETERS},
    };
    struct rt_event ev;

    (void)state;
    for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        check_refused(event(rows[i].sender, rows[i].use, 1, rows[i].rights,
                            rows[i].length),
                      rows[i].result);
    ev = event(2, 1, 1, rows[0].rights, rows[0].length);
    ev.info += 2 << 24; /* three leases */
    check_refused(ev, R_ERROR_BAD_PARAMETERS);
    ev = event(2, 1, 1, rows[0].rights, rows[0].length);
    ev.w[0] = 2;
    check_refused(ev, R_ERROR_NOT_SUPPORTED);
}

/* The client's memory went away. */
static void test_leases_gone(void **state)
{
    static const uint8_t extra[4];

    (void)state;
    fake.fails_read = true;
    assert_int_equal(ask(KEYS_USE_TA, 1, 32, extra, 4), R_ERROR_BAD_PARAMETERS);
    assert_int_equal(fake.key[0], 0xee);
    fake.fails_read = false;
    fake.fails_write = true;
    assert_int_equal(ask(KEYS_USE_TA, 1, 32, extra, 4), R_ERROR_BAD_PARAMETERS);
}

static void test_no_huk(void **state)
{
    (void)state;
    assert_non_null(strstr(fake.said, "development"));
    fake.has_huk = false;
    keys_init(&port);
    assert_non_null(strstr(fake.said, "no hardware unique key"));
    assert_int_equal(ask(KEYS_USE_TA, 1, 32, NULL, 0), R_ERROR_ITEM_NOT_FOUND);
    assert_int_equal(fake.key[0], 0xee);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_vectors, begin),
        cmocka_unit_test_setup(test_fixed, begin),
        cmocka_unit_test_setup(test_depends, begin),
        cmocka_unit_test_setup(test_refusals, begin),
        cmocka_unit_test_setup(test_leases_gone, begin),
        cmocka_unit_test_setup(test_no_huk, begin),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
