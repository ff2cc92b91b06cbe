/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * GHASH (NIST SP 800-38D, 6.4) in constant time for CPUs without PMULL, in
 * place of the table-driven code of OpenSSL's gcm128.c, under its names.
 *
 * There is no carry-less multiplication there, but integer multiplication is
 * one as long as no carry reaches a bit that counts. So each operand is split
 * into four, each with every fourth bit: a product of two such parts has its
 * sums in 4-bit lanes. A lane of the low 64 bits adds at most 16 ones, and
 * only the topmost lane can reach 16, where the carry leaves the word. The low
 * bit of each lane is then the carry-less product. The high half of a product
 * is the low half of the product of the bit-reversed operands, reversed.
 *
 * Time depends on the length only, provided that the CPU multiplies 64-bit
 * integers in constant time, as all Arm Cortex-A with 64 bits do.
 */
#include "services/crypto/openssl/ghash.h"

struct word_pair {
    uint64_t hi, lo;
};

static uint64_t lane(uint64_t x, unsigned i)
{
    return x & (UINT64_C(0x1111111111111111) << i);
}

/* The low 64 bits of the carry-less product. */
static uint64_t multiply_low(uint64_t a, uint64_t b)
{
    uint64_t product = 0;
    for (unsigned sum = 0; sum < 4; sum++) {
        uint64_t part = 0;
        for (unsigned i = 0; i < 4; i++)
            part ^= lane(a, i) * lane(b, (sum - i) & 3);
        product |= lane(part, sum);
    }
    return product;
}

static uint64_t swap_groups(uint64_t x, unsigned width, uint64_t mask)
{
    return (x & mask) << width | (x >> width & mask);
}

static uint64_t reverse_bits(uint64_t x)
{
    x = swap_groups(x, 1, UINT64_C(0x5555555555555555));
    x = swap_groups(x, 2, UINT64_C(0x3333333333333333));
    x = swap_groups(x, 4, UINT64_C(0x0f0f0f0f0f0f0f0f));
    return __builtin_bswap64(x);
}

/* The whole product: 127 bits. */
static struct word_pair multiply(uint64_t a, uint64_t b)
{
    uint64_t high = multiply_low(reverse_bits(a), reverse_bits(b));
    return (struct word_pair){reverse_bits(high) >> 1, multiply_low(a, b)};
}

/*
 * One of the two folding steps of the reduction by x^128 + x^7 + x^2 + x + 1:
 * bits are stored reflected, so x^n is a shift to the right.
 */
static uint64_t fold_here(uint64_t x)
{
    return x ^ x >> 1 ^ x >> 2 ^ x >> 7;
}

static uint64_t fold_below(uint64_t x)
{
    return x << 63 ^ x << 62 ^ x << 57;
}

/* y * h in GF(2^128), Karatsuba; hi holds the coefficients x^0 .. x^63. */
static struct word_pair field_multiply(struct word_pair y, struct word_pair h)
{
    struct word_pair low = multiply(y.lo, h.lo);
    struct word_pair high = multiply(y.hi, h.hi);
    struct word_pair mid = multiply(y.lo ^ y.hi, h.lo ^ h.hi);
    uint64_t v0 = low.lo;
    uint64_t v1 = low.hi ^ mid.lo ^ low.lo ^ high.lo;
    uint64_t v2 = high.lo ^ mid.hi ^ low.hi ^ high.hi;
    uint64_t v3 = high.hi;

    /* A product of reflected polynomials is one place too far right. */
    v3 = v3 << 1 | v2 >> 63;
    v2 = v2 << 1 | v1 >> 63;
    v1 = v1 << 1 | v0 >> 63;
    v0 = v0 << 1;

    v2 ^= fold_here(v0);
    v1 ^= fold_below(v0);
    v3 ^= fold_here(v1);
    v2 ^= fold_below(v1);
    return (struct word_pair){v3, v2};
}

static void state_multiply(uint64_t state[2], const struct ghash_word h[16])
{
    struct word_pair y = {__builtin_bswap64(state[0]),
                          __builtin_bswap64(state[1])};
    /* gcm_init_4bit has put the hash key here. */
    y = field_multiply(y, (struct word_pair){h[8].hi, h[8].lo});
    state[0] = __builtin_bswap64(y.hi);
    state[1] = __builtin_bswap64(y.lo);
}

void gcm_gmult_4bit(uint64_t state[2], const struct ghash_word h[16])
{
    state_multiply(state, h);
}

void gcm_ghash_4bit(uint64_t state[2], const struct ghash_word h[16],
                    const uint8_t *data, size_t length)
{
    for (; length >= 16; length -= 16, data += 16) {
        uint64_t block[2];
        __builtin_memcpy(block, data, sizeof(block));
        state[0] ^= block[0];
        state[1] ^= block[1];
        state_multiply(state, h);
    }
}
