/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Keys: attributes that were checked, in memory of their own, counted and never
 * changed; objects and states share them. What libcrypto makes of a key
 * (EVP_PKEY) is made at its first use and kept with it. The last holder's
 * key_put() wipes all of it.
 */
#pragma once

#include "abi/tee_result.h"
#include "services/crypto/alg.h"
#include "services/crypto/attr.h"

struct key {
    unsigned holders;
    const struct type *type;
    uint32_t bits;                /* size; of ECC that of the curve */
    struct attr attr[TYPE_ATTRS]; /* in the order of the type; id 0: absent.
                                     References are this key's own memory,
                                     numbers without leading zeros */
    struct evp_pkey_st *pkey;     /* libcrypto's; NULL until pk_of() */
    size_t size;                  /* bytes of all of this */
    uint8_t bytes[];              /* of the references */
};

/* A key of the type from attributes, checked against its rules: which must be
 * there, lengths, a size that the type has. One holder. ITEM_NOT_FOUND: an
 * attribute is missing, or does not belong there; BAD_PARAMETERS,
 * OUT_OF_MEMORY. Whether the numbers make sense (a point on its curve) shows
 * when libcrypto takes them. */
enum tee_result key_make(const struct type *type, const struct attrs *attrs,
                         struct key **out);

/* The public half of a pair as a key of its own. */
enum tee_result key_make_public(const struct key *pair, const struct type *type,
                                struct key **out);

struct key *key_get(struct key *key); /* one more holder; returns key */
void key_put(struct key *key);        /* one fewer; NULL: nothing */

/* NULL: the key has none. */
const struct attr *key_attr(const struct key *key, uint32_t id);
