/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A signed trusted application: the container that OP-TEE's tools make. All
 * integers are little-endian, UUIDs are 16 octets in RFC 4122 order.
 *
 *   link    ta_image_header | hash | signature | body
 *   body    type TA:     ta_image_ta | ELF file of `size` bytes
 *           type SUBKEY: ta_image_subkey | attributes | key material, `size`
 *                        bytes in all; behind the body `name_size` bytes of
 *                        name, then the next link
 *
 * An image is a chain of links: any number of SUBKEYs, then one TA, then
 * nothing. The hash covers header and body, not itself, the signature or the
 * name. The signature is over the hash as a message digest (Ed25519: as the
 * message). A link behind a SUBKEY is signed by that key, and its UUID must
 * be the SUBKEY's own when name_size is 0, else
 * SHA-512(UUID | name up to its first NUL)[0..15] with version 5, variant 2.
 */
#pragma once

#include <stdint.h>

#define TA_IMAGE_MAGIC 0x4f545348u
#define TA_IMAGE_HASH  32u /* bytes: SHA-256 with every algorithm */

enum ta_image_type {
    TA_IMAGE_PLAIN = 0, /* OP-TEE's old form, without UUID: not served */
    TA_IMAGE_TA = 1,
    TA_IMAGE_ENCRYPTED = 2, /* not served */
    TA_IMAGE_SUBKEY = 3,
};

struct ta_image_header {
    uint32_t magic;
    uint32_t type;      /* enum ta_image_type */
    uint32_t size;      /* bytes; of what, see above */
    uint32_t algorithm; /* enum crypto_alg: RSASSA_PSS_SHA256 (as OP-TEE's
                           tool), RSASSA_PKCS1_V1_5_SHA256, ECDSA_SHA256 or
                           ED25519 */
    uint16_t hash_size; /* TA_IMAGE_HASH */
    uint16_t signature_size;
};

struct ta_image_ta {
    uint8_t uuid[16];
    uint32_t version;
};

struct ta_image_subkey {
    uint8_t uuid[16];
    uint32_t name_size;
    uint32_t version;
    uint32_t max_depth; /* less than that of the SUBKEY before */
    uint32_t algorithm; /* of the next link's signature */
    uint32_t attributes;
};

struct ta_image_attribute {
    uint32_t id;
    uint32_t offset; /* bytes from the ta_image_subkey */
    uint32_t size;
};

#define TA_IMAGE_RSA_MODULUS  0xd0000130u /* big-endian, leading zeros */
#define TA_IMAGE_RSA_EXPONENT 0xd0000230u

_Static_assert(sizeof(struct ta_image_header) == 20, "ABI");
_Static_assert(sizeof(struct ta_image_ta) == 20, "ABI");
_Static_assert(sizeof(struct ta_image_subkey) == 36, "ABI");
_Static_assert(sizeof(struct ta_image_attribute) == 12, "ABI");
