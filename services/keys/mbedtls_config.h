/* SPDX-License-Identifier: BSD-2-Clause */
/* Mbed TLS for the keys service: one hash function in portable C, which has
 * neither branches nor indices that depend on its input. */
#pragma once

#define MBEDTLS_SHA256_C
#define MBEDTLS_PLATFORM_NO_STD_FUNCTIONS
