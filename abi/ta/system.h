/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the TA manager itself answers to TAs, reached like a TA by its UUID
 * (TEE_OpenTASession). Not open to the normal world.
 *
 *                p0              p1
 *   DEVICES      VALUE_INPUT     MEMREF_OUTPUT
 *                a = stage       UUIDs, 16 octets each
 *
 * DEVICES lists the built-in TAs that the normal world's kernel should bind
 * drivers to at that stage. SHORT_BUFFER: p1 was too small, nothing was
 * written; its size is then the size needed.
 */
#pragma once

/* 939a19da-25db-4f1b-afdb-db177346f1f1 */
#define SYSTEM_UUID                                                            \
    {                                                                          \
        0x939a19da, 0x25db, 0x4f1b,                                            \
        {                                                                      \
            0xaf, 0xdb, 0xdb, 0x17, 0x73, 0x46, 0xf1, 0xf1                     \
        }                                                                      \
    }

/* The same in the words of a message (struct uuid_words). */
#define SYSTEM_UUID_WORDS                                                      \
    {                                                                          \
        {                                                                      \
            0x1b4fdb25da199a93ull, 0xf1f1467317dbdbafull                       \
        }                                                                      \
    }

enum system_command {
    SYSTEM_DEVICES = 0,
};

/* Stages of DEVICES: what must be there before the TA can work. */
enum system_stage {
    SYSTEM_STAGE_BOOT = 0,       /* nothing: TA_FLAG_DEVICE_ENUM */
    SYSTEM_STAGE_SUPPLICANT = 1, /* TA_FLAG_DEVICE_ENUM_SUPP */
    SYSTEM_STAGE_STORAGE = 2,    /* ..._DEVICE_ENUM_TEE_STORAGE_PRIVATE */
};
