/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Replaces providers/implementations/rands/seeding/rand_unix.c: the seed of the
 * primary DRBG comes from entropy_read() (services/crypto/entropy.c) and
 * from nowhere else. A refusal leaves the pool short of entropy, which makes
 * the DRBG fail.
 */
#include "crypto/rand.h"
#include "crypto/rand_pool.h"
#include "prov/seeding.h"
#include "services/crypto/entropy.h"

size_t ossl_pool_acquire_entropy(RAND_POOL *pool)
{
    size_t needed = ossl_rand_pool_bytes_needed(pool, 1);
    unsigned char *p = needed ? ossl_rand_pool_add_begin(pool, needed) : NULL;
    if (p) {
        size_t got = entropy_read(p, needed) ? needed : 0;
        ossl_rand_pool_add_end(pool, got, 8 * got);
    }
    return ossl_rand_pool_entropy_available(pool);
}

/*
 * The nonce of SP 800-90A, 8.6.7, counts for no entropy: the DRBGs ask for half
 * a strength more entropy instead, when there is no nonce.
 */
int ossl_pool_add_nonce_data(RAND_POOL *pool)
{
    unsigned char nonce[16];
    int ok = entropy_read(nonce, sizeof(nonce)) &&
             ossl_rand_pool_add(pool, nonce, sizeof(nonce), 0);
    OPENSSL_cleanse(nonce, sizeof(nonce));
    return ok;
}

int ossl_rand_pool_init(void)
{
    return 1;
}

void ossl_rand_pool_cleanup(void)
{
}

void ossl_rand_pool_keep_random_devices_open(int keep)
{
    (void)keep;
}
