/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * services/crypto/openssl/ghash.c against the definition (NIST SP 800-38D,
 * algorithm 1, bit by bit), and the values of the GCM specification's test
 * case 2 (McGrew and Viega, appendix B).
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "services/crypto/openssl/ghash.h"

static uint64_t load_be(const uint8_t *p)
{
    uint64_t x;
    memcpy(&x, p, sizeof(x));
    return __builtin_bswap64(x);
}

/* x = x * y, bytes as in the specification. */
static void multiply_by_definition(uint8_t x[16], const uint8_t y[16])
{
    uint64_t z[2] = {0}, v[2] = {load_be(y), load_be(y + 8)};
    for (int i = 0; i < 128; i++) {
        if (x[i / 8] >> (7 - i % 8) & 1) {
            z[0] ^= v[0];
            z[1] ^= v[1];
        }
        uint64_t carry = v[1] & 1;
        v[1] = v[1] >> 1 | v[0] << 63;
        v[0] = v[0] >> 1 ^ (carry ? UINT64_C(0xe1) << 56 : 0);
    }
    for (int i = 0; i < 2; i++) {
        z[i] = __builtin_bswap64(z[i]);
        memcpy(x + 8 * i, &z[i], 8);
    }
}

static void state_set(uint64_t state[2], const uint8_t bytes[16])
{
    memcpy(state, bytes, 16);
}

static void key_set(struct ghash_word table[16], const uint8_t key[16])
{
    memset(table, 0xaa, 16 * sizeof(*table));
    table[8] = (struct ghash_word){load_be(key), load_be(key + 8)};
}

static void one_multiplication(const uint8_t x[16], const uint8_t y[16])
{
    uint64_t state[2];
    struct ghash_word table[16];
    uint8_t expected[16];
    memcpy(expected, x, 16);
    multiply_by_definition(expected, y);
    state_set(state, x);
    key_set(table, y);
    gcm_gmult_4bit(state, table);
    assert_memory_equal(state, expected, 16);
}

static void single_bits(void **unused)
{
    (void)unused;
    for (int i = 0; i < 128; i++) {
        for (int j = 0; j < 128; j++) {
            uint8_t x[16] = {0}, y[16] = {0};
            x[i / 8] = (uint8_t)(0x80 >> i % 8);
            y[j / 8] = (uint8_t)(0x80 >> j % 8);
            one_multiplication(x, y);
        }
    }
}

/* All ones is where lanes are fullest. */
static void dense_and_random(void **unused)
{
    (void)unused;
    uint8_t x[16], y[16];
    memset(x, 0xff, 16);
    memset(y, 0xff, 16);
    one_multiplication(x, y);
    srandom(1);
    for (int n = 0; n < 20000; n++) {
        for (int i = 0; i < 16; i++) {
            x[i] = (uint8_t)random();
            y[i] = (uint8_t)(n % 2 ? random() : random() | random());
        }
        one_multiplication(x, y);
    }
}

static void whole_ghash(void **unused)
{
    (void)unused;
    static const uint8_t key[16] = {0x66, 0xe9, 0x4b, 0xd4, 0xef, 0x8a,
                                    0x2c, 0x3b, 0x88, 0x4c, 0xfa, 0x59,
                                    0xca, 0x34, 0x2b, 0x2e};
    static const uint8_t data[32] = {
        0x03, 0x88, 0xda, 0xce, 0x60, 0xb6, 0xa3, 0x92, 0xf3, 0x28, 0xc2,
        0xb9, 0x71, 0xb2, 0xfe, 0x78, 0,    0,    0,    0,    0,    0,
        0,    0,    0,    0,    0,    0,    0,    0,    0,    0x80};
    static const uint8_t hash[16] = {0xf3, 0x8c, 0xbb, 0x1a, 0xd6, 0x92,
                                     0x23, 0xdc, 0xc3, 0x45, 0x7a, 0xe5,
                                     0xb6, 0xb0, 0xf8, 0x85};
    uint64_t state[2] = {0};
    struct ghash_word table[16];
    key_set(table, key);
    gcm_ghash_4bit(state, table, data, sizeof(data));
    assert_memory_equal(state, hash, 16);
    gcm_ghash_4bit(state, table, data, 0);
    assert_memory_equal(state, hash, 16);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(single_bits),
        cmocka_unit_test(dense_and_random),
        cmocka_unit_test(whole_ghash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
