/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libcrypto's tables of a provider's functions, which block.c and md.c call
 * without EVP.
 */
#pragma once

#include <openssl/core.h>

/* The function of that id (OSSL_FUNC_*), to be cast to its type; NULL: the
 * algorithm has none. */
static inline void (*dispatch_find(const OSSL_DISPATCH *d, int id))(void)
{
    while (d->function_id && d->function_id != id)
        d++;
    return d->function;
}
