/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the TA manager itself answers to TAs, reached like a TA by its UUID
 * (TEE_OpenTASession). Not open to the normal world.
 *
 *                p0              p1
 *   DEVICES      VALUE_INPUT     MEMREF_OUTPUT
 *                a = stage       UUIDs, 16 octets each
 *   STATS_*      VALUE_OUTPUT    VALUE_OUTPUT           p2, p3 too
 *                a, b = numbers 0, 1 of the group ...
 *   KILL         VALUE_INPUT     VALUE_INPUT
 *                a, b, a, b = a TA's UUID, octets 0..3, 4..7, ... of it,
 *                each with the first octet in its lowest byte
 *
 * DEVICES lists the built-in TAs that the normal world's kernel should bind
 * drivers to at that stage. SHORT_BUFFER: p1 was too small, nothing was
 * written; its size is then the size needed.
 *
 * STATS_* are the numbers of abi/ta/stats.def.
 *
 * KILL ends every instance of a TA; its clients get TARGET_DEAD. One that runs
 * dies at the next interrupt, one that waits in the normal world within a
 * second. Only the control TA (abi/ta/control.h) may: ACCESS_DENIED.
 * ITEM_NOT_FOUND: there is no instance.
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
    SYSTEM_STATS_KERNEL = 1,
    SYSTEM_STATS_TAMGR = 2,
    SYSTEM_STATS_GATEWAY = 3,
    SYSTEM_KILL = 4,
};

/* Of an answer to STATS_*; unused ones are 0. */
#define SYSTEM_STATS_NUMBERS 8

/* Where each is, STAT_<GROUP>_<name>. */
enum system_stat {
#define STAT(group, index, name, kind, manual) STAT_##group##_##name = (index),
#include "abi/ta/stats.def"
#undef STAT
};

/* Stages of DEVICES: what must be there before the TA can work. */
enum system_stage {
    SYSTEM_STAGE_BOOT = 0,       /* nothing: TA_FLAG_DEVICE_ENUM */
    SYSTEM_STAGE_SUPPLICANT = 1, /* TA_FLAG_DEVICE_ENUM_SUPP */
    SYSTEM_STAGE_STORAGE = 2,    /* ..._DEVICE_ENUM_TEE_STORAGE_PRIVATE */
};
