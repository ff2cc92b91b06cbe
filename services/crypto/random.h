/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random numbers: OpenSSL's CTR-DRBG (NIST SP 800-90A, AES-256), seeded from
 * entropy.h.
 */
#pragma once

#include <stddef.h>

/* Seeds the generators; after entropy_init. False: there is no entropy now,
 * random_fill will try again. */
_Bool random_init(void);

/* Fills buf with n random bytes. False, and buf zeroed: without entropy the
 * generator could not be seeded, or it failed. */
_Bool random_fill(void *buf, size_t n);

/* Adds n bytes, n <= 65536, to the state of the generator that random_fill()
 * draws from. False: that failed, as random_fill() would. */
_Bool random_stir(const void *buf, size_t n);
