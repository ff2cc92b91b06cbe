/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kv-demo: puts every file of a directory into the key-value store, gets it
 * back, writes what came back to another directory, and deletes it, over each
 * kind of shared memory and, for comparison, in the same table
 * (ta/kv/store.c) inside this process. Prints what an operation costs.
 *
 * It does not judge the contents: whoever runs it compares the directories
 * (bench/kv/guest.sh, with sha256sum). Objects are stored until the store is
 * full, then read back and deleted, then the next ones, so the amount of data
 * is not bounded by the store.
 *
 * Only the operation itself is timed, with CLOCK_MONOTONIC; the cost of
 * reading the clock is measured and taken off. The unit is an argument: under
 * `tools/boot --icount` a guest nanosecond is an instruction.
 *
 * usage: kv-demo instructions|nanoseconds DIRECTORY OUTPUT
 * Status: 0 done; 2 usage; 3 the TEE failed; 5 wrong answer; 6 file trouble.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench/kv/files.h"
#include "ree/kv/kv_client.h"
#include "ta/kv/store.h"

enum { EXIT_USAGE = 2, EXIT_TEE = 3, EXIT_WRONG = 5 };

enum operation { PUT, GET, DEL, OPERATIONS };

static const char *const operation_names[] = {"PUT", "GET", "DEL"};

/* A place to keep values: one of the kinds of shared memory, or here. */
struct target {
    const char *name; /* of its output directory and column */
    enum kv_memory memory;
    _Bool local;
    uint64_t *cost[OPERATIONS]; /* of each object, by the clock */
    size_t costs[OPERATIONS];   /* so many are known */
    struct kv_client client;
    struct store store; /* local */
    struct store_key key;
};

static struct target targets[] = {
    {.name = "normal", .local = 1},
    {.name = "whole", .memory = KV_WHOLE},
    {.name = "partial", .memory = KV_PARTIAL},
    {.name = "temporary", .memory = KV_TEMPORARY},
};

enum { TARGETS = sizeof(targets) / sizeof(*targets) };

static void *local_alloc(void *context, size_t size)
{
    (void)context;
    return malloc(size);
}

static void local_release(void *context, void *block)
{
    (void)context;
    free(block);
}

static const struct store_memory local_memory = {local_alloc, local_release,
                                                 NULL};

static uint64_t clock_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* What measuring nothing measures: mean of many, the first ones dropped. */
static uint64_t clock_cost(void)
{
    enum { ROUNDS = 256 };
    uint64_t sum = 0;

    for (int i = -16; i < ROUNDS; i++) {
        uint64_t start = clock_now();
        uint64_t end = clock_now();

        if (i >= 0)
            sum += end - start;
    }
    return sum / ROUNDS;
}

static void target_open(struct target *t)
{
    TEEC_Result result;

    if (t->local) {
        store_init(&t->store, &local_memory);
        t->client.value = malloc(KV_VALUE_MAX);
        if (!t->client.value)
            err(EXIT_FAILURE, "memory");
        return;
    }
    result = kv_open(&t->client, t->memory);
    if (result)
        errx(EXIT_TEE, "%s: no session: 0x%08x, origin %u", t->name,
             (unsigned)result, (unsigned)t->client.origin);
}

static void target_close(struct target *t)
{
    if (!t->local) {
        kv_close(&t->client);
        return;
    }
    store_clear(&t->store);
    free(t->client.value);
}

static void target_key_set(struct target *t, const struct object *o)
{
    TEEC_Result result = TEEC_SUCCESS;

    t->key = (struct store_key){(const uint8_t *)o->key, o->key_length};
    if (!t->local)
        result = kv_key_set(&t->client, o->key, o->key_length);
    if (result)
        errx(EXIT_TEE, "%s: no key: 0x%08x", t->name, (unsigned)result);
}

static TEEC_Result local_get(struct target *t, size_t *length)
{
    const void *value;

    if (store_get(&t->store, t->key, &value, length) != STORE_OK)
        return TEEC_ERROR_ITEM_NOT_FOUND;
    memcpy(t->client.value, value, *length);
    return TEEC_SUCCESS;
}

static TEEC_Result local_do(struct target *t, enum operation what,
                            size_t *length)
{
    switch (what) {
    case PUT:
        return store_put(&t->store, t->key, t->client.value, *length)
                   ? TEEC_ERROR_STORAGE_NO_SPACE
                   : TEEC_SUCCESS;
    case GET:
        return local_get(t, length);
    default:
        return store_del(&t->store, t->key) ? TEEC_ERROR_ITEM_NOT_FOUND
                                            : TEEC_SUCCESS;
    }
}

static TEEC_Result secure_do(struct target *t, enum operation what,
                             size_t *length)
{
    switch (what) {
    case PUT:
        return kv_put(&t->client, *length);
    case GET:
        return kv_get(&t->client, length);
    default:
        return kv_del(&t->client);
    }
}

/* One timed operation on the current key. Returns 0 if the store is full. */
static _Bool target_do(struct target *t, enum operation what, size_t *length)
{
    TEEC_Result result;
    uint64_t end;
    uint64_t start = clock_now();

    result = t->local ? local_do(t, what, length) : secure_do(t, what, length);
    end = clock_now();
    if (what == PUT && result == TEEC_ERROR_STORAGE_NO_SPACE)
        return 0;
    t->cost[what][t->costs[what]++] = end - start;
    if (result)
        errx(EXIT_TEE, "%s: %s failed: 0x%08x, origin %u", t->name,
             operation_names[what], (unsigned)result,
             (unsigned)t->client.origin);
    return 1;
}

/* Puts objects from `first` on until the store is full; returns the end. */
static size_t batch_put(struct target *t, const struct objects *objects,
                        size_t first, const char *from)
{
    size_t i;

    for (i = first; i < objects->count; i++) {
        const struct object *o = &objects->at[i];
        size_t length = o->length;

        object_load(o, from, t->client.value);
        target_key_set(t, o);
        if (!target_do(t, PUT, &length))
            break;
    }
    if (i == first)
        errx(EXIT_TEE, "%s: the store has no room for %u bytes", t->name,
             (unsigned)objects->at[first].length);
    return i;
}

static void object_get(struct target *t, const struct object *o, const char *to)
{
    size_t length = o->length;

    /* What is written must come from the store, not from the put. */
    memset(t->client.value, 0, o->length);
    target_key_set(t, o);
    target_do(t, GET, &length);
    if (length != o->length)
        errx(EXIT_WRONG, "%s: %s: %zu bytes came back instead of %u", t->name,
             o->path, length, (unsigned)o->length);
    object_save(o, to, t->client.value);
}

static uint32_t target_count(struct target *t)
{
    uint32_t keys = 0;
    TEEC_Result result;

    if (t->local)
        return t->store.count;
    result = kv_count(&t->client, &keys);
    if (result)
        errx(EXIT_TEE, "%s: COUNT failed: 0x%08x", t->name, (unsigned)result);
    return keys;
}

static void target_run(struct target *t, const struct objects *objects,
                       const char *from, const char *output)
{
    uint32_t before;
    char *to;
    size_t first = 0;

    if (asprintf(&to, "%s/%s", output, t->name) < 0)
        err(EXIT_FAILURE, "memory");
    for (int what = 0; what < OPERATIONS; what++) {
        t->cost[what] = calloc(objects->count, sizeof(uint64_t));
        if (!t->cost[what])
            err(EXIT_FAILURE, "memory");
    }
    target_open(t);
    before = target_count(t);
    while (first < objects->count) {
        size_t end = batch_put(t, objects, first, from);
        size_t length = 0;

        if (target_count(t) != before + (end - first))
            errx(EXIT_WRONG, "%s: wrong COUNT after PUT", t->name);
        for (size_t i = first; i < end; i++)
            object_get(t, &objects->at[i], to);
        for (size_t i = first; i < end; i++) {
            target_key_set(t, &objects->at[i]);
            target_do(t, DEL, &length);
        }
        if (target_count(t) != before)
            errx(EXIT_WRONG, "%s: wrong COUNT after DEL", t->name);
        first = end;
    }
    target_close(t);
    free(to);
}

static int cost_compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a;
    uint64_t y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

/* The median: what a first use costs once does not show in it. */
static uint64_t target_cost(struct target *t, int what, uint64_t overhead)
{
    size_t n = t->costs[what];
    uint64_t median;

    qsort(t->cost[what], n, sizeof(uint64_t), cost_compare);
    median = t->cost[what][n / 2];
    return median > overhead ? median - overhead : 0;
}

static void table_print(const struct objects *objects, const char *unit,
                        uint64_t overhead)
{
    printf("%zu files, %llu bytes, as %zu values: each PUT, GET and DELeted\n"
           "%s per operation, median (x: how many times the same table in the "
           "normal world)\n\n%-10s%10s",
           objects->files, (unsigned long long)objects->bytes, objects->count,
           unit, "operation", "normal");
    for (size_t i = 1; i < TARGETS; i++)
        printf("%19s", targets[i].name);
    for (int what = 0; what < OPERATIONS; what++) {
        uint64_t normal = target_cost(&targets[0], what, overhead);

        printf("\n%-10s%10llu", operation_names[what],
               (unsigned long long)normal);
        for (size_t i = 1; i < TARGETS; i++) {
            uint64_t cost = target_cost(&targets[i], what, overhead);

            printf("%10llu %7.1fx", (unsigned long long)cost,
                   (double)cost / (double)(normal ? normal : 1));
        }
    }
    puts("\n");
}

int main(int argc, char **argv)
{
    struct objects objects;

    if (argc != 4)
        errx(EXIT_USAGE,
             "usage: kv-demo instructions|nanoseconds DIRECTORY OUTPUT");
    objects_find(&objects, argv[2]);
    for (size_t i = 0; i < TARGETS; i++)
        target_run(&targets[i], &objects, argv[2], argv[3]);
    table_print(&objects, argv[1], clock_cost());
    return 0;
}
