/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Members of libcrypto.a that a caller never needs who fetches algorithms,
 * passes OSSL_PARAM and has no files, replaced by functions that find nothing:
 * ameth_lib.o (and behind it PKCS #8 and X.509), the legacy EVP_PKEY_METHODs,
 * conf_sap.o, provider_conf.o, ctrl_params_translate.o, getenv.o. Each member
 * is replaced whole; one symbol too few is a link error.
 */
#include <openssl/evp.h>
#include "crypto/asn1.h"
#include "crypto/evp.h"
#include "internal/conf.h"
#include "internal/cryptlib.h"
#include "internal/provider.h"

/* crypto/asn1/ameth_lib.c */
const EVP_PKEY_ASN1_METHOD *EVP_PKEY_asn1_find(ENGINE **engine, int type)
{
    (void)type;
    if (engine)
        *engine = NULL;
    return NULL;
}

const EVP_PKEY_ASN1_METHOD *EVP_PKEY_asn1_find_str(ENGINE **engine,
                                                   const char *name, int len)
{
    (void)name;
    (void)len;
    return EVP_PKEY_asn1_find(engine, 0);
}

const EVP_PKEY_ASN1_METHOD *EVP_PKEY_asn1_get0(int i)
{
    (void)i;
    return NULL;
}

const EVP_PKEY_ASN1_METHOD *EVP_PKEY_get0_asn1(const EVP_PKEY *key)
{
    (void)key;
    return NULL;
}

int EVP_PKEY_asn1_get_count(void)
{
    return 0;
}

int EVP_PKEY_asn1_get0_info(int *id, int *base_id, int *flags,
                            const char **info, const char **pem,
                            const EVP_PKEY_ASN1_METHOD *method)
{
    (void)id, (void)base_id, (void)flags, (void)info, (void)pem, (void)method;
    return 0;
}

/* A table holds their addresses; nothing calls them. */
#define NO_PKEY_METHOD(name)                                                   \
    const EVP_PKEY_METHOD *name(void)                                          \
    {                                                                          \
        return NULL;                                                           \
    }
NO_PKEY_METHOD(ossl_rsa_pkey_method)
NO_PKEY_METHOD(ossl_rsa_pss_pkey_method)
NO_PKEY_METHOD(ossl_dh_pkey_method)
NO_PKEY_METHOD(ossl_dhx_pkey_method)
NO_PKEY_METHOD(ossl_dsa_pkey_method)
NO_PKEY_METHOD(ossl_ec_pkey_method)
NO_PKEY_METHOD(ossl_ecx25519_pkey_method)
NO_PKEY_METHOD(ossl_ecx448_pkey_method)
NO_PKEY_METHOD(ossl_ed25519_pkey_method)
NO_PKEY_METHOD(ossl_ed448_pkey_method)

/* crypto/conf/conf_sap.c, crypto/provider_conf.c: no configuration. */
void ossl_no_config_int(void)
{
}

int ossl_config_int(const OPENSSL_INIT_SETTINGS *settings)
{
    (void)settings;
    return 1;
}

void *ossl_prov_conf_ctx_new(OSSL_LIB_CTX *libctx);
void ossl_prov_conf_ctx_free(void *conf);

void *ossl_prov_conf_ctx_new(OSSL_LIB_CTX *libctx)
{
    /* Only "not NULL" counts. */
    static char none;
    (void)libctx;
    return &none;
}

void ossl_prov_conf_ctx_free(void *conf)
{
    (void)conf;
}

void ossl_provider_add_conf_module(void)
{
}

/* crypto/evp/ctrl_params_translate.c: no controls of the time before 3.0. */
int evp_pkey_ctx_ctrl_to_param(EVP_PKEY_CTX *ctx, int keytype, int optype,
                               int cmd, int p1, void *p2)
{
    (void)ctx, (void)keytype, (void)optype, (void)cmd, (void)p1, (void)p2;
    return -2;
}

int evp_pkey_ctx_ctrl_str_to_param(EVP_PKEY_CTX *ctx, const char *name,
                                   const char *value)
{
    (void)ctx, (void)name, (void)value;
    return -2;
}

int evp_pkey_ctx_set_params_to_ctrl(EVP_PKEY_CTX *ctx, const OSSL_PARAM *params)
{
    (void)ctx, (void)params;
    return 0;
}

int evp_pkey_ctx_get_params_to_ctrl(EVP_PKEY_CTX *ctx, OSSL_PARAM *params)
{
    (void)ctx, (void)params;
    return 0;
}

int evp_pkey_get_params_to_ctrl(const EVP_PKEY *key, OSSL_PARAM *params)
{
    (void)key, (void)params;
    return 0;
}

/* crypto/getenv.c */
char *ossl_safe_getenv(const char *name)
{
    (void)name;
    return NULL;
}
