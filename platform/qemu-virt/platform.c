/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The machine as a whole: its power switch and its seed. The power
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

int platform_seed_read(uintptr_t page, uint8_t *out)
{
    static const uint8_t magic[8] = {'C', 'E', 'L', 'L', 'A', 'S', 'D', '1'};

    for (size_t i = 0; i < sizeof magic; i++)
        if (mmio_read8(page + i) != magic[i])
            return -1;
    for (size_t i = 0; i < PLATFORM_SEED_BYTES; i++)
        out[i] = mmio_read8(page + sizeof magic + i);
    return 0;
}
