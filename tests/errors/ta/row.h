/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rows of the table: `prepare` makes in a world what the call needs, which
 * must succeed, and `act` makes the one call that must fail. Each file of rows
 * has a table of its own.
 */
#pragma once

#include <tee_internal_api.h>

#include "tests/errors/errors.h"

#define WORLD_BUFFER 512

struct world {
    TEE_ObjectHandle key, key2, empty;
    TEE_OperationHandle op, op2;
    TEE_PropSetHandle properties;
    TEE_Attribute attributes[8];
    _Alignas(8) uint8_t in[WORLD_BUFFER], out[WORLD_BUFFER];
    size_t n;
    uint32_t a, b;
};

struct row {
    const char *function;
    const char *what;
    TEE_Result (*prepare)(struct world *w);
    TEE_Result (*act)(struct world *w);
    uint32_t expect; /* TEE_ERROR_*, or ERRORS_PANIC */
};

struct rows {
    const struct row *list;
    size_t n;
};

#define ROWS(list)                                                             \
    {                                                                          \
        list, sizeof(list) / sizeof((list)[0])                                 \
    }

extern const struct rows rows_framework, rows_object, rows_operation,
    rows_symmetric, rows_asymmetric, rows_bigint;

/* act, one call of a function without a result */
#define ACT(name, call)                                                        \
    static TEE_Result name(struct world *w)                                    \
    {                                                                          \
        (void)w;                                                               \
        call;                                                                  \
        return TEE_SUCCESS;                                                    \
    }

/* act, one call of a function with a result */
#define ACT_RESULT(name, call)                                                 \
    static TEE_Result name(struct world *w)                                    \
    {                                                                          \
        (void)w;                                                               \
        return call;                                                           \
    }

/* `out` as a place for a structure. */
#define OUT_AS(w, type) ((type *)(void *)(w)->out)

/* Memory that is there and no handle. */
#define FAKE(w, type) ((type)((uintptr_t)(w) + 8))

/* A handle of nothing. */
#define NO_OPERATION ((TEE_OperationHandle)TEE_HANDLE_NULL)
#define NO_OBJECT    ((TEE_ObjectHandle)TEE_HANDLE_NULL)

/* Preparations. Keys are constants, 16 bytes unless said otherwise. */
TEE_Result nothing(struct world *w);
TEE_Result empty_aes(struct world *w);    /* empty: AES, no attributes */
TEE_Result aes_key(struct world *w);      /* key: AES; empty: AES */
TEE_Result aes_secret(struct world *w);   /* key: AES, not extractable */
TEE_Result aes_keys(struct world *w);     /* key and key2: AES, different */
TEE_Result hmac_key(struct world *w);     /* key: HMAC-SHA256, 32 bytes */
TEE_Result digest_new(struct world *w);   /* op, op2: SHA256 */
TEE_Result digest_used(struct world *w);  /* op: has taken a message */
TEE_Result cipher_bare(struct world *w);  /* op: AES-CBC encrypt, no key; key */
TEE_Result cipher_keyed(struct world *w); /* op: with its key */
TEE_Result cipher_begun(struct world *w); /* op: after TEE_CipherInit */
TEE_Result xts_bare(struct world *w);     /* op: AES-XTS, no keys; key, key2 */
TEE_Result mac_bare(struct world *w);     /* op: HMAC-SHA256, no key; key */
TEE_Result mac_keyed(struct world *w);
TEE_Result mac_begun(struct world *w);
TEE_Result gcm_bare(struct world *w); /* op: AES-GCM encrypt, no key; key */
TEE_Result gcm_keyed(struct world *w);
TEE_Result gcm_begun(struct world *w); /* tag of 128 bits, no AAD */
TEE_Result gcm_decrypting(struct world *w);
TEE_Result ccm_begun(struct world *w);  /* AAD of 4 bytes, payload of 16 */
TEE_Result ec_key(struct world *w);     /* key: ECDSA P-256, generated */
TEE_Result ec_signing(struct world *w); /* op: ECDSA-SHA256 sign, with key */
TEE_Result ec_verifying(struct world *w);
TEE_Result ec_deriving(struct world *w); /* op: ECDH P-256; empty: secret */
TEE_Result rsa_key(struct world *w);     /* key: RSA-1024, generated */
TEE_Result rsa_signing(struct world *w); /* op: PKCS #1 1.5, SHA256 */
TEE_Result rsa_verifying(struct world *w);
TEE_Result rsa_encrypting(struct world *w); /* op: OAEP-SHA1 */
TEE_Result rsa_decrypting(struct world *w);
