/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Replaces providers/defltprov.c and crypto/provider_predefined.c: the one
 * built-in provider, with the algorithms Cella offers. What is not listed here
 * is not linked. No encoders, decoders or stores: keys come as parameters.
 * Single DES is 3DES with one key three times; CTS, XTS, CCM, CMAC,
 * Diffie-Hellman and the encryption of SM2 are made by the service.
 */
#include <openssl/core.h>
#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include "crypto/provider_local.h"
#include "prov/implementations.h"
#include "prov/names.h"
#include "prov/provider_ctx.h"
#include "prov/provider_util.h"
#include "prov/seeding.h"

#define ALG(names, functions)                                                  \
    {                                                                          \
        PROV_NAMES_##names, "provider=default", ossl_##functions##_functions,  \
            NULL                                                               \
    }
#define ALG_END                                                                \
    {                                                                          \
        NULL, NULL, NULL, NULL                                                 \
    }

/* clang-format off */
static const OSSL_ALGORITHM digests[] = {
    ALG(MD5, md5),
    ALG(SHA1, sha1),
    ALG(SHA2_224, sha224),
    ALG(SHA2_256, sha256),
    ALG(SHA2_384, sha384),
    ALG(SHA2_512, sha512),
    ALG(SHA3_224, sha3_224),
    ALG(SHA3_256, sha3_256),
    ALG(SHA3_384, sha3_384),
    ALG(SHA3_512, sha3_512),
    ALG(SHAKE_128, shake_128),
    ALG(SHAKE_256, shake_256),
    ALG(SM3, sm3),
    ALG_END,
};

#define AES(mode, functions)                                                   \
    ALG(AES_128_##mode, aes128##functions),                                    \
    ALG(AES_192_##mode, aes192##functions),                                    \
    ALG(AES_256_##mode, aes256##functions)

static const OSSL_ALGORITHM ciphers[] = {
    AES(ECB, ecb),
    AES(CBC, cbc),
    AES(CTR, ctr),
    AES(GCM, gcm),
    ALG(DES_EDE3_ECB, tdes_ede3_ecb),
    ALG(DES_EDE3_CBC, tdes_ede3_cbc),
    ALG(SM4_ECB, sm4128ecb),
    ALG(SM4_CBC, sm4128cbc),
    ALG(SM4_CTR, sm4128ctr),
    ALG(ChaCha20_Poly1305, chacha20_ossl_poly1305),
    ALG_END,
};

static const OSSL_ALGORITHM macs[] = {
    ALG(HMAC, hmac),
    ALG_END,
};

static const OSSL_ALGORITHM kdfs[] = {
    ALG(HKDF, kdf_hkdf),
    ALG(SSKDF, kdf_sskdf),
    ALG(PBKDF2, kdf_pbkdf2),
    ALG(X963KDF, kdf_x963_kdf),
    ALG_END,
};

static const OSSL_ALGORITHM rands[] = {
    ALG(CTR_DRBG, drbg_ctr),
    ALG(SEED_SRC, seed_src),
    ALG_END,
};

static const OSSL_ALGORITHM keymgmts[] = {
    ALG(DSA, dsa_keymgmt),
    ALG(RSA, rsa_keymgmt),
    ALG(EC, ec_keymgmt),
    ALG(SM2, sm2_keymgmt),
    ALG(X25519, x25519_keymgmt),
    ALG(X448, x448_keymgmt),
    ALG(ED25519, ed25519_keymgmt),
    ALG(ED448, ed448_keymgmt),
    ALG(ML_DSA_44, ml_dsa_44_keymgmt),
    ALG(ML_DSA_65, ml_dsa_65_keymgmt),
    ALG(ML_DSA_87, ml_dsa_87_keymgmt),
    ALG(ML_KEM_512, ml_kem_512_keymgmt),
    ALG(ML_KEM_768, ml_kem_768_keymgmt),
    ALG(ML_KEM_1024, ml_kem_1024_keymgmt),
    ALG_END,
};

static const OSSL_ALGORITHM signatures[] = {
    ALG(RSA, rsa_signature),
    ALG(DSA, dsa_signature),
    ALG(ECDSA, ecdsa_signature),
    ALG(SM2, sm2_signature),
    ALG(ED25519, ed25519_signature),
    ALG(ED25519ph, ed25519ph_signature),
    ALG(ED25519ctx, ed25519ctx_signature),
    ALG(ED448, ed448_signature),
    ALG(ED448ph, ed448ph_signature),
    ALG(ML_DSA_44, ml_dsa_44_signature),
    ALG(ML_DSA_65, ml_dsa_65_signature),
    ALG(ML_DSA_87, ml_dsa_87_signature),
    ALG_END,
};

static const OSSL_ALGORITHM exchanges[] = {
    ALG(ECDH, ecdh_keyexch),
    ALG(X25519, x25519_keyexch),
    ALG(X448, x448_keyexch),
    ALG_END,
};

static const OSSL_ALGORITHM asym_ciphers[] = {
    ALG(RSA, rsa_asym_cipher),
    ALG_END,
};

static const OSSL_ALGORITHM kems[] = {
    ALG(ML_KEM_512, ml_kem_asym_kem),
    ALG(ML_KEM_768, ml_kem_asym_kem),
    ALG(ML_KEM_1024, ml_kem_asym_kem),
    ALG_END,
};
/* clang-format on */

static const OSSL_ALGORITHM *provider_query(void *ctx, int operation,
                                            int *no_store)
{
    (void)ctx;
    *no_store = 0;
    switch (operation) {
    case OSSL_OP_DIGEST:
        return digests;
    case OSSL_OP_CIPHER:
        return ciphers;
    case OSSL_OP_MAC:
        return macs;
    case OSSL_OP_KDF:
        return kdfs;
    case OSSL_OP_RAND:
        return rands;
    case OSSL_OP_KEYMGMT:
        return keymgmts;
    case OSSL_OP_SIGNATURE:
        return signatures;
    case OSSL_OP_KEYEXCH:
        return exchanges;
    case OSSL_OP_ASYM_CIPHER:
        return asym_ciphers;
    case OSSL_OP_KEM:
        return kems;
    default:
        return NULL;
    }
}

static void provider_teardown(void *ctx)
{
    ossl_prov_ctx_free(ctx);
}

static const OSSL_DISPATCH provider_functions[] = {
    {OSSL_FUNC_PROVIDER_TEARDOWN, (void (*)(void))provider_teardown},
    {OSSL_FUNC_PROVIDER_QUERY_OPERATION, (void (*)(void))provider_query},
    OSSL_DISPATCH_END,
};

static int provider_init(const OSSL_CORE_HANDLE *handle,
                         const OSSL_DISPATCH *core, const OSSL_DISPATCH **out,
                         void **ctx)
{
    OSSL_FUNC_core_get_libctx_fn *get_libctx = NULL;
    OSSL_FUNC_core_get_params_fn *get_params = NULL;

    if (!ossl_prov_seeding_from_dispatch(core))
        return 0;
    for (; core->function_id; core++) {
        if (core->function_id == OSSL_FUNC_CORE_GET_LIBCTX)
            get_libctx = OSSL_FUNC_core_get_libctx(core);
        if (core->function_id == OSSL_FUNC_CORE_GET_PARAMS)
            get_params = OSSL_FUNC_core_get_params(core);
    }
    if (!get_libctx || !(*ctx = ossl_prov_ctx_new()))
        return 0;
    ossl_prov_ctx_set0_libctx(*ctx, (OSSL_LIB_CTX *)get_libctx(handle));
    ossl_prov_ctx_set0_handle(*ctx, handle);
    ossl_prov_ctx_set0_core_get_params(*ctx, get_params);
    *out = provider_functions;
    return 1;
}

/* The first one is activated by the first fetch. */
static char provider_name[] = "default";
const OSSL_PROVIDER_INFO ossl_predefined_providers[] = {
    {provider_name, NULL, provider_init, NULL, 1},
    {NULL, NULL, NULL, NULL, 0},
};
