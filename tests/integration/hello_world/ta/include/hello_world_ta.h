/* SPDX-License-Identifier: BSD-2-Clause */
/* The protocol between hello_world and its trusted application. */
#ifndef HELLO_WORLD_TA_H
#define HELLO_WORLD_TA_H

#define HELLO_WORLD_UUID                                                       \
    {                                                                          \
        0x6ba4d3d6, 0x4aaf, 0x4b7c,                                            \
        {                                                                      \
            0x8d, 0xc5, 0x2b, 0x23, 0xbd, 0x8d, 0x7a, 0x2f                     \
        }                                                                      \
    }

/* param[0] value inout: a becomes a + 1 */
#define HELLO_WORLD_INCREMENT 0

/* param[0] memref input: text; param[1] memref output: the same in capitals */
#define HELLO_WORLD_SHOUT 1

#endif
