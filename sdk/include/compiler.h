/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Compiler attributes under the names that TA sources use.
 */
#pragma once

#define __deprecated   __attribute__((deprecated))
#define __packed       __attribute__((packed))
#define __weak         __attribute__((weak))
#define __alias(x)     __attribute__((alias(x)))
#define __noinline     __attribute__((noinline))
#define __noreturn     __attribute__((__noreturn__))
#define __pure         __attribute__((pure))
#define __aligned(x)   __attribute__((aligned(x)))
#define __printf(a, b) __attribute__((format(printf, a, b)))
#define __maybe_unused __attribute__((unused))
#define __unused       __attribute__((unused))
#define __used         __attribute__((used))
#define __must_check   __attribute__((warn_unused_result))
#define __cold         __attribute__((cold))
#define __section(x)   __attribute__((section(x)))
#define __data         __section(".data")
#define __bss          __section(".bss")
#define __noprof
#define __nostackcheck
#define __malloc     __attribute__((malloc))
#define __attr_const __attribute__((__const__))
#define fallthrough  __attribute__((__fallthrough__))
#define __inhibit_loop_to_libcall
#define __no_stack_protector

#define __compiler_bswap64(x)  __builtin_bswap64(x)
#define __compiler_bswap32(x)  __builtin_bswap32(x)
#define __compiler_bswap16(x)  __builtin_bswap16(x)
#define __compiler_clz(x)      __builtin_clz(x)
#define __compiler_popcount(x) __builtin_popcount(x)

#define __compiler_add_overflow(a, b, res) __builtin_add_overflow(a, b, res)
#define __compiler_sub_overflow(a, b, res) __builtin_sub_overflow(a, b, res)
#define __compiler_mul_overflow(a, b, res) __builtin_mul_overflow(a, b, res)

#ifndef likely
#define likely(x)   __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)
#endif
