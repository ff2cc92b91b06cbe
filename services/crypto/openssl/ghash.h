/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The two functions that OpenSSL's gcm128.c calls for GHASH when built with
 * -DGHASH_ASM on a CPU without PMULL. Little-endian CPUs.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

/* OpenSSL's u128: two 64-bit numbers in the CPU's byte order. */
struct ghash_word {
    uint64_t hi, lo;
};

/*
 * state = state * H. state holds the 16 bytes of the specification; H is in
 * h[8], as gcm_init_4bit leaves it (first byte of H = top byte of hi).
 */
void gcm_gmult_4bit(uint64_t state[2], const struct ghash_word h[16]);

/* For each 16 bytes of data: state = (state ^ block) * H. length % 16 = 0. */
void gcm_ghash_4bit(uint64_t state[2], const struct ghash_word h[16],
                    const uint8_t *data, size_t length);
