/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One case while it runs: what it says, decoded, and the handles that it
 * opened. An action (one function per file) returns the first result that
 * says how the case ended: VECTOR_OK, a TEE_ERROR_*, or an outcome of enum
 * vector_outcome. Whatever it leaves open, run_close ends.
 */
#pragma once

#include <tee_internal_api.h>

#include "tests/vectors/vectors.h"

#define RUN_ATTRIBUTES 12
#define RUN_HANDLES    6

struct run_bytes {
    const uint8_t *p;
    size_t n;
    bool there;
};

struct run_attributes {
    TEE_Attribute list[RUN_ATTRIBUTES];
    uint32_t n;
};

struct run {
    const struct vector_case *head;
    struct run_attributes key, key2, param;
    struct run_bytes data[VECTOR_DATAS];
    TEE_ObjectHandle objects[RUN_HANDLES];
    TEE_OperationHandle operations[RUN_HANDLES];
    uint32_t object_count, operation_count;
    uint32_t line; /* of the source, where the outcome arose */
    uint32_t seed; /* of the places where messages are split */
};

/* Decodes the n bytes at p, which must stay; false: not a case. Attributes that
 * are not public are hidden (secret.h). */
bool run_decode(struct run *run, const void *p, size_t n);

/* Closes all handles of the case. */
void run_close(struct run *run);

/* Remembers the line and returns the outcome. */
uint32_t run_end(struct run *run, uint32_t line, uint32_t outcome);

#define END(run, outcome) run_end(run, __LINE__, outcome)

/* Returns from the action if a step did not succeed. */
#define TRY(run, step)                                                         \
    do {                                                                       \
        uint32_t try_ = (step);                                                \
        if (try_)                                                              \
            return END(run, try_);                                             \
    } while (0)

/* Returns from the action if two ways to do the same differ. */
#define SAME(run, condition)                                                   \
    do {                                                                       \
        if (!(condition))                                                      \
            return END(run, VECTOR_INCONSISTENT);                              \
    } while (0)

/* Object of the case's type with these attributes; closed by run_close. */
TEE_Result run_object(struct run *run, uint32_t type,
                      const struct run_attributes *attributes,
                      TEE_ObjectHandle *object);

/* Operation of the case's algorithm, without a key; freed by run_close. */
TEE_Result run_allocate(struct run *run, uint32_t mode,
                        TEE_OperationHandle *op);

/* The same with the keys of the case, if it has any. */
TEE_Result run_operation(struct run *run, uint32_t mode,
                         TEE_OperationHandle *op);

/* A number of bytes below or equal n, another each time, often 0, 1 or n. */
size_t run_split(struct run *run, size_t n);

/* Whether n bytes at p are the item of the case. They are public from now
 * on. */
bool run_equal(const struct run *run, enum vector_data item, const void *p,
               size_t n);

/* A buffer of n bytes from the heap, never NULL: there is enough. */
void *run_buffer(size_t n);

uint32_t run_digest(struct run *run);
uint32_t run_mac(struct run *run);
uint32_t run_cipher(struct run *run);
uint32_t run_ae(struct run *run);
uint32_t run_sign(struct run *run);
uint32_t run_verify(struct run *run);
uint32_t run_encrypt(struct run *run);
uint32_t run_decrypt(struct run *run);
uint32_t run_derive(struct run *run);
uint32_t run_generate(struct run *run);
