/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Key objects, each held by the process that allocated it (client.h). The key
 * of an object is shared with the states that were given it.
 */
#pragma once

#include "services/crypto/key.h"

struct object {
    const struct type *type; /* never changes */
    uint32_t max_bits;       /* greatest size of a key; never changes */
    _Bool has_no_parity;     /* DES by the bits without parity, as GP 1.0 */
    uint32_t usage;          /* USAGE_*: what the key may be used for */
    struct key *key;         /* NULL: none; the object is a holder */
};

/* Makes an object that is all zero one of this type. NOT_SUPPORTED: type or
 * size. */
enum tee_result object_begin(struct object *o, uint64_t type, uint64_t bits);

/* A size as the object counts it. */
uint32_t object_bits(const struct object *o, uint32_t bits);

/* Takes its key, and lets it be used for all again. */
void object_reset(struct object *o);

/* Makes the key that of an object that has none. The object takes over the
 * caller's hold, whatever the result. BAD_PARAMETERS: the object has a key, or
 * is of another type or too small. */
enum tee_result object_give(struct object *o, struct key *key);

/* A key from attributes. BAD_PARAMETERS, OUT_OF_MEMORY. */
enum tee_result object_populate(struct object *o, const struct attrs *attrs);

/* The key of src, or its public part. BAD_PARAMETERS, OUT_OF_MEMORY. */
enum tee_result object_copy(struct object *o, const struct object *src);

/* A key from random numbers. BAD_PARAMETERS: size or attributes; NO_DATA: no
 * entropy; OUT_OF_MEMORY. */
enum tee_result object_generate(struct object *o, uint64_t bits,
                                const struct attrs *attrs);

/* Frees what it refers to (of client.c). */
void object_end(void *object);
