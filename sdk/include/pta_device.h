/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The TA that Linux's optee driver asks which other TAs it should make devices
 * of (drivers/tee/optee/device.c), by OP-TEE's UUID and numbers. A command is a
 * stage of the system's start. Parameter 0 is output memory: UUIDs of 16 octets
 * each. SHORT_BUFFER: nothing was written, the size is the one needed.
 */
#pragma once

/* 7011a688-ddde-4053-a5a9-7b3c4ddf13b8 */
#define PTA_DEVICE_UUID                                                        \
    {                                                                          \
        0x7011a688, 0xddde, 0x4053,                                            \
        {                                                                      \
            0xa5, 0xa9, 0x7b, 0x3c, 0x4d, 0xdf, 0x13, 0xb8                     \
        }                                                                      \
    }

#define PTA_CMD_GET_DEVICES      0 /* at boot */
#define PTA_CMD_GET_DEVICES_SUPP 1 /* the supplicant is there */
#define PTA_CMD_GET_DEVICES_RPMB 2 /* secure storage is there */
