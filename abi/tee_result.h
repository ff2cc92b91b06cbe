/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * GlobalPlatform result codes for the code that has no GlobalPlatform
 * header: gateway, tamgr, crypto. Inside sdk/ and ree/ the specification's
 * own names are used; the values are the same rows.
 */
#pragma once

#include <stdint.h>

enum tee_result {
#define TEE_RESULT(name, value) R_##name = (int)(value),
#include "abi/tee_result.def"
#undef TEE_RESULT
};

/* Where a result comes from (TEE Client API 1.0, section 4.4.3). */
enum tee_origin {
    ORIGIN_API = 1,
    ORIGIN_COMMS = 2,
    ORIGIN_TEE = 3,
    ORIGIN_TRUSTED_APP = 4,
};

/* A UUID as 16 octets in RFC 4122 order, in two words of a message:
 * word 0 holds octets 0..7, octet 0 in the lowest byte. */
struct uuid_words {
    uint64_t w[2];
};

/* Logins (TEE Client API 1.0, 4.4.1; Internal Core API 1.3.1, 4.2). */
enum tee_login {
    LOGIN_PUBLIC = 0,
    LOGIN_USER = 1,
    LOGIN_GROUP = 2,
    LOGIN_APPLICATION = 4,
    LOGIN_APPLICATION_USER = 5,
    LOGIN_APPLICATION_GROUP = 6,
};

#define LOGIN_REE_KERNEL  0x80000000u
#define LOGIN_TRUSTED_APP 0xF0000000u

/* Parameter types: four of these, four bits each (Internal Core API 4.3.6). */
enum param_type {
    PARAM_NONE = 0,
    PARAM_VALUE_INPUT = 1,
    PARAM_VALUE_OUTPUT = 2,
    PARAM_VALUE_INOUT = 3,
    PARAM_MEMREF_INPUT = 5,
    PARAM_MEMREF_OUTPUT = 6,
    PARAM_MEMREF_INOUT = 7,
};
