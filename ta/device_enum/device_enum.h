/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The TA that Linux's optee driver asks which other TAs it should make
 * devices of (drivers/tee/optee/device.c); UUID and commands are Linux's. A
 * command's number is the stage: 0 at boot, 1 when the supplicant is there, 2
 * when secure storage is. Parameter 0 is output memory: UUIDs of 16 octets
 * each. SHORT_BUFFER: nothing was written, the size is the one needed.
 */
#pragma once

/* 7011a688-ddde-4053-a5a9-7b3c4ddf13b8 */
#define DEVICE_ENUM_UUID                                                       \
    {                                                                          \
        0x7011a688, 0xddde, 0x4053,                                            \
        {                                                                      \
            0xa5, 0xa9, 0x7b, 0x3c, 0x4d, 0xdf, 0x13, 0xb8                     \
        }                                                                      \
    }
