/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Between the stress client and its TA, which is built under STRESS_TAS
 * UUIDs: d5dda6ff-7217-426d-b505-e7221a05cb00 and following. Those from
 * STRESS_SHARED on have an instance per session, the others one for all.
 */
#pragma once

#include <stdint.h>

#define STRESS_TAS    10
#define STRESS_SHARED 8

#define STRESS_UUID(n)                                                         \
    {                                                                          \
        0xd5dda6ff, 0x7217, 0x426d,                                            \
        {                                                                      \
            0xb5, 0x05, 0xe7, 0x22, 0x1a, 0x05, 0xcb, (n)                      \
        }                                                                      \
    }

/*
 * Opening a session takes p0 = value: a key, kept with the session.
 *
 *            p0                            p1
 *   ECHO     value inout a, b              -
 *            -> stress_mix of key and a, of key and b
 *   FILL     memory inout: each byte of it, xor the key's low byte
 *   SPIN     value input a: rounds of a loop that touches no memory
 *   LOOP     never ends, whatever is asked of it
 *   SLEEP    value input a: ms, ended by cancellation
 *   CRASH    reads address 0
 *   CALL     value inout a, b: ECHO of another of these TAs, key as here;
 *                                          value input a: which
 *   FP       value inout a = seed, b = rounds -> a = failed rounds + 1 of the
 *            first that failed, or 0; b = FP_* of what it did then
 */
enum stress_command {
    STRESS_ECHO,
    STRESS_FILL,
    STRESS_SPIN,
    STRESS_LOOP,
    STRESS_SLEEP,
    STRESS_CRASH,
    STRESS_CALL,
    STRESS_FP,
};

/* What FP does while its patterns are in the registers, in this order. */
enum stress_fp {
    FP_ENTRY, /* nothing: the registers must be zero at entry */
    FP_SPIN,
    FP_RANDOM,
    FP_DIGEST,
    FP_WAIT,
    FP_TIME,
    FP_KINDS,
};

static inline uint32_t stress_mix(uint32_t key, uint32_t value)
{
    uint64_t x = ((uint64_t)key << 32 | value) * 0x9e3779b97f4a7c15ull;

    return (uint32_t)(x >> 29) ^ value;
}
