/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A flash in memory for tests that say what a sector has (NV_FLASH_BYTES).
 * While it fails it does its work all the same, as a device may.
 */
#pragma once

#include <string.h>

#include "services/nv/store.h"

static struct {
    uint8_t byte[2][NV_FLASH_BYTES];
    bool fails;
} flash;

static bool flash_read(unsigned sector, uint32_t offset, void *buf, size_t n)
{
    memcpy(buf, &flash.byte[sector][offset], n);
    return !flash.fails;
}

static bool flash_program(unsigned sector, uint32_t offset, const void *data,
                          size_t n)
{
    for (size_t i = 0; i < n; i++)
        flash.byte[sector][offset + i] &= ((const uint8_t *)data)[i];
    return !flash.fails;
}

static bool flash_erase(unsigned sector)
{
    memset(flash.byte[sector], 0xff, NV_FLASH_BYTES);
    return !flash.fails;
}

static const struct store_port flash_port = {.read = flash_read,
                                             .program = flash_program,
                                             .erase = flash_erase,
                                             .sector_bytes = NV_FLASH_BYTES};
