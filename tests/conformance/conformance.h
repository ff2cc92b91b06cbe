/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The conformance TA makes kernel calls that a well-behaved program never
 * makes; its client prints what comes of them, the same on every machine.
 * Commands, CONFORMANCE_COMMANDS(X): X(NAME, number, manual).
 */
#pragma once

#define CONFORMANCE_UUID                                                       \
    {                                                                          \
        0x9c1d6f2e, 0x3b7a, 0x4c58,                                            \
        {                                                                      \
            0x8a, 0x90, 0x5e, 0x4f, 0x1d, 0x2b, 0x6c, 0x73                     \
        }                                                                      \
    }

#define CONFORMANCE_COMMANDS(X)                                                \
    X(ERRORS, 0, "memref out: lines")                                          \
    X(CHAIN, 1, "value inout: depth so far in a; out: a deepest, b result")    \
    X(KCALL, 2, "value in: a number of a kernel call, without its right")      \
    X(EXIT, 3, "rt_exit")                                                      \
    X(FAULT, 4, "value in: a enum conformance_fault")                          \
    X(FILES, 5, "memref out: lines of files/main.c, the service")

enum conformance_command {
#define CONFORMANCE_ROW(name, number, manual) CONFORMANCE_##name = (number),
    CONFORMANCE_COMMANDS(CONFORMANCE_ROW)
#undef CONFORMANCE_ROW
};

enum conformance_fault {
    FAULT_NULL,     /* write to address 0 */
    FAULT_CONSTANT, /* write to what is read-only */
    FAULT_GUARD,    /* write behind memory of mem_map */
    FAULT_UNMAPPED, /* write to memory that was given back */
    FAULTS,
};
