/* SPDX-License-Identifier: BSD-2-Clause */
/* The one way in which a broken rule of the specification ends the TA. */
#pragma once

#include <tee_api_types.h>

/* Panics, with the function's name in the log, unless `allowed`. */
#define require(allowed)                                                       \
    do {                                                                       \
        if (!(allowed))                                                        \
            panic_rule(__func__, #allowed);                                    \
    } while (0)

/* Passes SUCCESS and the results that the caller of the specification's
 * function may see; panics for any other. */
#define pass(result, ...)                                                      \
    ({                                                                         \
        static const TEE_Result allowed[] = {TEE_SUCCESS, ##__VA_ARGS__};      \
                                                                               \
        pass_success(__func__, (result), allowed,                              \
                     sizeof(allowed) / sizeof(allowed[0]));                    \
    })

_Noreturn void panic_rule(const char *function, const char *rule);
TEE_Result panic_unless_one_of(const char *function, TEE_Result result,
                               const TEE_Result *allowed, size_t n);

/* What nearly always happens, without a call. */
static inline TEE_Result pass_success(const char *function, TEE_Result result,
                                      const TEE_Result *allowed, size_t n)
{
    if (result == TEE_SUCCESS)
        return TEE_SUCCESS;
    return panic_unless_one_of(function, result, allowed, n);
}
