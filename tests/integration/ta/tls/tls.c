/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Mbed TLS in a TA.
 *
 * SELF_TEST  value in (which, 0): one of Mbed TLS's self tests; which = number
 *            of them: ITEM_NOT_FOUND
 * HANDSHAKE  value in (12 or 13, what is wrong), value out (minus the error,
 *            ciphersuite), value out (flags of the certificate, 0), value in
 *            (ciphersuite to offer, or 0, 0); wrong: 0 nothing, 1 another
 *            host's name, 2 expired, 3 another CA's
 * FEATURES   value out (HWCAP bits of AES and SHA, 0)
 */
#include <mbedtls/aes.h>
#include <mbedtls/base64.h>
#include <mbedtls/ccm.h>
#include <mbedtls/chacha20.h>
#include <mbedtls/chachapoly.h>
#include <mbedtls/cmac.h>
#include <mbedtls/ctr_drbg.h>
#include <mbedtls/des.h>
#include <mbedtls/dhm.h>
#include <mbedtls/ecp.h>
#include <mbedtls/entropy.h>
#include <mbedtls/gcm.h>
#include <mbedtls/hmac_drbg.h>
#include <mbedtls/md5.h>
#include <mbedtls/nist_kw.h>
#include <mbedtls/pkcs5.h>
#include <mbedtls/poly1305.h>
#include <mbedtls/rsa.h>
#include <mbedtls/sha1.h>
#include <mbedtls/sha256.h>
#include <mbedtls/sha3.h>
#include <mbedtls/sha512.h>
#include <psa/crypto.h>
#include <sys/auxv.h>
#include <tee_internal_api.h>
#include <util.h>

#include "handshake.h"

enum { SELF_TEST = 1, HANDSHAKE = 2, FEATURES = 3 };
enum { WRONG_NAME = 1, WRONG_DATE = 2, WRONG_CA = 3 };

static int (*const self_tests[])(int verbose) = {
    mbedtls_aes_self_test,        mbedtls_gcm_self_test,
    mbedtls_ccm_self_test,        mbedtls_cmac_self_test,
    mbedtls_des_self_test,        mbedtls_nist_kw_self_test,
    mbedtls_chacha20_self_test,   mbedtls_poly1305_self_test,
    mbedtls_chachapoly_self_test, mbedtls_md5_self_test,
    mbedtls_sha1_self_test,       mbedtls_sha224_self_test,
    mbedtls_sha256_self_test,     mbedtls_sha384_self_test,
    mbedtls_sha512_self_test,     mbedtls_sha3_self_test,
    mbedtls_pkcs5_self_test,      mbedtls_base64_self_test,
    mbedtls_entropy_self_test,    mbedtls_ctr_drbg_self_test,
    mbedtls_hmac_drbg_self_test,  mbedtls_mpi_self_test,
    mbedtls_rsa_self_test,        mbedtls_dhm_self_test,
    mbedtls_ecp_self_test,
};

static TEE_Result on_self_test(uint32_t which)
{
    if (which >= ARRAY_SIZE(self_tests))
        return TEE_ERROR_ITEM_NOT_FOUND;
    return self_tests[which](0) ? TEE_ERROR_GENERIC : TEE_SUCCESS;
}

static TEE_Result on_handshake(TEE_Param params[4])
{
    uint32_t wrong = params[0].value.b;
    const int offered[] = {(int)params[3].value.a, 0};
    struct identity ca, other, server;
    int error =
        identity_make(&ca, "CA", "20200101000000", "20991231235959", NULL);

    error |=
        identity_make(&other, "CA", "20200101000000", "20991231235959", NULL);
    error |=
        identity_make(&server, "server.cella", "20200101000000",
                      wrong == WRONG_DATE ? "20200102000000" : "20991231235959",
                      wrong == WRONG_CA ? &other : &ca);
    if (!error)
        error =
            handshake_run(params[0].value.a == 12 ? MBEDTLS_SSL_VERSION_TLS1_2
                                                  : MBEDTLS_SSL_VERSION_TLS1_3,
                          offered[0] ? offered : NULL,
                          wrong == WRONG_NAME ? "other.cella" : "server.cella",
                          &ca, &server, &params[1].value.b, &params[2].value.a);
    params[1].value.a = (uint32_t)-error;
    identity_free(&ca);
    identity_free(&other);
    identity_free(&server);
    return TEE_SUCCESS;
}

TEE_Result TA_CreateEntryPoint(void)
{
    return psa_crypto_init() ? TEE_ERROR_GENERIC : TEE_SUCCESS;
}

void TA_DestroyEntryPoint(void)
{
    mbedtls_psa_crypto_free();
}

TEE_Result TA_OpenSessionEntryPoint(uint32_t types, TEE_Param params[4],
                                    void **session)
{
    (void)types;
    (void)params;
    (void)session;
    return TEE_SUCCESS;
}

void TA_CloseSessionEntryPoint(void *session)
{
    (void)session;
}

TEE_Result TA_InvokeCommandEntryPoint(void *session, uint32_t command,
                                      uint32_t types, TEE_Param params[4])
{
    (void)session;
    (void)types;
    switch (command) {
    case SELF_TEST:
        return on_self_test(params[0].value.a);
    case HANDSHAKE:
        return on_handshake(params);
    case FEATURES:
        params[0].value.a = (uint32_t)getauxval(AT_HWCAP);
        return TEE_SUCCESS;
    default:
        return TEE_ERROR_NOT_SUPPORTED;
    }
}
