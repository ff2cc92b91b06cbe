/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A flash with Intel's command set: two chips of 16 bits side by side, each of
 * which gets every command and has a status of its own. It is mapped as device
 * memory, so all accesses are whole words. From a command until it is told to
 * be an array again, it reads as its status everywhere, for everybody; this
 * file leaves it an array.
 */
#include "services/nv/flash.h"

#include "abi/bundle.h"
#include "lib/mem.h"
#include "platform/mmio.h"
#include "platform/qemu-virt/memory.h"

#define BOTH(word) ((uint32_t)(word) << 16 | (word))

#define COMMAND_PROGRAM      BOTH(0x40u)
#define COMMAND_ERASE        BOTH(0x20u)
#define COMMAND_CONFIRM      BOTH(0xd0u)
#define COMMAND_CLEAR_STATUS BOTH(0x50u)
#define COMMAND_ARRAY        BOTH(0xffu)

#define STATUS_READY  BOTH(0x80u)
#define STATUS_FAILED BOTH(0x3au) /* erase, program, supply, locked */

/* Reads of a status, some 100 ns each: more than the slowest erase takes. */
#define POLLS (1u << 26)

_Static_assert(PLATFORM_NV_SECTORS == 2, "as the store has it");

static uintptr_t address(unsigned sector, uint32_t offset)
{
    return BUNDLE_DEVICE_VA + sector * PLATFORM_NV_SECTOR + offset;
}

void flash_init(void)
{
    /* One that died may have left it otherwise. */
    mmio_write32(address(0, 0), COMMAND_ARRAY);
}

/* Waits for the end of a command; did it work? */
static bool finish(uintptr_t at)
{
    uint32_t status = 0;

    for (uint32_t i = 0; i < POLLS && (status & STATUS_READY) != STATUS_READY;
         i++)
        status = mmio_read32(at);
    mmio_write32(at, COMMAND_CLEAR_STATUS);
    mmio_write32(at, COMMAND_ARRAY);
    return (status & (STATUS_READY | STATUS_FAILED)) == STATUS_READY;
}

static bool word_program(uintptr_t at, uint32_t word)
{
    mmio_write32(at, COMMAND_PROGRAM);
    mmio_write32(at, word);
    return finish(at);
}

static bool flash_read(unsigned sector, uint32_t offset, void *buf, size_t n)
{
    uint8_t *to = buf;

    for (uint32_t i = 0; i < n; i += 4) {
        uint32_t word = mmio_read32(address(sector, offset + i));

        memcpy(to + i, &word, sizeof(word));
    }
    return true;
}

static bool flash_program(unsigned sector, uint32_t offset, const void *data,
                          size_t n)
{
    const uint8_t *from = data;

    for (uint32_t i = 0; i < n; i += 4) {
        uint32_t word;

        memcpy(&word, from + i, sizeof(word));
        if (!word_program(address(sector, offset + i), word))
            return false;
    }
    return true;
}

static bool flash_erase(unsigned sector)
{
    uintptr_t at = address(sector, 0);

    mmio_write32(at, COMMAND_ERASE);
    mmio_write32(at, COMMAND_CONFIRM);
    return finish(at);
}

const struct store_port flash_port = {.read = flash_read,
                                      .program = flash_program,
                                      .erase = flash_erase,
                                      .sector_bytes = PLATFORM_NV_SECTOR};
