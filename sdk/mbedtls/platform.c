/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What Mbed TLS asks of its surroundings, from the Internal Core API: random
 * numbers are the TEE's, dates of certificates are checked against the normal
 * world's clock (there is no other that knows the date), durations are measured
 * with the system time.
 */
#include <mbedtls/entropy.h>
#include <mbedtls/platform_time.h>
#include <mbedtls/platform_util.h>
#include <psa/crypto.h>
#include <tee_internal_api.h>
#include <time.h>

#include "lib/mem.h"

/* Declared in a header that is not installed. */
int mbedtls_hardware_poll(void *data, unsigned char *output, size_t len,
                          size_t *olen);

void mbedtls_platform_zeroize(void *buf, size_t len)
{
    mem_wipe(buf, len);
}

int mbedtls_hardware_poll(void *data, unsigned char *output, size_t len,
                          size_t *olen)
{
    (void)data;
    TEE_GenerateRandom(output, len);
    *olen = len;
    return 0;
}

psa_status_t
mbedtls_psa_external_get_random(mbedtls_psa_external_random_context_t *context,
                                uint8_t *output, size_t output_size,
                                size_t *output_length)
{
    (void)context;
    TEE_GenerateRandom(output, output_size);
    *output_length = output_size;
    return PSA_SUCCESS;
}

mbedtls_ms_time_t mbedtls_ms_time(void)
{
    TEE_Time now;

    TEE_GetSystemTime(&now);
    return (mbedtls_ms_time_t)now.seconds * 1000 + now.millis;
}

struct tm *mbedtls_platform_gmtime_r(const mbedtls_time_t *tt,
                                     struct tm *tm_buf)
{
    return gmtime_r(tt, tm_buf);
}
