/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Key objects through the messages of the crypto service: types and sizes, the
 * rules of attributes, uses, what may be read, copies, generation, which keys a
 * state takes, and that they belong to one process.
 */
#include "tests/unit/crypto_keys.h"

static struct attr_list list;
static uint8_t ones[600];

static int start(void **state)
{
    (void)state;
    fake.has_seed = 1;
    memset(ones, 0x11, sizeof(ones));
    return crypto_init(&fake_port) ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    all_free(0);
    return 0;
}

static uint32_t populate(uint32_t object)
{
    struct rt_event ev;
    lease_add(list.bytes, list.n, KLEASE_READ);
    return call3(&ev, ANY_TA, CRYPTO_OBJ_POPULATE, object, 0);
}

struct number {
    uint32_t id;
    const uint8_t *p;
    size_t n;
};

/* References only, then the value attribute, if its id is not 0. */
static void list_make(const struct number *numbers, unsigned count,
                      uint32_t value_id, uint32_t value)
{
    attr_begin(&list);
    for (unsigned i = 0; i < count; i++)
        attr_row(&list, numbers[i].id, (uint32_t)numbers[i].n, 0);
    if (value_id)
        attr_row(&list, value_id, value, 0);
    for (unsigned i = 0; i < count; i++)
        attr_bytes(&list, numbers[i].p, numbers[i].n);
}

static struct rt_event info(uint32_t object)
{
    struct rt_event ev;
    assert_result(call3(&ev, ANY_TA, CRYPTO_OBJ_INFO, object, 0), SUCCESS);
    return ev;
}

static uint32_t attr_get(struct rt_event *ev, uint32_t object, uint32_t id,
                         size_t room)
{
    *ev = (struct rt_event){.w = {CRYPTO_OBJ_GET_ATTR, object, id, room}};
    return call(ev, ANY_TA);
}

static uint32_t alloc(uint64_t type, uint64_t bits)
{
    struct rt_event ev;
    return call3(&ev, ANY_TA, CRYPTO_OBJ_ALLOC, type, bits);
}

static void types(void **state)
{
    (void)state;
    static const struct {
        uint32_t type, min, max, step;
    } rows[] = {
#define CRYPTO_TYPE(name, id, kind, min, max, step) {id, min, max, step},
#include "abi/crypto_type.def"
#undef CRYPTO_TYPE
    };
    for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        uint32_t object = object_alloc(ANY_TA, rows[i].type, rows[i].min);
        struct rt_event ev = info(object);
        assert_int_equal(ev.w[1], rows[i].type);
        assert_int_equal(ev.w[2], 0);
        assert_int_equal(ev.w[3], rows[i].min);
        assert_int_equal(ev.w[4], USAGE_ALL);
        assert_result(alloc(rows[i].type, rows[i].max), SUCCESS);
        assert_result(alloc(rows[i].type, rows[i].max + rows[i].step),
                      ERROR_NOT_SUPPORTED);
        assert_result(alloc(rows[i].type, rows[i].min - rows[i].step),
                      ERROR_NOT_SUPPORTED);
        assert_result(alloc(rows[i].type, rows[i].min | 1ull << 32),
                      ERROR_NOT_SUPPORTED);
        all_free(ANY_TA);
    }
    assert_result(alloc(TYPE_AES, 160), ERROR_NOT_SUPPORTED);
    assert_result(alloc(TYPE_ML_DSA_KEYPAIR, 64), ERROR_NOT_SUPPORTED);
    assert_result(alloc(0xA0000099, 128), ERROR_NOT_SUPPORTED);
    assert_result(alloc(TYPE_AES | 1ull << 32, 128), ERROR_NOT_SUPPORTED);
}

/* DES by the bits without parity, as GlobalPlatform 1.0 counts. */
static void des_sizes(void **state)
{
    (void)state;
    static const struct {
        uint32_t type, bits, bytes;
    } sizes[] = {{TYPE_DES, 56, 8},    {TYPE_DES, 64, 8},
                 {TYPE_DES3, 112, 16}, {TYPE_DES3, 128, 16},
                 {TYPE_DES3, 168, 24}, {TYPE_DES3, 192, 24}};
    for (unsigned i = 0; i < 6; i++) {
        uint32_t object = object_alloc(ANY_TA, sizes[i].type, sizes[i].bits);
        assert_result(object_secret(ANY_TA, object, ones, sizes[i].bytes),
                      SUCCESS);
        struct rt_event ev = info(object);
        assert_int_equal(ev.w[2], sizes[i].bits);
        assert_int_equal(ev.w[3], sizes[i].bits);
    }
    all_free(ANY_TA);
}

static void secrets(void **state)
{
    (void)state;
    struct rt_event ev;
    uint32_t object = object_alloc(ANY_TA, TYPE_AES, 192);
    assert_result(object_secret(ANY_TA, object, ones, 32),
                  ERROR_BAD_PARAMETERS); /* larger than the object */
    assert_result(object_secret(ANY_TA, object, ones, 20),
                  ERROR_BAD_PARAMETERS);
    assert_result(object_secret(ANY_TA, object, ones, 0), ERROR_BAD_PARAMETERS);
    assert_result(attr_get(&ev, object, ATTR_SECRET_VALUE, 64),
                  ERROR_BAD_PARAMETERS); /* no key */
    assert_result(object_secret(ANY_TA, object, ones, 16), SUCCESS);
    assert_int_equal(info(object).w[2], 128);
    assert_int_equal(info(object).w[3], 192);
    assert_result(object_secret(ANY_TA, object, ones, 16),
                  ERROR_BAD_PARAMETERS); /* has a key */
    assert_result(attr_get(&ev, object, ATTR_SECRET_VALUE, 15),
                  ERROR_SHORT_BUFFER);
    assert_int_equal(ev.w[1], 16);
    assert_int_equal(ev.w[2], 0);
    assert_result(attr_get(&ev, object, ATTR_SECRET_VALUE, 16), SUCCESS);
    assert_int_equal(ev.w[1], 16);
    assert_memory_equal(&ev.w[2], ones, 16);
    assert_result(attr_get(&ev, object, ATTR_RSA_MODULUS, 16),
                  ERROR_ITEM_NOT_FOUND);
    /* Uses only become fewer, until the object is reset. */
    call3(&ev, ANY_TA, CRYPTO_OBJ_RESTRICT, object, USAGE_ALL & ~1u);
    call3(&ev, ANY_TA, CRYPTO_OBJ_RESTRICT, object, USAGE_ALL);
    assert_int_equal(info(object).w[4], USAGE_ALL & ~1u);
    assert_result(attr_get(&ev, object, ATTR_SECRET_VALUE, 16),
                  ERROR_ACCESS_DENIED);
    assert_int_equal(ev.w[2], 0);
    assert_result(call3(&ev, ANY_TA, CRYPTO_OBJ_RESET, object, 0), SUCCESS);
    assert_int_equal(info(object).w[4], USAGE_ALL);
    assert_int_equal(info(object).w[2], 0);
    assert_result(object_secret(ANY_TA, object, ones, 24), SUCCESS);
    all_free(ANY_TA);
}

/* Long ones come by lease. */
static void long_secret(void **state)
{
    (void)state;
    uint8_t out[512];
    struct rt_event ev = {
        .w = {CRYPTO_OBJ_GET_ATTR, 0, ATTR_SECRET_VALUE, 512}};
    uint32_t object = object_with(ANY_TA, TYPE_GENERIC_SECRET, ones, 512);
    ev.w[1] = object;
    assert_result(call(&ev, ANY_TA), ERROR_BAD_PARAMETERS);
    ev = (struct rt_event){
        .w = {CRYPTO_OBJ_GET_ATTR, object, ATTR_SECRET_VALUE, 512}};
    lease_add(out, sizeof(out), KLEASE_WRITE);
    assert_result(call(&ev, ANY_TA), SUCCESS);
    assert_int_equal(ev.w[1], 512);
    assert_memory_equal(out, ones, 512);
    all_free(ANY_TA);
}

static void lists_that_are_none(void **state)
{
    (void)state;
    struct rt_event ev;
    uint32_t object = object_alloc(ANY_TA, TYPE_AES, 128);
    const struct number key = {ATTR_SECRET_VALUE, ones, 16};
    const struct number twice[2] = {key, key};
    for (unsigned fault = 0; fault < 9; fault++) {
        list_make(fault == 0 ? twice : &key, fault == 0 ? 2 : 1, 0, 0);
        if (fault == 1)
            list.n--;
        if (fault == 2)
            list.n++;
        if (fault == 3)
            list.head->reserved = 1;
        if (fault == 4)
            list.head->row[0].reserved = 1;
        if (fault == 5)
            list.head->row[0].b = 1;
        if (fault == 6)
            list.head->count = CRYPTO_ATTRS_MAX + 1;
        if (fault == 7)
            list.head->row[0].a = UINT32_MAX;
        if (fault == 8)
            list.head->count = UINT32_MAX;
        assert_result(populate(object), ERROR_BAD_PARAMETERS);
    }
    for (size_t n = 0; n < sizeof(struct crypto_attrs) + 32; n++) {
        list_make(&key, 1, 0, 0);
        lease_add(list.bytes, n, KLEASE_READ);
        assert_int_equal(
            call3(&ev, ANY_TA, CRYPTO_OBJ_POPULATE, object, 0),
            (uint32_t)(n ? R_ERROR_BAD_PARAMETERS : R_ERROR_ITEM_NOT_FOUND));
    }
    lease_add(ones, 1u << 20, KLEASE_READ);
    assert_result(call3(&ev, ANY_TA, CRYPTO_OBJ_POPULATE, object, 0),
                  ERROR_BAD_PARAMETERS);
    lease_add(NULL, 40, KLEASE_READ);
    assert_result(call3(&ev, ANY_TA, CRYPTO_OBJ_POPULATE, object, 0),
                  ERROR_BAD_PARAMETERS);
    /* Few attributes fit the message. */
    list_make(&key, 1, 0, 0);
    ev = (struct rt_event){.w = {CRYPTO_OBJ_POPULATE, object}};
    inline_put(&ev, list.bytes, list.n);
    assert_result(call(&ev, ANY_TA), SUCCESS);
    all_free(ANY_TA);
}

static void rsa_rules(void **state)
{
    (void)state;
    struct rt_event ev;
    static const uint8_t padded[66] = {0, 0, 0x80};
    static const uint8_t zeros[3] = {0};
    struct number pair[8] = {
        {ATTR_RSA_MODULUS, padded, 66},
        {ATTR_RSA_PUBLIC_EXPONENT, ones, 3},
        {ATTR_RSA_PRIVATE_EXPONENT, ones, 64},
        {ATTR_RSA_PRIME1, ones, 32},
        {ATTR_RSA_PRIME2, ones, 32},
        {ATTR_RSA_EXPONENT1, ones, 32},
        {ATTR_RSA_EXPONENT2, ones, 32},
        {ATTR_RSA_COEFFICIENT, ones, 32},
    };
    uint32_t object = object_alloc(ANY_TA, TYPE_RSA_KEYPAIR, 512);
    for (unsigned count = 0; count < 8; count++) {
        list_make(pair, count, 0, 0);
        assert_int_equal(
            populate(object),
            (uint32_t)(count == 3 ? R_SUCCESS : R_ERROR_ITEM_NOT_FOUND));
        call3(&ev, ANY_TA, CRYPTO_OBJ_RESET, object, 0);
    }
    list_make(pair, 8, 0, 0);
    assert_result(populate(object), SUCCESS);
    assert_int_equal(info(object).w[2], 512);
    /* Without leading zeros. */
    assert_result(attr_get(&ev, object, ATTR_RSA_MODULUS, 64), SUCCESS);
    assert_int_equal(ev.w[1], 64);
    assert_int_equal(ev.w[2] & 0xff, 0x80);
    /* The public part, as an object of its own. */
    uint32_t public = object_alloc(ANY_TA, TYPE_RSA_PUBLIC_KEY, 512);
    uint32_t small = object_alloc(ANY_TA, TYPE_RSA_PUBLIC_KEY, 511);
    call3(&ev, ANY_TA, CRYPTO_OBJ_RESTRICT, object, USAGE_SIGN);
    assert_result(call3(&ev, ANY_TA, CRYPTO_OBJ_COPY, small, object),
                  ERROR_BAD_PARAMETERS);
    assert_result(call3(&ev, ANY_TA, CRYPTO_OBJ_COPY, public, object), SUCCESS);
    assert_int_equal(info(public).w[2], 512);
    assert_int_equal(info(public).w[4], USAGE_SIGN);
    assert_result(attr_get(&ev, public, ATTR_RSA_PRIVATE_EXPONENT, 64),
                  ERROR_ACCESS_DENIED);
    assert_result(attr_get(&ev, public, ATTR_RSA_PUBLIC_EXPONENT, 64), SUCCESS);
    assert_int_equal(ev.w[1], 3);
    /* Numbers of nothing, and more than the modulus. */
    call3(&ev, ANY_TA, CRYPTO_OBJ_RESET, object, 0);
    pair[1] = (struct number){ATTR_RSA_PUBLIC_EXPONENT, zeros, 3};
    list_make(pair, 3, 0, 0);
    assert_result(populate(object), ERROR_BAD_PARAMETERS);
    pair[1] = (struct number){ATTR_RSA_PUBLIC_EXPONENT, ones, 65};
    list_make(pair, 3, 0, 0);
    assert_result(populate(object), ERROR_BAD_PARAMETERS);
    /* 508 bits. */
    pair[0] = (struct number){ATTR_RSA_MODULUS, ones, 64};
    pair[1] = (struct number){ATTR_RSA_PUBLIC_EXPONENT, ones, 1};
    pair[1].p = padded + 2;
    list_make(pair, 3, 0, 0);
    assert_result(populate(object), SUCCESS);
    assert_int_equal(info(object).w[2], 509);
    all_free(ANY_TA);
}

static void curves(void **state)
{
    (void)state;
    struct rt_event ev;
    const struct number pair[3] = {{ATTR_ECC_PRIVATE_VALUE, ones, 32},
                                   {ATTR_ECC_PUBLIC_VALUE_X, ones, 32},
                                   {ATTR_ECC_PUBLIC_VALUE_Y, ones, 32}};
    static const uint32_t bad[] = {0, 6, 0x100, 0x108, 0x300, 0x301, 0x400, 1};
    uint32_t object = object_alloc(ANY_TA, TYPE_ECDSA_KEYPAIR, 521);
    for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        list_make(pair, 3, ATTR_ECC_CURVE, bad[i]);
        assert_result(populate(object), ERROR_BAD_PARAMETERS);
    }
    list_make(pair, 3, ATTR_ECC_CURVE, 3);
    assert_result(populate(object), SUCCESS);
    assert_int_equal(info(object).w[2], 256);
    assert_result(attr_get(&ev, object, ATTR_ECC_CURVE, 0), SUCCESS);
    assert_int_equal(ev.w[2], 3);
    /* Encodings have their length. */
    const struct number edwards[2] = {{ATTR_ED25519_PRIVATE_VALUE, ones, 32},
                                      {ATTR_ED25519_PUBLIC_VALUE, ones, 31}};
    object = object_alloc(ANY_TA, TYPE_ED25519_KEYPAIR, 256);
    list_make(edwards, 2, 0, 0);
    assert_result(populate(object), ERROR_BAD_PARAMETERS);
    const struct number ml[1] = {{ATTR_ML_PUBLIC_VALUE, ones, 600}};
    object = object_alloc(ANY_TA, TYPE_ML_KEM_PUBLIC_KEY, 1024);
    list_make(ml, 1, 0, 0);
    assert_result(populate(object), ERROR_BAD_PARAMETERS);
    all_free(ANY_TA);
}

static void copies(void **state)
{
    (void)state;
    struct rt_event ev;
    uint32_t aes = object_with(ANY_TA, TYPE_AES, ones, 16);
    uint32_t sm4 = object_alloc(ANY_TA, TYPE_SM4, 128);
    uint32_t other = object_alloc(ANY_TA, TYPE_AES, 256);
    assert_result(call3(&ev, ANY_TA, CRYPTO_OBJ_COPY, sm4, aes),
                  ERROR_BAD_PARAMETERS);
    assert_result(call3(&ev, ANY_TA, CRYPTO_OBJ_COPY, aes, other),
                  ERROR_BAD_PARAMETERS);
    assert_result(call3(&ev, ANY_TA, CRYPTO_OBJ_COPY, aes, aes),
                  ERROR_BAD_PARAMETERS);
    assert_result(call3(&ev, ANY_TA, CRYPTO_OBJ_COPY, other, aes), SUCCESS);
    object_free(ANY_TA, aes);
    assert_int_equal(info(other).w[2], 128);
    assert_result(attr_get(&ev, other, ATTR_SECRET_VALUE, 16), SUCCESS);
    assert_memory_equal(&ev.w[2], ones, 16);
    all_free(ANY_TA);
}

static uint32_t generate(uint32_t object, uint64_t bits)
{
    struct rt_event ev;
    return call3(&ev, ANY_TA, CRYPTO_OBJ_GENERATE, object, bits);
}

static void generation(void **state)
{
    (void)state;
    struct rt_event ev;
    uint64_t first;
    uint32_t object = object_alloc(ANY_TA, TYPE_AES, 192);
    assert_result(generate(object, 256), ERROR_BAD_PARAMETERS);
    assert_result(generate(object, 100), ERROR_BAD_PARAMETERS);
    assert_result(generate(object, 128 | 1ull << 32), ERROR_BAD_PARAMETERS);
    assert_result(generate(object, 128), SUCCESS);
    assert_result(generate(object, 128), ERROR_BAD_PARAMETERS);
    assert_int_equal(info(object).w[2], 128);
    attr_get(&ev, object, ATTR_SECRET_VALUE, 64);
    first = ev.w[2];
    call3(&ev, ANY_TA, CRYPTO_OBJ_RESET, object, 0);
    assert_result(generate(object, 192), SUCCESS);
    attr_get(&ev, object, ATTR_SECRET_VALUE, 64);
    assert_int_equal(ev.w[1], 24);
    assert_int_not_equal(ev.w[2], first);
    /* Odd parity. */
    uint32_t des = object_alloc(ANY_TA, TYPE_DES3, 168);
    assert_result(generate(des, 168), SUCCESS);
    attr_get(&ev, des, ATTR_SECRET_VALUE, 64);
    assert_int_equal(ev.w[1], 24);
    for (unsigned i = 0; i < 24; i++)
        assert_int_equal(__builtin_parity(((const uint8_t *)&ev.w[2])[i]), 1);
    /* Attributes that do not belong there; a key that cannot be made. */
    const struct number key = {ATTR_SECRET_VALUE, ones, 16};
    list_make(&key, 1, 0, 0);
    uint32_t other = object_alloc(ANY_TA, TYPE_AES, 128);
    lease_add(list.bytes, list.n, KLEASE_READ);
    assert_result(generate(other, 128), ERROR_BAD_PARAMETERS);
    uint32_t public = object_alloc(ANY_TA, TYPE_RSA_PUBLIC_KEY, 1024);
    assert_result(generate(public, 1024), ERROR_BAD_PARAMETERS);
    uint32_t dsa = object_alloc(ANY_TA, TYPE_DSA_KEYPAIR, 1024);
    assert_result(generate(dsa, 1024), ERROR_BAD_PARAMETERS);
    all_free(ANY_TA);
}

/* Which keys and modes a state takes, and what a use allows. */
static void keys_of_states(void **state)
{
    (void)state;
    struct rt_event ev;
    uint32_t a = object_with(ANY_TA, TYPE_AES, ones, 16);
    uint32_t same = object_with(ANY_TA, TYPE_AES, ones, 16);
    uint32_t b = object_with(ANY_TA, TYPE_AES, ones, 32);
    uint32_t sm4 = object_with(ANY_TA, TYPE_SM4, ones, 16);
    uint32_t none = object_alloc(ANY_TA, TYPE_AES, 128);
    const struct {
        uint32_t alg;
        unsigned mode;
        uint32_t key1, key2;
        enum tee_result result;
    } rows[] = {
        {ALG_AES_CTR, MODE_ENCRYPT, a, 0, R_SUCCESS},
        {ALG_AES_CTR, MODE_ENCRYPT, 0, 0, R_SUCCESS},
        {ALG_AES_CTR, MODE_ENCRYPT, a, b, R_ERROR_BAD_PARAMETERS},
        {ALG_AES_CTR, MODE_ENCRYPT, 0, a, R_ERROR_BAD_PARAMETERS},
        {ALG_AES_CTR, MODE_MAC, a, 0, R_ERROR_BAD_PARAMETERS},
        {ALG_AES_CTR, 7, a, 0, R_ERROR_BAD_PARAMETERS},
        {ALG_AES_CTR, 32, a, 0, R_ERROR_BAD_PARAMETERS},
        {ALG_AES_CTR, MODE_ENCRYPT, sm4, 0, R_ERROR_BAD_PARAMETERS},
        {ALG_AES_CTR, MODE_ENCRYPT, none, 0, R_ERROR_BAD_PARAMETERS},
        {ALG_AES_CTR, MODE_ENCRYPT, a + 100, 0, R_ERROR_BAD_PARAMETERS},
        {ALG_HMAC_SHA256, MODE_MAC, a, 0, R_ERROR_BAD_PARAMETERS},
        {ALG_AES_CMAC, MODE_MAC, a, 0, R_SUCCESS},
        {ALG_AES_CMAC, MODE_ENCRYPT, a, 0, R_ERROR_BAD_PARAMETERS},
        {ALG_SHA256, MODE_DIGEST, a, 0, R_ERROR_BAD_PARAMETERS},
        {ALG_AES_XTS, MODE_DECRYPT, a, b, R_ERROR_BAD_PARAMETERS},
        {ALG_AES_XTS, MODE_DECRYPT, a, same, R_SUCCESS},
        {ALG_AES_XTS, MODE_DECRYPT, a, 0, R_ERROR_BAD_PARAMETERS},
        {0x10000511, MODE_ENCRYPT, a, 0, R_ERROR_NOT_SUPPORTED},
    };
    for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        uint32_t result = state_ask(&ev, ANY_TA, rows[i].alg, rows[i].mode,
                                    rows[i].key1, rows[i].key2);
        assert_int_equal(result, (uint32_t)rows[i].result);
        assert_int_equal(ev.w[1] != 0, result == R_SUCCESS);
    }
    /* Uses; and a state of now is not changed by what comes later. */
    uint32_t s = state_with(ANY_TA, ALG_AES_CTR, MODE_ENCRYPT, a, 0);
    call3(&ev, ANY_TA, CRYPTO_OBJ_RESTRICT, a, USAGE_ALL & ~2u);
    assert_result(state_ask(&ev, ANY_TA, ALG_AES_CTR, MODE_ENCRYPT, a, 0),
                  ERROR_ACCESS_DENIED);
    assert_result(state_ask(&ev, ANY_TA, ALG_AES_CTR, MODE_DECRYPT, a, 0),
                  SUCCESS);
    assert_result(state_ask(&ev, ANY_TA, ALG_AES_CMAC, MODE_MAC, a, 0),
                  SUCCESS);
    call3(&ev, ANY_TA, CRYPTO_OBJ_RESTRICT, a, 0);
    assert_result(state_ask(&ev, ANY_TA, ALG_AES_CMAC, MODE_MAC, a, 0),
                  ERROR_ACCESS_DENIED);
    ev = (struct rt_event){.w = {CRYPTO_STATE_SET_KEY, s, a}};
    assert_result(call(&ev, ANY_TA), ERROR_ACCESS_DENIED);
    /* A refusal leaves the old key; no key is one, too. */
    ev = (struct rt_event){.w = {CRYPTO_CIPHER_INIT, s}};
    inline_put(&ev, ones, 16);
    assert_result(call(&ev, ANY_TA), SUCCESS);
    ev = (struct rt_event){.w = {CRYPTO_STATE_SET_KEY, s}};
    assert_result(call(&ev, ANY_TA), SUCCESS);
    assert_result(call3(&ev, ANY_TA, CRYPTO_CIPHER_UPDATE, s, 0),
                  ERROR_BAD_STATE);
    ev = (struct rt_event){.w = {CRYPTO_STATE_SET_KEY, s, b}};
    assert_result(call(&ev, ANY_TA), SUCCESS);
    all_free(ANY_TA);
}

static void objects_are_private(void **state)
{
    (void)state;
    static const enum crypto_op ops[] = {
        CRYPTO_OBJ_FREE,     CRYPTO_OBJ_RESET,    CRYPTO_OBJ_INFO,
        CRYPTO_OBJ_RESTRICT, CRYPTO_OBJ_POPULATE, CRYPTO_OBJ_COPY,
        CRYPTO_OBJ_GENERATE, CRYPTO_OBJ_GET_ATTR};
    struct rt_event ev;
    uint32_t object = object_with(ANY_TA, TYPE_AES, ones, 16);
    uint32_t s = state_with(ANY_TA, ALG_AES_CTR, MODE_ENCRYPT, object, 0);
    for (unsigned i = 0; i < sizeof(ops) / sizeof(ops[0]); i++) {
        static const uint64_t other[] = {0, 1, 1ull << 32};
        assert_result(call3(&ev, OTHER_TA, ops[i], object, ATTR_SECRET_VALUE),
                      ERROR_BAD_PARAMETERS);
        for (unsigned j = 0; j < 3; j++)
            assert_result(
                call3(&ev, ANY_TA, ops[i], other[j] ? object + other[j] : 0, 0),
                ERROR_BAD_PARAMETERS);
        /* A state is no object. */
        assert_result(call3(&ev, ANY_TA, ops[i], s, 0), ERROR_BAD_PARAMETERS);
    }
    assert_result(call3(&ev, ANY_TA, CRYPTO_STATE_FREE, object, 0),
                  ERROR_BAD_PARAMETERS);
    assert_result(
        state_ask(&ev, OTHER_TA, ALG_AES_CTR, MODE_ENCRYPT, object, 0),
        ERROR_BAD_PARAMETERS);
    all_free(ANY_TA);
    assert_result(call3(&ev, ANY_TA, CRYPTO_OBJ_INFO, object, 0),
                  ERROR_BAD_PARAMETERS);
}

static void a_client_has_its_share(void **state)
{
    (void)state;
    unsigned n = 0;
    while (n < 1000 && alloc(TYPE_AES, 128) == R_SUCCESS)
        n++;
    assert_int_equal(n, 128);
    assert_result(alloc(TYPE_AES, 128), ERROR_OUT_OF_MEMORY);
    object_free(OTHER_TA, object_alloc(OTHER_TA, TYPE_AES, 128));
    all_free(ANY_TA);
}

/* Of memory: while it is short, who has much of it gets no more. */
/* The service learns it from a message, and charges its sender. */
static void memory_is(size_t used)
{
    enum { NOBODY = 77 };
    struct rt_event ev;
    fake.memory_step = 0;
    fake.memory = used;
    assert_result(call3(&ev, NOBODY, CRYPTO_OBJ_INFO, 1, 0),
                  ERROR_BAD_PARAMETERS);
}

static void memory_is_shared(void **state)
{
    (void)state;
    struct rt_event ev;
    uint32_t other = object_alloc(OTHER_TA, TYPE_AES, 128);
    uint32_t object = object_alloc(ANY_TA, TYPE_AES, 128);
    fake.memory_size = 1000;
    memory_is(400);
    fake.memory_step = 80;                        /* asked for once a message */
    assert_result(alloc(TYPE_AES, 128), SUCCESS); /* 80 of 1000 */
    assert_result(alloc(TYPE_AES, 128), SUCCESS);
    assert_result(alloc(TYPE_AES, 128), SUCCESS); /* 240 */
    assert_result(alloc(TYPE_AES, 128), SUCCESS); /* 320 */
    assert_true(fake.memory > 500);
    assert_result(alloc(TYPE_AES, 128), ERROR_OUT_OF_MEMORY);
    fake.memory_step = 0;
    assert_result(call3(&ev, ANY_TA, CRYPTO_OBJ_POPULATE, object, 0),
                  ERROR_OUT_OF_MEMORY);
    assert_result(call3(&ev, ANY_TA, CRYPTO_OBJ_INFO, object, 0), SUCCESS);
    assert_result(object_secret(OTHER_TA, other, ones, 16), SUCCESS);
    /* It gives back, or there is enough again. */
    memory_is(400);
    assert_result(alloc(TYPE_AES, 128), SUCCESS);
    memory_is(900);
    assert_result(alloc(TYPE_AES, 128), ERROR_OUT_OF_MEMORY);
    fake.memory_step = (size_t)-200;
    object_free(ANY_TA, object);
    memory_is(900);
    assert_result(alloc(TYPE_AES, 128), SUCCESS);
    fake.memory_size = fake.memory = 0;
    all_free(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(types),
        cmocka_unit_test(des_sizes),
        cmocka_unit_test(secrets),
        cmocka_unit_test(long_secret),
        cmocka_unit_test(lists_that_are_none),
        cmocka_unit_test(rsa_rules),
        cmocka_unit_test(curves),
        cmocka_unit_test(copies),
        cmocka_unit_test(generation),
        cmocka_unit_test(keys_of_states),
        cmocka_unit_test(objects_are_private),
        cmocka_unit_test(a_client_has_its_share),
        cmocka_unit_test(memory_is_shared),
    };
    return cmocka_run_group_tests(tests, start, end);
}
