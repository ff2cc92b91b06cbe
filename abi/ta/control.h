/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The built-in TA through which the normal world reaches the commands of
 * abi/ta/system.h that it may give: it passes them on as they are. Anyone may
 * read (SYSTEM_STATS_*); SYSTEM_KILL wants a session opened by root as
 * TEEC_LOGIN_USER, which Linux vouches for.
 *
 * It is loaded by the first session and stays, so that whoever compares two
 * readings finds it in both.
 */
#pragma once

/* 6967f67b-c1af-4ce1-806f-73ec006d998d */
#define CONTROL_UUID                                                           \
    {                                                                          \
        0x6967f67b, 0xc1af, 0x4ce1,                                            \
        {                                                                      \
            0x80, 0x6f, 0x73, 0xec, 0x00, 0x6d, 0x99, 0x8d                     \
        }                                                                      \
    }

/* The same in the words of a message (struct uuid_words). */
#define CONTROL_UUID_WORDS                                                     \
    {                                                                          \
        {                                                                      \
            0xe14cafc17bf66769ull, 0x8d996d00ec736f80ull                       \
        }                                                                      \
    }
