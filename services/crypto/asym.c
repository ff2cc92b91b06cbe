/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * No asymmetric algorithm is offered by key objects yet: states of them are
 * refused, so that the functions that take one are not reached.
 */
#include "services/crypto/asym.h"

static enum tee_result none_check(const struct state *s)
{
    (void)s;
    return R_ERROR_NOT_SUPPORTED;
}

static enum tee_result none_copy(struct state *dst, const struct state *src)
{
    (void)dst;
    (void)src;
    return R_ERROR_NOT_SUPPORTED;
}

static void none_drop(struct state *s)
{
    (void)s;
}

const struct state_class asym_class = {none_check, none_copy, none_drop};
const struct state_class derive_class = {none_check, none_copy, none_drop};

_Bool asym_init(void)
{
    return 1;
}

enum tee_result asym_operate(struct state *s, const struct attrs *attrs,
                             struct span in, uint8_t *out, size_t *n)
{
    (void)s, (void)attrs, (void)in, (void)out, (void)n;
    return R_ERROR_NOT_SUPPORTED;
}

enum tee_result asym_verify(struct state *s, const struct attrs *attrs,
                            struct span digest, struct span signature)
{
    (void)s, (void)attrs, (void)digest, (void)signature;
    return R_ERROR_NOT_SUPPORTED;
}

enum tee_result asym_derive(struct state *s, const struct attrs *attrs,
                            size_t wanted, uint8_t *out, size_t *n)
{
    (void)s, (void)attrs, (void)wanted, (void)out, (void)n;
    return R_ERROR_NOT_SUPPORTED;
}

enum tee_result asym_encapsulate(struct state *s, uint8_t *secret,
                                 size_t *secret_n, uint8_t *out, size_t *n)
{
    (void)s, (void)secret, (void)secret_n, (void)out, (void)n;
    return R_ERROR_NOT_SUPPORTED;
}

enum tee_result asym_generate(const struct type *type, uint32_t bits,
                              const struct attrs *attrs, struct key **out)
{
    (void)type, (void)bits, (void)attrs, (void)out;
    return R_ERROR_NOT_SUPPORTED;
}
