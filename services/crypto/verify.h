/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Verification of signatures over digests.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include "abi/crypto_msg.h"
#include "abi/tee_result.h"
#include "services/crypto/span.h"

enum {
    RSA_MIN_BITS = 2048,
    RSA_MAX_BITS = 4096,
    /* Longest public key and signature that any algorithm takes, bytes. */
    VERIFY_KEY_MAX = sizeof(struct crypto_rsa_public) + RSA_MAX_BITS / 8 + 32,
    VERIFY_SIGNATURE_MAX = RSA_MAX_BITS / 8,
    VERIFY_DIGEST_MAX = 64,
};

/*
 * After asym_init(). Algorithms, forms of key and signature, results: see
 * abi/crypto_msg.h, operation VERIFY; OUT_OF_MEMORY as well. SUCCESS if and
 * only if the signature is good.
 */
enum tee_result signature_verify(uint32_t alg, struct span key,
                                 struct span digest, struct span signature);
