/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the files of the program in Linux share: a row of cases.def, and one of
 * its operations made ready to be done again and again.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/crypto/cases.h"

struct bench_case {
    const char *name;
    enum bench_kind kind;
    uint32_t ops; /* bit n: enum bench_op */
    uint32_t bits, n;
    const char *evp, *argument;
};

extern const struct bench_case bench_cases[];
extern const unsigned bench_case_count;

/* Data: both of BENCH_DATA_MAX bytes and some more. */
extern uint8_t *bench_in, *bench_out;

struct work {
    const struct bench_case *row;
    void *context;       /* of the library */
    void *key, *other;   /* EVP_PKEY */
    void *algorithm;     /* EVP_CIPHER, EVP_MD, EVP_KDF */
    int file;            /* of AF_ALG */
    size_t made, secret; /* bytes of a signature or cipher text, of a secret */
    bool (*run)(struct work *w, size_t n);
};

/* Prepares w->row for an operation in OpenSSL: false, it has none such. Nothing
 * is freed: each is prepared once. data: see enum bench_kind. */
bool evp_data_begin(struct work *w, enum bench_op op);
bool evp_key_begin(struct work *w, enum bench_op op);

/* The same by the kernel's interface: false, it is not there. */
bool af_alg_begin(struct work *w, enum bench_op op);

/* What the keys of this row need of a domain: its bytes, 0: nothing. */
size_t evp_domain(const struct bench_case *row, struct bench_domain *d);
