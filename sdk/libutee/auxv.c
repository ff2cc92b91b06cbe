/* SPDX-License-Identifier: BSD-2-Clause */
/* HWCAP bits from ID_AA64ISAR0_EL1 (Arm ARM, D19.2), which the kernel gives to
 * each program at its start. */
#include <sys/auxv.h>
#include <util.h>

#include "runtime/rt.h"

static const struct {
    uint8_t shift, at_least;
    uint32_t bit;
} features[] = {
    {4, 1, HWCAP_AES},      {4, 2, HWCAP_PMULL},   {8, 1, HWCAP_SHA1},
    {12, 1, HWCAP_SHA2},    {12, 2, HWCAP_SHA512}, {16, 1, HWCAP_CRC32},
    {20, 2, HWCAP_ATOMICS}, {32, 1, HWCAP_SHA3},   {36, 1, HWCAP_SM3},
    {40, 1, HWCAP_SM4},
};

unsigned long getauxval(unsigned long type)
{
    uint64_t isar0 = rt_isar0();
    unsigned long caps = HWCAP_FP | HWCAP_ASIMD;

    if (type != AT_HWCAP)
        return 0;
    for (size_t i = 0; i < ARRAY_SIZE(features); i++) {
        if ((isar0 >> features[i].shift & 0xf) >= features[i].at_least)
            caps |= features[i].bit;
    }
    return caps;
}
