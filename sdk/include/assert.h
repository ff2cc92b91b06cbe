/* SPDX-License-Identifier: BSD-2-Clause */
/* C11 7.2. A failed assertion is logged and panics the trusted application. */
#undef assert
#undef static_assert
#ifdef NDEBUG
#define assert(expr) ((void)0)
#else
#define assert(expr)                                                           \
    ((expr) ? (void)0 : _assert_fail(#expr, __FILE__, __LINE__, __func__))
#endif
#define static_assert _Static_assert

#ifndef SDK_ASSERT_FAIL
#define SDK_ASSERT_FAIL
_Noreturn void _assert_fail(const char *expr, const char *file, int line,
                            const char *func);
#endif
