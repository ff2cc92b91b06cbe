/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the CPU can do, under the names and numbers of Linux on arm64, for
 * portable sources that choose their code by it.
 */
#pragma once

#define AT_HWCAP  16
#define AT_HWCAP2 26

#define HWCAP_FP      (1 << 0)
#define HWCAP_ASIMD   (1 << 1)
#define HWCAP_AES     (1 << 3)
#define HWCAP_PMULL   (1 << 4)
#define HWCAP_SHA1    (1 << 5)
#define HWCAP_SHA2    (1 << 6)
#define HWCAP_CRC32   (1 << 7)
#define HWCAP_ATOMICS (1 << 8)
#define HWCAP_SHA3    (1 << 17)
#define HWCAP_SM3     (1 << 18)
#define HWCAP_SM4     (1 << 19)
#define HWCAP_SHA512  (1 << 21)

/* AT_HWCAP: the HWCAP_ bits of this CPU. Everything else: 0. */
unsigned long getauxval(unsigned long type);
