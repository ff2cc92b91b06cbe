/* SPDX-License-Identifier: BSD-2-Clause */
/* HMAC with SHA-256 [RFC 2104, FIPS 180-4]. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include <mbedtls/sha256.h>

#define HMAC_BYTES 32u

struct hmac {
    mbedtls_sha256_context inner;
    mbedtls_sha256_context outer;
};

/* A new message under a key of n <= 64 bytes. */
void hmac_begin(struct hmac *h, const uint8_t *key, size_t n);

/* The next part of the message. */
void hmac_add(struct hmac *h, const void *data, size_t n);

/* The code; wipes *h. */
void hmac_end(struct hmac *h, uint8_t code[HMAC_BYTES]);
