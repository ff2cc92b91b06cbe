/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The two hashes of RFC 2104, the outer one begun together with the inner one,
 * so that the key is needed once. Mbed TLS's hash in C cannot fail; its results
 * are those of hardware.
 */
#include "services/keys/hmac.h"

#include <mbedtls/platform_util.h>

#include "lib/mem.h"

#define BLOCK 64u /* bytes */

void mbedtls_platform_zeroize(void *buf, size_t n)
{
    mem_wipe(buf, n);
}

/* A hash whose first block is the key with `pad` in each byte. */
static void begin(mbedtls_sha256_context *hash, const uint8_t *key, size_t n,
                  uint8_t pad)
{
    uint8_t block[BLOCK] = {0};

    memcpy(block, key, n < BLOCK ? n : BLOCK);
    for (unsigned i = 0; i < BLOCK; i++)
        block[i] ^= pad;
    mbedtls_sha256_init(hash);
    (void)mbedtls_sha256_starts(hash, 0);
    (void)mbedtls_sha256_update(hash, block, BLOCK);
    mem_wipe(block, BLOCK);
}

void hmac_begin(struct hmac *h, const uint8_t *key, size_t n)
{
    begin(&h->inner, key, n, 0x36);
    begin(&h->outer, key, n, 0x5c);
}

void hmac_add(struct hmac *h, const void *data, size_t n)
{
    (void)mbedtls_sha256_update(&h->inner, data, n);
}

void hmac_end(struct hmac *h, uint8_t code[HMAC_BYTES])
{
    (void)mbedtls_sha256_finish(&h->inner, code);
    (void)mbedtls_sha256_update(&h->outer, code, HMAC_BYTES);
    (void)mbedtls_sha256_finish(&h->outer, code);
    mem_wipe(h, sizeof(*h));
}
