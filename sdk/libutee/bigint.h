/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How an integer lies in the array that the TA allocates: a word for the
 * array's size, a word for the value's size and sign, then the magnitude, least
 * significant word first. TEE_BigIntSizeInU32() allows for the two.
 */
#pragma once

#include <tee_api_types.h>

enum {
    BIGINT_BITS_MAX = 4096, /* gpd.tee.arith.maxBigIntSize */
    /* What an array may hold: products of two such, and room to spare. */
    BIGINT_LIMBS_MAX = 8 * BIGINT_BITS_MAX / 32,
};

struct bigint {
    uint32_t capacity; /* words of `limb` */
    int32_t size;      /* words in use, negated if the value is negative */
    uint32_t limb[];   /* those beyond the ones in use are 0 */
};

static inline const struct bigint *bigint_of(const TEE_BigInt *b)
{
    return (const struct bigint *)b;
}

static inline uint32_t bigint_used(const struct bigint *b)
{
    return (uint32_t)(b->size < 0 ? -b->size : b->size);
}

/* Has it been initialised, and not been damaged since? */
bool bigint_valid(const TEE_BigInt *b);

/* Gives b, whose limbs hold a magnitude in the first `limbs` words, its size
 * and sign; clears the rest. */
void bigint_finish(struct bigint *b, uint32_t limbs, bool negative);
