/* SPDX-License-Identifier: BSD-2-Clause */
/* See digest_local.h. Without instructions the library would take so much
 * longer that a call is better. It has none for SHA-1. */
#include "sdk/libutee/digest_local.h"

#include <mbedtls/sha256.h>
#include <mbedtls/sha512.h>
#include <tee_api_defines.h>

#include "runtime/rt.h"
#include "sdk/libutee/panic.h"

static bool is_sha256(uint32_t algorithm)
{
    return algorithm == TEE_ALG_SHA224 || algorithm == TEE_ALG_SHA256;
}

static bool is_sha512(uint32_t algorithm)
{
    return algorithm == TEE_ALG_SHA384 || algorithm == TEE_ALG_SHA512;
}

bool digest_is_local(uint32_t algorithm)
{
    unsigned sha2 = rt_isar0() >> 12 & 0xf; /* 1: SHA-256, 2: SHA-512 too */

    return sha2 && (is_sha256(algorithm) || (sha2 > 1 && is_sha512(algorithm)));
}

void digest_local(uint32_t algorithm, const void *p, size_t n, void *out)
{
    int error;

    if (is_sha256(algorithm))
        error = mbedtls_sha256(p, n, out, algorithm == TEE_ALG_SHA224);
    else
        error = mbedtls_sha512(p, n, out, algorithm == TEE_ALG_SHA384);
    require(!error);
}
