/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Replaces crypto/armcap.c: what the CPU can do is told, not probed with
 * faulting instructions. libcrypto reads the words at each key set-up; they are
 * written once, before anything else of libcrypto runs. The bits for SVE code
 * and for unrolled AES-GCM are never set, see absent_asm.c; CTR unrolled to 12
 * blocks needs EOR3.
 */
#include "services/crypto/openssl/armcap.h"

#include <stddef.h>
#include "crypto/arm_arch.h"

/* Fields of ID_AA64ISAR0_EL1: four bits, greater values include smaller. */
static const struct {
    uint8_t shift;    /* of the field */
    uint8_t at_least; /* this value of the field */
    uint32_t bits;    /* gives these capabilities */
} features[] = {
    {4, 1, ARMV8_AES},     {4, 2, ARMV8_PMULL},
    {8, 1, ARMV8_SHA1},    {12, 1, ARMV8_SHA256},
    {12, 2, ARMV8_SHA512}, {32, 1, ARMV8_SHA3 | ARMV8_UNROLL12_EOR3},
    {36, 1, ARMV8_SM3},    {40, 1, ARMV8_SM4},
};

/*
 * Without SM4 instructions, SM4 would take S-box tables, except on cores known
 * to run the constant-time NEON version well. Pretend to be one (Neoverse N1).
 */
static const unsigned midr_neoverse_n1 = 0x410fd0c0;

unsigned OPENSSL_armcap_P;
unsigned OPENSSL_arm_midr;
unsigned OPENSSL_armv8_rsa_neonized;

void OPENSSL_cpuid_setup(void);
uint32_t OPENSSL_rdtsc(void);
size_t OPENSSL_rndr_bytes(unsigned char *buf, size_t n);
size_t OPENSSL_rndrrs_bytes(unsigned char *buf, size_t n);

void armcap_set(uint64_t isar0)
{
    OPENSSL_armcap_P = ARMV7_NEON | ARMV8_CPUID;
    OPENSSL_arm_midr = midr_neoverse_n1;
    for (size_t i = 0; i < sizeof(features) / sizeof(features[0]); i++) {
        if ((isar0 >> features[i].shift & 0xf) >= features[i].at_least)
            OPENSSL_armcap_P |= features[i].bits;
    }
}

void OPENSSL_cpuid_setup(void)
{
}

uint32_t OPENSSL_rdtsc(void)
{
    return 0;
}

/* Entropy comes through seed.c only. */
size_t OPENSSL_rndr_bytes(unsigned char *buf, size_t n)
{
    (void)buf;
    (void)n;
    return 0;
}

size_t OPENSSL_rndrrs_bytes(unsigned char *buf, size_t n)
{
    return OPENSSL_rndr_bytes(buf, n);
}
