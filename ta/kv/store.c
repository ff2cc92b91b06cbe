/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A chain is a singly linked list of entries; an entry is one block: link,
 * lengths, then key and value. A key never changes its chain, which is what
 * makes a chain the unit of listing. A new entry goes to the end of its chain,
 * a replacement before the entry that it replaces.
 *
 * The hash is FNV-1a reduced modulo the prime number of chains. It is not
 * keyed: whoever can choose keys to make one chain long shares the whole
 * store and could as well delete it; the length is bounded by the memory.
 */
#include "ta/kv/store.h"

#include <string.h>

struct store_entry {
    struct store_entry *next;
    uint32_t value_length;
    uint8_t key_length;
    uint8_t bytes[]; /* key, then value */
};

/* memset that stays although nobody reads the memory again. */
static void wipe(void *p, size_t length)
{
    memset(p, 0, length);
    __asm__ volatile("" : : "r"(p) : "memory");
}

static uint32_t chain_index(struct store_key key)
{
    uint32_t hash = 2166136261u;

    for (size_t i = 0; i < key.length; i++)
        hash = (hash ^ key.bytes[i]) * 16777619u;
    return hash % KV_CHAINS;
}

/* The link that points to the entry of `key`, or to the end of its chain. */
static struct store_entry **entry_find(const struct store *store,
                                       struct store_key key)
{
    /* The link is part of the caller's store, const or not. */
    struct store_entry **link =
        (struct store_entry **)&store->chain[chain_index(key)];

    while (*link && ((*link)->key_length != key.length ||
                     memcmp((*link)->bytes, key.bytes, key.length) != 0))
        link = &(*link)->next;
    return link;
}

static struct store_entry *entry_new(const struct store *store,
                                     struct store_key key, const void *value,
                                     size_t length)
{
    const struct store_memory *memory = store->memory;
    struct store_entry *e =
        memory->alloc(memory->context, sizeof(*e) + key.length + length);

    if (!e)
        return NULL;
    e->next = NULL;
    e->value_length = (uint32_t)length;
    e->key_length = (uint8_t)key.length;
    memcpy(e->bytes, key.bytes, key.length);
    if (length)
        memcpy(e->bytes + key.length, value, length);
    return e;
}

/* Takes the entry that *link points to out of its chain and wipes it. */
static void entry_remove(const struct store *store, struct store_entry **link)
{
    struct store_entry *e = *link;

    *link = e->next;
    wipe(e, sizeof(*e) + e->key_length + e->value_length);
    store->memory->release(store->memory->context, e);
}

void store_init(struct store *store, const struct store_memory *memory)
{
    memset(store, 0, sizeof(*store));
    store->memory = memory;
}

void store_clear(struct store *store)
{
    for (size_t i = 0; i < KV_CHAINS; i++)
        while (store->chain[i])
            entry_remove(store, &store->chain[i]);
    store->count = 0;
}

enum store_result store_put(struct store *store, struct store_key key,
                            const void *value, size_t length)
{
    struct store_entry **link;
    struct store_entry *e;

    if (key.length == 0 || key.length > KV_KEY_MAX || length > KV_VALUE_MAX)
        return STORE_BAD_ARGUMENT;
    e = entry_new(store, key, value, length);
    if (!e)
        return STORE_FULL;
    link = entry_find(store, key);
    e->next = *link;
    *link = e;
    if (e->next)
        entry_remove(store, &e->next);
    else
        store->count++;
    return STORE_OK;
}

enum store_result store_get(const struct store *store, struct store_key key,
                            const void **value, size_t *length)
{
    const struct store_entry *e = *entry_find(store, key);

    if (!e)
        return STORE_NOT_FOUND;
    *value = e->bytes + e->key_length;
    *length = e->value_length;
    return STORE_OK;
}

enum store_result store_del(struct store *store, struct store_key key)
{
    struct store_entry **link = entry_find(store, key);

    if (!*link)
        return STORE_NOT_FOUND;
    entry_remove(store, link);
    store->count--;
    return STORE_OK;
}

static size_t chain_list_size(const struct store_entry *e)
{
    size_t size = 0;

    for (; e; e = e->next)
        size += 1u + e->key_length;
    return size;
}

enum store_result store_list(const struct store *store, uint32_t *cursor,
                             uint8_t *out, size_t *length, uint32_t *keys)
{
    uint32_t chain = *cursor;
    uint32_t listed = 0;
    size_t used = 0;
    size_t need = 0;

    if (chain > KV_LIST_END)
        return STORE_BAD_ARGUMENT;
    for (; chain < KV_LIST_END; chain++) {
        need = chain_list_size(store->chain[chain]);
        if (need > *length - used)
            break;
        for (const struct store_entry *e = store->chain[chain]; e;
             e = e->next) {
            out[used++] = e->key_length;
            memcpy(out + used, e->bytes, e->key_length);
            used += e->key_length;
            listed++;
        }
    }
    if (chain < KV_LIST_END && listed == 0) {
        *length = need;
        return STORE_SHORT_BUFFER;
    }
    *cursor = chain;
    *length = used;
    *keys = listed;
    return STORE_OK;
}

_Bool store_valid(const struct store *store)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < KV_CHAINS; i++)
        for (const struct store_entry *e = store->chain[i]; e; e = e->next) {
            struct store_key key = {e->bytes, e->key_length};

            if (key.length == 0 || e->value_length > KV_VALUE_MAX ||
                chain_index(key) != i || *entry_find(store, key) != e)
                return 0;
            count++;
        }
    return count == store->count;
}
