/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sizes, alignment, bits and checked arithmetic under the names that TA
 * sources use. Macros evaluate their arguments once unless said otherwise.
 */
#pragma once

#include <compiler.h>
#include <stddef.h>
#include <stdint.h>

#define SIZE_1K  0x00000400u
#define SIZE_2K  0x00000800u
#define SIZE_4K  0x00001000u
#define SIZE_8K  0x00002000u
#define SIZE_16K 0x00004000u
#define SIZE_32K 0x00008000u
#define SIZE_64K 0x00010000u
#define SIZE_1M  0x00100000u
#define SIZE_2M  0x00200000u
#define SIZE_4M  0x00400000u
#define SIZE_8M  0x00800000u
#define SIZE_16M 0x01000000u
#define SIZE_2G  0x80000000u

#ifndef MAX
#define MAX(a, b)                                                              \
    (__extension__({                                                           \
        __typeof__(a) max_a_ = (a);                                            \
        __typeof__(b) max_b_ = (b);                                            \
        max_a_ > max_b_ ? max_a_ : max_b_;                                     \
    }))
#define MIN(a, b)                                                              \
    (__extension__({                                                           \
        __typeof__(a) min_a_ = (a);                                            \
        __typeof__(b) min_b_ = (b);                                            \
        min_a_ < min_b_ ? min_a_ : min_b_;                                     \
    }))
#endif

/* In constant expressions; evaluate their arguments twice. */
#define MAX_UNSAFE(a, b) ((a) > (b) ? (a) : (b))
#define MIN_UNSAFE(a, b) ((a) < (b) ? (a) : (b))

#define ARRAY_SIZE(x)     (sizeof(x) / sizeof((x)[0]))
#define member_size(t, m) sizeof(((t *)0)->m)

/* size is a power of two. */
#define ROUNDUP(v, size)                                                       \
    (((v) + ((__typeof__(v))(size)-1)) & ~((__typeof__(v))(size)-1))
#define ROUNDDOWN(v, size)  ((v) & ~((__typeof__(v))(size)-1))
#define IS_ALIGNED(v, size) (((v) & ((__typeof__(v))(size)-1)) == 0)
#define IS_ALIGNED_WITH_TYPE(p, type)                                          \
    (((uintptr_t)(p) & (__alignof__(type) - 1)) == 0)
#define IS_POWER_OF_TWO(x)                                                     \
    (__extension__({                                                           \
        __typeof__(x) power_x_ = (x);                                          \
        power_x_ && !(power_x_ & (power_x_ - 1));                              \
    }))
#define ROUNDUP_DIV(x, y)  (((x) + (y)-1) / (y))
#define DIV_ROUND_UP(x, y) ROUNDUP_DIV(x, y)

/* *(res) = v rounded up; true if that does not fit. */
#define ROUNDUP_OVERFLOW(v, size, res)                                         \
    (__extension__({                                                           \
        __typeof__(v) up_v_ = 0;                                               \
        __typeof__(*(res)) up_mask_ = (__typeof__(*(res)))(size)-1;            \
        int up_over_ = ADD_OVERFLOW((v), up_mask_, &up_v_);                    \
        *(res) = (__typeof__(*(res)))up_v_ & ~up_mask_;                        \
        up_over_;                                                              \
    }))

#define container_of(ptr, type, member)                                        \
    (__extension__({                                                           \
        const __typeof__(((type *)0)->member) *of_ = (ptr);                    \
        (type *)((unsigned long)of_ - offsetof(type, member));                 \
    }))

#ifdef __ASSEMBLER__
#define BIT32(nr) (1 << (nr))
#define BIT64(nr) (1 << (nr))
#else
#define BIT32(nr) (UINT32_C(1) << (nr))
#define BIT64(nr) (UINT64_C(1) << (nr))
#endif
#define BIT(nr)         BIT32(nr)
#define SHIFT_U32(v, s) ((uint32_t)(v) << (s))
#define SHIFT_U64(v, s) ((uint64_t)(v) << (s))
#define GENMASK_32(h, l)                                                       \
    (((~UINT32_C(0)) << (l)) & (~UINT32_C(0) >> (31 - (h))))
#define GENMASK_64(h, l)                                                       \
    (((~UINT64_C(0)) << (l)) & (~UINT64_C(0) >> (63 - (h))))

/* True on overflow, as the compiler's built-ins. */
#define ADD_OVERFLOW(a, b, res) __compiler_add_overflow(a, b, res)
#define SUB_OVERFLOW(a, b, res) __compiler_sub_overflow(a, b, res)
#define MUL_OVERFLOW(a, b, res) __compiler_mul_overflow(a, b, res)

#define __STR(x)      #x
#define TO_STR(x)     __STR(x)
#define CONCAT_(x, y) x##y
#define CONCAT(x, y)  CONCAT_(x, y)

static inline void reg_pair_from_64(uint64_t val, uint32_t *high, uint32_t *low)
{
    *high = (uint32_t)(val >> 32);
    *low = (uint32_t)val;
}

static inline uint64_t reg_pair_to_64(uint32_t high, uint32_t low)
{
    return (uint64_t)high << 32 | low;
}
