/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Panics [TEE Internal Core API 1.3.1, 2.3.2, 4.8], and what libutils asks of
 * its surroundings.
 */
#include "sdk/libutee/panic.h"

#include <assert.h>
#include <stdlib.h>
#include <tee_internal_api.h>

#include "sdk/engine/engine.h"
#include "sdk/libutils/trace_priv.h"

void TEE_Panic(TEE_Result panicCode)
{
    EMSG_RAW("panic with code 0x%x", panicCode);
    engine_panic(panicCode);
}

void panic_rule(const char *function, const char *rule)
{
    EMSG_RAW("%s: not so: %s", function, rule);
    TEE_Panic(TEE_ERROR_BAD_PARAMETERS);
}

TEE_Result panic_unless_one_of(const char *function, TEE_Result result,
                               const TEE_Result *allowed, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (result == allowed[i])
            return result;
    }
    EMSG_RAW("%s: 0x%x", function, result);
    TEE_Panic(result);
}

void abort(void)
{
    EMSG_RAW("abort");
    TEE_Panic(TEE_ERROR_GENERIC);
}

void _assert_fail(const char *expr, const char *file, int line,
                  const char *func)
{
    EMSG_RAW("assertion '%s' failed at %s:%d in %s", expr, file, line, func);
    TEE_Panic(TEE_ERROR_GENERIC);
}

void trace_ext_puts(const char *text, size_t length)
{
    engine_log(text, length);
}

int rand(void)
{
    int n = 0;

    TEE_GenerateRandom(&n, sizeof(n));
    return n & RAND_MAX;
}
