/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An object is without a key or has one that fits it; a key never changes, so
 * there is nothing between.
 */
#include "services/crypto/object.h"

#include "lib/mem.h"
#include "services/crypto/asym.h"
#include "services/crypto/random.h"

enum tee_result object_begin(struct object *o, uint64_t type, uint64_t bits)
{
    const struct type *t = type_find(type);
    uint32_t n = (uint32_t)bits;
    if (!t || bits > UINT32_MAX || !type_takes(t, &n))
        return R_ERROR_NOT_SUPPORTED;
    *o = (struct object){.type = t,
                         .max_bits = n,
                         .has_no_parity = n != bits,
                         .usage = USAGE_ALL};
    return R_SUCCESS;
}

uint32_t object_bits(const struct object *o, uint32_t bits)
{
    return o->has_no_parity ? bits / 8 * 7 : bits;
}

void object_reset(struct object *o)
{
    key_put(o->key);
    o->key = NULL;
    o->usage = USAGE_ALL;
}

enum tee_result object_give(struct object *o, struct key *key)
{
    if (o->key || key->type != o->type || key->bits > o->max_bits) {
        key_put(key);
        return R_ERROR_BAD_PARAMETERS;
    }
    o->key = key;
    return R_SUCCESS;
}

enum tee_result object_populate(struct object *o, const struct attrs *attrs)
{
    struct key *key;
    if (o->key)
        return R_ERROR_BAD_PARAMETERS;
    enum tee_result result = key_make(o->type, attrs, &key);
    return result == R_SUCCESS ? object_give(o, key) : result;
}

enum tee_result object_copy(struct object *o, const struct object *src)
{
    struct key *key;
    enum tee_result result = R_SUCCESS;
    if (o->key || !src->key)
        return R_ERROR_BAD_PARAMETERS;
    if (src->type == o->type)
        key = key_get(src->key);
    else if (src->type->id == (o->type->id | TYPE_PAIR) &&
             o->type->kind == CRYPTO_KIND_PUBLIC)
        result = key_make_public(src->key, o->type, &key);
    else
        return R_ERROR_BAD_PARAMETERS;
    if (result == R_SUCCESS)
        result = object_give(o, key);
    if (result == R_SUCCESS)
        o->usage = src->usage;
    return result;
}

/* The lowest bit of each byte makes the number of ones odd. */
static void parity_set(uint8_t *p, size_t n)
{
    for (; n; n--, p++)
        *p ^= (uint8_t)(1 ^ __builtin_parity(*p));
}

static enum tee_result secret_generate(const struct type *type, uint32_t bits,
                                       struct key **out)
{
    uint8_t bytes[512];
    struct attrs attrs = {
        .count = 1,
        .attr = {{.id = type->attr[0].id, .p = bytes, .n = bits / 8}}};
    _Static_assert(sizeof(bytes) * 8 >= 4096, "the greatest size of a secret");
    if (!random_fill(bytes, bits / 8))
        return R_ERROR_NO_DATA;
    if (type->id == TYPE_DES || type->id == TYPE_DES3)
        parity_set(bytes, bits / 8);
    enum tee_result result = key_make(type, &attrs, out);
    mem_wipe(bytes, bits / 8);
    return result;
}

/* Whether all that is needed to generate is there, and nothing else. */
static _Bool attrs_generate(const struct type *type, const struct attrs *attrs)
{
    unsigned taken = 0;
    for (unsigned i = 0; i < TYPE_ATTRS && type->attr[i].id; i++) {
        _Bool is_there = attrs_find(attrs, type->attr[i].id) != NULL;
        uint32_t rules = type->attr[i].rules;
        if (!is_there && (rules & ATTR_GENERATE))
            return 0;
        taken += is_there && (rules & (ATTR_GENERATE | ATTR_OFFERED));
    }
    return taken == attrs->count;
}

enum tee_result object_generate(struct object *o, uint64_t bits,
                                const struct attrs *attrs)
{
    struct key *key;
    uint32_t n = (uint32_t)bits;
    if (o->key || bits > UINT32_MAX || !type_takes(o->type, &n) ||
        n > o->max_bits || !attrs_generate(o->type, attrs) ||
        o->type->kind == CRYPTO_KIND_PUBLIC)
        return R_ERROR_BAD_PARAMETERS;
    enum tee_result result = o->type->kind == CRYPTO_KIND_SECRET
                                 ? secret_generate(o->type, n, &key)
                                 : asym_generate(o->type, n, attrs, &key);
    return result == R_SUCCESS ? object_give(o, key) : result;
}

void object_end(void *object)
{
    struct object *o = object;
    key_put(o->key);
}
