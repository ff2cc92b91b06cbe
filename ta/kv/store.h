/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An in-memory table from keys to values: static hash table, separate
 * chaining, KV_CHAINS chains (abi/ta/kv.h has the limits).
 *
 * Pure: it takes its memory from a const table and does no I/O. One caller at
 * a time. The caller owns struct store; the store owns the entries. Bytes it
 * is given are read exactly once, and only the bytes it keeps are looked at
 * afterwards, so a value may come straight from memory that another world
 * changes meanwhile. Keys are compared, so they must be private copies. Every
 * byte of an entry is wiped before its memory is released.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "abi/ta/kv.h"

/* Where the store takes memory from. */
struct store_memory {
    /* `size` bytes, aligned for any object, or NULL; size is never 0. */
    void *(*alloc)(void *context, size_t size);
    /* Takes back what alloc returned. */
    void (*release)(void *context, void *block);
    void *context;
};

struct store_entry;

struct store {
    const struct store_memory *memory;
    uint32_t count; /* entries in all chains */
    struct store_entry *chain[KV_CHAINS];
};

/* A key of `length` bytes, not terminated. */
struct store_key {
    const uint8_t *bytes;
    size_t length;
};

enum store_result {
    STORE_OK,
    STORE_NOT_FOUND,
    STORE_FULL,         /* alloc returned NULL */
    STORE_SHORT_BUFFER, /* the needed size is in the length */
    STORE_BAD_ARGUMENT, /* length of key or value, or cursor, out of range */
};

/* Makes *store empty. `memory` must outlive it. */
void store_init(struct store *store, const struct store_memory *memory);

/* Removes and wipes everything; the store is usable afterwards. */
void store_clear(struct store *store);

/*
 * Sets the value of `key` to the `length` bytes at `value` (NULL only with
 * length 0). STORE_FULL or STORE_BAD_ARGUMENT: nothing has changed. The old
 * value is released after the new one is stored, so replacing needs room for
 * both.
 */
enum store_result store_put(struct store *store, struct store_key key,
                            const void *value, size_t length);

/* The value of `key`; *value is valid until the next change of the store.
 * STORE_NOT_FOUND (also for a key of impossible length): outputs unchanged. */
enum store_result store_get(const struct store *store, struct store_key key,
                            const void **value, size_t *length);

/* Removes and wipes the entry of `key`. STORE_NOT_FOUND as store_get. */
enum store_result store_del(struct store *store, struct store_key key);

/*
 * Writes records {length byte, key} of whole chains, from chain *cursor on,
 * to the *length bytes at `out`, which is never read. On success *cursor is
 * the first chain not listed (KV_LIST_END: all are), *length the bytes and
 * *keys the records written. STORE_SHORT_BUFFER: the next chain alone does
 * not fit; *length is what it needs, the rest is unchanged.
 * STORE_BAD_ARGUMENT: cursor above KV_LIST_END.
 */
enum store_result store_list(const struct store *store, uint32_t *cursor,
                             uint8_t *out, size_t *length, uint32_t *keys);

/* True if the structure is sound; for tests. */
_Bool store_valid(const struct store *store);
