/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Test vectors as the client hands them to the TA, little-endian; convert.py
 * writes them. A file is a list of cases:
 *
 *   struct vector_case | items ...
 *
 * and each item is a struct vector_item, then its bytes, padded with zeros to
 * a multiple of four. The TA does what a case says with the functions of the
 * Internal Core API and answers with what came of it; whether that is what the
 * case expects is for the client to judge, who also sees a TA that died.
 */
#pragma once

#include <stdint.h>

/* 61d0fab2-3c97-4b05-a1f2-0b9c3d5e7f18 */
#define VECTORS_UUID                                                           \
    {                                                                          \
        0x61d0fab2, 0x3c97, 0x4b05,                                            \
        {                                                                      \
            0xa1, 0xf2, 0x0b, 0x9c, 0x3d, 0x5e, 0x7f, 0x18                     \
        }                                                                      \
    }

enum vector_command {
    VECTOR_RUN = 0,       /* memref in: a case; value out: outcome, line */
    VECTOR_SUPPORTED = 1, /* value in: algorithm, element; out: result */
};

enum vector_action {
    VECTOR_DIGEST = 0,
    VECTOR_MAC = 1,
    VECTOR_CIPHER = 2,
    VECTOR_AE = 3,
    VECTOR_SIGN = 4,     /* gives the signature OUTPUT, or, without OUTPUT, one
                          * that verifies */
    VECTOR_VERIFY = 5,   /* the signature OUTPUT over MESSAGE */
    VECTOR_ENCRYPT = 6,  /* as SIGN: gives OUTPUT, or what decrypts again */
    VECTOR_DECRYPT = 7,  /* MESSAGE gives OUTPUT */
    VECTOR_DERIVE = 8,   /* OUTPUT is the secret */
    VECTOR_GENERATE = 9, /* a new key, out and in again, works for the
                          * algorithm */
    VECTOR_ACTIONS,
};

/* What the source of a case says of it. */
enum vector_verdict {
    VECTOR_VALID = 0,      /* must succeed, with that output */
    VECTOR_ACCEPTABLE = 1, /* may be refused, or be treated as valid */
    VECTOR_INVALID = 2,    /* must give `expect` */
    VECTOR_VERDICTS,
};

/* Outcomes beyond the results of the API, and what `expect` may say. */
enum vector_outcome {
    VECTOR_OK = 0,
    VECTOR_REFUSED = 1,       /* expected: any error, or a panic */
    VECTOR_NOT_THAT = 2,      /* expected: the same, or another output */
    VECTOR_DIFFERENT = 3,     /* came: another output */
    VECTOR_INCONSISTENT = 4,  /* came: two ways to do it differ */
    VECTOR_BAD_CASE = 5,      /* came: the case is not as described here */
    VECTOR_OUTCOME_LIMIT = 6, /* above: TEE_ERROR_* */
};

struct vector_case {
    uint32_t size;      /* of the case, items included */
    uint32_t action;    /* enum vector_action */
    uint32_t algorithm; /* TEE_ALG_* */
    uint32_t mode;      /* TEE_MODE_* */
    uint32_t element;   /* TEE_ECC_CURVE_*, 0: none */
    uint32_t key_type;  /* TEE_TYPE_*, 0: none */
    uint32_t key_bits;  /* size of a key object */
    uint32_t verdict;   /* enum vector_verdict */
    uint32_t expect;    /* TEE_Result or enum vector_outcome, if invalid */
    uint32_t items;
};

enum vector_kind {
    VECTOR_KEY_REF = 0,   /* an attribute of the key; id: TEE_ATTR_* */
    VECTOR_KEY_VALUE = 1, /* the same, two words */
    VECTOR_KEY2_REF = 2,  /* of the second key */
    VECTOR_KEY2_VALUE = 3,
    VECTOR_PARAM_REF = 4, /* a parameter of the operation */
    VECTOR_PARAM_VALUE = 5,
    VECTOR_DATA = 6, /* id: enum vector_data */
    VECTOR_KINDS,
};

enum vector_data {
    VECTOR_NAME = 0, /* text: where the case is from */
    VECTOR_MESSAGE = 1,
    VECTOR_OUTPUT = 2,
    VECTOR_IV = 3,
    VECTOR_AAD = 4,
    VECTOR_TAG = 5,
    VECTOR_DATAS,
};

struct vector_item {
    uint32_t kind; /* enum vector_kind */
    uint32_t id;
    uint32_t size; /* of the bytes */
};

_Static_assert(sizeof(struct vector_case) == 40, "format");
_Static_assert(sizeof(struct vector_item) == 12, "format");
