/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rows of objects and their attributes.
 */
#include "row.h"

#define UNKNOWN_TYPE 0xA0ABCDEFu

static void one_secret(struct world *w, size_t n)
{
    TEE_InitRefAttribute(&w->attributes[0], TEE_ATTR_SECRET_VALUE, w->in, n);
}

static TEE_Result hmac_empty(struct world *w)
{
    return TEE_AllocateTransientObject(TEE_TYPE_HMAC_SHA256, 256, &w->empty);
}

static TEE_Result ec_empty(struct world *w)
{
    return TEE_AllocateTransientObject(TEE_TYPE_ECDSA_KEYPAIR, 256, &w->empty);
}

static TEE_Result dh_empty(struct world *w)
{
    return TEE_AllocateTransientObject(TEE_TYPE_DH_KEYPAIR, 1024, &w->empty);
}

static TEE_Result aes_and_hmac(struct world *w)
{
    TEE_Result result = aes_key(w);

    return result ? result : hmac_empty(w);
}

static TEE_Result aes_large(struct world *w)
{
    TEE_Result result = TEE_AllocateTransientObject(TEE_TYPE_AES, 256, &w->key);

    if (!result)
        result = TEE_GenerateKey(w->key, 256, NULL, 0);
    return result ? result : empty_aes(w);
}

ACT(info_nobody, (void)TEE_GetObjectInfo1(NO_OBJECT, OUT_AS(w, TEE_ObjectInfo)))
ACT(old_info_nobody, TEE_GetObjectInfo(NO_OBJECT, OUT_AS(w, TEE_ObjectInfo)))
ACT(info_nowhere, (void)TEE_GetObjectInfo1(w->key, NULL))
ACT(restrict_nobody, (void)TEE_RestrictObjectUsage1(NO_OBJECT, 0))
ACT(old_restrict_nobody, TEE_RestrictObjectUsage(NO_OBJECT, 0))

ACT_RESULT(get_nobody,
           TEE_GetObjectBufferAttribute(NO_OBJECT, TEE_ATTR_SECRET_VALUE,
                                        w->out, &w->n))
ACT_RESULT(get_empty,
           TEE_GetObjectBufferAttribute(w->empty, TEE_ATTR_SECRET_VALUE, w->out,
                                        &w->n))
ACT_RESULT(get_secret,
           TEE_GetObjectBufferAttribute(w->key, TEE_ATTR_SECRET_VALUE, w->out,
                                        &w->n))
ACT_RESULT(get_value, TEE_GetObjectBufferAttribute(w->key, TEE_ATTR_ECC_CURVE,
                                                   w->out, &w->n))
ACT_RESULT(get_missing,
           TEE_GetObjectBufferAttribute(w->key, TEE_ATTR_RSA_MODULUS, w->out,
                                        &w->n))

static TEE_Result get_short(struct world *w)
{
    w->n = 15;
    return TEE_GetObjectBufferAttribute(w->key, TEE_ATTR_SECRET_VALUE, w->out,
                                        &w->n);
}

ACT_RESULT(value_nobody,
           TEE_GetObjectValueAttribute(NO_OBJECT, TEE_ATTR_ECC_CURVE, &w->a,
                                       &w->b))
ACT_RESULT(value_empty,
           TEE_GetObjectValueAttribute(w->empty, TEE_ATTR_ECC_CURVE, &w->a,
                                       &w->b))
ACT_RESULT(value_buffer,
           TEE_GetObjectValueAttribute(w->key, TEE_ATTR_SECRET_VALUE, &w->a,
                                       &w->b))
ACT_RESULT(value_missing,
           TEE_GetObjectValueAttribute(w->key, TEE_ATTR_ECC_CURVE, &w->a,
                                       &w->b))
ACT(close_unknown, TEE_CloseObject(FAKE(w, TEE_ObjectHandle)))
ACT(free_unknown, TEE_FreeTransientObject(FAKE(w, TEE_ObjectHandle)))
ACT(reset_unknown, TEE_ResetTransientObject(FAKE(w, TEE_ObjectHandle)))

ACT_RESULT(allocate_type,
           TEE_AllocateTransientObject(UNKNOWN_TYPE, 128, &w->empty))
ACT_RESULT(allocate_size,
           TEE_AllocateTransientObject(TEE_TYPE_AES, 129, &w->empty))
ACT_RESULT(allocate_large,
           TEE_AllocateTransientObject(TEE_TYPE_RSA_KEYPAIR, 4097, &w->empty))
ACT(allocate_nowhere,
    (void)TEE_AllocateTransientObject(TEE_TYPE_AES, 128, NULL))

static TEE_Result allocate_all(struct world *w)
{
    TEE_Result result = TEE_SUCCESS;

    for (unsigned i = 0; i < 100000 && !result; i++)
        result = TEE_AllocateTransientObject(TEE_TYPE_AES, 128, &w->empty);
    return result;
}

static TEE_Result populate_secret(struct world *w, TEE_ObjectHandle object,
                                  size_t n)
{
    one_secret(w, n);
    return TEE_PopulateTransientObject(object, w->attributes, 1);
}

ACT_RESULT(populate_nobody, populate_secret(w, NO_OBJECT, 16))
ACT_RESULT(populate_twice, populate_secret(w, w->key, 16))
ACT_RESULT(populate_odd_size, populate_secret(w, w->empty, 15))
ACT_RESULT(populate_large, populate_secret(w, w->empty, 32))
ACT_RESULT(populate_nothing, TEE_PopulateTransientObject(w->empty, NULL, 0))
ACT_RESULT(populate_from_nowhere,
           TEE_PopulateTransientObject(w->empty, NULL, 1))

static TEE_Result populate_foreign(struct world *w)
{
    TEE_InitRefAttribute(&w->attributes[0], TEE_ATTR_RSA_MODULUS, w->in, 16);
    return TEE_PopulateTransientObject(w->empty, w->attributes, 1);
}

/* A curve of another size than the object's. */
static TEE_Result populate_curve(struct world *w)
{
    static const uint32_t parts[] = {TEE_ATTR_ECC_PUBLIC_VALUE_X,
                                     TEE_ATTR_ECC_PUBLIC_VALUE_Y,
                                     TEE_ATTR_ECC_PRIVATE_VALUE};

    TEE_InitValueAttribute(&w->attributes[0], TEE_ATTR_ECC_CURVE,
                           TEE_ECC_CURVE_NIST_P384, 0);
    for (uint32_t i = 0; i < 3; i++)
        TEE_InitRefAttribute(&w->attributes[i + 1], parts[i], w->in, 48);
    return TEE_PopulateTransientObject(w->empty, w->attributes, 4);
}

ACT(init_ref_value,
    TEE_InitRefAttribute(w->attributes, TEE_ATTR_ECC_CURVE, w->in, 4))
ACT(init_ref_nowhere,
    TEE_InitRefAttribute(NULL, TEE_ATTR_SECRET_VALUE, w->in, 4))
ACT(init_value_ref,
    TEE_InitValueAttribute(w->attributes, TEE_ATTR_SECRET_VALUE, 1, 2))
ACT(init_value_nowhere, TEE_InitValueAttribute(NULL, TEE_ATTR_ECC_CURVE, 1, 2))

ACT_RESULT(copy_from_nobody, TEE_CopyObjectAttributes1(w->empty, NO_OBJECT))
ACT_RESULT(copy_to_nobody, TEE_CopyObjectAttributes1(NO_OBJECT, w->key))
ACT_RESULT(copy_from_empty, TEE_CopyObjectAttributes1(w->empty, w->empty))
ACT_RESULT(copy_to_full, TEE_CopyObjectAttributes1(w->key, w->key))
ACT_RESULT(copy_type, TEE_CopyObjectAttributes1(w->empty, w->key))
ACT(old_copy_type, TEE_CopyObjectAttributes(w->empty, w->key))

ACT_RESULT(generate_nobody, TEE_GenerateKey(NO_OBJECT, 128, NULL, 0))
ACT_RESULT(generate_twice, TEE_GenerateKey(w->key, 128, NULL, 0))
ACT_RESULT(generate_odd_size, TEE_GenerateKey(w->empty, 127, NULL, 0))
ACT_RESULT(generate_large, TEE_GenerateKey(w->empty, 256, NULL, 0))
ACT_RESULT(generate_nothing, TEE_GenerateKey(w->empty, 256, NULL, 0))
ACT_RESULT(generate_dh_nothing, TEE_GenerateKey(w->empty, 1024, NULL, 0))

static TEE_Result generate_dh_even(struct world *w)
{
    w->in[0] = 0x80;
    TEE_InitRefAttribute(&w->attributes[0], TEE_ATTR_DH_PRIME, w->in, 128);
    TEE_InitRefAttribute(&w->attributes[1], TEE_ATTR_DH_BASE, w->in, 1);
    return TEE_GenerateKey(w->empty, 1024, w->attributes, 2);
}

static const struct row list[] = {
    {"TEE_GetObjectInfo1", "no object", nothing, info_nobody, ERRORS_PANIC},
    {"TEE_GetObjectInfo1", "no place for it", aes_key, info_nowhere,
     ERRORS_PANIC},
    {"TEE_GetObjectInfo", "no object", nothing, old_info_nobody, ERRORS_PANIC},
    {"TEE_RestrictObjectUsage1", "no object", nothing, restrict_nobody,
     ERRORS_PANIC},
    {"TEE_RestrictObjectUsage", "no object", nothing, old_restrict_nobody,
     ERRORS_PANIC},
    {"TEE_GetObjectBufferAttribute", "no object", nothing, get_nobody,
     ERRORS_PANIC},
    {"TEE_GetObjectBufferAttribute", "no key", empty_aes, get_empty,
     ERRORS_PANIC},
    {"TEE_GetObjectBufferAttribute", "not extractable", aes_secret, get_secret,
     ERRORS_PANIC},
    {"TEE_GetObjectBufferAttribute", "a value", ec_key, get_value,
     ERRORS_PANIC},
    {"TEE_GetObjectBufferAttribute", "not of this type", aes_key, get_missing,
     TEE_ERROR_ITEM_NOT_FOUND},
    {"TEE_GetObjectBufferAttribute", "short buffer", aes_key, get_short,
     TEE_ERROR_SHORT_BUFFER},
    {"TEE_GetObjectValueAttribute", "no object", nothing, value_nobody,
     ERRORS_PANIC},
    {"TEE_GetObjectValueAttribute", "no key", ec_empty, value_empty,
     ERRORS_PANIC},
    {"TEE_GetObjectValueAttribute", "not a value", aes_key, value_buffer,
     ERRORS_PANIC},
    {"TEE_GetObjectValueAttribute", "not of this type", aes_key, value_missing,
     TEE_ERROR_ITEM_NOT_FOUND},
    {"TEE_CloseObject", "not an object", nothing, close_unknown, ERRORS_PANIC},
    {"TEE_FreeTransientObject", "not an object", nothing, free_unknown,
     ERRORS_PANIC},
    {"TEE_ResetTransientObject", "not an object", nothing, reset_unknown,
     ERRORS_PANIC},
    {"TEE_AllocateTransientObject", "unknown type", nothing, allocate_type,
     TEE_ERROR_NOT_SUPPORTED},
    {"TEE_AllocateTransientObject", "a size between", nothing, allocate_size,
     TEE_ERROR_NOT_SUPPORTED},
    {"TEE_AllocateTransientObject", "a size above", nothing, allocate_large,
     TEE_ERROR_NOT_SUPPORTED},
    {"TEE_AllocateTransientObject", "no place for it", nothing,
     allocate_nowhere, ERRORS_PANIC},
    {"TEE_AllocateTransientObject", "until there is no memory", nothing,
     allocate_all, TEE_ERROR_OUT_OF_MEMORY},
    {"TEE_PopulateTransientObject", "no object", nothing, populate_nobody,
     ERRORS_PANIC},
    {"TEE_PopulateTransientObject", "has a key", aes_key, populate_twice,
     ERRORS_PANIC},
    {"TEE_PopulateTransientObject", "a size between", empty_aes,
     populate_odd_size, TEE_ERROR_BAD_PARAMETERS},
    {"TEE_PopulateTransientObject", "larger than the object", empty_aes,
     populate_large, ERRORS_PANIC},
    {"TEE_PopulateTransientObject", "without attributes", empty_aes,
     populate_nothing, ERRORS_PANIC},
    {"TEE_PopulateTransientObject", "an attribute of another type", empty_aes,
     populate_foreign, ERRORS_PANIC},
    {"TEE_PopulateTransientObject", "no list", empty_aes, populate_from_nowhere,
     ERRORS_PANIC},
    {"TEE_PopulateTransientObject", "a curve of another size", ec_empty,
     populate_curve, TEE_ERROR_BAD_PARAMETERS},
    {"TEE_InitRefAttribute", "of a value", nothing, init_ref_value,
     ERRORS_PANIC},
    {"TEE_InitRefAttribute", "no place for it", nothing, init_ref_nowhere,
     ERRORS_PANIC},
    {"TEE_InitValueAttribute", "of a reference", nothing, init_value_ref,
     ERRORS_PANIC},
    {"TEE_InitValueAttribute", "no place for it", nothing, init_value_nowhere,
     ERRORS_PANIC},
    {"TEE_CopyObjectAttributes1", "from no object", empty_aes, copy_from_nobody,
     ERRORS_PANIC},
    {"TEE_CopyObjectAttributes1", "to no object", aes_key, copy_to_nobody,
     ERRORS_PANIC},
    {"TEE_CopyObjectAttributes1", "from an object without a key", empty_aes,
     copy_from_empty, ERRORS_PANIC},
    {"TEE_CopyObjectAttributes1", "to an object with a key", aes_key,
     copy_to_full, ERRORS_PANIC},
    {"TEE_CopyObjectAttributes1", "of another type", aes_and_hmac, copy_type,
     ERRORS_PANIC},
    {"TEE_CopyObjectAttributes1", "too large", aes_large, copy_type,
     ERRORS_PANIC},
    {"TEE_CopyObjectAttributes", "of another type", aes_and_hmac, old_copy_type,
     ERRORS_PANIC},
    {"TEE_GenerateKey", "no object", nothing, generate_nobody, ERRORS_PANIC},
    {"TEE_GenerateKey", "has a key", aes_key, generate_twice, ERRORS_PANIC},
    {"TEE_GenerateKey", "a size between", empty_aes, generate_odd_size,
     ERRORS_PANIC},
    {"TEE_GenerateKey", "larger than the object", empty_aes, generate_large,
     ERRORS_PANIC},
    {"TEE_GenerateKey", "a curve is missing", ec_empty, generate_nothing,
     ERRORS_PANIC},
    {"TEE_GenerateKey", "a prime is missing", dh_empty, generate_dh_nothing,
     ERRORS_PANIC},
    {"TEE_GenerateKey", "a prime that is even", dh_empty, generate_dh_even,
     TEE_ERROR_BAD_PARAMETERS},
};

const struct rows rows_object = ROWS(list);
