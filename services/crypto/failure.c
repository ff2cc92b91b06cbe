/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libcrypto reports through a queue per thread, of which there is one.
 */
#include "services/crypto/failure.h"

#include <openssl/err.h>

/* Without memory libcrypto may leave entries that are 0 between others. */
enum tee_result failure_result(enum tee_result other)
{
    enum tee_result result = other;
    unsigned long e;
    do {
        e = ERR_get_error();
        if (ERR_GET_REASON(e) == ERR_R_MALLOC_FAILURE)
            result = R_ERROR_OUT_OF_MEMORY;
    } while (e || ERR_peek_last_error());
    return result;
}
