/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the TA's files share: a row of cases.def, and one of its operations made
 * ready to be done again and again.
 */
#pragma once

#include <tee_internal_api.h>
#include <tee_internal_api_extensions.h>

#include "cases.h"

struct bench_case {
    enum bench_kind kind;
    uint32_t algorithm, type, bits, curve, n;
};

#define WORK_PARAMS 4u

/* An operation that is ready. Which of these are used depends on the kind. */
struct work {
    const struct bench_case *row;
    TEE_OperationHandle operation;
    TEE_ObjectHandle key, other, result;
    TEE_Attribute params[WORK_PARAMS];
    uint32_t params_used;
    size_t signature; /* bytes of it, or of a cipher text */
    TEE_Result (*run)(struct work *w, size_t n);
};

/* Data: both of BENCH_DATA_MAX bytes and some more. */
extern uint8_t *bench_in, *bench_out;

/* Prepares w->row for an operation: fills w. What it has made is freed by
 * work_end() in any case. data.c has the kinds that process data, key.c the
 * others, which may need a domain (NULL: there is none). */
TEE_Result data_begin(struct work *w, enum bench_op op);
TEE_Result key_begin(struct work *w, enum bench_op op,
                     const struct bench_domain *domain);
void work_end(struct work *w);

/* A fresh key of the row in *key. */
TEE_Result key_make(const struct bench_case *row,
                    const struct bench_domain *domain, TEE_ObjectHandle *key);
