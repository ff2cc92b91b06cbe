/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A sample of each group of cryptographic functions, with known answers. Each
 * gives the line of what was not as it should be, or 0.
 */
#pragma once

#include <stdint.h>

enum { CRYPTO_GROUPS = 9 };

/* group < CRYPTO_GROUPS: 0 objects, 1 ciphers, 2 MACs, 3 authenticated
 * encryption, 4 digests, 5 signatures, 6 asymmetric encryption, 7 derivation,
 * 8 KEM. */
unsigned crypto_check(uint32_t group);
