/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Operations on states of ciphers and of authenticated encryption. There are no
 * such states yet.
 */
#include "services/crypto/serve_priv.h"

enum tee_result on_cipher_init(struct call *call)
{
    (void)call;
    return R_ERROR_BAD_PARAMETERS;
}

enum tee_result on_cipher_update(struct call *call)
{
    (void)call;
    return R_ERROR_BAD_PARAMETERS;
}

enum tee_result on_cipher_final(struct call *call)
{
    (void)call;
    return R_ERROR_BAD_PARAMETERS;
}

enum tee_result on_ae_init(struct call *call)
{
    (void)call;
    return R_ERROR_BAD_PARAMETERS;
}

enum tee_result on_ae_update_aad(struct call *call)
{
    (void)call;
    return R_ERROR_BAD_PARAMETERS;
}

enum tee_result on_ae_update(struct call *call)
{
    (void)call;
    return R_ERROR_BAD_PARAMETERS;
}

enum tee_result on_ae_enc_final(struct call *call)
{
    (void)call;
    return R_ERROR_BAD_PARAMETERS;
}

enum tee_result on_ae_dec_final(struct call *call)
{
    (void)call;
    return R_ERROR_BAD_PARAMETERS;
}
