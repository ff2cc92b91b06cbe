/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Asymmetric keys and what is done with them, over libcrypto's EVP: encryption,
 * signatures, agreement, key derivation (KDFs are here too, because their
 * message is the same), generation. One table row per algorithm; a file per
 * family. All numbers are big-endian; signatures of DSA, ECDSA and SM2 are
 * r and s, each as long as the order.
 *
 * Everything returns SUCCESS, OUT_OF_MEMORY, or what the function says.
 */
#pragma once

#include <stddef.h>
#include "services/crypto/span.h"
#include "services/crypto/state.h"

extern const struct state_class asym_class; /* ASYM_CIPHER and SIGNATURE */
extern const struct state_class derive_class;

/* Once at the start: fetches all that is used. False: lack of memory. */
_Bool asym_init(void);

/* The libcrypto key of a key, made at its first use; NULL: not a key that
 * libcrypto takes, or lack of memory. Borrowed. */
struct evp_pkey_st *pk_of(struct key *key);

/* Encrypts, decrypts or signs `in`, as the state's mode says. *n: room at out,
 * then bytes. SHORT_BUFFER: *n is what is needed. BAD_PARAMETERS: attributes,
 * or a length that the algorithm does not take; CIPHERTEXT_INVALID or
 * BAD_PARAMETERS (as TEE_AsymmetricDecrypt) where decryption fails. */
enum tee_result asym_operate(struct state *s, const struct attrs *attrs,
                             struct span in, uint8_t *out, size_t *n);

/* SIGNATURE_INVALID; BAD_PARAMETERS: attributes, or the digest's length. */
enum tee_result asym_verify(struct state *s, const struct attrs *attrs,
                            struct span digest, struct span signature);

/* Writes the derived or agreed secret, at most *n bytes, and says how many.
 * `wanted`: at most so many, too; SM2_KEP gives as many. confirmation: what the
 * other side of SM2's key exchange shall get, where the attributes ask for it,
 * else zeros. MAC_INVALID: that of the other side is wrong. */
enum tee_result asym_derive(struct state *s, const struct attrs *attrs,
                            size_t wanted, uint8_t *out, size_t *n,
                            uint8_t confirmation[CRYPTO_CONFIRMATION]);

/* A KEM's fresh secret, at most *secret_n bytes, and its cipher text, at most
 * *n bytes. SHORT_BUFFER: *n is what is needed. */
enum tee_result asym_encapsulate(struct state *s, uint8_t *secret,
                                 size_t *secret_n, uint8_t *out, size_t *n);

/* A new key of so many bits. One holder. */
enum tee_result asym_generate(const struct type *type, uint32_t bits,
                              const struct attrs *attrs, struct key **out);
