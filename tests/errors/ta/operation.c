/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rows of operations in general, and of digests.
 */
#include "row.h"

#define UNKNOWN_ALGORITHM 0x1000FF10u

static TEE_Result hmac_op_aes_key(struct world *w)
{
    TEE_Result result = aes_key(w);

    return result ? result
                  : TEE_AllocateOperation(&w->op, TEE_ALG_HMAC_SHA256,
                                          TEE_MODE_MAC, 256);
}

/* An operation of 128 bits and a key of 256. */
static TEE_Result large_key(struct world *w)
{
    TEE_Result result = cipher_bare(w);

    if (!result)
        result = TEE_AllocateTransientObject(TEE_TYPE_AES, 256, &w->key2);
    return result ? result : TEE_GenerateKey(w->key2, 256, NULL, 0);
}

static TEE_Result restricted(struct world *w)
{
    TEE_Result result = cipher_bare(w);

    return result ? result
                  : TEE_RestrictObjectUsage1(w->key, TEE_USAGE_DECRYPT);
}

static TEE_Result public_key(struct world *w)
{
    TEE_Result result = ec_key(w);

    if (!result)
        result = TEE_AllocateTransientObject(TEE_TYPE_ECDSA_PUBLIC_KEY, 256,
                                             &w->key2);
    if (!result)
        result = TEE_CopyObjectAttributes1(w->key2, w->key);
    return result ? result
                  : TEE_AllocateOperation(&w->op, TEE_ALG_ECDSA_SHA256,
                                          TEE_MODE_SIGN, 256);
}

static TEE_Result two_algorithms(struct world *w)
{
    TEE_Result result = digest_new(w);

    return result ? result
                  : TEE_AllocateOperation(&w->op2, TEE_ALG_SHA512,
                                          TEE_MODE_DIGEST, 0);
}

static TEE_Result two_modes(struct world *w)
{
    TEE_Result result = cipher_keyed(w);

    return result ? result
                  : TEE_AllocateOperation(&w->op2, TEE_ALG_AES_CBC_NOPAD,
                                          TEE_MODE_DECRYPT, 128);
}

ACT_RESULT(allocate_algorithm, TEE_AllocateOperation(&w->op, UNKNOWN_ALGORITHM,
                                                     TEE_MODE_ENCRYPT, 128))
ACT_RESULT(allocate_mode,
           TEE_AllocateOperation(&w->op, TEE_ALG_SHA256, TEE_MODE_ENCRYPT, 0))
ACT_RESULT(allocate_mode_cipher,
           TEE_AllocateOperation(&w->op, TEE_ALG_AES_CTR, TEE_MODE_MAC, 128))
ACT_RESULT(allocate_size, TEE_AllocateOperation(&w->op, TEE_ALG_AES_CTR,
                                                TEE_MODE_ENCRYPT, 127))
ACT_RESULT(allocate_large,
           TEE_AllocateOperation(&w->op, TEE_ALG_RSAES_PKCS1_V1_5,
                                 TEE_MODE_ENCRYPT, 8192))
ACT(allocate_nowhere,
    (void)TEE_AllocateOperation(NULL, TEE_ALG_SHA256, TEE_MODE_DIGEST, 0))

static TEE_Result allocate_all(struct world *w)
{
    TEE_Result result = TEE_SUCCESS;

    for (unsigned i = 0; i < 100000 && !result; i++)
        result =
            TEE_AllocateOperation(&w->op, TEE_ALG_SHA256, TEE_MODE_DIGEST, 0);
    return result;
}

ACT(free_unknown, TEE_FreeOperation(FAKE(w, TEE_OperationHandle)))
ACT(info_nobody,
    TEE_GetOperationInfo(NO_OPERATION, OUT_AS(w, TEE_OperationInfo)))
ACT(info_nowhere, TEE_GetOperationInfo(w->op, NULL))
ACT(infos_nobody,
    (void)TEE_GetOperationInfoMultiple(NO_OPERATION,
                                       OUT_AS(w, TEE_OperationInfoMultiple),
                                       &w->n))

static TEE_Result infos_short(struct world *w)
{
    w->n = sizeof(TEE_OperationInfoMultiple);
    return TEE_GetOperationInfoMultiple(
        w->op, OUT_AS(w, TEE_OperationInfoMultiple), &w->n);
}

ACT(reset_nobody, TEE_ResetOperation(NO_OPERATION))
ACT(reset_keyless, TEE_ResetOperation(w->op))
ACT_RESULT(key_nobody, TEE_SetOperationKey(NO_OPERATION, w->key))
ACT_RESULT(key_digest, TEE_SetOperationKey(w->op, w->key))
ACT_RESULT(key_empty, TEE_SetOperationKey(w->op, w->empty))
ACT_RESULT(key_set, TEE_SetOperationKey(w->op, w->key))
ACT_RESULT(key_set_2, TEE_SetOperationKey(w->op, w->key2))

static TEE_Result digest_and_key(struct world *w)
{
    TEE_Result result = digest_new(w);

    return result ? result : aes_key(w);
}

ACT_RESULT(keys_nobody, TEE_SetOperationKey2(NO_OPERATION, w->key, w->key2))
ACT_RESULT(keys_same, TEE_SetOperationKey2(w->op, w->key, w->key))
ACT_RESULT(keys_one, TEE_SetOperationKey2(w->op, w->key, NO_OBJECT))
ACT_RESULT(keys_wrong_operation, TEE_SetOperationKey2(w->op, w->key, w->key))
ACT(copy_from_nobody, TEE_CopyOperation(w->op, NO_OPERATION))
ACT(copy_to_nobody, TEE_CopyOperation(NO_OPERATION, w->op))
ACT(copy_other, TEE_CopyOperation(w->op2, w->op))

ACT_RESULT(supported_unknown,
           TEE_IsAlgorithmSupported(UNKNOWN_ALGORITHM, TEE_CRYPTO_ELEMENT_NONE))
ACT_RESULT(supported_element,
           TEE_IsAlgorithmSupported(TEE_ALG_AES_CTR, TEE_ECC_CURVE_NIST_P256))
ACT_RESULT(supported_no_element,
           TEE_IsAlgorithmSupported(TEE_ALG_ECDSA_SHA256,
                                    TEE_CRYPTO_ELEMENT_NONE))
ACT_RESULT(supported_unknown_curve,
           TEE_IsAlgorithmSupported(TEE_ALG_ECDSA_SHA256, 0x7FFF))

ACT(update_nobody, TEE_DigestUpdate(NO_OPERATION, w->in, 16))
ACT(update_other, TEE_DigestUpdate(w->op, w->in, 16))
ACT(update_from_nowhere, TEE_DigestUpdate(w->op, NULL, 16))
ACT_RESULT(final_nobody,
           TEE_DigestDoFinal(NO_OPERATION, NULL, 0, w->out, &w->n))
ACT_RESULT(final_other, TEE_DigestDoFinal(w->op, NULL, 0, w->out, &w->n))
ACT_RESULT(final_nowhere, TEE_DigestDoFinal(w->op, NULL, 0, w->out, NULL))

static TEE_Result final_short(struct world *w)
{
    w->n = 31;
    return TEE_DigestDoFinal(w->op, NULL, 0, w->out, &w->n);
}

ACT(extract_nobody, (void)TEE_DigestExtract(NO_OPERATION, w->out, &w->n))
ACT(extract_other, (void)TEE_DigestExtract(w->op, w->out, &w->n))

static TEE_Result extracting(struct world *w)
{
    TEE_Result result = digest_used(w);

    w->n = 8;
    return result ? result : TEE_DigestExtract(w->op, w->out, &w->n);
}

static const struct row list[] = {
    {"TEE_AllocateOperation", "unknown algorithm", nothing, allocate_algorithm,
     TEE_ERROR_NOT_SUPPORTED},
    {"TEE_AllocateOperation", "a digest that encrypts", nothing, allocate_mode,
     TEE_ERROR_NOT_SUPPORTED},
    {"TEE_AllocateOperation", "a cipher that makes MACs", nothing,
     allocate_mode_cipher, TEE_ERROR_NOT_SUPPORTED},
    {"TEE_AllocateOperation", "a size between", nothing, allocate_size,
     TEE_ERROR_NOT_SUPPORTED},
    {"TEE_AllocateOperation", "a size above", nothing, allocate_large,
     TEE_ERROR_NOT_SUPPORTED},
    {"TEE_AllocateOperation", "no place for it", nothing, allocate_nowhere,
     ERRORS_PANIC},
    {"TEE_AllocateOperation", "until there is no memory", nothing, allocate_all,
     TEE_ERROR_OUT_OF_MEMORY},
    {"TEE_FreeOperation", "not an operation", nothing, free_unknown,
     ERRORS_PANIC},
    {"TEE_GetOperationInfo", "no operation", nothing, info_nobody,
     ERRORS_PANIC},
    {"TEE_GetOperationInfo", "no place for it", digest_new, info_nowhere,
     ERRORS_PANIC},
    {"TEE_GetOperationInfoMultiple", "no operation", nothing, infos_nobody,
     ERRORS_PANIC},
    {"TEE_GetOperationInfoMultiple", "short buffer", cipher_keyed, infos_short,
     TEE_ERROR_SHORT_BUFFER},
    {"TEE_ResetOperation", "no operation", nothing, reset_nobody, ERRORS_PANIC},
    {"TEE_ResetOperation", "without a key", cipher_bare, reset_keyless,
     ERRORS_PANIC},
    {"TEE_SetOperationKey", "no operation", aes_key, key_nobody, ERRORS_PANIC},
    {"TEE_SetOperationKey", "of a digest", digest_and_key, key_digest,
     ERRORS_PANIC},
    {"TEE_SetOperationKey", "an object without a key", cipher_bare, key_empty,
     ERRORS_PANIC},
    {"TEE_SetOperationKey", "a key of another type", hmac_op_aes_key, key_set,
     ERRORS_PANIC},
    {"TEE_SetOperationKey", "a key larger than the operation", large_key,
     key_set_2, ERRORS_PANIC},
    {"TEE_SetOperationKey", "a key not for this use", restricted, key_set,
     ERRORS_PANIC},
    {"TEE_SetOperationKey", "a public key to sign", public_key, key_set_2,
     ERRORS_PANIC},
    {"TEE_SetOperationKey", "one key of two", xts_bare, key_set, ERRORS_PANIC},
    {"TEE_SetOperationKey", "while a message is under way", cipher_begun,
     key_set, ERRORS_PANIC},
    {"TEE_SetOperationKey2", "no operation", aes_keys, keys_nobody,
     ERRORS_PANIC},
    {"TEE_SetOperationKey2", "the same key twice", xts_bare, keys_same,
     TEE_ERROR_SECURITY},
    {"TEE_SetOperationKey2", "one key only", xts_bare, keys_one, ERRORS_PANIC},
    {"TEE_SetOperationKey2", "an algorithm with one key", cipher_bare,
     keys_wrong_operation, ERRORS_PANIC},
    {"TEE_CopyOperation", "from no operation", digest_new, copy_from_nobody,
     ERRORS_PANIC},
    {"TEE_CopyOperation", "to no operation", digest_new, copy_to_nobody,
     ERRORS_PANIC},
    {"TEE_CopyOperation", "to another algorithm", two_algorithms, copy_other,
     ERRORS_PANIC},
    {"TEE_CopyOperation", "to another mode", two_modes, copy_other,
     ERRORS_PANIC},
    {"TEE_IsAlgorithmSupported", "unknown algorithm", nothing,
     supported_unknown, TEE_ERROR_NOT_SUPPORTED},
    {"TEE_IsAlgorithmSupported", "a cipher with a curve", nothing,
     supported_element, TEE_ERROR_NOT_SUPPORTED},
    {"TEE_IsAlgorithmSupported", "ECDSA without a curve", nothing,
     supported_no_element, TEE_ERROR_NOT_SUPPORTED},
    {"TEE_IsAlgorithmSupported", "unknown curve", nothing,
     supported_unknown_curve, TEE_ERROR_NOT_SUPPORTED},
    {"TEE_DigestUpdate", "no operation", nothing, update_nobody, ERRORS_PANIC},
    {"TEE_DigestUpdate", "not a digest", cipher_keyed, update_other,
     ERRORS_PANIC},
    {"TEE_DigestUpdate", "memory that is not there", digest_new,
     update_from_nowhere, ERRORS_PANIC},
    {"TEE_DigestUpdate", "while extracting", extracting, update_other,
     ERRORS_PANIC},
    {"TEE_DigestDoFinal", "no operation", nothing, final_nobody, ERRORS_PANIC},
    {"TEE_DigestDoFinal", "not a digest", cipher_keyed, final_other,
     ERRORS_PANIC},
    {"TEE_DigestDoFinal", "no length", digest_used, final_nowhere,
     ERRORS_PANIC},
    {"TEE_DigestDoFinal", "short buffer", digest_used, final_short,
     TEE_ERROR_SHORT_BUFFER},
    {"TEE_DigestExtract", "no operation", nothing, extract_nobody,
     ERRORS_PANIC},
    {"TEE_DigestExtract", "not a digest", cipher_keyed, extract_other,
     ERRORS_PANIC},
};

const struct rows rows_operation = ROWS(list);
