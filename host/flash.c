/* SPDX-License-Identifier: BSD-2-Clause */
/* The nv service's flash as memory. State: `flash`. */
#include "services/nv/flash.h"

#include <string.h>

#include "host/program_call.h"

#define SECTOR (256u << 10)

static uint8_t flash[2][SECTOR];

EXPORTED void flash_init(void)
{
}

static bool flash_read(unsigned sector, uint32_t offset, void *buf, size_t n)
{
    memcpy(buf, &flash[sector][offset], n);
    return true;
}

static bool flash_program(unsigned sector, uint32_t offset, const void *data,
                          size_t n)
{
    memcpy(&flash[sector][offset], data, n);
    return true;
}

static bool flash_erase(unsigned sector)
{
    memset(flash[sector], 0xff, SECTOR);
    return true;
}

EXPORTED const struct store_port flash_port = {.read = flash_read,
                                               .program = flash_program,
                                               .erase = flash_erase,
                                               .sector_bytes = SECTOR};
