/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ciphers, authenticated encryption, digests and MACs. Each run is what a
 * program calls: for a whole message its start is part of it, keys are not.
 */
#include "work.h"

static uint8_t iv[16] = {1};

static TEE_Result digest_update(struct work *w, size_t n)
{
    TEE_DigestUpdate(w->operation, bench_in, n);
    return TEE_SUCCESS;
}

static TEE_Result digest_one(struct work *w, size_t n)
{
    size_t size = w->row->n;

    return TEE_DigestDoFinal(w->operation, bench_in, n, bench_out, &size);
}

static TEE_Result cipher_update(struct work *w, size_t n)
{
    size_t size = n;

    return TEE_CipherUpdate(w->operation, bench_in, n, bench_out, &size);
}

static TEE_Result cipher_one(struct work *w, size_t n)
{
    size_t size = n;

    TEE_CipherInit(w->operation, w->row->n ? iv : NULL, w->row->n);
    return TEE_CipherDoFinal(w->operation, bench_in, n, bench_out, &size);
}

static TEE_Result mac_one(struct work *w, size_t n)
{
    size_t size = w->row->n;

    TEE_MACInit(w->operation, NULL, 0);
    return TEE_MACComputeFinal(w->operation, bench_in, n, bench_out, &size);
}

static TEE_Result ae_one(struct work *w, size_t n)
{
    uint8_t tag[BENCH_TAG];
    size_t size = n, tag_size = sizeof(tag);
    TEE_Result result =
        TEE_AEInit(w->operation, iv, w->row->n, 8 * BENCH_TAG, 0, n);

    if (result != TEE_SUCCESS)
        return result;
    return TEE_AEEncryptFinal(w->operation, bench_in, n, bench_out, &size, tag,
                              &tag_size);
}

/* Key or keys of the operation. */
static TEE_Result keys_set(struct work *w)
{
    TEE_Result result = key_make(w->row, NULL, &w->key);

    if (result != TEE_SUCCESS)
        return result;
    if (w->row->algorithm != TEE_ALG_AES_XTS)
        return TEE_SetOperationKey(w->operation, w->key);
    result = key_make(w->row, NULL, &w->other);
    if (result != TEE_SUCCESS)
        return result;
    return TEE_SetOperationKey2(w->operation, w->key, w->other);
}

TEE_Result data_begin(struct work *w, enum bench_op op)
{
    static const struct {
        TEE_OperationMode mode;
        TEE_Result (*run[2])(struct work *w, size_t n); /* by bench_op */
    } kinds[] = {
        [KIND_CIPHER] = {TEE_MODE_ENCRYPT, {cipher_update, cipher_one}},
        [KIND_AE] = {TEE_MODE_ENCRYPT, {NULL, ae_one}},
        [KIND_DIGEST] = {TEE_MODE_DIGEST, {digest_update, digest_one}},
        [KIND_MAC] = {TEE_MODE_MAC, {NULL, mac_one}},
    };
    const struct bench_case *row = w->row;
    uint32_t bits =
        row->algorithm == TEE_ALG_AES_XTS ? 2 * row->bits : row->bits;
    TEE_Result result;

    if (op > OP_ONE_SHOT || !kinds[row->kind].run[op])
        return TEE_ERROR_NOT_SUPPORTED;
    w->run = kinds[row->kind].run[op];
    result = TEE_AllocateOperation(&w->operation, row->algorithm,
                                   kinds[row->kind].mode, bits);
    if (result == TEE_SUCCESS && row->type)
        result = keys_set(w);
    if (result == TEE_SUCCESS && row->kind == KIND_CIPHER && op == OP_UPDATE)
        TEE_CipherInit(w->operation, row->n ? iv : NULL, row->n);
    return result;
}
