/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which instructions libcrypto may use.
 */
#pragma once
#include <stdint.h>

/*
 * Takes the value of ID_AA64ISAR0_EL1 (Arm ARM DDI 0487, D19.2). Once, before
 * any other use of libcrypto. NEON is always used; SVE never is.
 */
void armcap_set(uint64_t isar0);
