/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libcrypto keeps a primary DRBG, seeded by entropy.c, and below it one for
 * numbers that become public and one for secrets. Whether a client's random
 * bytes will be public is unknown: they come from the one for secrets.
 *
 * The primary is seeded anew after 256 requests of those below, each of which
 * stands for 65536 requests. Where entropy comes once only, a new seeding would
 * fail for ever; SP 800-90A allows 2^48 requests to a CTR-DRBG, and 2^24 times
 * 2^16 are fewer, so the primary then goes without.
 */
#include "services/crypto/random.h"

#include <openssl/core_names.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include "lib/mem.h"
#include "services/crypto/entropy.h"
#include "services/crypto/failure.h"

enum { STRENGTH = 256 }; /* bits */

static _Bool primary_keep_seed(void)
{
    unsigned never = 0;
    time_t no_time = 0;
    const OSSL_PARAM params[] = {
        OSSL_PARAM_uint(OSSL_DRBG_PARAM_RESEED_REQUESTS, &never),
        OSSL_PARAM_time_t(OSSL_DRBG_PARAM_RESEED_TIME_INTERVAL, &no_time),
        OSSL_PARAM_END,
    };
    EVP_RAND_CTX *primary = RAND_get0_primary(NULL);
    return primary && EVP_RAND_CTX_set_params(primary, params) == 1;
}

_Bool random_init(void)
{
    uint8_t first[16];
    if (!entropy_is_endless() && !primary_keep_seed())
        return 0;
    _Bool ok = random_fill(first, sizeof(first));
    mem_wipe(first, sizeof(first));
    return ok;
}

_Bool random_fill(void *buf, size_t n)
{
    if (RAND_priv_bytes_ex(NULL, buf, n, STRENGTH) == 1)
        return 1;
    (void)failure_result(R_ERROR_NO_DATA);
    mem_wipe(buf, n);
    return 0;
}

/* As additional input of a request [SP 800-90A, 9.3.1], which counts for no
 * entropy and does not ask for any. */
_Bool random_stir(const void *buf, size_t n)
{
    EVP_RAND_CTX *generator = RAND_get0_private(NULL);
    uint8_t out[16];
    _Bool ok = generator && EVP_RAND_generate(generator, out, sizeof(out),
                                              STRENGTH, 0, buf, n) == 1;
    mem_wipe(out, sizeof(out));
    if (!ok)
        (void)failure_result(R_ERROR_NO_DATA);
    return ok;
}
