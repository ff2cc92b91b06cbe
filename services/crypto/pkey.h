/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Keys and parameters of libcrypto from GlobalPlatform's bytes.
 */
#pragma once

#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include "services/crypto/span.h"

/* Bytes without leading zeros. */
struct span span_strip_zeros(struct span s);

/* Bits of a number without leading zeros. */
size_t span_bits(struct span s);

enum { PARAMS_MAX = 10, PARAMS_BYTES = 4096 };

/* A list of parameters under construction. Numbers are copied (libcrypto takes
 * them in the CPU's byte order), texts and octets are borrowed. */
struct params {
    unsigned count;
    size_t used;                     /* of bytes */
    OSSL_PARAM list[PARAMS_MAX + 1]; /* ended once params_end() was called */
    uint8_t bytes[PARAMS_BYTES];
};

/* p holds nothing. Call before the others; bytes need not be initialised. */
void params_begin(struct params *p);

/* Add one. What there is no room for makes params_end() return false. */
void params_number(struct params *p, const char *name, struct span number);
void params_octets(struct params *p, const char *name, struct span octets);
void params_text(struct params *p, const char *name, const char *text);
void params_int(struct params *p, const char *name, const int *value);

/* As params_number, of libcrypto's number, which has at most n bytes: how many
 * may be a secret. */
void params_bignum(struct params *p, const char *name, const BIGNUM *number,
                   size_t n);

/* Ends the list. False: it is not complete, and must not be used. */
_Bool params_end(struct params *p);

/* Wipes the copies. */
void params_drop(struct params *p);

/* A key of libcrypto's type `type` from p, which is ended and dropped;
 * selection: EVP_PKEY_PUBLIC_KEY or EVP_PKEY_KEYPAIR. NULL: refused, or lack
 * of memory. */
EVP_PKEY *pkey_make(const char *type, int selection, struct params *p);

/* A new key of libcrypto, or NULL for one that it has made in spite of a lack
 * of memory: its sizes are then missing. */
EVP_PKEY *pkey_checked(EVP_PKEY *key);
