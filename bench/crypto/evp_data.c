/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * OpenSSL in the same process: ciphers, authenticated encryption, digests and
 * MACs by EVP, with algorithm, context and key there beforehand, which is how
 * it is cheapest.
 */
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <string.h>

#include "bench/crypto/work.h"

static const uint8_t key[64] = {1, 2, 3}, key2[64] = {4};
static const uint8_t iv[16] = {1};

static bool digest_update(struct work *w, size_t n)
{
    return EVP_DigestUpdate(w->context, bench_in, n) == 1;
}

static bool digest_one(struct work *w, size_t n)
{
    return EVP_DigestInit_ex2(w->context, NULL, NULL) == 1 &&
           EVP_DigestUpdate(w->context, bench_in, n) == 1 &&
           EVP_DigestFinal_ex(w->context, bench_out, NULL) == 1;
}

static bool xof_one(struct work *w, size_t n)
{
    return EVP_DigestInit_ex2(w->context, NULL, NULL) == 1 &&
           EVP_DigestUpdate(w->context, bench_in, n) == 1 &&
           EVP_DigestFinalXOF(w->context, bench_out, w->row->n) == 1;
}

static bool digest_begin(struct work *w, enum bench_op op)
{
    EVP_MD *md = EVP_MD_fetch(NULL, w->row->evp, NULL);
    bool is_xof = md && (EVP_MD_get_flags(md) & EVP_MD_FLAG_XOF);

    w->context = EVP_MD_CTX_new();
    w->run = op == OP_UPDATE ? digest_update : is_xof ? xof_one : digest_one;
    return md && EVP_DigestInit_ex2(w->context, md, NULL) == 1;
}

static bool cipher_update(struct work *w, size_t n)
{
    int size;

    return EVP_EncryptUpdate(w->context, bench_out, &size, bench_in, (int)n) ==
           1;
}

static bool cipher_one(struct work *w, size_t n)
{
    int size, rest;

    return EVP_EncryptInit_ex2(w->context, NULL, NULL, iv, NULL) == 1 &&
           EVP_EncryptUpdate(w->context, bench_out, &size, bench_in, (int)n) ==
               1 &&
           EVP_EncryptFinal_ex(w->context, bench_out + size, &rest) == 1;
}

static bool ae_one(struct work *w, size_t n)
{
    uint8_t tag[BENCH_TAG];
    OSSL_PARAM get[] = {OSSL_PARAM_construct_octet_string(
                            OSSL_CIPHER_PARAM_AEAD_TAG, tag, sizeof(tag)),
                        OSSL_PARAM_construct_end()};
    EVP_CIPHER_CTX *c = w->context;
    int size, rest;

    if (EVP_EncryptInit_ex2(c, NULL, NULL, iv, NULL) != 1)
        return false;
    if (EVP_CIPHER_CTX_get_mode(c) == EVP_CIPH_CCM_MODE &&
        EVP_EncryptUpdate(c, NULL, &size, NULL, (int)n) != 1)
        return false;
    return EVP_EncryptUpdate(c, bench_out, &size, bench_in, (int)n) == 1 &&
           EVP_EncryptFinal_ex(c, bench_out + size, &rest) == 1 &&
           EVP_CIPHER_CTX_get_params(c, get) == 1;
}

static bool cipher_begin(struct work *w, enum bench_op op)
{
    EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, w->row->evp, NULL);
    size_t iv_size = w->row->n;
    OSSL_PARAM set[] = {
        OSSL_PARAM_construct_size_t(OSSL_CIPHER_PARAM_AEAD_IVLEN, &iv_size),
        OSSL_PARAM_construct_end(), OSSL_PARAM_construct_end()};
    bool is_ae = w->row->kind == KIND_AE;
    uint8_t both[64];
    size_t half = w->row->bits / 8;

    memcpy(both, key, sizeof(both));
    memcpy(both + half, key2, half < 32 ? half : 32); /* XTS has two */
    w->context = EVP_CIPHER_CTX_new();
    w->run = is_ae ? ae_one : op == OP_UPDATE ? cipher_update : cipher_one;
    if (!cipher)
        return false;
    if (EVP_CIPHER_get_mode(cipher) == EVP_CIPH_CCM_MODE)
        set[1] = OSSL_PARAM_construct_octet_string(OSSL_CIPHER_PARAM_AEAD_TAG,
                                                   NULL, BENCH_TAG);
    if (is_ae &&
        (EVP_EncryptInit_ex2(w->context, cipher, NULL, NULL, set) != 1))
        return false;
    if (EVP_EncryptInit_ex2(w->context, is_ae ? NULL : cipher, both, iv,
                            NULL) != 1)
        return false;
    EVP_CIPHER_CTX_set_padding(w->context, 0);
    return true;
}

static bool mac_one(struct work *w, size_t n)
{
    size_t size;

    return EVP_MAC_init(w->context, NULL, 0, NULL) == 1 &&
           EVP_MAC_update(w->context, bench_in, n) == 1 &&
           EVP_MAC_final(w->context, bench_out, &size, 64) == 1;
}

static bool mac_begin(struct work *w)
{
    EVP_MAC *mac = EVP_MAC_fetch(NULL, w->row->evp, NULL);
    bool is_hmac = strcmp(w->row->evp, "HMAC") == 0;
    const OSSL_PARAM set[] = {
        OSSL_PARAM_construct_utf8_string(
            is_hmac ? OSSL_MAC_PARAM_DIGEST : OSSL_MAC_PARAM_CIPHER,
            (char *)(uintptr_t)w->row->argument, 0),
        OSSL_PARAM_construct_end()};

    w->context = mac ? EVP_MAC_CTX_new(mac) : NULL;
    w->run = mac_one;
    return mac && EVP_MAC_init(w->context, key, w->row->bits / 8, set) == 1;
}

bool evp_data_begin(struct work *w, enum bench_op op)
{
    if (!w->row->evp[0])
        return false;
    switch (w->row->kind) {
    case KIND_DIGEST:
        return digest_begin(w, op);
    case KIND_MAC:
        return mac_begin(w);
    default:
        return cipher_begin(w, op);
    }
}
