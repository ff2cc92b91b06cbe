/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rows of big integers: `in` holds two small ones, `out` one for a result.
 */
#include "row.h"

#define SMALL  TEE_BigIntSizeInU32(64)
#define ONE(w) ((TEE_BigInt *)(void *)(w)->in)
#define TWO(w) (ONE(w) + 64)
#define OUT(w) ((TEE_BigInt *)(void *)(w)->out)

/* one = 7, two = 0 */
static TEE_Result numbers(struct world *w)
{
    TEE_BigIntInit(ONE(w), SMALL);
    TEE_BigIntInit(TWO(w), SMALL);
    TEE_BigIntInit(OUT(w), SMALL);
    TEE_BigIntConvertFromS32(ONE(w), 7);
    return TEE_SUCCESS;
}

/* one = 2^63 + more, of 64 bits; two = 4 */
static TEE_Result large_numbers(struct world *w)
{
    static const uint8_t bytes[] = {0x80, 1, 2, 3, 4, 5, 6, 7};
    TEE_Result result = numbers(w);

    TEE_BigIntConvertFromS32(TWO(w), 4);
    return result ? result
                  : TEE_BigIntConvertFromOctetString(ONE(w), bytes,
                                                     sizeof(bytes), 1);
}

/* one = 6, two = 4 */
static TEE_Result common_factor(struct world *w)
{
    TEE_Result result = numbers(w);

    TEE_BigIntConvertFromS32(ONE(w), 6);
    TEE_BigIntConvertFromS32(TWO(w), 4);
    return result;
}

static TEE_Result from_much(struct world *w)
{
    static const uint8_t bytes[64] = {1};

    return TEE_BigIntConvertFromOctetString(ONE(w), bytes, sizeof(bytes), 1);
}

static TEE_Result to_short(struct world *w)
{
    w->n = 7;
    return TEE_BigIntConvertToOctetString(w->out, &w->n, ONE(w));
}

static TEE_Result to_s32(struct world *w)
{
    int32_t value;

    return TEE_BigIntConvertToS32(&value, ONE(w));
}

/* A destination of 32 bits. */
static TEE_BigInt *tiny(struct world *w)
{
    TEE_BigIntInit(OUT(w), TEE_BigIntSizeInU32(32));
    return OUT(w);
}

ACT_RESULT(assign_large, TEE_BigIntAssign(tiny(w), ONE(w)))
ACT_RESULT(abs_large, TEE_BigIntAbs(tiny(w), ONE(w)))
ACT_RESULT(set_bit, TEE_BigIntSetBit(ONE(w), 4000, true))
ACT_RESULT(exp_even, TEE_BigIntExpMod(OUT(w), TWO(w), TWO(w), TWO(w), NULL))
ACT(mod_zero, TEE_BigIntMod(OUT(w), ONE(w), TWO(w)))
ACT(add_mod_zero, TEE_BigIntAddMod(OUT(w), ONE(w), ONE(w), TWO(w)))
ACT(sub_mod_zero, TEE_BigIntSubMod(OUT(w), ONE(w), ONE(w), TWO(w)))
ACT(mul_mod_zero, TEE_BigIntMulMod(OUT(w), ONE(w), ONE(w), TWO(w)))
ACT(square_mod_zero, TEE_BigIntSquareMod(OUT(w), ONE(w), TWO(w)))
ACT(inv_mod_zero, TEE_BigIntInvMod(OUT(w), TWO(w), ONE(w)))
ACT(inv_mod, TEE_BigIntInvMod(OUT(w), ONE(w), TWO(w)))
ACT(div_zero, TEE_BigIntDiv(OUT(w), OUT(w) + 64, ONE(w), TWO(w)))
ACT(add_large, TEE_BigIntAdd(tiny(w), ONE(w), ONE(w)))
ACT(sub_large, TEE_BigIntSub(tiny(w), ONE(w), TWO(w)))
ACT(mul_large, TEE_BigIntMul(tiny(w), ONE(w), ONE(w)))
ACT(square_large, TEE_BigIntSquare(tiny(w), ONE(w)))
ACT(neg_large, TEE_BigIntNeg(tiny(w), ONE(w)))
ACT(init_much, TEE_BigIntInit(ONE(w), 1 << 20))

static TEE_Result context_short(struct world *w)
{
    return TEE_BigIntInitFMMContext1((TEE_BigIntFMMContext *)(void *)w->out, 0,
                                     ONE(w));
}

static TEE_Result context_zero(struct world *w)
{
    return TEE_BigIntInitFMMContext1((TEE_BigIntFMMContext *)(void *)w->out,
                                     WORLD_BUFFER / 4, TWO(w));
}

static const struct row list[] = {
    {"TEE_BigIntConvertFromOctetString", "too much", numbers, from_much,
     TEE_ERROR_OVERFLOW},
    {"TEE_BigIntConvertToOctetString", "short buffer", large_numbers, to_short,
     TEE_ERROR_SHORT_BUFFER},
    {"TEE_BigIntConvertToS32", "too large", large_numbers, to_s32,
     TEE_ERROR_OVERFLOW},
    {"TEE_BigIntAssign", "too large", large_numbers, assign_large,
     TEE_ERROR_OVERFLOW},
    {"TEE_BigIntAbs", "too large", large_numbers, abs_large,
     TEE_ERROR_OVERFLOW},
    {"TEE_BigIntSetBit", "too far", numbers, set_bit, TEE_ERROR_OVERFLOW},
    {"TEE_BigIntExpMod", "an even modulus", common_factor, exp_even,
     TEE_ERROR_NOT_SUPPORTED},
    {"TEE_BigIntInitFMMContext1", "too short", numbers, context_short,
     ERRORS_PANIC},
    {"TEE_BigIntInitFMMContext1", "by zero", numbers, context_zero,
     ERRORS_PANIC},
    {"TEE_BigIntInit", "more than the greatest size", nothing, init_much,
     ERRORS_PANIC},
    {"TEE_BigIntMod", "by zero", numbers, mod_zero, ERRORS_PANIC},
    {"TEE_BigIntAddMod", "by zero", numbers, add_mod_zero, ERRORS_PANIC},
    {"TEE_BigIntSubMod", "by zero", numbers, sub_mod_zero, ERRORS_PANIC},
    {"TEE_BigIntMulMod", "by zero", numbers, mul_mod_zero, ERRORS_PANIC},
    {"TEE_BigIntSquareMod", "by zero", numbers, square_mod_zero, ERRORS_PANIC},
    {"TEE_BigIntInvMod", "of zero", numbers, inv_mod_zero, ERRORS_PANIC},
    {"TEE_BigIntInvMod", "a common factor", common_factor, inv_mod,
     ERRORS_PANIC},
    {"TEE_BigIntDiv", "by zero", numbers, div_zero, ERRORS_PANIC},
    {"TEE_BigIntAdd", "too large", large_numbers, add_large, ERRORS_PANIC},
    {"TEE_BigIntSub", "too large", large_numbers, sub_large, ERRORS_PANIC},
    {"TEE_BigIntMul", "too large", large_numbers, mul_large, ERRORS_PANIC},
    {"TEE_BigIntSquare", "too large", large_numbers, square_large,
     ERRORS_PANIC},
    {"TEE_BigIntNeg", "too large", large_numbers, neg_large, ERRORS_PANIC},
};

const struct rows rows_bigint = ROWS(list);
