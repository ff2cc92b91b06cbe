/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The rows of abi/crypto_alg.def and crypto_type.def as tables, found by a
 * switch, which the compiler makes a search tree of. What a key of each type is
 * made of stands here: a ROWS_ macro for each type, in the order of OP-TEE's
 * tables, which is also the order in storage.
 */
#include "services/crypto/alg.h"

enum { NEEDED = ATTR_NEEDED, GENERATE = ATTR_GENERATE, OFFERED = ATTR_OFFERED };
enum { GROUP = ATTR_GROUP, NUMBER = ATTR_NUMBER, SIZE = ATTR_SIZE };

/* clang-format off */
#define ROWS_GENERIC_SECRET  {ATTR_SECRET_VALUE, NEEDED | SIZE}
#define ROWS_AES             ROWS_GENERIC_SECRET
#define ROWS_DES             ROWS_GENERIC_SECRET
#define ROWS_DES3            ROWS_GENERIC_SECRET
#define ROWS_SM4             ROWS_GENERIC_SECRET
#define ROWS_CHACHA20        ROWS_GENERIC_SECRET
#define ROWS_HMAC_MD5        ROWS_GENERIC_SECRET
#define ROWS_HMAC_SHA1       ROWS_GENERIC_SECRET
#define ROWS_HMAC_SHA224     ROWS_GENERIC_SECRET
#define ROWS_HMAC_SHA256     ROWS_GENERIC_SECRET
#define ROWS_HMAC_SHA384     ROWS_GENERIC_SECRET
#define ROWS_HMAC_SHA512     ROWS_GENERIC_SECRET
#define ROWS_HMAC_SM3        ROWS_GENERIC_SECRET
#define ROWS_HMAC_SHA3_224   ROWS_GENERIC_SECRET
#define ROWS_HMAC_SHA3_256   ROWS_GENERIC_SECRET
#define ROWS_HMAC_SHA3_384   ROWS_GENERIC_SECRET
#define ROWS_HMAC_SHA3_512   ROWS_GENERIC_SECRET
#define ROWS_HKDF            ROWS_GENERIC_SECRET
#define ROWS_HKDF_IKM        {ATTR_HKDF_IKM, NEEDED | SIZE}
#define ROWS_CONCAT_KDF_Z    {ATTR_CONCAT_KDF_Z, NEEDED | SIZE}
#define ROWS_PBKDF2_PASSWORD {ATTR_PBKDF2_PASSWORD, NEEDED | SIZE}
#define ROWS_RSA_PUBLIC_KEY                                                    \
    {ATTR_RSA_MODULUS, NEEDED | NUMBER | SIZE},                                \
    {ATTR_RSA_PUBLIC_EXPONENT, NEEDED | NUMBER}
#define ROWS_RSA_KEYPAIR                                                       \
    {ATTR_RSA_MODULUS, NEEDED | NUMBER | SIZE},                                \
    {ATTR_RSA_PUBLIC_EXPONENT, NEEDED | NUMBER | OFFERED},                     \
    {ATTR_RSA_PRIVATE_EXPONENT, NEEDED | NUMBER},                              \
    {ATTR_RSA_PRIME1, GROUP | NUMBER}, {ATTR_RSA_PRIME2, GROUP | NUMBER},      \
    {ATTR_RSA_EXPONENT1, GROUP | NUMBER},                                      \
    {ATTR_RSA_EXPONENT2, GROUP | NUMBER},                                      \
    {ATTR_RSA_COEFFICIENT, GROUP | NUMBER}
#define ROWS_DSA_PUBLIC_KEY                                                    \
    {ATTR_DSA_PRIME, NEEDED | NUMBER | SIZE},                                  \
    {ATTR_DSA_SUBPRIME, NEEDED | NUMBER}, {ATTR_DSA_BASE, NEEDED | NUMBER},    \
    {ATTR_DSA_PUBLIC_VALUE, NEEDED | NUMBER}
#define ROWS_DSA_KEYPAIR                                                       \
    {ATTR_DSA_PRIME, NEEDED | GENERATE | NUMBER | SIZE},                       \
    {ATTR_DSA_SUBPRIME, NEEDED | GENERATE | NUMBER},                           \
    {ATTR_DSA_BASE, NEEDED | GENERATE | NUMBER},                               \
    {ATTR_DSA_PRIVATE_VALUE, NEEDED | NUMBER},                                 \
    {ATTR_DSA_PUBLIC_VALUE, NEEDED | NUMBER}
#define ROWS_DH_KEYPAIR                                                        \
    {ATTR_DH_PRIME, NEEDED | GENERATE | NUMBER | SIZE},                        \
    {ATTR_DH_BASE, NEEDED | GENERATE | NUMBER},                                \
    {ATTR_DH_PUBLIC_VALUE, NEEDED | NUMBER},                                   \
    {ATTR_DH_PRIVATE_VALUE, NEEDED | NUMBER},                                  \
    {ATTR_DH_SUBPRIME, GROUP | OFFERED | NUMBER},                              \
    {ATTR_DH_X_BITS, OFFERED}
#define ROWS_EC_PUBLIC                                                         \
    {ATTR_ECC_PUBLIC_VALUE_X, NEEDED | NUMBER},                                \
    {ATTR_ECC_PUBLIC_VALUE_Y, NEEDED | NUMBER}
#define ROWS_EC_PAIR                                                           \
    {ATTR_ECC_PRIVATE_VALUE, NEEDED | NUMBER}, ROWS_EC_PUBLIC
#define ROWS_ECDSA_PUBLIC_KEY  ROWS_EC_PUBLIC, {ATTR_ECC_CURVE, NEEDED | SIZE}
#define ROWS_ECDSA_KEYPAIR                                                     \
    ROWS_EC_PAIR, {ATTR_ECC_CURVE, NEEDED | GENERATE | SIZE}
#define ROWS_ECDH_PUBLIC_KEY    ROWS_ECDSA_PUBLIC_KEY
#define ROWS_ECDH_KEYPAIR       ROWS_ECDSA_KEYPAIR
#define ROWS_SM2_DSA_PUBLIC_KEY ROWS_EC_PUBLIC
#define ROWS_SM2_DSA_KEYPAIR    ROWS_EC_PAIR
#define ROWS_SM2_KEP_PUBLIC_KEY ROWS_EC_PUBLIC
#define ROWS_SM2_KEP_KEYPAIR    ROWS_EC_PAIR
#define ROWS_SM2_PKE_PUBLIC_KEY ROWS_EC_PUBLIC
#define ROWS_SM2_PKE_KEYPAIR    ROWS_EC_PAIR
#define ROWS_ED25519_PUBLIC_KEY {ATTR_ED25519_PUBLIC_VALUE, NEEDED}
#define ROWS_ED25519_KEYPAIR                                                   \
    {ATTR_ED25519_PRIVATE_VALUE, NEEDED}, ROWS_ED25519_PUBLIC_KEY
#define ROWS_ED448_PUBLIC_KEY   {ATTR_ED448_PUBLIC_VALUE, NEEDED}
#define ROWS_ED448_KEYPAIR                                                     \
    {ATTR_ED448_PRIVATE_VALUE, NEEDED}, ROWS_ED448_PUBLIC_KEY
#define ROWS_X25519_PUBLIC_KEY  {ATTR_X25519_PUBLIC_VALUE, NEEDED}
#define ROWS_X25519_KEYPAIR                                                    \
    {ATTR_X25519_PRIVATE_VALUE, NEEDED}, ROWS_X25519_PUBLIC_KEY
#define ROWS_X448_PUBLIC_KEY    {ATTR_X448_PUBLIC_VALUE, NEEDED}
#define ROWS_X448_KEYPAIR                                                      \
    {ATTR_X448_PRIVATE_VALUE, NEEDED}, ROWS_X448_PUBLIC_KEY
#define ROWS_ML_PUBLIC          {ATTR_ML_PUBLIC_VALUE, NEEDED | SIZE}
#define ROWS_ML_PAIR            {ATTR_ML_PRIVATE_VALUE, NEEDED}, ROWS_ML_PUBLIC
#define ROWS_ML_KEM_PUBLIC_KEY  ROWS_ML_PUBLIC
#define ROWS_ML_KEM_KEYPAIR     ROWS_ML_PAIR
#define ROWS_ML_DSA_PUBLIC_KEY  ROWS_ML_PUBLIC
#define ROWS_ML_DSA_KEYPAIR     ROWS_ML_PAIR
/* clang-format on */

enum {
#define CRYPTO_ALG(name, id, class, type, keys) ALG_ROW_##name,
#include "abi/crypto_alg.def"
#undef CRYPTO_ALG
};

enum {
#define CRYPTO_TYPE(name, id, kind, min, max, step) TYPE_ROW_##name,
#include "abi/crypto_type.def"
#undef CRYPTO_TYPE
};

static const struct alg algs[] = {
#define CRYPTO_ALG(name, id, class, type, keys)                                \
    [ALG_ROW_##name] = {(id), CRYPTO_CLASS_##class, TYPE_##type, (keys)},
#include "abi/crypto_alg.def"
#undef CRYPTO_ALG
};

static const struct type types[] = {
#define CRYPTO_TYPE(name, id, kind, min, max, step)                            \
    [TYPE_ROW_##name] = {(id),   CRYPTO_KIND_##kind, (min), (max),             \
                         (step), {ROWS_##name}},
#include "abi/crypto_type.def"
#undef CRYPTO_TYPE
};

#ifdef CRYPTO_NO_DEPRECATED
#define CRYPTO_ALG_OLD(...)
#endif

const struct alg *alg_find(uint64_t id)
{
    switch (id) {
#define CRYPTO_ALG(name, id, class, type, keys)                                \
    case (id):                                                                 \
        return &algs[ALG_ROW_##name];
#include "abi/crypto_alg.def"
#undef CRYPTO_ALG
    default:
        return NULL;
    }
}

const struct type *type_find(uint64_t id)
{
    switch (id) {
#define CRYPTO_TYPE(name, id, kind, min, max, step)                            \
    case (id):                                                                 \
        return &types[TYPE_ROW_##name];
#include "abi/crypto_type.def"
#undef CRYPTO_TYPE
    default:
        return NULL;
    }
}

/* GlobalPlatform 1.0 did not count the parity bits. */
static uint32_t des_bits(const struct type *type, uint32_t bits)
{
    _Bool is_des = type->id == TYPE_DES || type->id == TYPE_DES3;
    return is_des && bits % 56 == 0 ? bits / 56 * 64 : bits;
}

/* FIPS 204 names its parameter sets 44, 65 and 87. */
static _Bool ml_dsa_takes(uint32_t bits)
{
    return bits == 44 || bits == 65 || bits == 87;
}

/* FIPS 203: 512, 768, 1024: a matter of the step. */
_Bool type_takes(const struct type *type, uint32_t *bits)
{
    uint32_t n = des_bits(type, *bits);
    if (n < type->min || n > type->max || (n - type->min) % type->step)
        return 0;
    if ((type->id | TYPE_PAIR) == TYPE_ML_DSA_KEYPAIR && !ml_dsa_takes(n))
        return 0;
    *bits = n;
    return 1;
}

uint32_t curve_bits(uint32_t curve)
{
    static const struct {
        uint32_t curve, bits;
    } curves[] = {
        {0x001, 192}, {0x002, 224}, {0x003, 256}, {0x004, 384},
        {0x005, 521}, {0x101, 160}, {0x102, 192}, {0x103, 224},
        {0x104, 256}, {0x105, 320}, {0x106, 384}, {0x107, 512},
        {0x201, 160}, {0x202, 192}, {0x203, 224}, {0x204, 256},
        {0x205, 320}, {0x206, 384}, {0x207, 512}, {0x80000001, 256},
    };
    for (unsigned i = 0; i < sizeof(curves) / sizeof(curves[0]); i++)
        if (curves[i].curve == curve)
            return curves[i].bits;
    return 0;
}

/* Lengths of encodings that are not numbers, by size of the key. */
static const struct {
    uint32_t attr, bits, length;
} lengths[] = {
    {ATTR_ED25519_PUBLIC_VALUE, 256, 32}, {ATTR_ED25519_PRIVATE_VALUE, 256, 32},
    {ATTR_X25519_PUBLIC_VALUE, 256, 32},  {ATTR_X25519_PRIVATE_VALUE, 256, 32},
    {ATTR_ED448_PUBLIC_VALUE, 448, 57},   {ATTR_ED448_PRIVATE_VALUE, 448, 57},
    {ATTR_X448_PUBLIC_VALUE, 448, 56},    {ATTR_X448_PRIVATE_VALUE, 448, 56},
    {ATTR_ML_PUBLIC_VALUE, 512, 800},     {ATTR_ML_PRIVATE_VALUE, 512, 1632},
    {ATTR_ML_PUBLIC_VALUE, 768, 1184},    {ATTR_ML_PRIVATE_VALUE, 768, 2400},
    {ATTR_ML_PUBLIC_VALUE, 1024, 1568},   {ATTR_ML_PRIVATE_VALUE, 1024, 3168},
    {ATTR_ML_PUBLIC_VALUE, 44, 1312},     {ATTR_ML_PRIVATE_VALUE, 44, 2560},
    {ATTR_ML_PUBLIC_VALUE, 65, 1952},     {ATTR_ML_PRIVATE_VALUE, 65, 4032},
    {ATTR_ML_PUBLIC_VALUE, 87, 2592},     {ATTR_ML_PRIVATE_VALUE, 87, 4896},
};

enum { LENGTHS = sizeof(lengths) / sizeof(lengths[0]) };

uint32_t attr_length(uint32_t attr, uint32_t bits)
{
    for (unsigned i = 0; i < LENGTHS; i++)
        if (lengths[i].attr == attr && lengths[i].bits == bits)
            return lengths[i].length;
    return 0;
}

uint32_t attr_length_bits(uint32_t attr, uint32_t length)
{
    for (unsigned i = 0; i < LENGTHS; i++)
        if (lengths[i].attr == attr && lengths[i].length == length)
            return lengths[i].bits;
    return 0;
}
