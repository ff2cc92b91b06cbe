/* SPDX-License-Identifier: BSD-2-Clause */
/* The certificate is written as DER and parsed again. */
#include "identity.h"

#include <stdio.h>
#include <tee_internal_api.h>

enum { DER_MAX = 1024, NAME_MAX = 64 };

int identity_random(void *context, unsigned char *out, size_t len)
{
    (void)context;
    TEE_GenerateRandom(out, len);
    return 0;
}

static int key_make(mbedtls_pk_context *key)
{
    int error =
        mbedtls_pk_setup(key, mbedtls_pk_info_from_type(MBEDTLS_PK_ECKEY));

    return error ? error
                 : mbedtls_ecp_gen_key(MBEDTLS_ECP_DP_SECP256R1,
                                       mbedtls_pk_ec(*key), identity_random,
                                       NULL);
}

static int subject_set(mbedtls_x509write_cert *w, const char *name)
{
    char text[NAME_MAX];

    snprintf(text, sizeof(text), "CN=%s,O=Cella", name);
    return mbedtls_x509write_crt_set_subject_name(w, text);
}

static int issuer_set(mbedtls_x509write_cert *w, const struct identity *issuer)
{
    char text[NAME_MAX];
    int n =
        mbedtls_x509_dn_gets(text, sizeof(text), &issuer->certificate.subject);

    return n < 0 ? n : mbedtls_x509write_crt_set_issuer_name(w, text);
}

static int certificate_write(mbedtls_x509write_cert *w, struct identity *id)
{
    unsigned char der[DER_MAX];
    int n =
        mbedtls_x509write_crt_der(w, der, sizeof(der), identity_random, NULL);

    return n < 0 ? n
                 : mbedtls_x509_crt_parse_der(&id->certificate,
                                              der + sizeof(der) - n, (size_t)n);
}

static int certificate_make(mbedtls_x509write_cert *w, struct identity *id,
                            const char *name, const char *from, const char *to,
                            const struct identity *issuer)
{
    unsigned char serial[] = {1};
    int error = subject_set(w, name);

    if (!error && issuer)
        error = issuer_set(w, issuer);
    else if (!error)
        error = mbedtls_x509write_crt_set_issuer_name(w, "CN=CA,O=Cella");
    if (!error)
        error = mbedtls_x509write_crt_set_serial_raw(w, serial, sizeof(serial));
    if (!error)
        error = mbedtls_x509write_crt_set_validity(w, from, to);
    if (!error)
        error = mbedtls_x509write_crt_set_basic_constraints(w, !issuer, -1);
    return error ? error : certificate_write(w, id);
}

int identity_make(struct identity *id, const char *name, const char *from,
                  const char *to, const struct identity *issuer)
{
    mbedtls_x509write_cert w;
    int error;

    mbedtls_pk_init(&id->key);
    mbedtls_x509_crt_init(&id->certificate);
    error = key_make(&id->key);
    if (error)
        return error;
    mbedtls_x509write_crt_init(&w);
    mbedtls_x509write_crt_set_md_alg(&w, MBEDTLS_MD_SHA256);
    mbedtls_x509write_crt_set_subject_key(&w, &id->key);
    mbedtls_x509write_crt_set_issuer_key(
        &w, issuer ? (mbedtls_pk_context *)&issuer->key : &id->key);
    error = certificate_make(&w, id, name, from, to, issuer);
    mbedtls_x509write_crt_free(&w);
    return error;
}

void identity_free(struct identity *id)
{
    mbedtls_pk_free(&id->key);
    mbedtls_x509_crt_free(&id->certificate);
}
