/* SPDX-License-Identifier: BSD-2-Clause */
/* PL011 (Arm DDI 0183): the three registers an output needs. */
#include "platform/pl011.h"

#include "platform/mmio.h"

#define UARTDR   0x00
#define UARTFR   0x18
#define FR_TXFF  (1u << 5)
#define UARTCR   0x30
#define CR_TX_ON 0x101u /* UARTEN | TXE */

void pl011_init(uintptr_t base)
{
    mmio_write32(base + UARTCR, CR_TX_ON);
}

static void put_char(uintptr_t base, char c)
{
    while (mmio_read32(base + UARTFR) & FR_TXFF)
        ;
    mmio_write32(base + UARTDR, (uint8_t)c);
}

void pl011_write(uintptr_t base, const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        put_char(base, text[i]);
}

void pl011_puts(uintptr_t base, const char *text)
{
    for (; *text; text++) {
        if (*text == '\n')
            put_char(base, '\r');
        put_char(base, *text);
    }
}

void pl011_put_hex(uintptr_t base, uint64_t value)
{
    int shift = 60;

    while (shift > 0 && !(value >> shift))
        shift -= 4;
    pl011_puts(base, "0x");
    for (; shift >= 0; shift -= 4)
        put_char(base, "0123456789abcdef"[(value >> shift) & 15]);
}
