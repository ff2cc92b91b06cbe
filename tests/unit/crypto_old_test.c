/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The switch of deprecated algorithms: this program and its alg.c are compiled
 * as with CRYPTO_DEPRECATED=n.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include "services/crypto/alg.h"

static void deprecated_are_not_found(void **state)
{
    (void)state;
#define CRYPTO_ALG(name, id, class, type, keys)                                \
    assert_non_null(alg_find(ALG_##name));
#define CRYPTO_ALG_OLD(name, id, class, type, keys)                            \
    assert_null(alg_find(ALG_##name));
#include "abi/crypto_alg.def"
#undef CRYPTO_ALG
    assert_null(alg_find(0));
    assert_null(alg_find(ALG_SHA256 | 1ull << 32));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(deprecated_are_not_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
