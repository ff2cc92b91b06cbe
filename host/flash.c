/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A file's pages, or memory's. The calls come from the service's thread only.
 * Mutable state: `flash`.
 */
#include "host/flash.h"

#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/fault.h"
#include "host/program_call.h"
#include "services/nv/flash.h"

#define SECTOR 0x40000u /* as on the device */
#define BYTES  (2 * SECTOR)

static struct {
    uint8_t *byte;
    bool is_dead;
} flash;

static bool map(int file, int flags)
{
    void *at = mmap(NULL, BYTES, PROT_READ | PROT_WRITE, flags, file, 0);

    if (at == MAP_FAILED)
        return false;
    flash.byte = at;
    return true;
}

bool flash_open(const char *name)
{
    int file = -1;
    struct stat status = {.st_size = 0};

    if (!name && !map(-1, MAP_PRIVATE | MAP_ANONYMOUS))
        return false;
    if (name) {
        file = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (file < 0 || fstat(file, &status) < 0 ||
            ftruncate(file, BYTES) < 0 || !map(file, MAP_SHARED))
            return false;
        close(file);
    }
    if (status.st_size < BYTES)
        memset(flash.byte + status.st_size, 0xff,
               BYTES - (size_t)status.st_size);
    return true;
}

EXPORTED void flash_init(void)
{
}

/* How many of the n bytes of an operation are done; *good: did it work? */
static size_t operation(size_t n, bool *good)
{
    enum fault fault;

    *good = false;
    if (flash.is_dead)
        return 0;
    fault = fault_operation(DEVICE_FLASH);
    if (fault_write(DEVICE_FLASH)) {
        flash.is_dead = true;
        return n / 2;
    }
    flash.is_dead = fault == FAULT_RESTART;
    *good = fault == FAULT_NONE;
    return *good ? n : 0;
}

static bool flash_read(unsigned sector, uint32_t offset, void *buf, size_t n)
{
    memcpy(buf, flash.byte + sector * SECTOR + offset, n);
    return !flash.is_dead;
}

static bool flash_program(unsigned sector, uint32_t offset, const void *data,
                          size_t n)
{
    uint8_t *to = flash.byte + sector * SECTOR + offset;
    const uint8_t *from = data;
    bool good;

    n = operation(n, &good);
    for (size_t i = 0; i < n; i++)
        to[i] &= from[i];
    return good;
}

static bool flash_erase(unsigned sector)
{
    bool good;
    size_t n = operation(SECTOR, &good);

    memset(flash.byte + sector * SECTOR, 0xff, n);
    return good;
}

EXPORTED const struct store_port flash_port = {.read = flash_read,
                                               .program = flash_program,
                                               .erase = flash_erase,
                                               .sector_bytes = SECTOR};
