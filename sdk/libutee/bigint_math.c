/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Big integers [TEE Internal Core API 1.3.1, 8.8 to 8.10]: the part that
 * computes, on Mbed TLS. Operands are copied into numbers of Mbed TLS before
 * the result is stored, so any pointer may be equal to any other. The copies
 * are on the TA's heap, and wiped; a heap that has no room for them panics, as
 * does a result that does not fit where it shall go.
 */
#include "sdk/libutee/bigint_mpi.h"

#include <limits.h>
#include <tee_internal_api.h>
#include <trace.h>
#include <util.h>

#include "sdk/libutee/bigint.h"
#include "sdk/libutee/panic.h"

void bigint_must(const char *function, int error)
{
    if (!error)
        return;
    EMSG_RAW("%s: big number error -0x%x", function, (unsigned)-error);
    TEE_Panic(error == MBEDTLS_ERR_MPI_ALLOC_FAILED ? TEE_ERROR_OUT_OF_MEMORY
                                                    : TEE_ERROR_BAD_PARAMETERS);
}

static void check(const char *function, const TEE_BigInt *b)
{
    if (!bigint_valid(b))
        panic_rule(function, "an initialised big integer");
}

void bigint_load(const char *function, mbedtls_mpi *x, const TEE_BigInt *b)
{
    const struct bigint *from = bigint_of(b);

    check(function, b);
    mbedtls_mpi_init(x);
    bigint_must(function, mbedtls_mpi_read_binary_le(
                              x, (const unsigned char *)from->limb,
                              bigint_used(from) * sizeof(uint32_t)));
    if (from->size < 0)
        x->s = -1;
}

void bigint_store(const char *function, TEE_BigInt *b, const mbedtls_mpi *x)
{
    struct bigint *to = (struct bigint *)b;
    size_t limbs = (mbedtls_mpi_bitlen(x) + 31) / 32;

    check(function, b);
    if (limbs > to->capacity)
        panic_rule(function, "room for the result");
    if (limbs)
        bigint_must(function,
                    mbedtls_mpi_write_binary_le(x, (unsigned char *)to->limb,
                                                limbs * sizeof(uint32_t)));
    bigint_finish(to, (uint32_t)limbs, x->s < 0);
}

typedef int binary(mbedtls_mpi *x, const mbedtls_mpi *a, const mbedtls_mpi *b);

/* dest = op1 op op2 */
static void compute(const char *function, TEE_BigInt *dest,
                    const TEE_BigInt *op1, binary *op, const TEE_BigInt *op2)
{
    mbedtls_mpi a, b, x;

    bigint_load(function, &a, op1);
    bigint_load(function, &b, op2);
    mbedtls_mpi_init(&x);
    bigint_must(function, op(&x, &a, &b));
    bigint_store(function, dest, &x);
    mbedtls_mpi_free(&a);
    mbedtls_mpi_free(&b);
    mbedtls_mpi_free(&x);
}

/* dest = op1 op op2 (mod n) */
static void compute_mod(const char *function, TEE_BigInt *dest,
                        const TEE_BigInt *op1, binary *op,
                        const TEE_BigInt *op2, const TEE_BigInt *modulus)
{
    mbedtls_mpi a, b, n, x;

    bigint_load(function, &a, op1);
    bigint_load(function, &b, op2);
    bigint_load(function, &n, modulus);
    mbedtls_mpi_init(&x);
    bigint_must(function, op(&x, &a, &b));
    bigint_must(function, mbedtls_mpi_mod_mpi(&x, &x, &n));
    bigint_store(function, dest, &x);
    mbedtls_mpi_free(&a);
    mbedtls_mpi_free(&b);
    mbedtls_mpi_free(&n);
    mbedtls_mpi_free(&x);
}

void TEE_BigIntAdd(TEE_BigInt *dest, const TEE_BigInt *op1,
                   const TEE_BigInt *op2)
{
    compute(__func__, dest, op1, mbedtls_mpi_add_mpi, op2);
}

void TEE_BigIntSub(TEE_BigInt *dest, const TEE_BigInt *op1,
                   const TEE_BigInt *op2)
{
    compute(__func__, dest, op1, mbedtls_mpi_sub_mpi, op2);
}

void TEE_BigIntMul(TEE_BigInt *dest, const TEE_BigInt *op1,
                   const TEE_BigInt *op2)
{
    compute(__func__, dest, op1, mbedtls_mpi_mul_mpi, op2);
}

void TEE_BigIntSquare(TEE_BigInt *dest, const TEE_BigInt *op)
{
    compute(__func__, dest, op, mbedtls_mpi_mul_mpi, op);
}

void TEE_BigIntDiv(TEE_BigInt *dest_q, TEE_BigInt *dest_r,
                   const TEE_BigInt *op1, const TEE_BigInt *op2)
{
    mbedtls_mpi a, b, q, r;

    require(TEE_BigIntCmpS32(op2, 0) != 0);
    require(!dest_q || dest_q != dest_r);
    bigint_load(__func__, &a, op1);
    bigint_load(__func__, &b, op2);
    mbedtls_mpi_init(&q);
    mbedtls_mpi_init(&r);
    bigint_must(__func__, mbedtls_mpi_div_mpi(&q, &r, &a, &b));
    if (dest_q)
        bigint_store(__func__, dest_q, &q);
    if (dest_r)
        bigint_store(__func__, dest_r, &r);
    mbedtls_mpi_free(&a);
    mbedtls_mpi_free(&b);
    mbedtls_mpi_free(&q);
    mbedtls_mpi_free(&r);
}

void TEE_BigIntMod(TEE_BigInt *dest, const TEE_BigInt *op, const TEE_BigInt *n)
{
    require(TEE_BigIntCmpS32(n, 2) >= 0);
    compute(__func__, dest, op, mbedtls_mpi_mod_mpi, n);
}

void TEE_BigIntAddMod(TEE_BigInt *dest, const TEE_BigInt *op1,
                      const TEE_BigInt *op2, const TEE_BigInt *n)
{
    require(TEE_BigIntCmpS32(n, 2) >= 0);
    compute_mod(__func__, dest, op1, mbedtls_mpi_add_mpi, op2, n);
}

void TEE_BigIntSubMod(TEE_BigInt *dest, const TEE_BigInt *op1,
                      const TEE_BigInt *op2, const TEE_BigInt *n)
{
    require(TEE_BigIntCmpS32(n, 2) >= 0);
    compute_mod(__func__, dest, op1, mbedtls_mpi_sub_mpi, op2, n);
}

void TEE_BigIntMulMod(TEE_BigInt *dest, const TEE_BigInt *op1,
                      const TEE_BigInt *op2, const TEE_BigInt *n)
{
    require(TEE_BigIntCmpS32(n, 2) >= 0);
    compute_mod(__func__, dest, op1, mbedtls_mpi_mul_mpi, op2, n);
}

void TEE_BigIntSquareMod(TEE_BigInt *dest, const TEE_BigInt *op,
                         const TEE_BigInt *n)
{
    TEE_BigIntMulMod(dest, op, op, n);
}

void TEE_BigIntInvMod(TEE_BigInt *dest, const TEE_BigInt *op,
                      const TEE_BigInt *n)
{
    require(TEE_BigIntCmpS32(n, 2) >= 0);
    compute(__func__, dest, op, mbedtls_mpi_inv_mod, n);
}

TEE_Result TEE_BigIntExpMod(TEE_BigInt *dest, const TEE_BigInt *op1,
                            const TEE_BigInt *op2, const TEE_BigInt *n,
                            const TEE_BigIntFMMContext *context)
{
    mbedtls_mpi a, e, modulus, x;

    (void)context;
    require(TEE_BigIntCmpS32(n, 2) >= 0);
    require(TEE_BigIntCmpS32(op2, 0) >= 0);
    if (!TEE_BigIntGetBit(n, 0))
        return TEE_ERROR_NOT_SUPPORTED;
    bigint_load(__func__, &a, op1);
    bigint_load(__func__, &e, op2);
    bigint_load(__func__, &modulus, n);
    mbedtls_mpi_init(&x);
    /* exp_mod makes n of the power of a negative multiple of n. */
    bigint_must(__func__, mbedtls_mpi_mod_mpi(&a, &a, &modulus));
    bigint_must(__func__, mbedtls_mpi_exp_mod(&x, &a, &e, &modulus, NULL));
    bigint_store(__func__, dest, &x);
    mbedtls_mpi_free(&a);
    mbedtls_mpi_free(&e);
    mbedtls_mpi_free(&modulus);
    mbedtls_mpi_free(&x);
    return TEE_SUCCESS;
}

bool TEE_BigIntRelativePrime(const TEE_BigInt *op1, const TEE_BigInt *op2)
{
    mbedtls_mpi a, b, gcd;
    bool coprime;

    bigint_load(__func__, &a, op1);
    bigint_load(__func__, &b, op2);
    mbedtls_mpi_init(&gcd);
    bigint_must(__func__, mbedtls_mpi_gcd(&gcd, &a, &b));
    coprime = mbedtls_mpi_cmp_int(&gcd, 1) == 0;
    mbedtls_mpi_free(&a);
    mbedtls_mpi_free(&b);
    mbedtls_mpi_free(&gcd);
    return coprime;
}

/* Euclid's algorithm on magnitudes. Each r is (some u) * a + (some v) * b; the
 * v are not carried along, because the last one follows from its u. */
struct euclid {
    const char *function;
    mbedtls_mpi a, b;   /* the operands' magnitudes */
    mbedtls_mpi r, u;   /* in the end: the divisor and its first coefficient */
    mbedtls_mpi r1, u1; /* of the next step */
    mbedtls_mpi q, t;
};

static void euclid_start(struct euclid *e, const TEE_BigInt *op1,
                         const TEE_BigInt *op2)
{
    bigint_load(e->function, &e->a, op1);
    bigint_load(e->function, &e->b, op2);
    e->a.s = e->b.s = 1;
    bigint_load(e->function, &e->r, op1);
    bigint_load(e->function, &e->r1, op2);
    e->r.s = e->r1.s = 1;
    mbedtls_mpi_init(&e->u);
    mbedtls_mpi_init(&e->u1);
    mbedtls_mpi_init(&e->q);
    mbedtls_mpi_init(&e->t);
    bigint_must(e->function, mbedtls_mpi_lset(&e->u, 1));
}

static void euclid_run(struct euclid *e)
{
    while (mbedtls_mpi_cmp_int(&e->r1, 0) != 0) {
        bigint_must(e->function,
                    mbedtls_mpi_div_mpi(&e->q, &e->r, &e->r, &e->r1));
        bigint_must(e->function, mbedtls_mpi_mul_mpi(&e->t, &e->q, &e->u1));
        bigint_must(e->function, mbedtls_mpi_sub_mpi(&e->u, &e->u, &e->t));
        mbedtls_mpi_swap(&e->r, &e->r1);
        mbedtls_mpi_swap(&e->u, &e->u1);
    }
}

/* The second coefficient, (r - u * a) / b, or 0 if b is: into q. */
static void euclid_second(struct euclid *e)
{
    if (mbedtls_mpi_cmp_int(&e->b, 0) == 0) {
        bigint_must(e->function, mbedtls_mpi_lset(&e->q, 0));
        return;
    }
    bigint_must(e->function, mbedtls_mpi_mul_mpi(&e->t, &e->u, &e->a));
    bigint_must(e->function, mbedtls_mpi_sub_mpi(&e->t, &e->r, &e->t));
    bigint_must(e->function, mbedtls_mpi_div_mpi(&e->q, NULL, &e->t, &e->b));
}

static void euclid_end(struct euclid *e)
{
    mbedtls_mpi *all[] = {&e->a,  &e->b,  &e->r, &e->u,
                          &e->r1, &e->u1, &e->q, &e->t};

    for (size_t i = 0; i < ARRAY_SIZE(all); i++)
        mbedtls_mpi_free(all[i]);
}

void TEE_BigIntComputeExtendedGcd(TEE_BigInt *gcd, TEE_BigInt *u, TEE_BigInt *v,
                                  const TEE_BigInt *op1, const TEE_BigInt *op2)
{
    struct euclid e = {.function = __func__};
    bool negative1 = TEE_BigIntCmpS32(op1, 0) < 0;
    bool negative2 = TEE_BigIntCmpS32(op2, 0) < 0;

    euclid_start(&e, op1, op2);
    euclid_run(&e);
    euclid_second(&e);
    if (negative1)
        e.u.s = -e.u.s;
    if (negative2)
        e.q.s = -e.q.s;
    bigint_store(__func__, gcd, &e.r);
    if (u)
        bigint_store(__func__, u, &e.u);
    if (v)
        bigint_store(__func__, v, &e.q);
    euclid_end(&e);
}

static bool is_small_prime(uint32_t n)
{
    if (n % 2 == 0 || n < 2)
        return n == 2;
    for (uint32_t d = 3; d <= UINT16_MAX && d * d <= n; d += 2) {
        if (n % d == 0)
            return false;
    }
    return true;
}

static int random_bytes(void *context, unsigned char *out, size_t len)
{
    (void)context;
    TEE_GenerateRandom(out, len);
    return 0;
}

/* A round of Miller and Rabin's test passes a composite number with a
 * probability of 1/4 at most, whoever chose the number. */
int32_t TEE_BigIntIsProbablePrime(const TEE_BigInt *op,
                                  uint32_t confidenceLevel)
{
    uint32_t rounds = MIN(MAX(confidenceLevel, 80u) / 2 + 1, (uint32_t)INT_MAX);
    mbedtls_mpi x;
    int error;

    if (TEE_BigIntCmpS32(op, 2) < 0)
        return 0;
    if (TEE_BigIntGetBitCount(op) <= 32)
        return is_small_prime(bigint_of(op)->limb[0]);
    bigint_load(__func__, &x, op);
    error = mbedtls_mpi_is_prime_ext(&x, (int)rounds, random_bytes, NULL);
    mbedtls_mpi_free(&x);
    if (error == MBEDTLS_ERR_MPI_NOT_ACCEPTABLE)
        return 0;
    bigint_must(__func__, error);
    return -1;
}
