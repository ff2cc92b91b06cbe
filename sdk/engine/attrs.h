/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lists of attributes as a message carries them (struct crypto_attrs), made
 * from those of the API. Pure.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <tee_api_types.h>

enum { ATTRS_SMALL = 256 };

/* A list, encoded. It may hold keys: attrs_drop() when it is not needed. */
struct attrs {
    uint8_t *bytes;
    size_t length;
    uint64_t small[ATTRS_SMALL / 8]; /* where bytes are, if they are few */
};

/* Encodes count attributes; each is read once. BAD_PARAMETERS: more than a
 * message may have; OUT_OF_MEMORY. On error there is nothing to drop. */
TEE_Result attrs_encode(const TEE_Attribute *attr, uint32_t count,
                        struct attrs *out);

/* Wipes it, frees it. */
void attrs_drop(struct attrs *attrs);
