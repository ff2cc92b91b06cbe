/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the files of asym.h share. A family is a set of functions; the tables
 * of asym.c say which family an algorithm is of, and which functions make
 * libcrypto's key of a type of key.
 */
#pragma once

#include <openssl/evp.h>
#include "services/crypto/asym.h"
#include "services/crypto/attr.h"
#include "services/crypto/pkey.h"

/* A digest, as a part of an algorithm. */
struct asym_hash {
    uint32_t id;      /* ALG_* */
    const char *name; /* libcrypto's */
    size_t size;      /* bytes */
};

struct asym_family;

struct asym_alg {
    uint32_t id; /* ALG_* */
    const struct asym_family *family;
    uint32_t hash;       /* ALG_*; 0: none, or given by an attribute */
    const char *padding; /* RSA: OSSL_PKEY_RSA_PAD_MODE_* */
};

/* An algorithm with its keys: what a state has behind ctx. */
struct asym {
    const struct asym_alg *alg;
    const struct asym_hash *hash; /* NULL: none */
    enum crypto_mode mode;
    struct key *key[2]; /* of the state */
    EVP_PKEY *pkey;     /* borrowed; set by asym_setup_pkey() */
    EVP_PKEY_CTX *ctx;  /* owned; of pkey */
    size_t part;        /* bytes of r, and of s */
    uint8_t confirmation[CRYPTO_CONFIRMATION]; /* of the last key exchange */
};

/* Functions that a family does not have are NULL; the arguments are those of
 * the functions of asym.h. */
struct asym_family {
    /* Once, before the others; may set pkey, ctx, part. */
    enum tee_result (*setup)(struct asym *a);
    enum tee_result (*operate)(struct asym *a, const struct attrs *attrs,
                               struct span in, uint8_t *out, size_t *n);
    enum tee_result (*verify)(struct asym *a, const struct attrs *attrs,
                              struct span digest, struct span signature);
    /* room: bytes at out, and of the object it is for */
    enum tee_result (*derive)(struct asym *a, const struct attrs *attrs,
                              uint8_t *out, size_t room, size_t *n);
    enum tee_result (*encapsulate)(struct asym *a, uint8_t *secret,
                                   size_t *secret_n, uint8_t *out, size_t *n);
};

extern const struct asym_family rsa_cipher, rsa_signature;       /* rsa.c */
extern const struct asym_family dsa_signature, dh_agreement;     /* dl.c */
extern const struct asym_family ecdsa_signature, ecdh_agreement; /* ec.c */
extern const struct asym_family eddsa_signature, xdh_agreement;  /* edx.c */
extern const struct asym_family sm2_signature;                   /* ec.c */
extern const struct asym_family sm2_cipher, sm2_agreement;       /* sm2.c */
extern const struct asym_family ml_dsa_signature, ml_kem;        /* ml.c */
extern const struct asym_family hkdf, concat_kdf, pbkdf2;        /* kdf.c */

/* Setup with pkey and ctx only. BAD_PARAMETERS: libcrypto refuses the key. */
enum tee_result asym_setup_pkey(struct asym *a);

/* The digest with this ALG_* id; NULL: unknown, or without a length. */
const struct asym_hash *asym_hash_find(uint32_t id);

/* The row of an algorithm; NULL: not of asym.h. */
const struct asym_alg *asym_alg_find(uint32_t id);

/* The bytes of an attribute; of none: no bytes. */
struct span attr_span(const struct attr *attr);

/* Of a key's own attribute. */
struct span key_span(const struct key *key, uint32_t id);

/* p, n or where p is NULL something that may be pointed to. */
struct span span_pointed(struct span s);

/* False: *n, the room, is less than `needed`, which it then is. */
_Bool room_suffices(size_t *n, size_t needed);

/*
 * Signatures over digests, for DSA, ECDSA and SM2: r and s, each a->part bytes,
 * where libcrypto has them in DER. a->ctx is set up for the mode.
 */
enum tee_result pair_sign(struct asym *a, struct span digest, uint8_t *out,
                          size_t *n);
enum tee_result pair_verify(struct asym *a, struct span digest,
                            struct span signature);

/*
 * Agreement on elliptic curves: the setup, and a secret of at most `room` bytes
 * with `other`, which is freed. BAD_PARAMETERS: libcrypto refuses a key; NULL
 * is one that it has refused.
 */
enum tee_result secret_setup(struct asym *a);
enum tee_result secret_agree(struct asym *a, EVP_PKEY *other, uint8_t *out,
                             size_t room, size_t *n);

/* Signatures over messages: `instance` of a->pkey's algorithm, and its
 * context. */
enum tee_result message_sign(struct asym *a, EVP_SIGNATURE *instance,
                             struct span context, struct span message,
                             uint8_t *out, size_t *n);
enum tee_result message_verify(struct asym *a, EVP_SIGNATURE *instance,
                               struct span context, struct span message,
                               struct span signature);

/* libcrypto's key for a key of the family; NULL: refused, or lack of memory. */
EVP_PKEY *rsa_pkey(const struct key *key);
EVP_PKEY *dsa_pkey(const struct key *key);
EVP_PKEY *ec_pkey(const struct key *key);
EVP_PKEY *edx_pkey(const struct key *key);
EVP_PKEY *ml_pkey(const struct key *key);

/* Once, at the start, what asym_init() does for a file. */
_Bool edx_init(void);
_Bool sm2_init(void);
_Bool kdf_init(void);

/* The KDF of X9.63 with SM3 and nothing but the secret, which is SM2's. False:
 * lack of memory. */
_Bool kdf_x963_sm3(struct span secret, uint8_t *out, size_t n);

/* A key under construction: attributes, their bytes, and libcrypto's key. */
enum { FRESH_BYTES = 8192 };
struct fresh {
    struct attrs attrs;
    EVP_PKEY *pkey; /* NULL: none was made */
    size_t used;    /* of bytes */
    uint8_t bytes[FRESH_BYTES];
};

/* Add an attribute; false: no room, or no such parameter. */
_Bool fresh_octets(struct fresh *f, uint32_t id, struct span octets);
_Bool fresh_bignum(struct fresh *f, uint32_t id, const BIGNUM *number);
_Bool fresh_value(struct fresh *f, uint32_t id, uint32_t a);
_Bool fresh_number_of(struct fresh *f, uint32_t id, const char *param);
_Bool fresh_octets_of(struct fresh *f, uint32_t id, const char *param);

/* Generates with libcrypto: f->pkey of `type`. */
_Bool fresh_pkey(struct fresh *f, const char *type, struct params *p);

/* Generate a key of the family: fill f. BAD_PARAMETERS: attributes, or a size
 * that there is not. */
enum tee_result rsa_generate(const struct type *type, uint32_t bits,
                             const struct attrs *attrs, struct fresh *f);
enum tee_result dsa_generate(const struct type *type, uint32_t bits,
                             const struct attrs *attrs, struct fresh *f);
enum tee_result dh_generate(const struct type *type, uint32_t bits,
                            const struct attrs *attrs, struct fresh *f);
enum tee_result ec_generate(const struct type *type, uint32_t bits,
                            const struct attrs *attrs, struct fresh *f);
enum tee_result edx_generate(const struct type *type, uint32_t bits,
                             const struct attrs *attrs, struct fresh *f);
enum tee_result ml_generate(const struct type *type, uint32_t bits,
                            const struct attrs *attrs, struct fresh *f);
