/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * OpenSSL in the same process: signatures, encryption by public keys, key
 * agreement and derivation, by EVP. Keys are made beforehand, contexts are set
 * up beforehand and used again where OpenSSL allows.
 *
 * State: the keys of RSA and the domain of DSA, which take long to make.
 */
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/rsa.h>
#include <string.h>

#include "bench/crypto/work.h"

#define DSA_PRIME 2048
#define MADE_MAX  8192u

static EVP_PKEY *rsa[2], *dsa_domain, *dh_domain;

static uint8_t message[256] = {1, 2, 3};
static uint8_t made[MADE_MAX], secret[1024];

/* The parameters of a domain, for which a key is of no use yet. */
static EVP_PKEY *domain_make(const char *type, const OSSL_PARAM *set)
{
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    EVP_PKEY *domain = NULL;

    if (EVP_PKEY_paramgen_init(c) == 1 && EVP_PKEY_CTX_set_params(c, set) == 1)
        EVP_PKEY_generate(c, &domain);
    EVP_PKEY_CTX_free(c);
    return domain;
}

static EVP_PKEY *domain_of(const struct bench_case *row)
{
    int bits = DSA_PRIME, subprime = 256;
    const OSSL_PARAM dsa[] = {
        OSSL_PARAM_construct_int(OSSL_PKEY_PARAM_FFC_PBITS, &bits),
        OSSL_PARAM_construct_int(OSSL_PKEY_PARAM_FFC_QBITS, &subprime),
        OSSL_PARAM_construct_end()};
    const OSSL_PARAM dh[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME,
                                         (char *)(uintptr_t)row->argument, 0),
        OSSL_PARAM_construct_end()};

    if (strcmp(row->evp, "DSA") == 0)
        return dsa_domain ? dsa_domain : (dsa_domain = domain_make("DSA", dsa));
    if (strcmp(row->evp, "DH") == 0)
        return dh_domain ? dh_domain : (dh_domain = domain_make("DH", dh));
    return NULL;
}

size_t evp_domain(const struct bench_case *row, struct bench_domain *d)
{
    static const char *const names[] = {
        OSSL_PKEY_PARAM_FFC_P, OSSL_PKEY_PARAM_FFC_Q, OSSL_PKEY_PARAM_FFC_G};
    uint32_t sizes[3] = {0};
    EVP_PKEY *domain = domain_of(row);
    uint8_t *p = d->bytes;

    for (unsigned i = 0; domain && i < 3; i++) {
        BIGNUM *value = NULL;

        if (EVP_PKEY_get_bn_param(domain, names[i], &value) != 1)
            continue;
        sizes[i] = (uint32_t)BN_num_bytes(value);
        p += BN_bn2bin(value, p);
        BN_free(value);
    }
    d->prime = sizes[0];
    d->subprime = sizes[1];
    d->base = sizes[2];
    return domain ? BENCH_DOMAIN_MAX : 0;
}

static EVP_PKEY *key_from(EVP_PKEY *domain)
{
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_from_pkey(NULL, domain, NULL);
    EVP_PKEY *key = NULL;

    if (EVP_PKEY_keygen_init(c) == 1)
        EVP_PKEY_generate(c, &key);
    EVP_PKEY_CTX_free(c);
    return key;
}

static EVP_PKEY *key_make(const struct bench_case *row)
{
    EVP_PKEY **kept = &rsa[row->bits > 2048];

    if (domain_of(row))
        return key_from(domain_of(row));
    if (strcmp(row->evp, "EC") == 0)
        return EVP_PKEY_Q_keygen(NULL, NULL, "EC", row->argument);
    if (strcmp(row->evp, "RSA") != 0)
        return EVP_PKEY_Q_keygen(NULL, NULL, row->evp);
    if (!*kept)
        *kept = EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)row->bits);
    return *kept;
}

static bool sign(struct work *w, size_t n)
{
    (void)n;
    w->made = MADE_MAX;
    return EVP_PKEY_sign(w->context, made, &w->made, message, w->row->n) == 1;
}

static bool verify(struct work *w, size_t n)
{
    (void)n;
    return EVP_PKEY_verify(w->context, made, w->made, message, w->row->n) == 1;
}

/* Algorithms that sign messages have a digest context. */
static bool message_sign(struct work *w, size_t n)
{
    (void)n;
    w->made = MADE_MAX;
    return EVP_DigestSignInit(w->context, NULL, NULL, NULL, w->key) == 1 &&
           EVP_DigestSign(w->context, made, &w->made, message, w->row->n) == 1;
}

static bool message_verify(struct work *w, size_t n)
{
    (void)n;
    return EVP_DigestVerifyInit(w->context, NULL, NULL, NULL, w->key) == 1 &&
           EVP_DigestVerify(w->context, made, w->made, message, w->row->n) == 1;
}

static bool encrypt(struct work *w, size_t n)
{
    (void)n;
    w->made = MADE_MAX;
    return EVP_PKEY_encrypt(w->context, made, &w->made, message, w->row->n) ==
           1;
}

static bool decrypt(struct work *w, size_t n)
{
    size_t size = sizeof(secret);

    (void)n;
    return EVP_PKEY_decrypt(w->context, secret, &size, made, w->made) == 1;
}

static bool agree(struct work *w, size_t n)
{
    size_t size = sizeof(secret);

    (void)n;
    return EVP_PKEY_derive_set_peer_ex(w->context, w->other, 0) == 1 &&
           EVP_PKEY_derive(w->context, secret, &size) == 1;
}

static bool encapsulate(struct work *w, size_t n)
{
    size_t size = sizeof(secret);

    (void)n;
    w->made = MADE_MAX;
    return EVP_PKEY_encapsulate(w->context, made, &w->made, secret, &size) == 1;
}

static bool decapsulate(struct work *w, size_t n)
{
    size_t size = sizeof(secret);

    (void)n;
    return EVP_PKEY_decapsulate(w->context, secret, &size, made, w->made) == 1;
}

static OSSL_PARAM text(const char *name, const char *value)
{
    return OSSL_PARAM_construct_utf8_string(name, (char *)(uintptr_t)value, 0);
}

static OSSL_PARAM octets(const char *name, size_t n)
{
    return OSSL_PARAM_construct_octet_string(name, message, n);
}

static bool kdf(struct work *w, size_t n)
{
    unsigned iterations = BENCH_ITERATIONS;
    bool is_pbkdf2 = strcmp(w->row->evp, "PBKDF2") == 0;
    OSSL_PARAM set[] = {
        text(OSSL_KDF_PARAM_DIGEST, w->row->argument),
        octets(is_pbkdf2 ? OSSL_KDF_PARAM_PASSWORD : OSSL_KDF_PARAM_KEY, 32),
        octets(OSSL_KDF_PARAM_SALT, 16),
        is_pbkdf2 ? OSSL_PARAM_construct_uint(OSSL_KDF_PARAM_ITER, &iterations)
                  : octets(OSSL_KDF_PARAM_INFO, 16),
        OSSL_PARAM_construct_end()};

    (void)n;
    return EVP_KDF_derive(w->context, secret, w->row->n, set) == 1;
}

static bool kdf_begin(struct work *w)
{
    EVP_KDF *k = EVP_KDF_fetch(NULL, w->row->evp, NULL);

    w->context = k ? EVP_KDF_CTX_new(k) : NULL;
    w->run = kdf;
    return k != NULL;
}

/* Padding of RSA, digest of what is signed. */
static bool padding_set(struct work *w)
{
    const char *mode = w->row->argument;
    bool is_oaep = strcmp(mode, "oaep") == 0;
    OSSL_PARAM set[4] = {text(OSSL_PKEY_PARAM_PAD_MODE,
                              strcmp(mode, "pkcs1") == 0 ? "pkcs1" : mode)};
    unsigned n = 1;

    if (strcmp(w->row->evp, "RSA") != 0)
        return true;
    if (is_oaep)
        set[n++] = text(OSSL_ASYM_CIPHER_PARAM_OAEP_DIGEST, "SHA256");
    else if (w->row->kind == KIND_SIGNATURE)
        set[n++] = text(OSSL_SIGNATURE_PARAM_DIGEST, "SHA256");
    if (strcmp(mode, "pss") == 0)
        set[n++] = text(OSSL_SIGNATURE_PARAM_PSS_SALTLEN, "digest");
    set[n] = OSSL_PARAM_construct_end();
    return EVP_PKEY_CTX_set_params(w->context, set) == 1;
}

static bool context_new(struct work *w)
{
    w->context = EVP_PKEY_CTX_new_from_pkey(NULL, w->key, NULL);
    return w->context != NULL;
}

static bool sign_begin(struct work *w, bool is_second)
{
    bool of_messages = strncmp(w->row->evp, "ED", 2) == 0 ||
                       strncmp(w->row->evp, "ML", 2) == 0;

    if (of_messages) {
        w->context = EVP_MD_CTX_new();
        w->run = is_second ? message_verify : message_sign;
        return message_sign(w, 0);
    }
    w->run = is_second ? verify : sign;
    if (!context_new(w) || EVP_PKEY_sign_init(w->context) != 1 ||
        !padding_set(w) || !sign(w, 0))
        return false;
    return !is_second ||
           (context_new(w) && EVP_PKEY_verify_init(w->context) == 1 &&
            padding_set(w));
}

static bool encrypt_begin(struct work *w, bool is_second)
{
    w->run = is_second ? decrypt : encrypt;
    if (!context_new(w) || EVP_PKEY_encrypt_init(w->context) != 1 ||
        !padding_set(w))
        return false;
    if (!is_second)
        return true;
    return encrypt(w, 0) && context_new(w) &&
           EVP_PKEY_decrypt_init(w->context) == 1 && padding_set(w);
}

static bool kem_begin(struct work *w, bool is_second)
{
    w->run = is_second ? decapsulate : encapsulate;
    if (!context_new(w) || EVP_PKEY_encapsulate_init(w->context, NULL) != 1)
        return false;
    if (!is_second)
        return true;
    return encapsulate(w, 0) && context_new(w) &&
           EVP_PKEY_decapsulate_init(w->context, NULL) == 1;
}

bool evp_key_begin(struct work *w, enum bench_op op)
{
    if (w->row->kind == KIND_KDF)
        return kdf_begin(w);
    w->key = key_make(w->row);
    if (!w->key)
        return false;
    switch (w->row->kind) {
    case KIND_SIGNATURE:
        return sign_begin(w, op == OP_VERIFY);
    case KIND_ENCRYPTION:
        return encrypt_begin(w, op == OP_DECRYPT);
    case KIND_KEM:
        return kem_begin(w, op == OP_DECAPSULATE);
    default:
        w->other = key_make(w->row);
        w->run = agree;
        return w->other && context_new(w) &&
               EVP_PKEY_derive_init(w->context) == 1;
    }
}
