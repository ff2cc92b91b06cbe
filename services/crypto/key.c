/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A key is one allocation: the struct, then the bytes of its references. All
 * checks of attributes against the rows of their type are here; they are done
 * before the key is made.
 */
#include "services/crypto/key.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include "lib/mem.h"

/* Without the leading zeros of a number, unless it is secret: how many a secret
 * has says something of it. */
static struct attr attr_trim(struct attr attr, uint32_t rules)
{
    if (!(rules & ATTR_NUMBER) || !(attr.id & ATTR_PUBLIC))
        return attr;
    while (attr.n && *attr.p == 0) {
        attr.p++;
        attr.n--;
    }
    return attr;
}

static unsigned type_rows(const struct type *type)
{
    unsigned n = 0;
    while (n < TYPE_ATTRS && type->attr[n].id)
        n++;
    return n;
}

/* The given attributes in the order of the type; absent ones have id 0. False:
 * one does not belong there, or one that is needed is not there. */
static _Bool attrs_sort(const struct type *type, const struct attrs *attrs,
                        struct attr out[TYPE_ATTRS])
{
    unsigned taken = 0, group = 0, in_group = 0;
    for (unsigned i = 0; i < type_rows(type); i++) {
        uint32_t rules = type->attr[i].rules;
        const struct attr *attr = attrs_find(attrs, type->attr[i].id);
        if (!attr && (rules & ATTR_NEEDED))
            return 0;
        group += (rules & ATTR_GROUP) != 0;
        if (!attr)
            continue;
        in_group += (rules & ATTR_GROUP) != 0;
        out[i] = attr_trim(*attr, rules);
        taken++;
    }
    return taken == attrs->count && (in_group == 0 || in_group == group);
}

/* Bits of a number without leading zeros, up to the next size of the type. */
static uint32_t number_bits(const struct type *type, const struct attr *attr)
{
    if (attr->n == 0 || attr->n > type->max / 8 + 1)
        return 0;
    uint32_t bits =
        attr->n * 8 - ((uint32_t)__builtin_clz((unsigned)*attr->p) - 24);
    return (bits + type->step - 1) / type->step * type->step;
}

/* The size of the key, as the one attribute that says it has it; 0: none. */
static uint32_t attr_bits(const struct type *type, unsigned row,
                          const struct attr *attr)
{
    if (attr->id == ATTR_ECC_CURVE)
        return curve_bits(attr->a);
    if (type->attr[row].rules & ATTR_NUMBER)
        return number_bits(type, attr);
    if (type->kind != CRYPTO_KIND_SECRET)
        return attr_length_bits(attr->id, attr->n);
    return attr->n <= type->max / 8 ? attr->n * 8 : 0;
}

/* 0: no size of this type. Types of one size have no attribute for it. */
static uint32_t key_bits(const struct type *type, const struct attr *attr)
{
    uint32_t bits = type->max;
    for (unsigned i = 0; i < type_rows(type); i++)
        if (type->attr[i].rules & ATTR_SIZE)
            bits = attr_bits(type, i, &attr[i]);
    return type_takes(type, &bits) ? bits : 0;
}

/* A number is not 0 and fits a key of `size` bytes; of one that has more bytes,
 * the zeros before that are dropped. Looks at every byte of it. */
static _Bool number_fit(struct attr *attr, uint32_t size)
{
    uint32_t over = attr->n > size ? attr->n - size : 0;
    uint8_t above = 0, all = 0;
    for (uint32_t i = 0; i < attr->n; i++) {
        all |= attr->p[i];
        above |= i < over ? attr->p[i] : 0;
    }
    attr->p += over;
    attr->n -= over;
    return all && !above;
}

/* Numbers fit the key, encodings have their length. */
static _Bool attrs_fit(const struct type *type, struct attr *attr,
                       uint32_t bits)
{
    for (unsigned i = 0; i < type_rows(type); i++) {
        uint32_t length = attr_length(attr[i].id, bits);
        if (!attr[i].id || (attr[i].id & ATTR_VALUE))
            continue;
        if ((type->attr[i].rules & ATTR_NUMBER) &&
            !number_fit(&attr[i], (bits + 7) / 8))
            return 0;
        if (length && attr[i].n != length)
            return 0;
    }
    return 1;
}

/* The key with copies of the references. */
static struct key *key_new(const struct type *type, uint32_t bits,
                           const struct attr attr[TYPE_ATTRS])
{
    size_t size = sizeof(struct key);
    for (unsigned i = 0; i < TYPE_ATTRS; i++)
        size += attr[i].n;
    struct key *key = calloc(1, size);
    if (!key)
        return NULL;
    *key = (struct key){1, type, bits, .size = size};
    uint8_t *at = key->bytes;
    for (unsigned i = 0; i < TYPE_ATTRS; i++) {
        key->attr[i] = attr[i];
        if (!attr[i].n)
            continue;
        memcpy(at, attr[i].p, attr[i].n);
        key->attr[i].p = at;
        at += attr[i].n;
    }
    return key;
}

enum tee_result key_make(const struct type *type, const struct attrs *attrs,
                         struct key **out)
{
    struct attr attr[TYPE_ATTRS] = {{0}};
    if (!attrs_sort(type, attrs, attr))
        return R_ERROR_ITEM_NOT_FOUND;
    uint32_t bits = key_bits(type, attr);
    if (!bits || !attrs_fit(type, attr, bits))
        return R_ERROR_BAD_PARAMETERS;
    struct key *key = key_new(type, bits, attr);
    if (!key)
        return R_ERROR_OUT_OF_MEMORY;
    *out = key;
    return R_SUCCESS;
}

enum tee_result key_make_public(const struct key *pair, const struct type *type,
                                struct key **out)
{
    struct attrs attrs = {0};
    for (unsigned i = 0; i < type_rows(type); i++) {
        const struct attr *attr = key_attr(pair, type->attr[i].id);
        if (attr)
            attrs.attr[attrs.count++] = *attr;
    }
    return key_make(type, &attrs, out);
}

struct key *key_get(struct key *key)
{
    key->holders++;
    return key;
}

void key_put(struct key *key)
{
    if (!key || --key->holders)
        return;
    EVP_PKEY_free(key->pkey);
    mem_wipe(key, key->size);
    free(key);
}

const struct attr *key_attr(const struct key *key, uint32_t id)
{
    for (unsigned i = 0; i < TYPE_ATTRS; i++)
        if (key->attr[i].id == id && id)
            return &key->attr[i];
    return NULL;
}
