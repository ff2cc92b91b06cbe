/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Arithmetic on numbers from outside. Each function returns true and sets
 * *result if the mathematical result fits the type; otherwise it returns
 * false and leaves *result alone. range_inside() asks the usual question in
 * one go.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CHECKED_MUST_USE __attribute__((warn_unused_result))

CHECKED_MUST_USE static inline bool u64_add(uint64_t a, uint64_t b,
                                            uint64_t *result)
{
    uint64_t sum;

    if (__builtin_add_overflow(a, b, &sum))
        return false;
    *result = sum;
    return true;
}

CHECKED_MUST_USE static inline bool u64_multiply(uint64_t a, uint64_t b,
                                                 uint64_t *result)
{
    uint64_t product;

    if (__builtin_mul_overflow(a, b, &product))
        return false;
    *result = product;
    return true;
}

CHECKED_MUST_USE static inline bool size_add(size_t a, size_t b, size_t *result)
{
    size_t sum;

    if (__builtin_add_overflow(a, b, &sum))
        return false;
    *result = sum;
    return true;
}

CHECKED_MUST_USE static inline bool size_multiply(size_t a, size_t b,
                                                  size_t *result)
{
    size_t product;

    if (__builtin_mul_overflow(a, b, &product))
        return false;
    *result = product;
    return true;
}

/* True if [offset, offset + length) lies inside [0, limit). */
CHECKED_MUST_USE static inline bool
range_inside(uint64_t offset, uint64_t length, uint64_t limit)
{
    return offset <= limit && length <= limit - offset;
}

/* n rounded up to a multiple of `unit`, a power of two. */
CHECKED_MUST_USE static inline bool u64_round_up(uint64_t n, uint64_t unit,
                                                 uint64_t *result)
{
    uint64_t sum;

    if (!u64_add(n, unit - 1, &sum))
        return false;
    *result = sum & ~(unit - 1);
    return true;
}
