/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rows of ciphers, MACs and authenticated encryption.
 */
#include "row.h"

/* Ciphers */
ACT(cipher_init_nobody, TEE_CipherInit(NO_OPERATION, w->in, 16))
ACT(cipher_init, TEE_CipherInit(w->op, w->in, 16))
ACT(cipher_init_short, TEE_CipherInit(w->op, w->in, 15))
ACT(cipher_init_none, TEE_CipherInit(w->op, NULL, 0))
ACT_RESULT(cipher_update_nobody,
           TEE_CipherUpdate(NO_OPERATION, w->in, 16, w->out, &w->n))
ACT_RESULT(cipher_update, TEE_CipherUpdate(w->op, w->in, 16, w->out, &w->n))
ACT_RESULT(cipher_update_from_nowhere,
           TEE_CipherUpdate(w->op, NULL, 16, w->out, &w->n))
ACT_RESULT(cipher_update_no_length,
           TEE_CipherUpdate(w->op, w->in, 16, w->out, NULL))

static TEE_Result cipher_update_short(struct world *w)
{
    w->n = 31;
    return TEE_CipherUpdate(w->op, w->in, 32, w->out, &w->n);
}

ACT_RESULT(cipher_final_nobody,
           TEE_CipherDoFinal(NO_OPERATION, w->in, 16, w->out, &w->n))
ACT_RESULT(cipher_final, TEE_CipherDoFinal(w->op, w->in, 16, w->out, &w->n))
ACT_RESULT(cipher_final_part,
           TEE_CipherDoFinal(w->op, w->in, 15, w->out, &w->n))

static TEE_Result cipher_final_short(struct world *w)
{
    w->n = 15;
    return TEE_CipherDoFinal(w->op, w->in, 16, w->out, &w->n);
}

static TEE_Result cipher_ended(struct world *w)
{
    TEE_Result result = cipher_begun(w);

    return result ? result : TEE_CipherDoFinal(w->op, w->in, 16, w->out, &w->n);
}

static TEE_Result xts_begun(struct world *w)
{
    TEE_Result result = xts_bare(w);

    if (!result)
        result = TEE_SetOperationKey2(w->op, w->key, w->key2);
    if (!result)
        TEE_CipherInit(w->op, w->in, 16);
    return result;
}

/* MACs */
ACT(mac_init_nobody, TEE_MACInit(NO_OPERATION, NULL, 0))
ACT(mac_init, TEE_MACInit(w->op, NULL, 0))
ACT(mac_update_nobody, TEE_MACUpdate(NO_OPERATION, w->in, 16))
ACT(mac_update, TEE_MACUpdate(w->op, w->in, 16))
ACT(mac_update_from_nowhere, TEE_MACUpdate(w->op, NULL, 16))
ACT_RESULT(mac_final_nobody,
           TEE_MACComputeFinal(NO_OPERATION, NULL, 0, w->out, &w->n))
ACT_RESULT(mac_final, TEE_MACComputeFinal(w->op, NULL, 0, w->out, &w->n))
ACT_RESULT(mac_final_no_length,
           TEE_MACComputeFinal(w->op, NULL, 0, w->out, NULL))

static TEE_Result mac_final_short(struct world *w)
{
    w->n = 31;
    return TEE_MACComputeFinal(w->op, NULL, 0, w->out, &w->n);
}

ACT_RESULT(mac_compare_nobody,
           TEE_MACCompareFinal(NO_OPERATION, NULL, 0, w->out, 32))
ACT_RESULT(mac_compare, TEE_MACCompareFinal(w->op, NULL, 0, w->out, 32))
ACT_RESULT(mac_compare_short, TEE_MACCompareFinal(w->op, NULL, 0, w->out, 31))
ACT_RESULT(mac_compare_nothing, TEE_MACCompareFinal(w->op, NULL, 0, w->out, 0))

/* Authenticated encryption */
ACT_RESULT(ae_init_nobody, TEE_AEInit(NO_OPERATION, w->in, 12, 128, 0, 0))
ACT_RESULT(ae_init, TEE_AEInit(w->op, w->in, 12, 128, 0, 0))
ACT_RESULT(ae_init_tag, TEE_AEInit(w->op, w->in, 12, 64, 0, 0))
ACT_RESULT(ae_init_tag_bits, TEE_AEInit(w->op, w->in, 12, 127, 0, 0))
ACT_RESULT(ae_init_no_nonce, TEE_AEInit(w->op, NULL, 0, 128, 0, 0))
ACT(ae_aad_nobody, TEE_AEUpdateAAD(NO_OPERATION, w->in, 4))
ACT(ae_aad, TEE_AEUpdateAAD(w->op, w->in, 4))
ACT(ae_aad_much, TEE_AEUpdateAAD(w->op, w->in, 5))
ACT_RESULT(ae_update_nobody,
           TEE_AEUpdate(NO_OPERATION, w->in, 16, w->out, &w->n))
ACT_RESULT(ae_update, TEE_AEUpdate(w->op, w->in, 16, w->out, &w->n))

static TEE_Result ae_update_short(struct world *w)
{
    w->n = 15;
    return TEE_AEUpdate(w->op, w->in, 16, w->out, &w->n);
}

static TEE_Result ae_finish(struct world *w, TEE_OperationHandle op, size_t n,
                            size_t room, size_t tag)
{
    return TEE_AEEncryptFinal(op, w->in, n, w->out, &room, w->out + 128, &tag);
}

ACT_RESULT(ae_final_nobody, ae_finish(w, NO_OPERATION, 16, 16, 16))
ACT_RESULT(ae_final, ae_finish(w, w->op, 16, 16, 16))
ACT_RESULT(ae_final_short, ae_finish(w, w->op, 16, 15, 16))
ACT_RESULT(ae_final_tag_short, ae_finish(w, w->op, 16, 16, 15))
ACT_RESULT(ae_final_little, ae_finish(w, w->op, 15, 16, 16))

static TEE_Result ae_check(struct world *w, TEE_OperationHandle op, size_t room)
{
    return TEE_AEDecryptFinal(op, w->in, 16, w->out, &room, w->in, 16);
}

ACT_RESULT(ae_decrypt_nobody, ae_check(w, NO_OPERATION, 16))
ACT_RESULT(ae_decrypt, ae_check(w, w->op, 16))
ACT_RESULT(ae_decrypt_short, ae_check(w, w->op, 15))

static TEE_Result gcm_with_text(struct world *w)
{
    TEE_Result result = gcm_begun(w);

    return result ? result : TEE_AEUpdate(w->op, w->in, 16, w->out, &w->n);
}

static const struct row list[] = {
    {"TEE_CipherInit", "no operation", nothing, cipher_init_nobody,
     ERRORS_PANIC},
    {"TEE_CipherInit", "without a key", cipher_bare, cipher_init, ERRORS_PANIC},
    {"TEE_CipherInit", "not a cipher", mac_keyed, cipher_init, ERRORS_PANIC},
    {"TEE_CipherInit", "short IV", cipher_keyed, cipher_init_short,
     ERRORS_PANIC},
    {"TEE_CipherInit", "no IV", cipher_keyed, cipher_init_none, ERRORS_PANIC},
    {"TEE_CipherUpdate", "no operation", nothing, cipher_update_nobody,
     ERRORS_PANIC},
    {"TEE_CipherUpdate", "before TEE_CipherInit", cipher_keyed, cipher_update,
     ERRORS_PANIC},
    {"TEE_CipherUpdate", "after the end", cipher_ended, cipher_update,
     ERRORS_PANIC},
    {"TEE_CipherUpdate", "not a cipher", mac_begun, cipher_update,
     ERRORS_PANIC},
    {"TEE_CipherUpdate", "memory that is not there", cipher_begun,
     cipher_update_from_nowhere, ERRORS_PANIC},
    {"TEE_CipherUpdate", "no length", cipher_begun, cipher_update_no_length,
     ERRORS_PANIC},
    {"TEE_CipherUpdate", "short buffer", cipher_begun, cipher_update_short,
     TEE_ERROR_SHORT_BUFFER},
    {"TEE_CipherDoFinal", "no operation", nothing, cipher_final_nobody,
     ERRORS_PANIC},
    {"TEE_CipherDoFinal", "before TEE_CipherInit", cipher_keyed, cipher_final,
     ERRORS_PANIC},
    {"TEE_CipherDoFinal", "a part of a block", cipher_begun, cipher_final_part,
     ERRORS_PANIC},
    {"TEE_CipherDoFinal", "less than a block of XTS", xts_begun,
     cipher_final_part, ERRORS_PANIC},
    {"TEE_CipherDoFinal", "short buffer", cipher_begun, cipher_final_short,
     TEE_ERROR_SHORT_BUFFER},
    {"TEE_MACInit", "no operation", nothing, mac_init_nobody, ERRORS_PANIC},
    {"TEE_MACInit", "without a key", mac_bare, mac_init, ERRORS_PANIC},
    {"TEE_MACInit", "not a MAC", cipher_keyed, mac_init, ERRORS_PANIC},
    {"TEE_MACUpdate", "no operation", nothing, mac_update_nobody, ERRORS_PANIC},
    {"TEE_MACUpdate", "before TEE_MACInit", mac_keyed, mac_update,
     ERRORS_PANIC},
    {"TEE_MACUpdate", "not a MAC", cipher_begun, mac_update, ERRORS_PANIC},
    {"TEE_MACUpdate", "memory that is not there", mac_begun,
     mac_update_from_nowhere, ERRORS_PANIC},
    {"TEE_MACComputeFinal", "no operation", nothing, mac_final_nobody,
     ERRORS_PANIC},
    {"TEE_MACComputeFinal", "before TEE_MACInit", mac_keyed, mac_final,
     ERRORS_PANIC},
    {"TEE_MACComputeFinal", "no length", mac_begun, mac_final_no_length,
     ERRORS_PANIC},
    {"TEE_MACComputeFinal", "short buffer", mac_begun, mac_final_short,
     TEE_ERROR_SHORT_BUFFER},
    {"TEE_MACCompareFinal", "no operation", nothing, mac_compare_nobody,
     ERRORS_PANIC},
    {"TEE_MACCompareFinal", "before TEE_MACInit", mac_keyed, mac_compare,
     ERRORS_PANIC},
    {"TEE_MACCompareFinal", "wrong", mac_begun, mac_compare,
     TEE_ERROR_MAC_INVALID},
    {"TEE_MACCompareFinal", "too short", mac_begun, mac_compare_short,
     TEE_ERROR_MAC_INVALID},
    {"TEE_MACCompareFinal", "nothing", mac_begun, mac_compare_nothing,
     TEE_ERROR_MAC_INVALID},
    {"TEE_AEInit", "no operation", nothing, ae_init_nobody, ERRORS_PANIC},
    {"TEE_AEInit", "without a key", gcm_bare, ae_init, ERRORS_PANIC},
    {"TEE_AEInit", "not authenticated", cipher_keyed, ae_init, ERRORS_PANIC},
    {"TEE_AEInit", "a tag that is too short", gcm_keyed, ae_init_tag,
     TEE_ERROR_NOT_SUPPORTED},
    {"TEE_AEInit", "a tag of no bytes' size", gcm_keyed, ae_init_tag_bits,
     TEE_ERROR_NOT_SUPPORTED},
    {"TEE_AEInit", "no nonce", gcm_keyed, ae_init_no_nonce, ERRORS_PANIC},
    {"TEE_AEUpdateAAD", "no operation", nothing, ae_aad_nobody, ERRORS_PANIC},
    {"TEE_AEUpdateAAD", "before TEE_AEInit", gcm_keyed, ae_aad, ERRORS_PANIC},
    {"TEE_AEUpdateAAD", "not authenticated", cipher_begun, ae_aad,
     ERRORS_PANIC},
    {"TEE_AEUpdateAAD", "more than was said (CCM)", ccm_begun, ae_aad_much,
     ERRORS_PANIC},
    {"TEE_AEUpdateAAD", "after text", gcm_with_text, ae_aad, ERRORS_PANIC},
    {"TEE_AEUpdate", "no operation", nothing, ae_update_nobody, ERRORS_PANIC},
    {"TEE_AEUpdate", "before TEE_AEInit", gcm_keyed, ae_update, ERRORS_PANIC},
    {"TEE_AEUpdate", "before all of the AAD (CCM)", ccm_begun, ae_update,
     ERRORS_PANIC},
    {"TEE_AEUpdate", "short buffer", gcm_begun, ae_update_short,
     TEE_ERROR_SHORT_BUFFER},
    {"TEE_AEEncryptFinal", "no operation", nothing, ae_final_nobody,
     ERRORS_PANIC},
    {"TEE_AEEncryptFinal", "before TEE_AEInit", gcm_keyed, ae_final,
     ERRORS_PANIC},
    {"TEE_AEEncryptFinal", "while decrypting", gcm_decrypting, ae_final,
     ERRORS_PANIC},
    {"TEE_AEEncryptFinal", "less text than was said (CCM)", ccm_begun,
     ae_final_little, ERRORS_PANIC},
    {"TEE_AEEncryptFinal", "short buffer", gcm_begun, ae_final_short,
     TEE_ERROR_SHORT_BUFFER},
    {"TEE_AEEncryptFinal", "short buffer for the tag", gcm_begun,
     ae_final_tag_short, TEE_ERROR_SHORT_BUFFER},
    {"TEE_AEDecryptFinal", "no operation", nothing, ae_decrypt_nobody,
     ERRORS_PANIC},
    {"TEE_AEDecryptFinal", "while encrypting", gcm_begun, ae_decrypt,
     ERRORS_PANIC},
    {"TEE_AEDecryptFinal", "a wrong tag", gcm_decrypting, ae_decrypt,
     TEE_ERROR_MAC_INVALID},
    {"TEE_AEDecryptFinal", "short buffer", gcm_decrypting, ae_decrypt_short,
     TEE_ERROR_SHORT_BUFFER},
};

const struct rows rows_symmetric = ROWS(list);
