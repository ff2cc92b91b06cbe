/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One table row per algorithm: its family, whose functions do the work, its
 * digest and padding. One row per type of key: what makes libcrypto's key.
 *
 * A state's context is made at the first operation after it got its keys, and
 * kept: libcrypto's key (with the key, shared by all states), and a context of
 * libcrypto that is set up for the mode. Nothing of one operation is left in it
 * that the next would use.
 *
 * libcrypto fetches methods by name again and again. A first fetch that fails
 * for lack of memory would fail for ever after: asym_init() does all of them,
 * and keeps what it gets.
 */
#include "services/crypto/asym.h"

#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include "lib/mem.h"
#include "services/crypto/asym_priv.h"
#include "services/crypto/failure.h"

static const struct asym_hash hashes[] = {
    {ALG_MD5, "MD5", 16},           {ALG_SHA1, "SHA1", 20},
    {ALG_SHA224, "SHA2-224", 28},   {ALG_SHA256, "SHA2-256", 32},
    {ALG_SHA384, "SHA2-384", 48},   {ALG_SHA512, "SHA2-512", 64},
    {ALG_SM3, "SM3", 32},           {ALG_SHA3_224, "SHA3-224", 28},
    {ALG_SHA3_256, "SHA3-256", 32}, {ALG_SHA3_384, "SHA3-384", 48},
    {ALG_SHA3_512, "SHA3-512", 64},
};

#define OAEP(hash)                                                             \
    {                                                                          \
        ALG_RSAES_PKCS1_OAEP_MGF1_##hash, &rsa_cipher, ALG_##hash,             \
            OSSL_PKEY_RSA_PAD_MODE_OAEP                                        \
    }
#define PKCS1(hash)                                                            \
    {                                                                          \
        ALG_RSASSA_PKCS1_V1_5_##hash, &rsa_signature, ALG_##hash,              \
            OSSL_PKEY_RSA_PAD_MODE_PKCSV15                                     \
    }
#define PSS(hash)                                                              \
    {                                                                          \
        ALG_RSASSA_PSS_##hash, &rsa_signature, ALG_##hash,                     \
            OSSL_PKEY_RSA_PAD_MODE_PSS                                         \
    }
#define DSA(hash)                                                              \
    {                                                                          \
        ALG_DSA_##hash, &dsa_signature, ALG_##hash, NULL                       \
    }
#define ECDSA(hash)                                                            \
    {                                                                          \
        ALG_ECDSA_##hash, &ecdsa_signature, ALG_##hash, NULL                   \
    }
#define HKDF(hash)                                                             \
    {                                                                          \
        ALG_HKDF_##hash##_DERIVE_KEY, &hkdf, ALG_##hash, NULL                  \
    }
#define CONCAT(hash)                                                           \
    {                                                                          \
        ALG_CONCAT_KDF_##hash##_DERIVE_KEY, &concat_kdf, ALG_##hash, NULL      \
    }
#define PBKDF2(hash)                                                           \
    {                                                                          \
        ALG_PBKDF2_HMAC_##hash##_DERIVE_KEY, &pbkdf2, ALG_##hash, NULL         \
    }

/* clang-format off */
static const struct asym_alg algs[] = {
    {ALG_RSA_NOPAD, &rsa_cipher, 0, OSSL_PKEY_RSA_PAD_MODE_NONE},
    {ALG_RSAES_PKCS1_V1_5, &rsa_cipher, 0, OSSL_PKEY_RSA_PAD_MODE_PKCSV15},
    OAEP(MD5), OAEP(SHA1), OAEP(SHA224), OAEP(SHA256), OAEP(SHA384),
    OAEP(SHA512), OAEP(SHA3_224), OAEP(SHA3_256), OAEP(SHA3_384),
    OAEP(SHA3_512),
    {ALG_SM2_PKE, &sm2_cipher, ALG_SM3, NULL},
    {ALG_RSASSA_PKCS1_V1_5, &rsa_signature, 0, OSSL_PKEY_RSA_PAD_MODE_PKCSV15},
    PKCS1(MD5), PKCS1(SHA1), PKCS1(SHA224), PKCS1(SHA256), PKCS1(SHA384),
    PKCS1(SHA512), PKCS1(SHA3_224), PKCS1(SHA3_256), PKCS1(SHA3_384),
    PKCS1(SHA3_512),
    PSS(MD5), PSS(SHA1), PSS(SHA224), PSS(SHA256), PSS(SHA384), PSS(SHA512),
    PSS(SHA3_224), PSS(SHA3_256), PSS(SHA3_384), PSS(SHA3_512),
    DSA(SHA1), DSA(SHA224), DSA(SHA256), DSA(SHA3_224), DSA(SHA3_256),
    DSA(SHA3_384), DSA(SHA3_512),
    ECDSA(SHA1), ECDSA(SHA224), ECDSA(SHA256), ECDSA(SHA384), ECDSA(SHA512),
    ECDSA(SHA3_224), ECDSA(SHA3_256), ECDSA(SHA3_384), ECDSA(SHA3_512),
    {ALG_ED25519, &eddsa_signature, 0, NULL},
    {ALG_ED448, &eddsa_signature, 0, NULL},
    {ALG_SM2_DSA_SM3, &sm2_signature, ALG_SM3, NULL},
    {ALG_ML_DSA, &ml_dsa_signature, 0, NULL},
    {ALG_DH_DERIVE_SHARED_SECRET, &dh_agreement, 0, NULL},
    {ALG_ECDH_DERIVE_SHARED_SECRET, &ecdh_agreement, 0, NULL},
    {ALG_X25519, &xdh_agreement, 0, NULL},
    {ALG_X448, &xdh_agreement, 0, NULL},
    {ALG_SM2_KEP, &sm2_agreement, ALG_SM3, NULL},
    {ALG_HKDF, &hkdf, 0, NULL},
    HKDF(MD5), HKDF(SHA1), HKDF(SHA224), HKDF(SHA256), HKDF(SHA384),
    HKDF(SHA512),
    CONCAT(SHA1), CONCAT(SHA224), CONCAT(SHA256), CONCAT(SHA384),
    CONCAT(SHA512),
    PBKDF2(SHA1), PBKDF2(SHA224), PBKDF2(SHA256), PBKDF2(SHA384),
    PBKDF2(SHA512),
    {ALG_ML_KEM, &ml_kem, 0, NULL},
};
/* clang-format on */

static const struct asym_key {
    uint32_t type;
    EVP_PKEY *(*make)(const struct key *key);
} keys[] = {
    {TYPE_RSA_PUBLIC_KEY, rsa_pkey},     {TYPE_RSA_KEYPAIR, rsa_pkey},
    {TYPE_DSA_PUBLIC_KEY, dsa_pkey},     {TYPE_DSA_KEYPAIR, dsa_pkey},
    {TYPE_ECDSA_PUBLIC_KEY, ec_pkey},    {TYPE_ECDSA_KEYPAIR, ec_pkey},
    {TYPE_ECDH_PUBLIC_KEY, ec_pkey},     {TYPE_ECDH_KEYPAIR, ec_pkey},
    {TYPE_SM2_DSA_PUBLIC_KEY, ec_pkey},  {TYPE_SM2_DSA_KEYPAIR, ec_pkey},
    {TYPE_ED25519_PUBLIC_KEY, edx_pkey}, {TYPE_ED25519_KEYPAIR, edx_pkey},
    {TYPE_ED448_PUBLIC_KEY, edx_pkey},   {TYPE_ED448_KEYPAIR, edx_pkey},
    {TYPE_X25519_PUBLIC_KEY, edx_pkey},  {TYPE_X25519_KEYPAIR, edx_pkey},
    {TYPE_X448_PUBLIC_KEY, edx_pkey},    {TYPE_X448_KEYPAIR, edx_pkey},
    {TYPE_ML_KEM_PUBLIC_KEY, ml_pkey},   {TYPE_ML_KEM_KEYPAIR, ml_pkey},
    {TYPE_ML_DSA_PUBLIC_KEY, ml_pkey},   {TYPE_ML_DSA_KEYPAIR, ml_pkey},
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

const struct asym_hash *asym_hash_find(uint32_t id)
{
    for (size_t i = 0; i < COUNT(hashes); i++) {
        if (hashes[i].id == id)
            return &hashes[i];
    }
    return NULL;
}

const struct asym_alg *asym_alg_find(uint32_t id)
{
    for (size_t i = 0; i < COUNT(algs); i++) {
        if (algs[i].id == id)
            return &algs[i];
    }
    return NULL;
}

EVP_PKEY *pk_of(struct key *key)
{
    for (size_t i = 0; !key->pkey && i < COUNT(keys); i++) {
        if (keys[i].type == key->type->id)
            key->pkey = keys[i].make(key);
    }
    return key->pkey;
}

struct span attr_span(const struct attr *attr)
{
    return attr ? (struct span){attr->p, attr->n} : (struct span){NULL, 0};
}

struct span key_span(const struct key *key, uint32_t id)
{
    return attr_span(key_attr(key, id));
}

struct span span_pointed(struct span s)
{
    static const uint8_t nothing;
    return s.n ? s : (struct span){&nothing, 0};
}

_Bool room_suffices(size_t *n, size_t needed)
{
    _Bool suffices = *n >= needed;
    if (!suffices)
        *n = needed;
    return suffices;
}

enum tee_result asym_setup_pkey(struct asym *a)
{
    if (!a->pkey)
        a->pkey = pk_of(a->key[0]);
    if (a->pkey)
        a->ctx = EVP_PKEY_CTX_new_from_pkey(NULL, a->pkey, NULL);
    return a->ctx ? R_SUCCESS : failure_result(R_ERROR_BAD_PARAMETERS);
}

enum tee_result secret_setup(struct asym *a)
{
    enum tee_result result = asym_setup_pkey(a);
    if (result != R_SUCCESS)
        return result;
    return EVP_PKEY_derive_init(a->ctx) == 1
               ? R_SUCCESS
               : failure_result(R_ERROR_BAD_PARAMETERS);
}

enum tee_result secret_agree(struct asym *a, EVP_PKEY *other, uint8_t *out,
                             size_t room, size_t *n)
{
    int ok = other && EVP_PKEY_derive_set_peer_ex(a->ctx, other, 0) == 1 &&
             EVP_PKEY_derive(a->ctx, out, &room) == 1;
    EVP_PKEY_free(other);
    if (!ok)
        return failure_result(R_ERROR_BAD_PARAMETERS);
    *n = room;
    return R_SUCCESS;
}

static void asym_drop(struct state *s)
{
    struct asym *a = s->ctx;
    if (a)
        EVP_PKEY_CTX_free(a->ctx);
    OPENSSL_free(a);
    s->ctx = NULL;
}

/* A context is made again at the first operation. */
static enum tee_result asym_copy(struct state *dst, const struct state *src)
{
    (void)dst, (void)src;
    return R_SUCCESS;
}

static _Bool has_public_only(const struct state *s)
{
    return s->key[0] && s->key[0]->type->kind == CRYPTO_KIND_PUBLIC;
}

static enum tee_result asym_check(const struct state *s)
{
    enum crypto_mode open = MODE_ENCRYPT, secret = MODE_DECRYPT;
    if (s->alg->class == CRYPTO_CLASS_SIGNATURE) {
        open = MODE_VERIFY;
        secret = MODE_SIGN;
    }
    if (s->mode == secret)
        return has_public_only(s) ? R_ERROR_BAD_PARAMETERS : R_SUCCESS;
    return s->mode == open ? R_SUCCESS : R_ERROR_BAD_PARAMETERS;
}

/* A KEM derives from a pair and encapsulates to a public key. */
static enum tee_result derive_check(const struct state *s)
{
    if (s->mode != MODE_DERIVE)
        return R_ERROR_BAD_PARAMETERS;
    return has_public_only(s) && s->alg->id != ALG_ML_KEM
               ? R_ERROR_BAD_PARAMETERS
               : R_SUCCESS;
}

const struct state_class asym_class = {asym_check, asym_copy, asym_drop};
const struct state_class derive_class = {derive_check, asym_copy, asym_drop};

static enum tee_result asym_make(struct state *s)
{
    struct asym *a = OPENSSL_zalloc(sizeof(*a));
    if (!a)
        return failure_result(R_ERROR_OUT_OF_MEMORY);
    s->ctx = a;
    a->alg = asym_alg_find(s->alg->id);
    a->hash = asym_hash_find(a->alg->hash);
    a->mode = s->mode;
    a->key[0] = s->key[0];
    a->key[1] = s->key[1];
    enum tee_result result =
        a->alg->family->setup ? a->alg->family->setup(a) : R_SUCCESS;
    if (result != R_SUCCESS)
        asym_drop(s);
    return result;
}

/* The context of a state, ready for use. BAD_STATE: it has no key. */
static enum tee_result asym_of(struct state *s, struct asym **a)
{
    (void)failure_result(R_SUCCESS); /* what others left says nothing of us */
    if (!s->key[0])
        return R_ERROR_BAD_STATE;
    enum tee_result result = s->ctx ? R_SUCCESS : asym_make(s);
    *a = s->ctx;
    return result;
}

/* libcrypto may go on without memory and give something else than was asked
 * for (ML-KEM: another secret). Empties its queue of errors. */
static enum tee_result memory_check(enum tee_result result)
{
    return result == R_SUCCESS ? failure_result(R_SUCCESS) : result;
}

enum tee_result asym_operate(struct state *s, const struct attrs *attrs,
                             struct span in, uint8_t *out, size_t *n)
{
    struct asym *a;
    enum tee_result result = asym_of(s, &a);
    if (result != R_SUCCESS)
        return result;
    if (!a->alg->family->operate || a->mode == MODE_VERIFY)
        return R_ERROR_BAD_PARAMETERS;
    return memory_check(
        a->alg->family->operate(a, attrs, span_pointed(in), out, n));
}

enum tee_result asym_verify(struct state *s, const struct attrs *attrs,
                            struct span digest, struct span signature)
{
    struct asym *a;
    enum tee_result result = asym_of(s, &a);
    if (result != R_SUCCESS)
        return result;
    if (!a->alg->family->verify || a->mode != MODE_VERIFY)
        return R_ERROR_BAD_PARAMETERS;
    return memory_check(a->alg->family->verify(a, attrs, span_pointed(digest),
                                               span_pointed(signature)));
}

enum tee_result asym_derive(struct state *s, const struct attrs *attrs,
                            size_t wanted, uint8_t *out, size_t *n,
                            uint8_t confirmation[CRYPTO_CONFIRMATION])
{
    struct asym *a;
    size_t room = wanted < *n ? wanted : *n;
    enum tee_result result = asym_of(s, &a);
    if (result != R_SUCCESS)
        return result;
    if (!a->alg->family->derive || has_public_only(s))
        return R_ERROR_BAD_PARAMETERS;
    mem_wipe(a->confirmation, sizeof(a->confirmation));
    result = memory_check(a->alg->family->derive(a, attrs, out, room, n));
    memcpy(confirmation, a->confirmation, sizeof(a->confirmation));
    if (result != R_SUCCESS)
        mem_wipe(out, room);
    return result;
}

enum tee_result asym_encapsulate(struct state *s, uint8_t *secret,
                                 size_t *secret_n, uint8_t *out, size_t *n)
{
    struct asym *a;
    enum tee_result result = asym_of(s, &a);
    if (result != R_SUCCESS)
        return result;
    if (!a->alg->family->encapsulate)
        return R_ERROR_BAD_PARAMETERS;
    return memory_check(
        a->alg->family->encapsulate(a, secret, secret_n, out, n));
}

static _Bool keymgmts_fetch(void)
{
    static const char *const names[] = {
        "RSA",       "DSA",        "EC",         "SM2",         "X25519",
        "X448",      "ED25519",    "ED448",      "ML-DSA-44",   "ML-DSA-65",
        "ML-DSA-87", "ML-KEM-512", "ML-KEM-768", "ML-KEM-1024",
    };
    for (size_t i = 0; i < COUNT(names); i++) {
        if (!EVP_KEYMGMT_fetch(NULL, names[i], NULL))
            return 0;
    }
    return 1;
}

static _Bool signatures_fetch(void)
{
    static const char *const names[] = {"RSA", "DSA", "ECDSA", "SM2"};
    for (size_t i = 0; i < COUNT(names); i++) {
        if (!EVP_SIGNATURE_fetch(NULL, names[i], NULL))
            return 0;
    }
    return 1;
}

static _Bool others_fetch(void)
{
    static const char *const exchanges[] = {"ECDH", "X25519", "X448"};
    static const char *const kems[] = {"ML-KEM-512", "ML-KEM-768",
                                       "ML-KEM-1024"};
    for (size_t i = 0; i < COUNT(exchanges); i++) {
        if (!EVP_KEYEXCH_fetch(NULL, exchanges[i], NULL) ||
            !EVP_KEM_fetch(NULL, kems[i], NULL))
            return 0;
    }
    return EVP_ASYM_CIPHER_fetch(NULL, "RSA", NULL) &&
           EVP_MAC_fetch(NULL, "HMAC", NULL);
}

_Bool asym_init(void)
{
    (void)failure_result(R_SUCCESS); /* makes the queue of errors */
    return keymgmts_fetch() && signatures_fetch() && others_fetch() &&
           edx_init() && sm2_init() && kdf_init();
}
