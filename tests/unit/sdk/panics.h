/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Panics of sdk/libutee in unit tests: assert_panics() is passed by a call that
 * panics; any other panic fails the test. Included after cmocka.h, by one file
 * of each test.
 */
#pragma once

#include <setjmp.h>

#include "sdk/libutee/panic.h"

static struct {
    jmp_buf to;
    bool allowed;
} panics;

_Noreturn static void panics_take(const char *function, const char *why)
{
    if (!panics.allowed)
        fail_msg("panic in %s: %s", function, why);
    longjmp(panics.to, 1);
}

void panic_rule(const char *function, const char *rule)
{
    panics_take(function, rule);
}

TEE_Result panic_unless_one_of(const char *function, TEE_Result result,
                               const TEE_Result *allowed, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (result == allowed[i])
            return result;
    }
    panics_take(function, "result");
}

#define assert_panics(call)                                                    \
    do {                                                                       \
        panics.allowed = true;                                                 \
        if (!setjmp(panics.to)) {                                              \
            (void)call;                                                        \
            panics.allowed = false;                                            \
            fail_msg("no panic: " #call);                                      \
        }                                                                      \
        panics.allowed = false;                                                \
    } while (0)
