/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The store of the key-value TA against its manual (ta/kv/store.h). The
 * allocator counts what is out, fails on command or above a budget, and checks
 * that what it gets back was wiped.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ta/kv/store.h"

struct budget {
    size_t left;  /* bytes that alloc still gives */
    size_t live;  /* blocks out */
    size_t dirty; /* blocks that came back unwiped */
};

struct block {
    size_t size;
    max_align_t bytes[];
};

static void *budget_alloc(void *context, size_t size)
{
    struct budget *b = context;
    struct block *block;

    if (size > b->left)
        return NULL;
    block = malloc(sizeof(*block) + size);
    assert_non_null(block);
    block->size = size;
    memset(block->bytes, 0xa5, size);
    b->left -= size;
    b->live++;
    return block->bytes;
}

static void budget_release(void *context, void *p)
{
    struct budget *b = context;
    struct block *block =
        (struct block *)((char *)p - offsetof(struct block, bytes));
    const char *bytes = p;
    size_t i = 0;

    while (i < block->size && bytes[i] == 0)
        i++;
    b->dirty += i < block->size;
    b->left += block->size;
    b->live--;
    free(block);
}

struct fixture {
    struct budget budget;
    struct store_memory memory;
    struct store store;
};

static int fixture_new(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));

    f->budget.left = 64u << 20;
    f->memory = (struct store_memory){budget_alloc, budget_release, &f->budget};
    store_init(&f->store, &f->memory);
    *state = f;
    return 0;
}

static int fixture_free(void **state)
{
    struct fixture *f = *state;

    assert_true(store_valid(&f->store));
    store_clear(&f->store);
    assert_true(store_valid(&f->store));
    assert_int_equal(f->budget.live, 0);
    assert_int_equal(f->budget.dirty, 0);
    free(f);
    return 0;
}

static struct store_key key_of(const char *text)
{
    return (struct store_key){(const uint8_t *)text, strlen(text)};
}

static void expect_stored(const struct store *s, struct store_key key,
                          const void *want, size_t want_length)
{
    const void *value = NULL;
    size_t length = 0;

    assert_int_equal(store_get(s, key, &value, &length), STORE_OK);
    assert_int_equal(length, want_length);
    assert_memory_equal(value, want, length);
}

static void expect_absent(struct store *s, struct store_key key)
{
    const void *value = s;
    size_t length = 77;

    assert_int_equal(store_get(s, key, &value, &length), STORE_NOT_FOUND);
    assert_ptr_equal(value, s);
    assert_int_equal(length, 77);
    assert_int_equal(store_del(s, key), STORE_NOT_FOUND);
}

static void test_put_get_del(void **state)
{
    struct store *s = &((struct fixture *)*state)->store;

    expect_absent(s, key_of("a"));
    assert_int_equal(store_put(s, key_of("a"), "one", 3), STORE_OK);
    assert_int_equal(store_put(s, key_of("b"), NULL, 0), STORE_OK);
    assert_int_equal(s->count, 2);
    expect_stored(s, key_of("a"), "one", 3);
    expect_stored(s, key_of("b"), "", 0);
    assert_int_equal(store_del(s, key_of("a")), STORE_OK);
    expect_absent(s, key_of("a"));
    expect_stored(s, key_of("b"), "", 0);
    assert_int_equal(s->count, 1);
}

static void test_overwrite(void **state)
{
    struct fixture *f = *state;
    struct store *s = &f->store;

    assert_int_equal(store_put(s, key_of("k"), "first", 5), STORE_OK);
    assert_int_equal(store_put(s, key_of("k"), "second value", 12), STORE_OK);
    assert_int_equal(s->count, 1);
    assert_int_equal(f->budget.live, 1);
    expect_stored(s, key_of("k"), "second value", 12);
    assert_int_equal(store_put(s, key_of("k"), "", 0), STORE_OK);
    expect_stored(s, key_of("k"), "", 0);
}

static void test_key_lengths(void **state)
{
    struct store *s = &((struct fixture *)*state)->store;
    uint8_t bytes[KV_KEY_MAX + 1] = {0};

    /* All-zero keys of each length: only the length tells them apart. */
    for (size_t n = 1; n <= KV_KEY_MAX; n++)
        assert_int_equal(
            store_put(s, (struct store_key){bytes, n}, &n, sizeof(n)),
            STORE_OK);
    assert_int_equal(s->count, KV_KEY_MAX);
    for (size_t n = 1; n <= KV_KEY_MAX; n++)
        expect_stored(s, (struct store_key){bytes, n}, &n, sizeof(n));
    assert_int_equal(store_put(s, (struct store_key){bytes, 0}, "v", 1),
                     STORE_BAD_ARGUMENT);
    assert_int_equal(
        store_put(s, (struct store_key){bytes, KV_KEY_MAX + 1}, "v", 1),
        STORE_BAD_ARGUMENT);
    expect_absent(s, (struct store_key){bytes, 0});
    expect_absent(s, (struct store_key){bytes, KV_KEY_MAX + 1});
}

static void test_value_lengths(void **state)
{
    struct store *s = &((struct fixture *)*state)->store;
    uint8_t *value = malloc(KV_VALUE_MAX + 1);

    for (size_t i = 0; i <= KV_VALUE_MAX; i++)
        value[i] = (uint8_t)(i * 7 + (i >> 8));
    assert_int_equal(store_put(s, key_of("big"), value, KV_VALUE_MAX),
                     STORE_OK);
    assert_int_equal(store_put(s, key_of("big"), value, KV_VALUE_MAX + 1),
                     STORE_BAD_ARGUMENT);
    expect_stored(s, key_of("big"), value, KV_VALUE_MAX);
    free(value);
}

/* More keys than chains: every chain holds several. */
static void test_collisions(void **state)
{
    struct store *s = &((struct fixture *)*state)->store;
    const uint32_t n = 10 * KV_CHAINS;

    for (uint32_t i = 0; i < n; i++)
        assert_int_equal(
            store_put(s, (struct store_key){(uint8_t *)&i, 4}, &i, 4),
            STORE_OK);
    assert_true(store_valid(s));
    for (uint32_t i = 0; i < n; i += 2)
        assert_int_equal(store_del(s, (struct store_key){(uint8_t *)&i, 4}),
                         STORE_OK);
    assert_true(store_valid(s));
    assert_int_equal(s->count, n / 2);
    for (uint32_t i = 0; i < n; i++) {
        struct store_key key = {(uint8_t *)&i, 4};

        if (i % 2)
            expect_stored(s, key, &i, 4);
        else
            expect_absent(s, key);
    }
}

static void test_full(void **state)
{
    struct fixture *f = *state;
    struct store *s = &f->store;
    char value[1000];
    uint32_t n = 0;

    f->budget.left = 100000;
    memset(value, 'x', sizeof(value));
    while (store_put(s, (struct store_key){(uint8_t *)&n, 4}, value,
                     sizeof(value)) == STORE_OK)
        n++;
    assert_in_range(n, 90, 100);
    assert_int_equal(s->count, n);
    assert_true(store_valid(s));

    /* A replacement that does not fit leaves the old value. */
    uint32_t zero = 0;
    struct store_key first = {(uint8_t *)&zero, 4};
    assert_int_equal(store_put(s, first, value, sizeof(value)), STORE_FULL);
    for (uint32_t i = 0; i < n; i++)
        expect_stored(s, (struct store_key){(uint8_t *)&i, 4}, value,
                      sizeof(value));

    /* Room that is freed can be used again. */
    assert_int_equal(store_del(s, first), STORE_OK);
    assert_int_equal(store_put(s, first, value, sizeof(value)), STORE_OK);
}

static void test_list_limits(void **state)
{
    struct store *s = &((struct fixture *)*state)->store;
    uint8_t out[8];
    uint32_t cursor = 0;
    uint32_t keys = 9;
    size_t length = 0;

    assert_int_equal(store_list(s, &cursor, NULL, &length, &keys), STORE_OK);
    assert_int_equal(cursor, KV_LIST_END);
    assert_int_equal(keys, 0);

    store_put(s, key_of("key"), "v", 1);
    cursor = 0;
    length = 3;
    assert_int_equal(store_list(s, &cursor, out, &length, &keys),
                     STORE_SHORT_BUFFER);
    assert_int_equal(length, 4);
    assert_int_equal(cursor, 0);
    assert_int_equal(store_list(s, &cursor, out, &length, &keys), STORE_OK);
    assert_int_equal(keys, 1);
    assert_int_equal(length, 4);
    assert_memory_equal(out, "\3key", 4);

    cursor = KV_LIST_END + 1;
    assert_int_equal(store_list(s, &cursor, out, &length, &keys),
                     STORE_BAD_ARGUMENT);
}

/* Lists with a small buffer while every listed key is deleted, half of the
 * others is replaced and new ones appear: keys that stay come exactly once. */
static void test_list_while_changing(void **state)
{
    struct store *s = &((struct fixture *)*state)->store;
    enum { STAY = 1000 };
    uint8_t seen[STAY] = {0};
    uint32_t cursor = 0;

    for (uint32_t i = 0; i < STAY; i++)
        store_put(s, (struct store_key){(uint8_t *)&i, 4}, &i, 4);
    for (uint32_t round = 0; cursor != KV_LIST_END; round++) {
        uint8_t out[64];
        size_t length = sizeof(out);
        uint32_t keys = 0;
        uint32_t extra = 0x10000 + round;

        assert_int_equal(store_list(s, &cursor, out, &length, &keys), STORE_OK);
        for (size_t at = 0; at < length; at += 5, keys--) {
            uint32_t i;

            assert_int_equal(out[at], 4);
            memcpy(&i, out + at + 1, 4);
            if (i < STAY)
                seen[i]++;
            assert_int_equal(store_del(s, (struct store_key){out + at + 1, 4}),
                             STORE_OK);
        }
        assert_int_equal(keys, 0);
        store_put(s, (struct store_key){(uint8_t *)&extra, 4}, "new", 3);
        for (uint32_t i = round % 2; i < STAY; i += 2)
            if (!seen[i])
                store_put(s, (struct store_key){(uint8_t *)&i, 4}, "other", 5);
    }
    for (uint32_t i = 0; i < STAY; i++)
        assert_int_equal(seen[i], 1);
}

static uint32_t next_random(uint32_t *x)
{
    *x ^= *x << 13;
    *x ^= *x >> 17;
    *x ^= *x << 5;
    return *x;
}

/* 20,000 random operations, a failing allocator now and then, against an
 * array that knows the right answer. */
static void test_against_model(void **state)
{
    struct fixture *f = *state;
    enum { KEYS = 600 };
    struct {
        uint32_t length;
        uint8_t fill;
        _Bool there;
    } model[KEYS] = {{0}};
    uint32_t count = 0;
    uint32_t seed = 20261121;

    for (int step = 0; step < 20000; step++) {
        uint32_t r = next_random(&seed);
        uint32_t k = r % KEYS;
        uint8_t name[KV_KEY_MAX];
        uint8_t value[300];
        uint32_t length = (r >> 12) % 300;
        struct store_key key = {name, 2 + k % (KV_KEY_MAX - 1)};

        memset(name, (int)(k & 0xff), sizeof(name));
        memcpy(name, &(uint16_t){(uint16_t)k}, 2);
        memset(value, (int)(r >> 24), sizeof(value));
        if ((r >> 9) % 8 < 4) {
            f->budget.left = (r >> 20) % 16 ? 64u << 20 : 0;
            if (store_put(&f->store, key, value, length) == STORE_OK) {
                count += !model[k].there;
                model[k].there = 1;
                model[k].length = length;
                model[k].fill = value[0];
            } else {
                assert_int_equal(f->budget.left, 0);
            }
        } else if ((r >> 9) % 8 < 6) {
            assert_int_equal(store_del(&f->store, key),
                             model[k].there ? STORE_OK : STORE_NOT_FOUND);
            count -= model[k].there;
            model[k].there = 0;
        }
        if (model[k].there) {
            memset(value, model[k].fill, sizeof(value));
            expect_stored(&f->store, key, value, model[k].length);
        } else {
            expect_absent(&f->store, key);
        }
        assert_int_equal(f->store.count, count);
        if (step % 1000 == 0)
            assert_true(store_valid(&f->store));
    }
    assert_int_equal(f->budget.live, count);
}

#define STORE_TEST(name)                                                       \
    cmocka_unit_test_setup_teardown(name, fixture_new, fixture_free)

int main(void)
{
    const struct CMUnitTest tests[] = {
        STORE_TEST(test_put_get_del),   STORE_TEST(test_overwrite),
        STORE_TEST(test_key_lengths),   STORE_TEST(test_value_lengths),
        STORE_TEST(test_collisions),    STORE_TEST(test_full),
        STORE_TEST(test_list_limits),   STORE_TEST(test_list_while_changing),
        STORE_TEST(test_against_model),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
