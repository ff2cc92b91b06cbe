/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the fuzz targets share. A target takes its input apart with a byte
 * cursor (lib/bytes.h), which gives zeroes once the input is used up, so any
 * input means something. CHECK() states what must hold whatever the input is;
 * the sanitizers state the rest.
 */
#pragma once

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/bytes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

#define CHECK(condition)                                                       \
    do {                                                                       \
        if (!(condition)) {                                                    \
            fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__,       \
                    #condition);                                               \
            abort();                                                           \
        }                                                                      \
    } while (0)

/* Is there input left? A number that was cut short ends it, too. */
#define MORE(r) ((r)->left > 0 && !(r)->failed)

/* The next element of a table, chosen by one byte. */
#define PICK(r, table)                                                         \
    ((table)[reader_u8(r) % (sizeof(table) / sizeof((table)[0]))])
