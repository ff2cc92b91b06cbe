/* SPDX-License-Identifier: BSD-2-Clause */
/* State: `world`. */
#include "tests/unit/sdk/bigint_world.h"

#include "sdk/libutee/panic.h"

struct world world;

_Noreturn static void fake_panic(const char *function, const char *why)
{
    if (!world.may_panic)
        fail_msg("panic in %s: %s", function, why);
    _exit(PANICKED);
}

void panic_rule(const char *function, const char *rule)
{
    fake_panic(function, rule);
}

void TEE_Panic(TEE_Result code)
{
    (void)code;
    fake_panic("TEE_Panic", "of Mbed TLS");
}

TEE_Result panic_unless_one_of(const char *function, TEE_Result result,
                               const TEE_Result *allowed, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (result == allowed[i])
            return result;
    }
    fake_panic(function, "result");
}

uint64_t random_word(void)
{
    world.random ^= world.random >> 12;
    world.random ^= world.random << 25;
    world.random ^= world.random >> 27;
    return world.random * 0x2545f4914f6cdd1d;
}

void TEE_GenerateRandom(void *buf, size_t len)
{
    for (size_t i = 0; i < len; i++)
        ((uint8_t *)buf)[i] = (uint8_t)(random_word() >> 56);
}

/* What sdk/mbedtls/platform.c has. */
void mbedtls_platform_zeroize(void *buf, size_t len);
void mbedtls_platform_zeroize(void *buf, size_t len)
{
    memset(buf, 0, len);
}

/* ---- values ---- */

TEE_BigInt *new_int(size_t bits)
{
    size_t len = TEE_BigIntSizeInU32(bits);
    TEE_BigInt *b = malloc(len * sizeof(*b));

    assert_non_null(b);
    memset(b, 0xa5, len * sizeof(*b));
    TEE_BigIntInit(b, len);
    return b;
}

TEE_BigInt *from_bn(const BIGNUM *value)
{
    TEE_BigInt *b = new_int((size_t)BN_num_bits(value));
    uint8_t bytes[WORDS * 4];
    int n = BN_bn2bin(value, bytes);

    assert_int_equal(TEE_BigIntConvertFromOctetString(
                         b, bytes, (size_t)n, BN_is_negative(value) ? -1 : 1),
                     TEE_SUCCESS);
    return b;
}

BIGNUM *from_hex(const char *hex)
{
    BIGNUM *n = NULL;

    assert_true(BN_hex2bn(&n, hex));
    return n;
}

TEE_BigInt *int_of(const char *hex)
{
    BIGNUM *n = from_hex(hex);
    TEE_BigInt *b = from_bn(n);

    BN_free(n);
    return b;
}

BIGNUM *to_bn(const TEE_BigInt *b)
{
    uint8_t bytes[WORDS * 4];
    size_t len = sizeof(bytes);
    BIGNUM *n;

    assert_true(bigint_valid(b));
    assert_int_equal(TEE_BigIntConvertToOctetString(bytes, &len, b), 0);
    n = BN_bin2bn(bytes, (int)len, NULL);
    BN_set_negative(n, TEE_BigIntCmpS32(b, 0) < 0);
    return n;
}

void assert_value(const TEE_BigInt *b, const BIGNUM *want)
{
    BIGNUM *got = to_bn(b);

    assert_int_equal(BN_cmp(got, want), 0);
    BN_free(got);
}

void assert_hex(const TEE_BigInt *b, const char *hex)
{
    BIGNUM *want = from_hex(hex);

    assert_value(b, want);
    BN_free(want);
}

int world_start(void **state)
{
    (void)state;
    world.random = 88172645463325252;
    world.ctx = BN_CTX_new();
    return world.ctx ? 0 : -1;
}

int world_stop(void **state)
{
    (void)state;
    BN_CTX_free(world.ctx);
    return 0;
}
