/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The random number TA of the TEE, which Linux's optee-rng driver uses, by
 * OP-TEE's UUID and numbers.
 *
 *   GET_ENTROPY   memory inout: filled with random bytes
 *   GET_RNG_INFO  value out: bytes a second, bits of entropy in 1024 bits
 *
 * BAD_PARAMETERS: other parameters, or no memory.
 */
#pragma once

/* ab7a617c-b8e7-4d8f-8301-d09b61036b64 */
#define PTA_RNG_UUID                                                           \
    {                                                                          \
        0xab7a617c, 0xb8e7, 0x4d8f,                                            \
        {                                                                      \
            0x83, 0x01, 0xd0, 0x9b, 0x61, 0x03, 0x6b, 0x64                     \
        }                                                                      \
    }

#define PTA_CMD_GET_ENTROPY  0
#define PTA_CMD_GET_RNG_INFO 1
