/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Cases: decoding, and what all actions need. Items point into the case.
 */
#include "case.h"
#include "secret.h"

static bool take_attribute(struct run_attributes *to, bool value, uint32_t id,
                           const uint8_t *p, uint32_t n)
{
    uint32_t words[2];

    if (to->n == RUN_ATTRIBUTES || (value && n != sizeof(words)))
        return false;
    if (value) {
        TEE_MemMove(words, p, sizeof(words));
        TEE_InitValueAttribute(&to->list[to->n++], id, words[0], words[1]);
    } else {
        TEE_InitRefAttribute(&to->list[to->n++], id, p, n);
        if (!(id & TEE_ATTR_FLAG_PUBLIC))
            secret_hide(p, n);
    }
    return true;
}

static bool take_item(struct run *run, const struct vector_item *item,
                      const uint8_t *p)
{
    struct run_attributes *const lists[] = {&run->key, &run->key2, &run->param};

    if (item->kind < VECTOR_DATA)
        return take_attribute(lists[item->kind / 2], item->kind % 2, item->id,
                              p, item->size);
    if (item->kind != VECTOR_DATA || item->id >= VECTOR_DATAS)
        return false;
    run->data[item->id] =
        (struct run_bytes){.p = p, .n = item->size, .there = true};
    return true;
}

bool run_decode(struct run *run, const void *p, size_t n)
{
    const uint8_t *bytes = p;
    size_t at = sizeof(struct vector_case);

    *run = (struct run){.head = p, .seed = 1};
    if (n < at || run->head->size != n || n % 4 ||
        run->head->action >= VECTOR_ACTIONS)
        return false;
    for (uint32_t i = 0; i < run->head->items; i++) {
        const struct vector_item *item = (const void *)(bytes + at);

        if (n - at < sizeof(*item) || n - at - sizeof(*item) < item->size)
            return false;
        at += sizeof(*item);
        if (!take_item(run, item, bytes + at))
            return false;
        at += (item->size + 3) / 4 * 4;
    }
    return at == n;
}

void run_close(struct run *run)
{
    for (uint32_t i = 0; i < run->operation_count; i++)
        TEE_FreeOperation(run->operations[i]);
    for (uint32_t i = 0; i < run->object_count; i++)
        TEE_FreeTransientObject(run->objects[i]);
}

uint32_t run_end(struct run *run, uint32_t line, uint32_t outcome)
{
    run->line = line;
    return outcome;
}

size_t run_split(struct run *run, size_t n)
{
    run->seed = run->seed * 1664525u + 1013904223u;
    switch (run->seed >> 29) {
    case 0:
        return 0;
    case 1:
        return n < 1 ? n : 1;
    case 2:
        return n < 16 ? n : 16;
    case 3:
        return n;
    default:
        return (run->seed >> 8) % (n + 1);
    }
}

bool run_equal(const struct run *run, enum vector_data item, const void *p,
               size_t n)
{
    secret_show(&n, sizeof(n));
    secret_show(p, n);
    return run->data[item].there && run->data[item].n == n &&
           !TEE_MemCompare(run->data[item].p, p, n);
}

void *run_buffer(size_t n)
{
    void *p = TEE_Malloc(n + 1, TEE_MALLOC_FILL_ZERO);

    if (!p)
        TEE_Panic(TEE_ERROR_OUT_OF_MEMORY);
    return p;
}
