/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The machine as a whole: its power switch, its seed and its key. The power
 * switch is a PL061 GPIO whose outputs QEMU watches for a rising edge: pin 0
 * powers off, pin 1 resets. A PL061 data register is written through an
 * address window: bits 9..2 of the address mask the pins.
 */
#include "platform/qemu-virt/platform.h"

#include "platform/mmio.h"
#include "platform/qemu-virt/memory.h"

#define GPIO_DATA(pins) ((uintptr_t)(pins) << 2)
#define GPIO_DIR        0x400
#define PIN_POWER_OFF   (1u << 0)
#define PIN_RESET       (1u << 1)

static __attribute__((noreturn)) void pin_raise(uintptr_t gpio, uint32_t pin)
{
    mmio_write32(gpio + GPIO_DIR, PIN_POWER_OFF | PIN_RESET);
    mmio_write32(gpio + GPIO_DATA(pin), 0);
    mmio_write32(gpio + GPIO_DATA(pin), pin);
    for (;;)
        __asm__ volatile("wfi");
}

void platform_power_off(uintptr_t gpio)
{
    pin_raise(gpio, PIN_POWER_OFF);
}

void platform_reset(uintptr_t gpio)
{
    pin_raise(gpio, PIN_RESET);
}

/*
 * The seed page: at 0 the seed, at HUK_OFFSET the hardware unique key, each
 * behind a magic number. The page stands in for a fuse bank and a source of
 * entropy.
 */
#define MAGIC_BYTES 8u
#define HUK_OFFSET  64u

/* Copies `n` bytes from behind the magic number at `at`; -1: another is
 * there. */
static int page_read(uintptr_t at, const char magic[MAGIC_BYTES + 1],
                     uint8_t *out, size_t n)
{
    for (size_t i = 0; i < MAGIC_BYTES; i++)
        if (mmio_read8(at + i) != (uint8_t)magic[i])
            return -1;
    for (size_t i = 0; i < n; i++)
        out[i] = mmio_read8(at + MAGIC_BYTES + i);
    return 0;
}

int platform_seed_read(uintptr_t page, uint8_t *out)
{
    return page_read(page, "CELLASD1", out, PLATFORM_SEED_BYTES);
}

int platform_huk_read(uintptr_t page, uint8_t *out)
{
    return page_read(page + HUK_OFFSET, "CELLAHK1", out, PLATFORM_HUK_BYTES);
}
