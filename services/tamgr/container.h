/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Decoder of signed images (abi/ta_image.h). Pure: it reads bytes, checks
 * every length and says where things are; whether a signature is good is
 * verify.h's business. Pointers in the results point into the image.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "abi/ta_image.h"
#include "abi/tee_result.h"
#include "services/tamgr/refusal.h"
#include "services/tamgr/ta_key.h"

#define SIGNATURE_MIN 64u  /* bytes: P-256, Ed25519 */
#define SIGNATURE_MAX 512u /* RSA-4096 */

/* One link of an image. */
struct container_link {
    struct ta_image_header header;
    const uint8_t *header_bytes; /* as they were hashed */
    const uint8_t *hash;         /* TA_IMAGE_HASH bytes */
    const uint8_t *signature;    /* header.signature_size bytes */
    const uint8_t *body;         /* what the hash covers with the header */
    size_t body_size;
};

/* What a SUBKEY link's body holds. */
struct container_subkey {
    struct uuid_words uuid;
    uint32_t version;
    uint32_t max_depth;
    uint32_t algorithm; /* of the next signature */
    uint32_t name_size;
    const uint8_t *modulus; /* without leading zeros */
    size_t modulus_size;
    const uint8_t *exponent;
    size_t exponent_size;
};

/* What a TA link's body holds. */
struct container_ta {
    struct uuid_words uuid;
    uint32_t version;
    const uint8_t *elf;
    size_t elf_size;
};

/* Decodes the link at the start of `size` bytes. A TA link must fill them. */
MUST_USE enum refusal container_link(const uint8_t *image, size_t size,
                                     struct container_link *link);

/* Decodes the body of a SUBKEY link. */
MUST_USE enum refusal container_subkey(const struct container_link *link,
                                       struct container_subkey *subkey);

/* Decodes the body of a TA link. */
void container_ta(const struct container_link *link, struct container_ta *ta);
