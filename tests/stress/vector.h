/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Vector registers as memory (vector.S). Between a load and the store after
 * it nothing may touch them: compile with -mgeneral-regs-only.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct vector {
    uint64_t q[64];
    uint64_t fpcr, fpsr;
};

/* The bits of FPCR and FPSR that every CPU keeps: rounding mode, flush to
 * zero, default NaN; cumulative flags. */
#define VECTOR_FPCR 0x03c00000ull
#define VECTOR_FPSR 0x0800009full

void vector_load(const struct vector *v);
void vector_store(struct vector *v);

/* Counts down from rounds > 0. */
void vector_spin(uint64_t rounds);

/* Where there is SVE: bytes of a Z register; 32 Z, then 16 P registers. */
size_t sve_bytes(void);
void sve_load(const uint8_t *from);
void sve_store(uint8_t *to);

static inline uint64_t vector_random(uint64_t *seed)
{
    uint64_t x = *seed += 0x9e3779b97f4a7c15ull;

    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9ull;
    x = (x ^ x >> 27) * 0x94d049bb133111ebull;
    return x ^ x >> 31;
}

/* A pattern that tells its seed. */
static inline void vector_fill(struct vector *v, uint64_t seed)
{
    for (unsigned i = 0; i < 64; i++)
        v->q[i] = vector_random(&seed);
    v->fpcr = vector_random(&seed) & VECTOR_FPCR;
    v->fpsr = vector_random(&seed) & VECTOR_FPSR;
}

static inline int vector_equal(const struct vector *a, const struct vector *b)
{
    uint64_t differ = a->fpcr ^ b->fpcr;

    differ |= a->fpsr ^ b->fpsr;
    for (unsigned i = 0; i < 64; i++)
        differ |= a->q[i] ^ b->q[i];
    return differ == 0;
}
