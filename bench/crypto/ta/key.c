/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Signatures, encryption by public keys, key agreement and derivation. Keys are
 * made before anything is measured; so is what a run needs of another run, such
 * as the signature that it verifies.
 */
#include "work.h"

#define SECRET_BITS 2048u
#define DH_BITS     225u /* of the private value; OpenSSL's, for this prime */

static uint8_t message[256] = {1, 2, 3};
static uint8_t made[8192];     /* signature or cipher text */
static uint8_t public[2][512]; /* of the other side */

static void params_domain(const struct bench_domain *d, TEE_Attribute *a,
                          uint32_t type, uint32_t *n)
{
    bool is_dsa = type == TEE_TYPE_DSA_KEYPAIR;
    const uint8_t *p = d->bytes;

    TEE_InitRefAttribute(&a[(*n)++],
                         is_dsa ? TEE_ATTR_DSA_PRIME : TEE_ATTR_DH_PRIME, p,
                         d->prime);
    p += d->prime;
    if (is_dsa)
        TEE_InitRefAttribute(&a[(*n)++], TEE_ATTR_DSA_SUBPRIME, p, d->subprime);
    p += d->subprime;
    TEE_InitRefAttribute(
        &a[(*n)++], is_dsa ? TEE_ATTR_DSA_BASE : TEE_ATTR_DH_BASE, p, d->base);
    if (!is_dsa)
        TEE_InitValueAttribute(&a[(*n)++], TEE_ATTR_DH_X_BITS, DH_BITS, 0);
}

/* Keys for derivation are given, not made. */
static uint32_t given_as(uint32_t type)
{
    switch (type) {
    case TEE_TYPE_HKDF_IKM:
        return TEE_ATTR_HKDF_IKM;
    case TEE_TYPE_CONCAT_KDF_Z:
        return TEE_ATTR_CONCAT_KDF_Z;
    case TEE_TYPE_PBKDF2_PASSWORD:
        return TEE_ATTR_PBKDF2_PASSWORD;
    default:
        return 0;
    }
}

TEE_Result key_make(const struct bench_case *row,
                    const struct bench_domain *domain, TEE_ObjectHandle *key)
{
    TEE_Result result = TEE_AllocateTransientObject(row->type, row->bits, key);
    TEE_Attribute params[4];
    uint32_t n = 0;

    if (result != TEE_SUCCESS)
        return result;
    if (given_as(row->type)) {
        TEE_InitRefAttribute(&params[0], given_as(row->type), message, 32);
        return TEE_PopulateTransientObject(*key, params, 1);
    }
    if (row->curve && row->curve != TEE_ECC_CURVE_SM2)
        TEE_InitValueAttribute(&params[n++], TEE_ATTR_ECC_CURVE, row->curve, 0);
    if (domain &&
        (row->type == TEE_TYPE_DSA_KEYPAIR || row->type == TEE_TYPE_DH_KEYPAIR))
        params_domain(domain, params, row->type, &n);
    return TEE_GenerateKey(*key, row->bits, params, n);
}

static TEE_Result sign(struct work *w, size_t n)
{
    (void)n;
    w->signature = sizeof(made);
    return TEE_AsymmetricSignDigest(w->operation, NULL, 0, message, w->row->n,
                                    made, &w->signature);
}

static TEE_Result verify(struct work *w, size_t n)
{
    (void)n;
    return TEE_AsymmetricVerifyDigest(w->operation, NULL, 0, message, w->row->n,
                                      made, w->signature);
}

static TEE_Result encrypt(struct work *w, size_t n)
{
    (void)n;
    w->signature = sizeof(made);
    return TEE_AsymmetricEncrypt(w->operation, NULL, 0, message, w->row->n,
                                 made, &w->signature);
}

static TEE_Result decrypt(struct work *w, size_t n)
{
    size_t size = 512;

    (void)n;
    return TEE_AsymmetricDecrypt(w->operation, NULL, 0, made, w->signature,
                                 bench_out, &size);
}

static TEE_Result derive(struct work *w, size_t n)
{
    (void)n;
    TEE_ResetTransientObject(w->result);
    TEE_DeriveKey(w->operation, w->params, w->params_used, w->result);
    return TEE_SUCCESS;
}

static TEE_Result encapsulate(struct work *w, size_t n)
{
    (void)n;
    w->signature = sizeof(made);
    TEE_ResetTransientObject(w->result);
    return TEE_KEMEncapsulate(w->operation, w->result, made, &w->signature);
}

static TEE_Result operation_make(struct work *w, uint32_t mode)
{
    TEE_Result result;

    if (w->operation)
        TEE_FreeOperation(w->operation);
    w->operation = TEE_HANDLE_NULL;
    result = TEE_AllocateOperation(&w->operation, w->row->algorithm, mode,
                                   w->row->bits);
    if (result == TEE_SUCCESS)
        result = TEE_SetOperationKey(w->operation, w->key);
    return result;
}

/* The public value of the other side, as one parameter or two. */
static TEE_Result other_public(struct work *w)
{
    static const struct {
        uint32_t type, id[2];
    } values[] = {
        {TEE_TYPE_DH_KEYPAIR, {TEE_ATTR_DH_PUBLIC_VALUE, 0}},
        {TEE_TYPE_ECDH_KEYPAIR,
         {TEE_ATTR_ECC_PUBLIC_VALUE_X, TEE_ATTR_ECC_PUBLIC_VALUE_Y}},
        {TEE_TYPE_X25519_KEYPAIR, {TEE_ATTR_X25519_PUBLIC_VALUE, 0}},
        {TEE_TYPE_X448_KEYPAIR, {TEE_ATTR_X448_PUBLIC_VALUE, 0}},
    };
    TEE_Result result = TEE_SUCCESS;

    for (unsigned v = 0; v < sizeof(values) / sizeof(values[0]); v++) {
        for (unsigned i = 0; i < 2 && result == TEE_SUCCESS; i++) {
            size_t n = sizeof(public[i]);

            if (values[v].type != w->row->type || !values[v].id[i])
                continue;
            result = TEE_GetObjectBufferAttribute(w->other, values[v].id[i],
                                                  public[i], &n);
            TEE_InitRefAttribute(&w->params[w->params_used++], values[v].id[i],
                                 public[i], n);
        }
    }
    return result;
}

static void kdf_params(struct work *w)
{
    TEE_Attribute *p = w->params;

    switch (w->row->type) {
    case TEE_TYPE_HKDF_IKM:
        TEE_InitRefAttribute(&p[0], __OPTEE_TEE_ATTR_HKDF_SALT, message, 16);
        TEE_InitRefAttribute(&p[1], __OPTEE_ATTR_HKDF_INFO, message, 16);
        TEE_InitValueAttribute(&p[2], TEE_ATTR_HKDF_OKM_LENGTH, w->row->n, 0);
        w->params_used = 3;
        break;
    case TEE_TYPE_CONCAT_KDF_Z:
        TEE_InitRefAttribute(&p[0], TEE_ATTR_CONCAT_KDF_OTHER_INFO, message,
                             16);
        TEE_InitValueAttribute(&p[1], TEE_ATTR_CONCAT_KDF_DKM_LENGTH, w->row->n,
                               0);
        w->params_used = 2;
        break;
    default:
        TEE_InitRefAttribute(&p[0], TEE_ATTR_PBKDF2_SALT, message, 16);
        TEE_InitValueAttribute(&p[1], TEE_ATTR_PBKDF2_ITERATION_COUNT,
                               BENCH_ITERATIONS, 0);
        TEE_InitValueAttribute(&p[2], TEE_ATTR_PBKDF2_DKM_LENGTH, w->row->n, 0);
        w->params_used = 3;
        break;
    }
}

static TEE_Result derive_begin(struct work *w,
                               const struct bench_domain *domain)
{
    TEE_Result result = TEE_AllocateTransientObject(TEE_TYPE_GENERIC_SECRET,
                                                    SECRET_BITS, &w->result);

    if (result == TEE_SUCCESS)
        result = operation_make(w, TEE_MODE_DERIVE);
    w->run = derive;
    if (w->row->kind == KIND_KDF)
        kdf_params(w);
    if (w->row->kind != KIND_AGREEMENT || result != TEE_SUCCESS)
        return result;
    result = key_make(w->row, domain, &w->other);
    return result == TEE_SUCCESS ? other_public(w) : result;
}

/* Does `first` in its mode once, then prepares `second` in its own. */
static TEE_Result pair_begin(struct work *w, bool is_second,
                             const uint32_t mode[2],
                             TEE_Result (*const run[2])(struct work *, size_t))
{
    TEE_Result result = operation_make(w, mode[0]);

    w->run = run[0];
    if (result != TEE_SUCCESS || !is_second)
        return result;
    result = w->run(w, 0);
    if (result == TEE_SUCCESS)
        result = operation_make(w, mode[1]);
    w->run = run[1];
    return result;
}

static TEE_Result kem_begin(struct work *w, bool is_second)
{
    TEE_Result result = derive_begin(w, NULL);

    w->run = encapsulate;
    if (result != TEE_SUCCESS || !is_second)
        return result;
    result = w->run(w, 0);
    TEE_InitRefAttribute(&w->params[0], TEE_ATTR_ML_KEM_CIPHERTEXT, made,
                         w->signature);
    w->params_used = 1;
    w->run = derive;
    return result;
}

TEE_Result key_begin(struct work *w, enum bench_op op,
                     const struct bench_domain *domain)
{
    static const uint32_t signing[] = {TEE_MODE_SIGN, TEE_MODE_VERIFY};
    static const uint32_t hiding[] = {TEE_MODE_ENCRYPT, TEE_MODE_DECRYPT};
    static TEE_Result (*const sign_verify[])(struct work *, size_t) = {sign,
                                                                       verify};
    static TEE_Result (*const crypt[])(struct work *, size_t) = {encrypt,
                                                                 decrypt};
    TEE_Result result = key_make(w->row, domain, &w->key);

    if (result != TEE_SUCCESS)
        return result;
    switch (w->row->kind) {
    case KIND_SIGNATURE:
        return pair_begin(w, op == OP_VERIFY, signing, sign_verify);
    case KIND_ENCRYPTION:
        return pair_begin(w, op == OP_DECRYPT, hiding, crypt);
    case KIND_KEM:
        return kem_begin(w, op == OP_DECAPSULATE);
    default:
        return derive_begin(w, domain);
    }
}

void work_end(struct work *w)
{
    if (w->operation)
        TEE_FreeOperation(w->operation);
    TEE_FreeTransientObject(w->key);
    TEE_FreeTransientObject(w->other);
    TEE_FreeTransientObject(w->result);
}
