/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Big integers as numbers of Mbed TLS and back. Each function is told for which
 * function of the specification it works: the log of a panic names that.
 */
#pragma once

#define MBEDTLS_ALLOW_PRIVATE_ACCESS
#include <mbedtls/bignum.h>
#include <tee_api_types.h>

/* Panics unless `error`, a result of Mbed TLS, is 0. */
void bigint_must(const char *function, int error);

/* Initialises x with the value of b; mbedtls_mpi_free() is due. x has as many
 * limbs as the value needs. Panics if b is no integer. */
void bigint_load(const char *function, mbedtls_mpi *x, const TEE_BigInt *b);

/* b = x. Panics if b is no integer or has no room for it. */
void bigint_store(const char *function, TEE_BigInt *b, const mbedtls_mpi *x);
