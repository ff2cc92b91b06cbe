/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lists of attributes as a message carries them, decoded (abi/crypto_msg.h).
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include "abi/crypto_msg.h"

enum { ATTR_VALUE = 1 << 29, ATTR_PUBLIC = 1 << 28 }; /* bits of an id */

/* One attribute. */
struct attr {
    uint32_t id;
    uint32_t a, b;    /* of a value */
    const uint8_t *p; /* of a reference: borrowed */
    uint32_t n;       /* its bytes */
};

struct attrs {
    unsigned count;
    struct attr attr[CRYPTO_ATTRS_MAX];
};

/* Decodes n bytes; references point into them. False: they are not as
 * described, or an id comes twice. */
_Bool attrs_decode(const uint8_t *bytes, size_t n, struct attrs *out);

/* NULL: not in the list. */
const struct attr *attrs_find(const struct attrs *attrs, uint32_t id);

/* a of a value attribute; otherwise if it is not there. */
uint32_t attrs_value(const struct attrs *attrs, uint32_t id,
                     uint32_t otherwise);
