/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fast modular multiplication [TEE Internal Core API 1.3.1, 8.5.4 to 8.5.6,
 * 8.11]: Montgomery's, with R = 2^64 to the number of limbs of the modulus. The
 * representation of x is x * R mod n. An even modulus has no R; there the
 * representation is x mod n, and multiplications are ordinary ones.
 *
 * A context is the number of limbs, 0 if the modulus is even, then R^2 mod n.
 * What belongs to another modulus panics if it is longer or shorter; results
 * are wrong if it is not.
 */
#include "sdk/libutee/bigint_mpi.h"

#include <bignum_core.h>
#include <string.h>
#include <tee_internal_api.h>

#include "sdk/libutee/bigint.h"
#include "sdk/libutee/panic.h"

enum { LIMB_BITS = 8 * sizeof(mbedtls_mpi_uint), LIMB_WORDS = LIMB_BITS / 32 };

struct fmm {
    const char *function;
    mbedtls_mpi n;
    size_t limbs; /* of n if it is odd, else 0 */
    const TEE_BigIntFMMContext *context;
};

static size_t limbs_of(size_t bits)
{
    return (bits + LIMB_BITS - 1) / LIMB_BITS;
}

size_t TEE_BigIntFMMSizeInU32(size_t modulusSizeInBits)
{
    return TEE_BigIntSizeInU32(modulusSizeInBits);
}

size_t TEE_BigIntFMMContextSizeInU32(size_t modulusSizeInBits)
{
    return 1 + LIMB_WORDS * limbs_of(modulusSizeInBits);
}

void TEE_BigIntInitFMM(TEE_BigIntFMM *bigIntFMM, size_t len)
{
    TEE_BigIntInit(bigIntFMM, len);
}

TEE_Result TEE_BigIntInitFMMContext1(TEE_BigIntFMMContext *context, size_t len,
                                     const TEE_BigInt *modulus)
{
    mbedtls_mpi n, square;
    size_t limbs = limbs_of(TEE_BigIntGetBitCount(modulus));

    require(context);
    require(TEE_BigIntCmpS32(modulus, 2) >= 0);
    require(len >= 1 + LIMB_WORDS * limbs);
    if (!TEE_BigIntGetBit(modulus, 0)) {
        *context = 0;
        return TEE_SUCCESS;
    }
    bigint_load(__func__, &n, modulus);
    mbedtls_mpi_init(&square);
    bigint_must(__func__, mbedtls_mpi_core_get_mont_r2_unsafe(&square, &n));
    bigint_must(__func__, mbedtls_mpi_grow(&square, limbs));
    *context = (TEE_BigIntFMMContext)limbs;
    memcpy(context + 1, square.p, limbs * sizeof(*square.p));
    mbedtls_mpi_free(&n);
    mbedtls_mpi_free(&square);
    return TEE_SUCCESS;
}

void TEE_BigIntInitFMMContext(TEE_BigIntFMMContext *context, size_t len,
                              const TEE_BigInt *modulus)
{
    (void)pass(TEE_BigIntInitFMMContext1(context, len, modulus));
}

static void fmm_open(struct fmm *f, const TEE_BigInt *n)
{
    if (!f->context)
        panic_rule(f->function, "context");
    bigint_load(f->function, &f->n, n);
    f->limbs = mbedtls_mpi_get_bit(&f->n, 0) ? f->n.n : 0;
    if (*f->context != f->limbs || mbedtls_mpi_cmp_int(&f->n, 2) < 0)
        panic_rule(f->function, "a context of this modulus");
}

/* x = a * b / R mod n, or a * b mod n if n is even. a and b are in the range of
 * residues, and may become longer. */
static void fmm_multiply(struct fmm *f, mbedtls_mpi *x, mbedtls_mpi *a,
                         mbedtls_mpi *b)
{
    mbedtls_mpi work;

    if (!f->limbs) {
        bigint_must(f->function, mbedtls_mpi_mul_mpi(x, a, b));
        bigint_must(f->function, mbedtls_mpi_mod_mpi(x, x, &f->n));
        return;
    }
    mbedtls_mpi_init(&work);
    bigint_must(f->function, mbedtls_mpi_grow(&work, 2 * f->limbs + 1));
    bigint_must(f->function, mbedtls_mpi_grow(x, f->limbs));
    bigint_must(f->function, mbedtls_mpi_grow(a, f->limbs));
    bigint_must(f->function, mbedtls_mpi_grow(b, f->limbs));
    mbedtls_mpi_core_montmul(x->p, a->p, b->p, f->limbs, f->n.p, f->limbs,
                             mbedtls_mpi_core_montmul_init(f->n.p), work.p);
    mbedtls_mpi_free(&work);
}

/* dest = a * b by fmm_multiply(); all but dest are gone then. */
static void fmm_finish(struct fmm *f, TEE_BigInt *dest, mbedtls_mpi *a,
                       mbedtls_mpi *b)
{
    mbedtls_mpi x;

    mbedtls_mpi_init(&x);
    fmm_multiply(f, &x, a, b);
    bigint_store(f->function, dest, &x);
    mbedtls_mpi_free(&x);
    mbedtls_mpi_free(a);
    mbedtls_mpi_free(b);
    mbedtls_mpi_free(&f->n);
}

static void fmm_load(struct fmm *f, mbedtls_mpi *x, const TEE_BigIntFMM *op)
{
    bigint_load(f->function, x, op);
    if (x->s < 0 || mbedtls_mpi_cmp_mpi(x, &f->n) >= 0)
        panic_rule(f->function, "a number below the modulus");
}

void TEE_BigIntConvertToFMM(TEE_BigIntFMM *dest, const TEE_BigInt *src,
                            const TEE_BigInt *n,
                            const TEE_BigIntFMMContext *context)
{
    struct fmm f = {.function = __func__, .context = context};
    mbedtls_mpi x, factor;

    fmm_open(&f, n);
    bigint_load(__func__, &x, src);
    bigint_must(__func__, mbedtls_mpi_mod_mpi(&x, &x, &f.n));
    mbedtls_mpi_init(&factor);
    if (f.limbs) {
        bigint_must(__func__, mbedtls_mpi_grow(&factor, f.limbs));
        memcpy(factor.p, context + 1, f.limbs * sizeof(*factor.p));
    } else {
        bigint_must(__func__, mbedtls_mpi_lset(&factor, 1));
    }
    fmm_finish(&f, dest, &x, &factor);
}

void TEE_BigIntConvertFromFMM(TEE_BigInt *dest, const TEE_BigIntFMM *src,
                              const TEE_BigInt *n,
                              const TEE_BigIntFMMContext *context)
{
    struct fmm f = {.function = __func__, .context = context};
    mbedtls_mpi x, one;

    fmm_open(&f, n);
    fmm_load(&f, &x, src);
    mbedtls_mpi_init(&one);
    bigint_must(__func__, mbedtls_mpi_lset(&one, 1));
    fmm_finish(&f, dest, &x, &one);
}

void TEE_BigIntComputeFMM(TEE_BigIntFMM *dest, const TEE_BigIntFMM *op1,
                          const TEE_BigIntFMM *op2, const TEE_BigInt *n,
                          const TEE_BigIntFMMContext *context)
{
    struct fmm f = {.function = __func__, .context = context};
    mbedtls_mpi a, b;

    fmm_open(&f, n);
    fmm_load(&f, &a, op1);
    fmm_load(&f, &b, op2);
    fmm_finish(&f, dest, &a, &b);
}
