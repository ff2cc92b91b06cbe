/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * New keys. A key is generated, all its attributes are read out and put into a
 * second object, and the two must work together as one key does: what one
 * signs or encrypts the other verifies or decrypts, MACs are the same. Two
 * generated keys must agree on a secret. Attributes on their way are in the
 * static `generate`: they are too large for the stack.
 */
#include <tee_internal_api_extensions.h>

#include "case.h"

#define VALUE_MAX 8192

/* The attributes that make a key of a type. */
static const struct parts {
    uint32_t type;
    uint32_t id[8];
} parts[] = {
    {TEE_TYPE_RSA_KEYPAIR,
     {TEE_ATTR_RSA_MODULUS, TEE_ATTR_RSA_PUBLIC_EXPONENT,
      TEE_ATTR_RSA_PRIVATE_EXPONENT, TEE_ATTR_RSA_PRIME1, TEE_ATTR_RSA_PRIME2,
      TEE_ATTR_RSA_EXPONENT1, TEE_ATTR_RSA_EXPONENT2,
      TEE_ATTR_RSA_COEFFICIENT}},
    {TEE_TYPE_DSA_KEYPAIR,
     {TEE_ATTR_DSA_PRIME, TEE_ATTR_DSA_SUBPRIME, TEE_ATTR_DSA_BASE,
      TEE_ATTR_DSA_PUBLIC_VALUE, TEE_ATTR_DSA_PRIVATE_VALUE}},
    {TEE_TYPE_DH_KEYPAIR,
     {TEE_ATTR_DH_PRIME, TEE_ATTR_DH_BASE, TEE_ATTR_DH_PUBLIC_VALUE,
      TEE_ATTR_DH_PRIVATE_VALUE}},
    {TEE_TYPE_ECDSA_KEYPAIR,
     {TEE_ATTR_ECC_CURVE, TEE_ATTR_ECC_PUBLIC_VALUE_X,
      TEE_ATTR_ECC_PUBLIC_VALUE_Y, TEE_ATTR_ECC_PRIVATE_VALUE}},
    {TEE_TYPE_ECDH_KEYPAIR,
     {TEE_ATTR_ECC_CURVE, TEE_ATTR_ECC_PUBLIC_VALUE_X,
      TEE_ATTR_ECC_PUBLIC_VALUE_Y, TEE_ATTR_ECC_PRIVATE_VALUE}},
    {TEE_TYPE_SM2_DSA_KEYPAIR,
     {TEE_ATTR_ECC_PUBLIC_VALUE_X, TEE_ATTR_ECC_PUBLIC_VALUE_Y,
      TEE_ATTR_ECC_PRIVATE_VALUE}},
    {TEE_TYPE_SM2_PKE_KEYPAIR,
     {TEE_ATTR_ECC_PUBLIC_VALUE_X, TEE_ATTR_ECC_PUBLIC_VALUE_Y,
      TEE_ATTR_ECC_PRIVATE_VALUE}},
    {TEE_TYPE_ED25519_KEYPAIR,
     {TEE_ATTR_ED25519_PUBLIC_VALUE, TEE_ATTR_ED25519_PRIVATE_VALUE}},
    {TEE_TYPE_ED448_KEYPAIR,
     {TEE_ATTR_ED448_PUBLIC_VALUE, TEE_ATTR_ED448_PRIVATE_VALUE}},
    {TEE_TYPE_X25519_KEYPAIR,
     {TEE_ATTR_X25519_PUBLIC_VALUE, TEE_ATTR_X25519_PRIVATE_VALUE}},
    {TEE_TYPE_X448_KEYPAIR,
     {TEE_ATTR_X448_PUBLIC_VALUE, TEE_ATTR_X448_PRIVATE_VALUE}},
    {TEE_TYPE_ML_KEM_KEYPAIR,
     {TEE_ATTR_ML_PUBLIC_VALUE, TEE_ATTR_ML_PRIVATE_VALUE}},
    {TEE_TYPE_ML_DSA_KEYPAIR,
     {TEE_ATTR_ML_PUBLIC_VALUE, TEE_ATTR_ML_PRIVATE_VALUE}},
};

static const uint32_t secret_parts[8] = {TEE_ATTR_SECRET_VALUE};

/* Of two keys, the values of one that are parameters for the other. */
static const struct peer {
    uint32_t type;
    struct {
        uint32_t of, as;
    } id[2];
} peers[] = {
    {TEE_TYPE_DH_KEYPAIR,
     {{TEE_ATTR_DH_PUBLIC_VALUE, TEE_ATTR_DH_PUBLIC_VALUE}}},
    {TEE_TYPE_ECDH_KEYPAIR,
     {{TEE_ATTR_ECC_PUBLIC_VALUE_X, TEE_ATTR_ECC_PUBLIC_VALUE_X},
      {TEE_ATTR_ECC_PUBLIC_VALUE_Y, TEE_ATTR_ECC_PUBLIC_VALUE_Y}}},
    {TEE_TYPE_X25519_KEYPAIR,
     {{TEE_ATTR_X25519_PUBLIC_VALUE, TEE_ATTR_X25519_PUBLIC_VALUE}}},
    {TEE_TYPE_X448_KEYPAIR,
     {{TEE_ATTR_X448_PUBLIC_VALUE, TEE_ATTR_X448_PUBLIC_VALUE}}},
};

struct values {
    struct run_attributes attributes;
    size_t used;
    uint8_t bytes[VALUE_MAX];
};

static struct {
    struct values copy, peer;
} generate;

static TEE_Result read_value(TEE_ObjectHandle object, uint32_t id, uint32_t as,
                             struct values *values)
{
    TEE_Attribute *to = &values->attributes.list[values->attributes.n];
    size_t n = VALUE_MAX - values->used;
    uint8_t *p = values->bytes + values->used;
    uint32_t a = 0, b = 0;
    TEE_Result result;

    if (id & TEE_ATTR_FLAG_VALUE) {
        result = TEE_GetObjectValueAttribute(object, id, &a, &b);
        TEE_InitValueAttribute(to, as, a, b);
    } else {
        result = TEE_GetObjectBufferAttribute(object, id, p, &n);
        TEE_InitRefAttribute(to, as, p, n);
        values->used += result ? 0 : n;
    }
    values->attributes.n += result ? 0 : 1;
    return result;
}

static const uint32_t *parts_of(uint32_t type)
{
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
        if (parts[i].type == type)
            return parts[i].id;
    return secret_parts;
}

static uint32_t new_key(struct run *run, TEE_ObjectHandle *key)
{
    const struct vector_case *head = run->head;
    TEE_ObjectInfo info = {0};

    TRY(run, TEE_AllocateTransientObject(head->key_type, head->key_bits, key));
    run->objects[run->object_count++] = *key;
    TRY(run,
        TEE_GenerateKey(*key, head->key_bits, run->param.list, run->param.n));
    TRY(run, TEE_GetObjectInfo1(*key, &info));
    SAME(run, info.objectType == head->key_type &&
                  info.maxObjectSize >= head->key_bits &&
                  (info.handleFlags & TEE_HANDLE_FLAG_INITIALIZED));
    return VECTOR_OK;
}

static uint32_t copy_key(struct run *run, TEE_ObjectHandle key,
                         struct values *values, TEE_ObjectHandle *copy)
{
    const uint32_t *id = parts_of(run->head->key_type);

    for (unsigned i = 0; i < 8 && id[i]; i++)
        TRY(run, read_value(key, id[i], id[i], values));
    TRY(run, run_object(run, run->head->key_type, &values->attributes, copy));
    return VECTOR_OK;
}

static uint32_t with_key(struct run *run, uint32_t mode, TEE_ObjectHandle key,
                         TEE_OperationHandle *op)
{
    TRY(run, run_allocate(run, mode, op));
    TRY(run, TEE_SetOperationKey(*op, key));
    return VECTOR_OK;
}

static uint32_t signs(struct run *run, TEE_ObjectHandle key,
                      TEE_ObjectHandle copy, uint8_t *p)
{
    const struct run_bytes message = run->data[VECTOR_MESSAGE];
    TEE_OperationHandle op = TEE_HANDLE_NULL;
    size_t n = VALUE_MAX;

    TRY(run, with_key(run, TEE_MODE_SIGN, key, &op));
    TRY(run,
        TEE_AsymmetricSignDigest(op, NULL, 0, message.p, message.n, p, &n));
    TRY(run, with_key(run, TEE_MODE_VERIFY, copy, &op));
    TRY(run,
        TEE_AsymmetricVerifyDigest(op, NULL, 0, message.p, message.n, p, n));
    p[n / 2] ^= 1;
    SAME(run, TEE_AsymmetricVerifyDigest(op, NULL, 0, message.p, message.n, p,
                                         n) == TEE_ERROR_SIGNATURE_INVALID);
    return VECTOR_OK;
}

static uint32_t encrypts(struct run *run, TEE_ObjectHandle key,
                         TEE_ObjectHandle copy, uint8_t *p)
{
    const struct run_bytes message = run->data[VECTOR_MESSAGE];
    TEE_OperationHandle op = TEE_HANDLE_NULL;
    uint8_t *again = p + VALUE_MAX / 2;
    size_t n = VALUE_MAX / 2, m = VALUE_MAX / 2;

    TRY(run, with_key(run, TEE_MODE_ENCRYPT, key, &op));
    TRY(run, TEE_AsymmetricEncrypt(op, NULL, 0, message.p, message.n, p, &n));
    TRY(run, with_key(run, TEE_MODE_DECRYPT, copy, &op));
    TRY(run, TEE_AsymmetricDecrypt(op, NULL, 0, p, n, again, &m));
    SAME(run, run_equal(run, VECTOR_MESSAGE, again, m));
    return VECTOR_OK;
}

static uint32_t macs(struct run *run, TEE_ObjectHandle key,
                     TEE_ObjectHandle copy, uint8_t *p)
{
    const struct run_bytes message = run->data[VECTOR_MESSAGE];
    TEE_OperationHandle op = TEE_HANDLE_NULL;
    size_t n = VALUE_MAX;

    TRY(run, with_key(run, TEE_MODE_MAC, key, &op));
    TEE_MACInit(op, NULL, 0);
    TRY(run, TEE_MACComputeFinal(op, message.p, message.n, p, &n));
    TRY(run, with_key(run, TEE_MODE_MAC, copy, &op));
    TEE_MACInit(op, NULL, 0);
    return END(run, TEE_MACCompareFinal(op, message.p, message.n, p, n));
}

static uint32_t ciphers(struct run *run, TEE_ObjectHandle key,
                        TEE_ObjectHandle copy, uint8_t *p)
{
    const struct run_bytes message = run->data[VECTOR_MESSAGE];
    TEE_OperationHandle op = TEE_HANDLE_NULL;
    size_t n = VALUE_MAX;

    TRY(run, with_key(run, TEE_MODE_ENCRYPT, key, &op));
    TEE_CipherInit(op, run->data[VECTOR_IV].p, run->data[VECTOR_IV].n);
    TRY(run, TEE_CipherDoFinal(op, message.p, message.n, p, &n));
    TRY(run, with_key(run, TEE_MODE_DECRYPT, copy, &op));
    TEE_CipherInit(op, run->data[VECTOR_IV].p, run->data[VECTOR_IV].n);
    TRY(run, TEE_CipherDoFinal(op, p, n, p, &n));
    SAME(run, run_equal(run, VECTOR_MESSAGE, p, n));
    return VECTOR_OK;
}

/* The secret of one key and another's public value, appended to `out`. */
static uint32_t derive(struct run *run, TEE_ObjectHandle key,
                       TEE_ObjectHandle other, uint8_t *out, size_t *n)
{
    struct values *values = &generate.peer;
    TEE_OperationHandle op = TEE_HANDLE_NULL;
    TEE_ObjectHandle secret = TEE_HANDLE_NULL;
    const struct peer *peer = NULL;

    *values = (struct values){0};
    for (size_t i = 0; i < sizeof(peers) / sizeof(peers[0]); i++)
        if (peers[i].type == run->head->key_type)
            peer = &peers[i];
    if (!peer)
        return END(run, VECTOR_BAD_CASE);
    for (unsigned i = 0; i < 2 && peer->id[i].of; i++)
        TRY(run, read_value(other, peer->id[i].of, peer->id[i].as, values));
    TRY(run, with_key(run, TEE_MODE_DERIVE, key, &op));
    TRY(run,
        TEE_AllocateTransientObject(TEE_TYPE_GENERIC_SECRET, 4096, &secret));
    run->objects[run->object_count++] = secret;
    TEE_DeriveKey(op, values->attributes.list, values->attributes.n, secret);
    return END(run, TEE_GetObjectBufferAttribute(secret, TEE_ATTR_SECRET_VALUE,
                                                 out, n));
}

static uint32_t secret_of(struct run *run, TEE_ObjectHandle *secret)
{
    TRY(run, TEE_AllocateTransientObject(TEE_TYPE_GENERIC_SECRET, 256, secret));
    run->objects[run->object_count++] = *secret;
    return VECTOR_OK;
}

/* A KEM: the secret that is made for a key is the one that it derives. */
static uint32_t encapsulates(struct run *run, TEE_ObjectHandle key,
                             TEE_ObjectHandle copy, uint8_t *p)
{
    TEE_OperationHandle op = TEE_HANDLE_NULL;
    TEE_ObjectHandle one = TEE_HANDLE_NULL, other = TEE_HANDLE_NULL;
    uint8_t secret[32], again[32];
    size_t n = VALUE_MAX, m = sizeof(secret), k = sizeof(again);
    TEE_Attribute attribute;

    TRY(run, secret_of(run, &one));
    TRY(run, secret_of(run, &other));
    TRY(run, with_key(run, TEE_MODE_DERIVE, key, &op));
    TRY(run, TEE_KEMEncapsulate(op, one, p, &n));
    TRY(run, with_key(run, TEE_MODE_DERIVE, copy, &op));
    TEE_InitRefAttribute(&attribute, TEE_ATTR_ML_KEM_CIPHERTEXT, p, n);
    TEE_DeriveKey(op, &attribute, 1, other);
    TRY(run,
        TEE_GetObjectBufferAttribute(one, TEE_ATTR_SECRET_VALUE, secret, &m));
    TRY(run,
        TEE_GetObjectBufferAttribute(other, TEE_ATTR_SECRET_VALUE, again, &k));
    SAME(run, m == k && !TEE_MemCompare(secret, again, m));
    return VECTOR_OK;
}

static uint32_t agrees(struct run *run, TEE_ObjectHandle copy,
                       TEE_ObjectHandle key, uint8_t *p)
{
    TEE_ObjectHandle other = TEE_HANDLE_NULL;
    size_t n = VALUE_MAX / 2, m = VALUE_MAX / 2;

    TRY(run, new_key(run, &other));
    TRY(run, derive(run, copy, other, p, &n));
    TRY(run, derive(run, other, key, p + VALUE_MAX / 2, &m));
    SAME(run, n == m && n && !TEE_MemCompare(p, p + VALUE_MAX / 2, n));
    return VECTOR_OK;
}

static uint32_t works(struct run *run, TEE_ObjectHandle key,
                      TEE_ObjectHandle copy, uint8_t *p)
{
    switch (run->head->mode) {
    case TEE_MODE_SIGN:
        return signs(run, key, copy, p);
    case TEE_MODE_MAC:
        return macs(run, key, copy, p);
    case TEE_MODE_DERIVE:
        if (run->head->algorithm == TEE_ALG_ML_KEM)
            return encapsulates(run, key, copy, p);
        return agrees(run, copy, key, p);
    case TEE_MODE_ENCRYPT:
        return run->data[VECTOR_IV].there ? ciphers(run, key, copy, p)
                                          : encrypts(run, key, copy, p);
    default:
        return END(run, VECTOR_BAD_CASE);
    }
}

uint32_t run_generate(struct run *run)
{
    struct values *values = &generate.copy;
    TEE_ObjectHandle key = TEE_HANDLE_NULL, copy = TEE_HANDLE_NULL;
    uint8_t *p;

    *values = (struct values){0};
    TRY(run, new_key(run, &key));
    TRY(run, copy_key(run, key, values, &copy));
    p = run_buffer(VALUE_MAX);
    uint32_t outcome = works(run, key, copy, p);
    TEE_Free(p);
    return outcome;
}
