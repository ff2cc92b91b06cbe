/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the system does for trusted applications besides the specification,
 * reached like a TA by OP-TEE's UUID and numbers. For TAs only: to the normal
 * world it is ACCESS_DENIED.
 *
 *                     p0             p1             p2            p3
 *   ADD_RNG_ENTROPY   memory in
 *   DERIVE_TA_UNIQUE_KEY
 *                     memory in      memory out
 *                     extra data     the key
 *   MAP_ZI            value in       value inout    value in
 *                     bytes, flags   address        pads
 *   UNMAP             value in       value in
 *                     bytes, 0       address
 *
 *   SUPP_PLUGIN_INVOKE
 *                     memory in      value in       memory inout  value out
 *                     its TEE_UUID   command, sub   at most 64 K  bytes
 *
 * An address is its upper and its lower 32 bits; MAP_ZI wants 0 there: the
 * system chooses. Pads are taken and mean nothing: around a map there is always
 * an unmapped page.
 *
 * DERIVE_TA_UNIQUE_KEY: the same extra data and length give the same key at
 * each boot of this machine, to this UUID alone. The key must go to secure
 * memory (SECURITY), extra data have at most 1024 bytes and a key 16 to 32
 * (BAD_PARAMETERS); ITEM_NOT_FOUND: the machine has no hardware unique key.
 *
 * The other numbers are OP-TEE's, and NOT_SUPPORTED.
 */
#pragma once

/* 3a2f8978-5dc0-11e8-9c2d-fa7ae01bbebc */
#define PTA_SYSTEM_UUID                                                        \
    {                                                                          \
        0x3a2f8978, 0x5dc0, 0x11e8,                                            \
        {                                                                      \
            0x9c, 0x2d, 0xfa, 0x7a, 0xe0, 0x1b, 0xbe, 0xbc                     \
        }                                                                      \
    }

#define TA_DERIVED_KEY_MIN_SIZE        16
#define TA_DERIVED_KEY_MAX_SIZE        32
#define TA_DERIVED_EXTRA_DATA_MAX_SIZE 1024

#define PTA_SYSTEM_ADD_RNG_ENTROPY      0
#define PTA_SYSTEM_DERIVE_TA_UNIQUE_KEY 1
#define PTA_SYSTEM_MAP_ZI               2
#define PTA_SYSTEM_UNMAP                3
#define PTA_SYSTEM_DLOPEN               10
#define PTA_SYSTEM_DLSYM                11
#define PTA_SYSTEM_GET_TPM_EVENT_LOG    12
#define PTA_SYSTEM_SUPP_PLUGIN_INVOKE   13

/* Flags of MAP_ZI: may be lent to other TAs. */
#define PTA_SYSTEM_MAP_FLAG_SHAREABLE (1u << 0)
