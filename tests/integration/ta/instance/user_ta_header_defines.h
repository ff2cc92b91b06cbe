/* SPDX-License-Identifier: BSD-2-Clause */
/* Built several times: CFG_INSTANCE_ID is the last byte of the UUID,
 * CFG_INSTANCE_FLAGS are the flags. */
#pragma once

/* a6e0b068-5033-40ed-ac9c-e9d7a30eea.. */
#define TA_UUID                                                                \
    {                                                                          \
        0xa6e0b068, 0x5033, 0x40ed,                                            \
        {                                                                      \
            0xac, 0x9c, 0xe9, 0xd7, 0xa3, 0x0e, 0xea, CFG_INSTANCE_ID          \
        }                                                                      \
    }

#define TA_FLAGS CFG_INSTANCE_FLAGS

#define TA_STACK_SIZE (8 * 1024)
#define TA_DATA_SIZE  (32 * 1024)
