/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Assembly for capabilities that armcap.c never announces (AES-GCM unrolled
 * with EOR3, ChaCha20 with SVE, SM4 for one vendor's cores). libcrypto refers
 * to the functions and does not call them.
 */
#define NEVER_CALLED(name)                                                     \
    _Noreturn void name(void);                                                 \
    _Noreturn void name(void)                                                  \
    {                                                                          \
        __builtin_trap();                                                      \
    }

NEVER_CALLED(unroll8_eor3_aes_gcm_dec_128_kernel)
NEVER_CALLED(unroll8_eor3_aes_gcm_dec_192_kernel)
NEVER_CALLED(unroll8_eor3_aes_gcm_dec_256_kernel)
NEVER_CALLED(unroll8_eor3_aes_gcm_enc_128_kernel)
NEVER_CALLED(unroll8_eor3_aes_gcm_enc_192_kernel)
NEVER_CALLED(unroll8_eor3_aes_gcm_enc_256_kernel)
NEVER_CALLED(ChaCha20_ctr32_sve)
NEVER_CALLED(vpsm4_ex_cbc_encrypt)
NEVER_CALLED(vpsm4_ex_ctr32_encrypt_blocks)
NEVER_CALLED(vpsm4_ex_decrypt)
NEVER_CALLED(vpsm4_ex_ecb_encrypt)
NEVER_CALLED(vpsm4_ex_encrypt)
NEVER_CALLED(vpsm4_ex_set_decrypt_key)
NEVER_CALLED(vpsm4_ex_set_encrypt_key)
NEVER_CALLED(vpsm4_ex_xts_encrypt)
NEVER_CALLED(vpsm4_ex_xts_encrypt_gb)
