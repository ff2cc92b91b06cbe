/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The entropy of this machine: the CPU's generator (RNDR) and the seed that
 * the platform hands over once a boot. The normal world has no part in it.
 */
#pragma once

#include <stddef.h>
#include "services/crypto/port.h"

/* Takes the seed and tries the CPU's generator; says in the log what there
 * is. Once, before any other use of libcrypto. */
void entropy_init(const struct crypto_port *port);

/* Whether entropy keeps coming, so that a DRBG can be seeded again. */
_Bool entropy_is_endless(void);

/* Fills buf with n bytes of full entropy. False, and buf zeroed: there are
 * not as many. Called by libcrypto's DRBG (openssl/seed.c) only. */
_Bool entropy_read(void *buf, size_t n);
