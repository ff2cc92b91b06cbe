/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * See alg.h. Tables only. Sizes are checked here because the specification
 * wants an operation that no key would fit to fail when it is allocated; which
 * key fits an operation is the system's decision.
 */
#include "sdk/libutee/alg.h"

#include <tee_api_defines.h>
#include <tee_api_defines_extensions.h>
#include <util.h>

#include "abi/crypto_msg.h"

#ifdef CRYPTO_NO_DEPRECATED
#define CRYPTO_ALG_OLD(...)
#endif

static const struct alg_row {
    uint32_t id;
    uint32_t type;
    uint8_t class;
    uint8_t keys;
} algs[] = {
#define CRYPTO_ALG(name, id, class, type, keys)                                \
    {(uint32_t)(id), (uint32_t)TYPE_##type, CRYPTO_CLASS_##class, (keys)},
#include "abi/crypto_alg.def"
#undef CRYPTO_ALG
};

static const struct type_row {
    uint32_t id;
    uint16_t min, max, step;
} types[] = {
#define CRYPTO_TYPE(name, id, kind, min, max, step)                            \
    {(uint32_t)(id), (min), (max), (step)},
#include "abi/crypto_type.def"
#undef CRYPTO_TYPE
};

static const struct {
    uint32_t historical, id, curve;
} historical_ids[] = {
    {__OPTEE_ALG_ECDSA_P192, TEE_ALG_ECDSA_SHA1, TEE_ECC_CURVE_NIST_P192},
    {__OPTEE_ALG_ECDSA_P224, TEE_ALG_ECDSA_SHA224, TEE_ECC_CURVE_NIST_P224},
    {__OPTEE_ALG_ECDSA_P256, TEE_ALG_ECDSA_SHA256, TEE_ECC_CURVE_NIST_P256},
    {__OPTEE_ALG_ECDSA_P384, TEE_ALG_ECDSA_SHA384, TEE_ECC_CURVE_NIST_P384},
    {__OPTEE_ALG_ECDSA_P521, TEE_ALG_ECDSA_SHA512, TEE_ECC_CURVE_NIST_P521},
    {__OPTEE_ALG_ECDH_P192, TEE_ALG_ECDH_DERIVE_SHARED_SECRET,
     TEE_ECC_CURVE_NIST_P192},
    {__OPTEE_ALG_ECDH_P224, TEE_ALG_ECDH_DERIVE_SHARED_SECRET,
     TEE_ECC_CURVE_NIST_P224},
    {__OPTEE_ALG_ECDH_P256, TEE_ALG_ECDH_DERIVE_SHARED_SECRET,
     TEE_ECC_CURVE_NIST_P256},
    {__OPTEE_ALG_ECDH_P384, TEE_ALG_ECDH_DERIVE_SHARED_SECRET,
     TEE_ECC_CURVE_NIST_P384},
    {__OPTEE_ALG_ECDH_P521, TEE_ALG_ECDH_DERIVE_SHARED_SECRET,
     TEE_ECC_CURVE_NIST_P521},
};

/* Of ECDSA and ECDH: runs of ids, and the bits of each. */
static const struct {
    uint32_t curve;
    uint32_t bits;
} curves[] = {
    {TEE_ECC_CURVE_NIST_P192, 192},  {TEE_ECC_CURVE_NIST_P224, 224},
    {TEE_ECC_CURVE_NIST_P256, 256},  {TEE_ECC_CURVE_NIST_P384, 384},
    {TEE_ECC_CURVE_NIST_P521, 521},  {TEE_ECC_CURVE_BSI_P160r1, 160},
    {TEE_ECC_CURVE_BSI_P192r1, 192}, {TEE_ECC_CURVE_BSI_P224r1, 224},
    {TEE_ECC_CURVE_BSI_P256r1, 256}, {TEE_ECC_CURVE_BSI_P320r1, 320},
    {TEE_ECC_CURVE_BSI_P384r1, 384}, {TEE_ECC_CURVE_BSI_P512r1, 512},
    {TEE_ECC_CURVE_BSI_P160t1, 160}, {TEE_ECC_CURVE_BSI_P192t1, 192},
    {TEE_ECC_CURVE_BSI_P224t1, 224}, {TEE_ECC_CURVE_BSI_P256t1, 256},
    {TEE_ECC_CURVE_BSI_P320t1, 320}, {TEE_ECC_CURVE_BSI_P384t1, 384},
    {TEE_ECC_CURVE_BSI_P512t1, 512}, {TEE_ECC_CURVE_SECP256K1, 256},
};

bool alg_find(uint32_t id, struct alg *alg)
{
    uint32_t curve = TEE_CRYPTO_ELEMENT_NONE;

    for (size_t i = 0; i < ARRAY_SIZE(historical_ids); i++) {
        if (historical_ids[i].historical == id) {
            id = historical_ids[i].id;
            curve = historical_ids[i].curve;
            break;
        }
    }
    for (size_t i = 0; i < ARRAY_SIZE(algs); i++) {
        if (algs[i].id == id) {
            *alg = (struct alg){id, algs[i].class, algs[i].type, algs[i].keys,
                                curve};
            return true;
        }
    }
    return false;
}

/* 0: not a curve of ECDSA and ECDH. */
static uint32_t curve_bits(uint32_t curve)
{
    for (size_t i = 0; i < ARRAY_SIZE(curves); i++) {
        if (curves[i].curve == curve)
            return curves[i].bits;
    }
    return 0;
}

static uint32_t type_bits(uint32_t type, uint32_t bits)
{
    if ((type == TEE_TYPE_DES || type == TEE_TYPE_DES3) && bits % 56 == 0)
        return bits / 56 * 64;
    return bits;
}

uint32_t alg_key_bits(const struct alg *alg, uint32_t bits)
{
    return type_bits(alg->type, bits);
}

bool type_takes_size(uint32_t type, uint32_t bits)
{
    bits = type_bits(type, bits);
    if (type == TEE_TYPE_ML_DSA_KEYPAIR || type == TEE_TYPE_ML_DSA_PUBLIC_KEY)
        return bits == 44 || bits == 65 || bits == 87;
    for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
        const struct type_row *t = &types[i];

        if (t->id == type)
            return bits >= t->min && bits <= t->max &&
                   (bits - t->min) % t->step == 0;
    }
    return false;
}

/* What the specification asks of keys beyond their type [table 5-9]. */
static bool is_size_of_alg(const struct alg *alg, uint32_t bits)
{
    switch (alg->id) {
    case TEE_ALG_DSA_SHA1:
        return bits <= 1024;
    case TEE_ALG_DSA_SHA224:
        return bits == 2048;
    case TEE_ALG_DSA_SHA256:
        return bits == 2048 || bits == 3072;
    default:
        return alg->curve == TEE_CRYPTO_ELEMENT_NONE ||
               bits == curve_bits(alg->curve);
    }
}

bool alg_takes_max_size(const struct alg *alg, uint32_t bits)
{
    if (alg->keys == 0)
        return true;
    if (bits % alg->keys)
        return false;
    bits /= alg->keys;
    return type_takes_size(alg->type, bits) && is_size_of_alg(alg, bits);
}

bool alg_takes_element(const struct alg *alg, uint32_t element)
{
    if (alg->curve)
        return element == alg->curve;
    switch (alg->type) {
    case TEE_TYPE_ECDSA_KEYPAIR:
    case TEE_TYPE_ECDH_KEYPAIR:
        return curve_bits(element) != 0;
    case TEE_TYPE_ED25519_KEYPAIR:
    case TEE_TYPE_X25519_KEYPAIR:
        return element == TEE_ECC_CURVE_25519;
    case TEE_TYPE_ED448_KEYPAIR:
    case TEE_TYPE_X448_KEYPAIR:
        return element == TEE_ECC_CURVE_448;
    case TEE_TYPE_SM2_DSA_KEYPAIR:
    case TEE_TYPE_SM2_PKE_KEYPAIR:
    case TEE_TYPE_SM2_KEP_KEYPAIR:
        return element == TEE_ECC_CURVE_SM2;
    default:
        return element == TEE_CRYPTO_ELEMENT_NONE;
    }
}
