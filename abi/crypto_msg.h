/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages to the crypto service. Rows of operations are in crypto_op.def,
 * algorithms in crypto_alg.def, types of keys in crypto_type.def, attributes in
 * crypto_attr.def.
 *
 * Every message: w[0] is the operation (low 16 bits) | n << 32, where n is at
 * most CRYPTO_INLINE. Every reply: w[0] is the result (enum tee_result). Words
 * that are not named are zero.
 *
 * Input: the n bytes in w[3..10], followed by the leases that may only be read,
 * in their order. Output: goes to the one lease that may only be written, if
 * there is such a lease, and is then as long as w[1] of the reply says;
 * otherwise it is in w[2..9] of the reply (at most CRYPTO_INLINE bytes). Bytes
 * are packed into words lowest first. Input and output may be the same memory,
 * from the same address on.
 *
 *   RANDOM       w[1] bytes wanted, input -> w[1] the same, output. The input,
 *                if there is any, goes into the generator first: it cannot
 *                make the output worse.
 *                NO_DATA: there is no entropy, or the generator failed
 *   STATE_ALLOC  w[1] algorithm, w[2] mode, w[3], w[4] key objects, both 0:
 *                none yet -> w[1] state
 *                NOT_SUPPORTED: algorithm; else as STATE_SET_KEY
 *   STATE_SET_KEY  w[1] state, w[2], w[3] key objects, both 0: take its keys.
 *                The state keeps the keys, not the objects. What it was doing
 *                is forgotten.
 *                BAD_PARAMETERS: unknown state or object, an object without a
 *                key, number, type or size of keys do not fit the algorithm
 *                and mode; ACCESS_DENIED: an object may not be used for the
 *                mode
 *   STATE_COPY   w[1] destination, w[2] source; keys and progress
 *                BAD_PARAMETERS: unknown, or of different algorithm or mode
 *   STATE_FREE   w[1] state; BAD_PARAMETERS: unknown
 *   HASH_INIT    w[1] state of a digest or MAC; begins anew, whatever went
 *                before. BAD_STATE: a MAC without a key
 *   HASH_UPDATE  w[1] state, input. Begins a message if none is under way.
 *                BAD_STATE: a SHAKE that has given output
 *   HASH_FINAL   w[1] state, w[2] bytes wanted, input -> w[1] bytes, output.
 *                The message, even one of no bytes, has then ended.
 *                SHORT_BUFFER: w[2] < size of the digest, w[1] says that size,
 *                the state is unchanged. A SHAKE gives exactly w[2] bytes, and
 *                more of its output at each repetition; those take no input.
 *                BAD_PARAMETERS: a MAC without padding over a part of a block
 *   DIGEST       w[1] algorithm, then as HASH_FINAL of a new state
 *   VERIFY       w[1] algorithm; three leases to read: public key (see below),
 *                digest, signature. SIGNATURE_INVALID: it is not a signature
 *                over that digest by that key; BAD_PARAMETERS: the key or the
 *                length of the digest is unusable; NOT_SUPPORTED: algorithm
 *   CLIENT_GONE  w[1] pid that no longer exists; 0: so do all
 *
 *   CIPHER_INIT  w[1] state, input: the IV. Begins anew. BAD_STATE: no key;
 *                BAD_PARAMETERS: length of the IV
 *   CIPHER_UPDATE, CIPHER_FINAL  w[1] state, w[2] room for output, input ->
 *                w[1] bytes, output. Any amount of input; what cannot be
 *                processed yet is kept for the next call. SHORT_BUFFER: w[1]
 *                says how much room is needed, the state is unchanged.
 *                w[11] bytes at the head of the input are an IV: as if
 *                CIPHER_INIT had come first; ECB takes any, and none of it.
 *                BAD_STATE: before CIPHER_INIT, or after CIPHER_FINAL;
 *                BAD_PARAMETERS: the text in all does not fit the mode
 *   AE_INIT      w[1] state, w[2] bytes of the tag | bytes of AAD << 32 (CCM
 *                only), w[11] bytes of text (CCM only), input: the nonce.
 *                NOT_SUPPORTED: length of the tag; BAD_PARAMETERS: of nonce
 *   AE_UPDATE_AAD  w[1] state, input. Before any text
 *   AE_UPDATE    as CIPHER_UPDATE
 *   AE_ENC_FINAL w[1] state, w[2] room, input -> w[1] bytes, output, the tag in
 *                w[10..11]
 *   AE_DEC_FINAL w[1] state, w[2] room, w[9..10] the tag, w[11] its length,
 *                input (at most 48 bytes in w[3..8]) -> w[1] bytes, output
 *                MAC_INVALID: then the output of this call is zeros
 *
 *   ASYM_OPERATE w[1] state, w[2] room; leases: 0 attributes, 1 input (both to
 *                read), 2 output (to write, w[2] bytes) -> w[1] bytes of
 *                output. What it does is the mode of the state. SHORT_BUFFER:
 *                w[1] is what is needed
 *   ASYM_VERIFY  w[1] state; leases to read: 0 attributes, 1 digest (of a
 *                signature over a message: the message), 2 signature
 *                SIGNATURE_INVALID
 *   DERIVE       w[1] state, w[2] object for the result; lease 0: attributes
 *                -> where SM2_KEP_CONFIRMATION_OUT, of CRYPTO_CONFIRMATION
 *                bytes, is among them: what the other side shall get for it in
 *                w[2..5]. MAC_INVALID: SM2_KEP_CONFIRMATION_IN is not the
 *                other side's
 *                The object's greatest size grows with the result, but for
 *                SM2_KEP, whose result is as long as the object may be (below
 *                64: bytes, as OP-TEE has it)
 *   ENCAPSULATE  w[1] state of a KEM, w[2] object for the fresh key, w[3] room;
 *                lease 0: the cipher text, to write -> w[1] its bytes
 *                Input of the last four is at most CRYPTO_ASYM_MAX bytes in
 *                all (EXCESS_DATA).
 *
 *   OBJ_ALLOC    w[1] type, w[2] greatest size in bits -> w[1] object
 *                NOT_SUPPORTED: type or size
 *   OBJ_FREE     w[1] object
 *   OBJ_RESET    w[1] object: without a key, for any use
 *   OBJ_INFO     w[1] object -> w[1] type, w[2] size of the key (0: none),
 *                w[3] greatest size, w[4] uses (TEE_USAGE_*)
 *   OBJ_RESTRICT w[1] object, w[2] uses that stay
 *   OBJ_POPULATE w[1] object without a key; lease 0: attributes
 *                ITEM_NOT_FOUND: one is missing, or does not belong there;
 *                BAD_PARAMETERS: one is out of range, or too large for the
 *                object
 *   OBJ_COPY     w[1] destination, without a key, w[2] source: type and key,
 *                or the public part of a pair; uses as the source's
 *   OBJ_GENERATE w[1] object without a key, w[2] size in bits; lease 0:
 *                attributes
 *   OBJ_GET_ATTR w[1] object, w[2] attribute, w[3] room -> w[1] bytes, output,
 *                or, where the attribute is a value, w[2], w[3].
 *                ITEM_NOT_FOUND; ACCESS_DENIED: not public, and not extractable
 *
 * States and objects belong to the process that allocated them; their numbers
 * mean nothing to other processes, nor to this service after it died and was
 * started again. The semantics are those of OP-TEE's system calls 15 to 40.
 * BAD_PARAMETERS also answers an unknown state or object, one of another class,
 * words or leases that are not as described, and memory that is not there (a
 * state may then have taken a part of the input), ACCESS_DENIED a sender who
 * may not ask, OUT_OF_MEMORY is possible everywhere.
 *
 * Attributes in a lease: struct crypto_attrs, its rows, then the bytes of the
 * references, one behind the other in the order of the rows, no more and no
 * fewer. Numbers are big-endian, as GlobalPlatform has them. A lease of no
 * bytes is an empty list.
 *
 * Public keys of VERIFY, by algorithm:
 *   RSASSA_*      struct crypto_rsa_public, then the modulus, then the
 *                 exponent, both big-endian. Leading zero bytes are allowed.
 *                 2048 to 4096 bits; exponent odd, from 3 to 2^64 - 1
 *   ECDSA_SHA256  curve P-256: x and y of the point, 32 bytes each, big-endian
 *   ED25519       the 32 bytes of RFC 8032, 5.1.5
 * Signatures: RSA: as long as the modulus; RSASSA_PSS with MGF1 of the same
 * hash and a salt as long as the hash; ECDSA, DSA, SM2: r and s, big-endian,
 * each as long as the order; Ed25519: the 64 bytes of RFC 8032 over the digest
 * as message.
 */
#pragma once

#include <stdint.h>

#include "abi/kernel.h"

enum crypto_op {
#define CRYPTO_OP(number, NAME, name, from, manual) CRYPTO_##NAME = (number),
#include "abi/crypto_op.def"
#undef CRYPTO_OP
    CRYPTO_OP_LIMIT = 33,
};

enum crypto_alg {
#define CRYPTO_ALG(name, id, class, type, keys) ALG_##name = (id),
#include "abi/crypto_alg.def"
#undef CRYPTO_ALG
};

enum crypto_type {
    TYPE_NONE = 0,
#define CRYPTO_TYPE(name, id, kind, min, max, step) TYPE_##name = (id),
#include "abi/crypto_type.def"
#undef CRYPTO_TYPE
};

enum crypto_attr_id {
#define CRYPTO_ATTR(name, id) ATTR_##name = (id),
#include "abi/crypto_attr.def"
#undef CRYPTO_ATTR
};

/* What a key may be used for: GlobalPlatform's TEE_USAGE_*. */
enum crypto_usage {
    USAGE_EXTRACTABLE = 0x01,
    USAGE_ENCRYPT = 0x02,
    USAGE_DECRYPT = 0x04,
    USAGE_MAC = 0x08,
    USAGE_SIGN = 0x10,
    USAGE_VERIFY = 0x20,
    USAGE_DERIVE = 0x40,
};
#define USAGE_ALL 0xFFFFFFFFu

/* What an algorithm is for: GlobalPlatform's TEE_OPERATION_*. */
enum crypto_class {
    CRYPTO_CLASS_CIPHER = 1,
    CRYPTO_CLASS_MAC = 3,
    CRYPTO_CLASS_AE = 4,
    CRYPTO_CLASS_DIGEST = 5,
    CRYPTO_CLASS_ASYM_CIPHER = 6,
    CRYPTO_CLASS_SIGNATURE = 7,
    CRYPTO_CLASS_DERIVE = 8,
};

/* Modes: GlobalPlatform's TEE_MODE_*. */
enum crypto_mode {
    MODE_ENCRYPT = 0,
    MODE_DECRYPT = 1,
    MODE_SIGN = 2,
    MODE_VERIFY = 3,
    MODE_MAC = 4,
    MODE_DIGEST = 5,
    MODE_DERIVE = 6,
};

/* Kinds of keys. */
enum crypto_kind {
    CRYPTO_KIND_SECRET = 0,
    CRYPTO_KIND_PUBLIC = 1,
    CRYPTO_KIND_KEYPAIR = 2,
};

/* Bytes that travel in a message itself, each way. */
#define CRYPTO_INLINE 64u

/* Attributes of one message: rows, and bytes in all. */
#define CRYPTO_ATTRS_MAX  12u
#define CRYPTO_ATTRS_SIZE 16384u

/* Bytes by which a side of SM2's key exchange shows that it has the key. */
#define CRYPTO_CONFIRMATION 32u

/* Input of one asymmetric operation, bytes. */
#define CRYPTO_ASYM_MAX 65536u

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

/* A list of attributes as it travels. */
struct crypto_attrs {
    uint32_t count; /* <= CRYPTO_ATTRS_MAX */
    uint32_t reserved;
    struct crypto_attr {
        uint32_t id; /* TEE_ATTR_*; bit 29: a value, else a reference */
        uint32_t a;  /* of a reference: its bytes */
        uint32_t b;
        uint32_t reserved;
    } row[];
};

_Static_assert(sizeof(struct crypto_rsa_public) == 8, "ABI");
_Static_assert(sizeof(struct crypto_attrs) == 8, "ABI");
_Static_assert(sizeof(struct crypto_attr) == 16, "ABI");
_Static_assert(3 + CRYPTO_INLINE / 8 <= KMSG_WORDS, "input fits a message");
_Static_assert(2 + CRYPTO_INLINE / 8 <= KMSG_WORDS, "output fits a reply");
