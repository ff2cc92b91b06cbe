/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calculates with big integers.
 *
 * CALCULATE  value in (what, 0), memory in (a), memory in (b), memory out: the
 *            magnitude of the result; what: see below; POWER is a^65537 mod b
 * PRIME      memory in: its verdict as value out (1, 0 or 0xffffffff, bits)
 * LARGE      value in (bits, rounds): random numbers of that size, and what
 * must be true of them; BAD_STATE if it is not
 */
#include <tee_internal_api.h>

enum { CALCULATE = 1, PRIME = 2, LARGE = 3 };
enum { ADD, SUB, MUL, DIV, MOD, INVERT, GCD, POWER };
enum { BITS_MAX = 4096, WORDS = TEE_BigIntSizeInU32(2 * BITS_MAX + 32) };

struct numbers {
    TEE_BigInt a[WORDS], b[WORDS], q[WORDS], r[WORDS], s[WORDS], t[WORDS];
};

static void numbers_init(struct numbers *n)
{
    TEE_BigInt *all[] = {n->a, n->b, n->q, n->r, n->s, n->t};

    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
        TEE_BigIntInit(all[i], WORDS);
}

static TEE_Result calculate(struct numbers *n, uint32_t what)
{
    switch (what) {
    case ADD:
        TEE_BigIntAdd(n->r, n->a, n->b);
        return TEE_SUCCESS;
    case SUB:
        TEE_BigIntSub(n->r, n->a, n->b);
        return TEE_SUCCESS;
    case MUL:
        TEE_BigIntMul(n->r, n->a, n->b);
        return TEE_SUCCESS;
    case DIV:
        TEE_BigIntDiv(n->r, NULL, n->a, n->b);
        return TEE_SUCCESS;
    case MOD:
        TEE_BigIntMod(n->r, n->a, n->b);
        return TEE_SUCCESS;
    case INVERT:
        TEE_BigIntInvMod(n->r, n->a, n->b);
        return TEE_SUCCESS;
    case GCD:
        TEE_BigIntComputeExtendedGcd(n->r, NULL, NULL, n->a, n->b);
        return TEE_SUCCESS;
    case POWER:
        TEE_BigIntConvertFromS32(n->s, 65537);
        return TEE_BigIntExpMod(n->r, n->a, n->s, n->b, NULL);
    default:
        return TEE_ERROR_NOT_SUPPORTED;
    }
}

static TEE_Result on_calculate(TEE_Param params[4])
{
    struct numbers n;
    TEE_Result result;

    numbers_init(&n);
    result = TEE_BigIntConvertFromOctetString(n.a, params[1].memref.buffer,
                                              params[1].memref.size, 1);
    if (!result)
        result = TEE_BigIntConvertFromOctetString(n.b, params[2].memref.buffer,
                                                  params[2].memref.size, 1);
    if (!result)
        result = calculate(&n, params[0].value.a);
    if (!result)
        result = TEE_BigIntConvertToOctetString(params[3].memref.buffer,
                                                &params[3].memref.size, n.r);
    return result;
}

static TEE_Result on_prime(TEE_Param params[4])
{
    TEE_BigInt a[WORDS];
    TEE_Result result;

    TEE_BigIntInit(a, WORDS);
    result = TEE_BigIntConvertFromOctetString(a, params[0].memref.buffer,
                                              params[0].memref.size, 1);
    if (result)
        return result;
    params[1].value.a = (uint32_t)TEE_BigIntIsProbablePrime(a, 80);
    params[1].value.b = TEE_BigIntGetBitCount(a);
    return TEE_SUCCESS;
}

/* An odd number of exactly so many bits. */
static void random_fill(TEE_BigInt *b, uint32_t bits)
{
    uint8_t bytes[BITS_MAX / 8];
    uint32_t n = bits / 8;

    TEE_GenerateRandom(bytes, n);
    bytes[0] |= 0x80;
    bytes[n - 1] |= 1;
    (void)TEE_BigIntConvertFromOctetString(b, bytes, n, 1);
}

static bool division_undoes(struct numbers *n)
{
    TEE_BigIntMul(n->r, n->a, n->b);
    TEE_BigIntDiv(n->q, n->s, n->r, n->b);
    return TEE_BigIntCmp(n->q, n->a) == 0 && TEE_BigIntCmpS32(n->s, 0) == 0;
}

/* a^5 in two ways. */
static bool powers_are_products(struct numbers *n)
{
    TEE_BigIntConvertFromS32(n->s, 5);
    if (TEE_BigIntExpMod(n->r, n->a, n->s, n->b, NULL))
        return false;
    TEE_BigIntSquareMod(n->t, n->a, n->b);
    TEE_BigIntSquareMod(n->t, n->t, n->b);
    TEE_BigIntMulMod(n->t, n->t, n->a, n->b);
    return TEE_BigIntCmp(n->r, n->t) == 0;
}

/* a^2 mod b in the fast representation. */
static bool representations_agree(struct numbers *n)
{
    TEE_BigIntFMMContext context[1 + BITS_MAX / 32];

    if (TEE_BigIntFMMContextSizeInU32(TEE_BigIntGetBitCount(n->b)) >
        sizeof(context) / sizeof(context[0]))
        return false;
    TEE_BigIntInitFMMContext(context, sizeof(context) / sizeof(context[0]),
                             n->b);
    TEE_BigIntConvertToFMM(n->s, n->a, n->b, context);
    TEE_BigIntComputeFMM(n->s, n->s, n->s, n->b, context);
    TEE_BigIntConvertFromFMM(n->r, n->s, n->b, context);
    TEE_BigIntSquareMod(n->t, n->a, n->b);
    return TEE_BigIntCmp(n->r, n->t) == 0;
}

/* u * a + v * b = gcd, and the inverse if that is 1. */
static bool coefficients_fit(struct numbers *n)
{
    TEE_BigIntComputeExtendedGcd(n->q, n->s, n->t, n->a, n->b);
    TEE_BigIntMul(n->r, n->s, n->a);
    TEE_BigIntMul(n->s, n->t, n->b);
    TEE_BigIntAdd(n->r, n->r, n->s);
    if (TEE_BigIntCmp(n->r, n->q) != 0)
        return false;
    if (TEE_BigIntCmpS32(n->q, 1) != 0)
        return !TEE_BigIntRelativePrime(n->a, n->b);
    TEE_BigIntInvMod(n->r, n->a, n->b);
    TEE_BigIntMulMod(n->r, n->r, n->a, n->b);
    return TEE_BigIntCmpS32(n->r, 1) == 0;
}

static TEE_Result on_large(uint32_t bits, uint32_t rounds)
{
    struct numbers n;

    if (bits < 16 || bits > BITS_MAX)
        return TEE_ERROR_BAD_PARAMETERS;
    numbers_init(&n);
    for (uint32_t i = 0; i < rounds; i++) {
        random_fill(n.a, bits);
        random_fill(n.b, bits);
        if (!division_undoes(&n) || !powers_are_products(&n) ||
            !representations_agree(&n) || !coefficients_fit(&n))
            return TEE_ERROR_BAD_STATE;
    }
    return TEE_SUCCESS;
}

TEE_Result TA_CreateEntryPoint(void)
{
    return TEE_SUCCESS;
}

void TA_DestroyEntryPoint(void)
{
}

TEE_Result TA_OpenSessionEntryPoint(uint32_t types, TEE_Param params[4],
                                    void **session)
{
    (void)types;
    (void)params;
    (void)session;
    return TEE_SUCCESS;
}

void TA_CloseSessionEntryPoint(void *session)
{
    (void)session;
}

TEE_Result TA_InvokeCommandEntryPoint(void *session, uint32_t command,
                                      uint32_t types, TEE_Param params[4])
{
    (void)session;
    (void)types;
    switch (command) {
    case CALCULATE:
        return on_calculate(params);
    case PRIME:
        return on_prime(params);
    case LARGE:
        return on_large(params[0].value.a, params[0].value.b);
    default:
        return TEE_ERROR_NOT_SUPPORTED;
    }
}
