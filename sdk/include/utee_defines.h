/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Parts of algorithm identifiers [TEE Internal Core API 1.3.1, 6.10.1]: bits
 * 31..28 class, 27..20 hash inside a padding, 19..12 hash, 11..8 chaining
 * mode, 7..0 main algorithm. Identifiers that do not follow the pattern are
 * named one by one. Also byte order for little-endian machines.
 */
#pragma once

#include <compiler.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <tee_api_defines.h>
#include <tee_api_defines_extensions.h>

#define TEE_MAIN_ALGO_MD5         0x01
#define TEE_MAIN_ALGO_SHA1        0x02
#define TEE_MAIN_ALGO_SHA224      0x03
#define TEE_MAIN_ALGO_SHA256      0x04
#define TEE_MAIN_ALGO_SHA384      0x05
#define TEE_MAIN_ALGO_SHA512      0x06
#define TEE_MAIN_ALGO_SM3         0x07
#define TEE_MAIN_ALGO_SHA3_224    0x08
#define TEE_MAIN_ALGO_SHA3_256    0x09
#define TEE_MAIN_ALGO_SHA3_384    0x0A
#define TEE_MAIN_ALGO_SHA3_512    0x0B
#define TEE_MAIN_ALGO_AES         0x10
#define TEE_MAIN_ALGO_DES         0x11
#define TEE_MAIN_ALGO_DES2        0x12
#define TEE_MAIN_ALGO_DES3        0x13
#define TEE_MAIN_ALGO_SM4         0x14
#define TEE_MAIN_ALGO_RSA         0x30
#define TEE_MAIN_ALGO_DSA         0x31
#define TEE_MAIN_ALGO_DH          0x32
#define TEE_MAIN_ALGO_ECDSA       0x41
#define TEE_MAIN_ALGO_ECDH        0x42
#define TEE_MAIN_ALGO_ED25519     0x43
#define TEE_MAIN_ALGO_X25519      0x44
#define TEE_MAIN_ALGO_SM2_DSA_SM3 0x45
#define TEE_MAIN_ALGO_SM2_KEP     0x46
#define TEE_MAIN_ALGO_SM2_PKE     0x47
#define TEE_MAIN_ALGO_ED448       0x48
#define TEE_MAIN_ALGO_X448        0x49
#define TEE_MAIN_ALGO_CHACHA20    0x50
#define TEE_MAIN_ALGO_ML_KEM      0x60
#define TEE_MAIN_ALGO_ML_DSA      0x61
#define TEE_MAIN_ALGO_HKDF        0xC0
#define TEE_MAIN_ALGO_CONCAT_KDF  0xC1
#define TEE_MAIN_ALGO_PBKDF2      0xC2
#define TEE_MAIN_ALGO_SHAKE128    0xC3
#define TEE_MAIN_ALGO_SHAKE256    0xC4

#define TEE_CHAIN_MODE_ECB_NOPAD      0x0
#define TEE_CHAIN_MODE_CBC_NOPAD      0x1
#define TEE_CHAIN_MODE_CTR            0x2
#define TEE_CHAIN_MODE_CTS            0x3
#define TEE_CHAIN_MODE_XTS            0x4
#define TEE_CHAIN_MODE_CBC_MAC_PKCS5  0x5
#define TEE_CHAIN_MODE_CMAC           0x6
#define TEE_CHAIN_MODE_CCM            0x7
#define TEE_CHAIN_MODE_GCM            0x8
#define TEE_CHAIN_MODE_PKCS1_PSS_MGF1 0x9

#define TEE_AES_BLOCK_SIZE   16UL
#define TEE_DES_BLOCK_SIZE   8UL
#define TEE_SM4_BLOCK_SIZE   16UL
#define TEE_AES_MAX_KEY_SIZE 32UL

#define TEE_MD5_HASH_SIZE     16
#define TEE_SHA1_HASH_SIZE    20
#define TEE_SHA224_HASH_SIZE  28
#define TEE_SHA256_HASH_SIZE  32
#define TEE_SM3_HASH_SIZE     32
#define TEE_SHA384_HASH_SIZE  48
#define TEE_SHA512_HASH_SIZE  64
#define TEE_MD5SHA1_HASH_SIZE (TEE_MD5_HASH_SIZE + TEE_SHA1_HASH_SIZE)
#define TEE_MAX_HASH_SIZE     64

/* TEE_OPERATION_* of an algorithm. */
static inline uint32_t __tee_alg_get_class(uint32_t algo)
{
    switch (algo) {
    case TEE_ALG_SM2_PKE:
        return TEE_OPERATION_ASYMMETRIC_CIPHER;
    case TEE_ALG_SM2_KEP:
        return TEE_OPERATION_KEY_DERIVATION;
    case TEE_ALG_RSASSA_PKCS1_V1_5:
    case TEE_ALG_RSASSA_PKCS1_PSS_MGF1_MD5:
        return TEE_OPERATION_ASYMMETRIC_SIGNATURE;
    case TEE_ALG_RSAES_PKCS1_OAEP_MGF1_MD5:
        return TEE_OPERATION_ASYMMETRIC_CIPHER;
    case TEE_ALG_DES3_CMAC:
        return TEE_OPERATION_MAC;
    case TEE_ALG_SM4_XTS:
        return TEE_OPERATION_CIPHER;
    case TEE_ALG_CHACHA20_POLY1305:
        return TEE_OPERATION_AE;
    case TEE_ALG_ML_DSA:
        return TEE_OPERATION_ASYMMETRIC_SIGNATURE;
    case TEE_ALG_ML_KEM:
        return TEE_OPERATION_KEY_DERIVATION;
    default:
        return (algo >> 28) & 0xF;
    }
}

/* TEE_MAIN_ALGO_* of an algorithm. */
static inline uint32_t __tee_alg_get_main_alg(uint32_t algo)
{
    switch (algo) {
    case TEE_ALG_SM2_PKE:
        return TEE_MAIN_ALGO_SM2_PKE;
    case TEE_ALG_SM2_KEP:
        return TEE_MAIN_ALGO_SM2_KEP;
    case TEE_ALG_HKDF:
        return TEE_MAIN_ALGO_HKDF;
    case TEE_ALG_SHAKE128:
        return TEE_MAIN_ALGO_SHAKE128;
    case TEE_ALG_SHAKE256:
        return TEE_MAIN_ALGO_SHAKE256;
    case TEE_ALG_X448:
        return TEE_MAIN_ALGO_X448;
    case TEE_ALG_ED448:
        return TEE_MAIN_ALGO_ED448;
    case TEE_ALG_SM4_ECB_PKCS5:
    case TEE_ALG_SM4_CBC_PKCS5:
        return TEE_MAIN_ALGO_SM4;
    case TEE_ALG_ECDSA_SHA1:
    case TEE_ALG_ECDSA_SHA224:
    case TEE_ALG_ECDSA_SHA256:
    case TEE_ALG_ECDSA_SHA384:
    case TEE_ALG_ECDSA_SHA512:
    case TEE_ALG_ECDSA_SHA3_224:
    case TEE_ALG_ECDSA_SHA3_256:
    case TEE_ALG_ECDSA_SHA3_384:
    case TEE_ALG_ECDSA_SHA3_512:
        return TEE_MAIN_ALGO_ECDSA;
    default:
        return algo & 0xFF;
    }
}

/* TEE_MAIN_ALGO_* of the hash that an algorithm works with, 0: none, or one
 * that is not the caller's business. */
static inline uint32_t __tee_alg_get_digest_hash(uint32_t algo)
{
    uint32_t hash = (algo >> 12) & 0xF;

    switch (algo) {
    case TEE_ALG_SM2_DSA_SM3:
        return TEE_MAIN_ALGO_SM3;
    case TEE_ALG_ED25519:
    case TEE_ALG_ED448:
    case TEE_ALG_RSASSA_PKCS1_V1_5:
    case TEE_ALG_CHACHA20_POLY1305:
        return 0;
    default:
        break;
    }
    if (__tee_alg_get_main_alg(algo) != TEE_MAIN_ALGO_ECDSA)
        return hash;
    /* ECDSA counts without MD5 and SM3. */
    return hash + (hash < TEE_MAIN_ALGO_SHA512 ? 1 : 2);
}

/* Bytes of a digest, of a MAC, or of the hash that a signature is over; 0: the
 * algorithm has none of fixed size. */
static inline size_t __tee_alg_get_digest_size(uint32_t algo)
{
    static const uint8_t sizes[] = {0,  16, 20, 28, 32, 48,
                                    64, 32, 28, 32, 48, 64};
    uint32_t hash = __tee_alg_get_main_alg(algo);

    if (algo == TEE_ALG_MD5SHA1)
        return TEE_MD5SHA1_HASH_SIZE;
    switch (__tee_alg_get_class(algo)) {
    case TEE_OPERATION_DIGEST:
        break;
    case TEE_OPERATION_MAC:
        if (hash == TEE_MAIN_ALGO_AES)
            return TEE_AES_BLOCK_SIZE;
        if (hash == TEE_MAIN_ALGO_DES || hash == TEE_MAIN_ALGO_DES3)
            return TEE_DES_BLOCK_SIZE;
        break;
    case TEE_OPERATION_ASYMMETRIC_SIGNATURE:
        hash = __tee_alg_get_digest_hash(algo);
        break;
    default:
        return 0;
    }
    return hash < sizeof(sizes) ? sizes[hash] : 0;
}

/* TEE_TYPE_* of the keys; with_private: of asymmetric ones the pair. */
static inline uint32_t __tee_alg_get_key_type(uint32_t algo, bool with_private)
{
    uint32_t main_alg = __tee_alg_get_main_alg(algo);
    uint32_t type = 0xA0000000 | main_alg;

    switch (main_alg) {
    case TEE_MAIN_ALGO_CONCAT_KDF:
        return TEE_TYPE_CONCAT_KDF_Z;
    case TEE_MAIN_ALGO_HKDF:
        return algo == TEE_ALG_HKDF ? TEE_TYPE_HKDF : TEE_TYPE_HKDF_IKM;
    case TEE_MAIN_ALGO_PBKDF2:
        return TEE_TYPE_PBKDF2_PASSWORD;
    case TEE_MAIN_ALGO_CHACHA20:
        return TEE_TYPE_CHACHA20;
    case TEE_MAIN_ALGO_ML_KEM:
        type = TEE_TYPE_ML_KEM_PUBLIC_KEY;
        break;
    case TEE_MAIN_ALGO_ML_DSA:
        type = TEE_TYPE_ML_DSA_PUBLIC_KEY;
        break;
    default:
        break;
    }
    return with_private ? type | 0x01000000 : type;
}

#define TEE_ALG_GET_CLASS(algo)         __tee_alg_get_class(algo)
#define TEE_ALG_GET_MAIN_ALG(algo)      __tee_alg_get_main_alg(algo)
#define TEE_ALG_GET_CHAIN_MODE(algo)    (((algo) >> 8) & 0xF)
#define TEE_ALG_GET_DIGEST_HASH(algo)   __tee_alg_get_digest_hash(algo)
#define TEE_ALG_GET_DIGEST_SIZE(algo)   __tee_alg_get_digest_size(algo)
#define TEE_ALG_GET_INTERNAL_HASH(algo) (((algo) >> 20) & 0xF)
#define TEE_ALG_GET_KEY_TYPE(algo, with_private)                               \
    __tee_alg_get_key_type(algo, with_private)

/* Identifier of a digest or HMAC from a TEE_MAIN_ALGO_*. */
#define TEE_ALG_HASH_ALGO(main_hash)                                           \
    (TEE_OPERATION_DIGEST << 28 | (uint32_t)(main_hash))
#define TEE_ALG_HMAC_ALGO(main_hash)                                           \
    (TEE_OPERATION_MAC << 28 | (uint32_t)(main_hash))
#define TEE_DIGEST_HASH_TO_ALGO(algo)                                          \
    TEE_ALG_HASH_ALGO(TEE_ALG_GET_DIGEST_HASH(algo))
#define TEE_INTERNAL_HASH_TO_ALGO(algo)                                        \
    TEE_ALG_HASH_ALGO(TEE_ALG_GET_INTERNAL_HASH(algo))

#define TEE_U64_BSWAP(x)              __compiler_bswap64(x)
#define TEE_U32_BSWAP(x)              __compiler_bswap32(x)
#define TEE_U16_BSWAP(x)              __compiler_bswap16(x)
#define TEE_U64_FROM_LITTLE_ENDIAN(x) ((uint64_t)(x))
#define TEE_U32_FROM_LITTLE_ENDIAN(x) ((uint32_t)(x))
#define TEE_U16_FROM_LITTLE_ENDIAN(x) ((uint16_t)(x))
#define TEE_U64_TO_LITTLE_ENDIAN(x)   ((uint64_t)(x))
#define TEE_U32_TO_LITTLE_ENDIAN(x)   ((uint32_t)(x))
#define TEE_U16_TO_LITTLE_ENDIAN(x)   ((uint16_t)(x))
#define TEE_U64_FROM_BIG_ENDIAN(x)    TEE_U64_BSWAP(x)
#define TEE_U32_FROM_BIG_ENDIAN(x)    TEE_U32_BSWAP(x)
#define TEE_U16_FROM_BIG_ENDIAN(x)    TEE_U16_BSWAP(x)
#define TEE_U64_TO_BIG_ENDIAN(x)      TEE_U64_BSWAP(x)
#define TEE_U32_TO_BIG_ENDIAN(x)      TEE_U32_BSWAP(x)
#define TEE_U16_TO_BIG_ENDIAN(x)      TEE_U16_BSWAP(x)

/* TEE_Time arithmetic; t1, t2, dst are structures, evaluated several times. */
#define TEE_TIME_MILLIS_BASE 1000

#define TEE_TIME_LT(t1, t2)                                                    \
    ((t1).seconds < (t2).seconds ||                                            \
     ((t1).seconds == (t2).seconds && (t1).millis < (t2).millis))
#define TEE_TIME_LE(t1, t2) (!TEE_TIME_LT(t2, t1))

#define TEE_TIME_ADD(t1, t2, dst)                                              \
    do {                                                                       \
        uint32_t time_ms_ = (t1).millis + (t2).millis;                         \
        (dst).seconds =                                                        \
            (t1).seconds + (t2).seconds + time_ms_ / TEE_TIME_MILLIS_BASE;     \
        (dst).millis = time_ms_ % TEE_TIME_MILLIS_BASE;                        \
    } while (0)
#define TEE_TIME_SUB(t1, t2, dst)                                              \
    do {                                                                       \
        uint32_t time_ms_ = (t1).millis + TEE_TIME_MILLIS_BASE - (t2).millis;  \
        (dst).seconds =                                                        \
            (t1).seconds - (t2).seconds - 1 + time_ms_ / TEE_TIME_MILLIS_BASE; \
        (dst).millis = time_ms_ % TEE_TIME_MILLIS_BASE;                        \
    } while (0)
