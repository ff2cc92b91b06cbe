/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Objects and states through the messages of the crypto service, for its tests.
 */
#pragma once

#include "tests/unit/crypto_fake.h"

/* Puts n bytes into the message itself. */
static inline void inline_put(struct rt_event *ev, const void *p, size_t n)
{
    ev->w[0] |= (uint64_t)n << 32;
    memcpy(&ev->w[3], p, n);
}

static inline void hex_check(const void *actual, const char *hex)
{
    const uint8_t *p = actual;
    char text[3];
    for (; *hex; hex += 2) {
        snprintf(text, sizeof(text), "%02x", *p++);
        assert_memory_equal(text, hex, 2);
    }
}

/* The hash is that of the first 16 bytes of SHA-256. */
static inline void hash_check(const void *p, size_t n, const char *hash)
{
    struct rt_event ev;
    lease_add(p, n, KLEASE_READ);
    assert_result(call3(&ev, ANY_TA, CRYPTO_DIGEST, ALG_SHA256, 32), SUCCESS);
    hex_check(&ev.w[2], hash);
}

/* A list of attributes in the making. */
struct attr_list {
    size_t n;
    struct crypto_attrs *head;
    uint8_t bytes[CRYPTO_ATTRS_SIZE];
};

static inline void attr_begin(struct attr_list *list)
{
    memset(list, 0, sizeof(*list));
    list->head = (struct crypto_attrs *)list->bytes;
    list->n = sizeof(*list->head);
}

/* References go in after all rows are there: their bytes follow the last. */
static inline struct crypto_attr *attr_row(struct attr_list *list, uint32_t id,
                                           uint32_t a, uint32_t b)
{
    struct crypto_attr *row = &list->head->row[list->head->count++];
    *row = (struct crypto_attr){.id = id, .a = a, .b = b};
    list->n += sizeof(*row);
    return row;
}

static inline void attr_bytes(struct attr_list *list, const void *p, size_t n)
{
    memcpy(list->bytes + list->n, p, n);
    list->n += n;
}

static inline uint32_t object_alloc(uint32_t pid, uint32_t type, unsigned bits)
{
    struct rt_event ev;
    assert_result(call3(&ev, pid, CRYPTO_OBJ_ALLOC, type, bits), SUCCESS);
    return (uint32_t)ev.w[1];
}

/* Populates with one secret; returns the result. */
static inline uint32_t object_secret(uint32_t pid, uint32_t object,
                                     const void *p, size_t n)
{
    static struct attr_list list;
    struct rt_event ev;
    attr_begin(&list);
    attr_row(&list, ATTR_SECRET_VALUE, (uint32_t)n, 0);
    attr_bytes(&list, p, n);
    lease_add(list.bytes, list.n, KLEASE_READ);
    return call3(&ev, pid, CRYPTO_OBJ_POPULATE, object, 0);
}

static inline uint32_t object_with(uint32_t pid, uint32_t type, const void *p,
                                   size_t n)
{
    uint32_t object = object_alloc(pid, type, (unsigned)n * 8);
    assert_result(object_secret(pid, object, p, n), SUCCESS);
    return object;
}

static inline void object_free(uint32_t pid, uint32_t object)
{
    struct rt_event ev;
    assert_result(call3(&ev, pid, CRYPTO_OBJ_FREE, object, 0), SUCCESS);
}

static inline uint32_t state_ask(struct rt_event *ev, uint32_t pid,
                                 uint32_t alg, unsigned mode, uint32_t key1,
                                 uint32_t key2)
{
    *ev = (struct rt_event){.w = {CRYPTO_STATE_ALLOC, alg, mode, key1, key2}};
    return call(ev, pid);
}

static inline uint32_t state_with(uint32_t pid, uint32_t alg, unsigned mode,
                                  uint32_t key1, uint32_t key2)
{
    struct rt_event ev;
    assert_result(state_ask(&ev, pid, alg, mode, key1, key2), SUCCESS);
    return (uint32_t)ev.w[1];
}

static inline void state_drop(uint32_t pid, uint32_t state)
{
    struct rt_event ev;
    assert_result(call3(&ev, pid, CRYPTO_STATE_FREE, state, 0), SUCCESS);
}

static inline void all_free(uint32_t pid)
{
    struct rt_event ev;
    assert_result(call3(&ev, SERVICE_TAMGR, CRYPTO_CLIENT_GONE, pid, 0),
                  SUCCESS);
}
