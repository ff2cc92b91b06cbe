/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The PL011 UART as an output: polled, never waits for anything but room in the
 * transmit FIFO. base: the registers as mapped by the caller. Boot programs the
 * UART once; later users only write. No locking: lines of several CPUs may mix.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Enables transmission. The line rate stays what it was. */
void pl011_init(uintptr_t base);

/* Writes size bytes as they are. */
void pl011_write(uintptr_t base, const char *text, size_t size);

/* Writes a NUL-terminated text; '\n' goes out as "\r\n". */
void pl011_puts(uintptr_t base, const char *text);

/* Writes value as 0x and 1 to 16 hexadecimal digits. */
void pl011_put_hex(uintptr_t base, uint64_t value);
