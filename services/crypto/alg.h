/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The tables of abi/crypto_alg.def and crypto_type.def: which algorithm works
 * with which keys, and what a key of each type is made of. Const data, and the
 * only place that knows it.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include "abi/crypto_msg.h"

enum { TYPE_PAIR = 1 << 24 }; /* bit of a type's id: a pair, not its public */

struct alg {
    uint32_t id;
    enum crypto_class class;
    uint32_t type; /* TYPE_* of its keys; of pairs the pair */
    unsigned keys; /* how many: 0 to 2 */
};

/* What is known of an attribute that belongs to a type. */
enum attr_rule {
    ATTR_NEEDED = 1 << 0,   /* to populate an object */
    ATTR_GENERATE = 1 << 1, /* needed to generate a key */
    ATTR_OFFERED = 1 << 2,  /* may be given to generate a key */
    ATTR_GROUP = 1 << 3,    /* to populate: all of these or none */
    ATTR_NUMBER = 1 << 4,   /* a big-endian number: leading zeros are nothing */
    ATTR_SIZE = 1 << 5,     /* its length (or curve) is the size of the key */
};

struct type_attr {
    uint32_t id;
    uint32_t rules; /* enum attr_rule */
};

enum { TYPE_ATTRS = 8 };

struct type {
    uint32_t id;
    enum crypto_kind kind;
    uint32_t min, max, step;           /* bits */
    struct type_attr attr[TYPE_ATTRS]; /* up to the first with id 0 */
};

/* NULL: unknown, or deprecated and switched off. */
const struct alg *alg_find(uint64_t id);

/* NULL: unknown. */
const struct type *type_find(uint64_t id);

/* Whether keys of this type can have so many bits. DES and triple DES also go
 * by the bits without parity; *bits is then corrected. */
_Bool type_takes(const struct type *type, uint32_t *bits);

/* Bits of the field of a TEE_ECC_CURVE_* for ECDSA and ECDH; 0: unknown. */
uint32_t curve_bits(uint32_t curve);

/* Bytes of a reference that is an encoding (Edwards and Montgomery curves, ML)
 * in a key of this size; 0: it is not. And the other way round: the size of a
 * key from the length; 0: unknown. */
uint32_t attr_length(uint32_t attr, uint32_t bits);
uint32_t attr_length_bits(uint32_t attr, uint32_t length);
