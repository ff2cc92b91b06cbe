/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages to the crypto service. Rows of operations are in crypto_op.def,
 * algorithms in crypto_alg.def.
 *
 * Every message: w[0] is the operation (low 16 bits) | n << 32, where n is at
 * most CRYPTO_INLINE. Every reply: w[0] is the result (enum tee_result).
 *
 * Input of the operations that take a message to be hashed: the n bytes in
 * w[3..10], followed by the leases that may only be read, in their order.
 * Output: goes to the one lease that may only be written, if there is such a
 * lease, and is then as long as w[1] of the reply says; otherwise it is in
 * w[2..9] of the reply (at most CRYPTO_INLINE bytes). Bytes are packed into
 * words lowest first.
 *
 *   RANDOM       w[1] bytes wanted -> w[1] the same, output
 *                NO_DATA: there is no entropy, or the generator failed
 *   STATE_ALLOC  w[1] algorithm, w[2] mode, w[3], w[4] keys -> w[1] state
 *                NOT_SUPPORTED: algorithm; BAD_PARAMETERS: mode or keys do not
 *                fit it; OUT_OF_MEMORY
 *   STATE_COPY   w[1] destination, w[2] source
 *                BAD_PARAMETERS: unknown, or of different algorithms
 *   STATE_FREE   w[1] state; BAD_PARAMETERS: unknown
 *   HASH_INIT    w[1] state; begins anew, whatever went before
 *   HASH_UPDATE  w[1] state, input. BAD_STATE: before HASH_INIT, or after
 *                HASH_FINAL
 *   HASH_FINAL   w[1] state, w[2] bytes wanted, input -> w[1] bytes, output
 *                SHORT_BUFFER: w[2] < size of the digest, w[1] says that size,
 *                the state is unchanged. A SHAKE gives exactly w[2] bytes, and
 *                more of its output at each repetition; those take no input.
 *   DIGEST       w[1] algorithm, then as HASH_FINAL of a new state
 *   VERIFY       w[1] algorithm; three leases to read: public key (see below),
 *                digest, signature. SIGNATURE_INVALID: it is not a signature
 *                over that digest by that key; BAD_PARAMETERS: the key or the
 *                length of the digest is unusable; NOT_SUPPORTED: algorithm
 *   CLIENT_GONE  w[1] pid that no longer exists; 0: so do all
 *
 * A state belongs to the process that allocated it; state numbers mean nothing
 * to other processes, nor to this service after it died and was started again.
 * The semantics of the state and hash operations are those of OP-TEE's system
 * calls 15 to 20. BAD_PARAMETERS also answers words or leases that are not as
 * described, and memory that is not there (a state may then have taken a part
 * of the input), ACCESS_DENIED a sender who may not ask.
 *
 * Public keys of VERIFY, by algorithm:
 *   RSASSA_*      struct crypto_rsa_public, then the modulus, then the
 *                 exponent, both big-endian. Leading zero bytes are allowed.
 *                 2048 to 4096 bits; exponent odd, from 3 to 2^64 - 1
 *   ECDSA_SHA256  curve P-256: x and y of the point, 32 bytes each, big-endian
 *   ED25519       the 32 bytes of RFC 8032, 5.1.5
 * Signatures: RSA: as long as the modulus; RSASSA_PSS with MGF1 of the same
 * hash and a salt as long as the hash; ECDSA: r and s, 32 bytes each,
 * big-endian; Ed25519: the 64 bytes of RFC 8032 over the digest as message.
 */
#pragma once

#include <stdint.h>

#include "abi/kernel.h"

enum crypto_op {
#define CRYPTO_OP(number, NAME, name, from, manual) CRYPTO_##NAME = (number),
#include "abi/crypto_op.def"
#undef CRYPTO_OP
    CRYPTO_OP_LIMIT = 11,
};

enum crypto_alg {
#define CRYPTO_ALG(name, id) ALG_##name = (id),
#include "abi/crypto_alg.def"
#undef CRYPTO_ALG
};

/* Bytes that travel in a message itself, each way. */
#define CRYPTO_INLINE 64u

/* Leases of VERIFY. */
enum crypto_verify_lease {
    VERIFY_KEY = 0,
    VERIFY_DIGEST = 1,
    VERIFY_SIGNATURE = 2,
    VERIFY_LEASES = 3,
};

/* Head of an RSA public key. */
struct crypto_rsa_public {
    uint32_t modulus_length;  /* bytes */
    uint32_t exponent_length; /* bytes */
};

_Static_assert(sizeof(struct crypto_rsa_public) == 8, "ABI");
_Static_assert(3 + CRYPTO_INLINE / 8 <= KMSG_WORDS, "input fits a message");
_Static_assert(2 + CRYPTO_INLINE / 8 <= KMSG_WORDS, "output fits a reply");
