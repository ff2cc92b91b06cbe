/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A public key that trusted applications may be signed with. The table of
 * them, `ta_keys`, is generated at build time from the owner's public keys.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum ta_key_family {
    TA_KEY_RSA = 1,     /* bytes: modulus length (4, big-endian), modulus
                           without leading zeros, exponent */
    TA_KEY_P256 = 2,    /* bytes: x, y */
    TA_KEY_ED25519 = 3, /* bytes: the key as RFC 8032 encodes it */
};

struct ta_key {
    const char *name; /* for the log */
    uint32_t family;  /* enum ta_key_family */
    const uint8_t *bytes;
    size_t length;
};
