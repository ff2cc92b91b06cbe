/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Device registers: each call is exactly one access of the width it names, in
 * program order with other volatile accesses. address: as mapped (Device
 * memory, or MMU off).
 */
#pragma once

#include <stdint.h>

static inline uint8_t mmio_read8(uintptr_t address)
{
    return *(const volatile uint8_t *)address;
}

static inline uint32_t mmio_read32(uintptr_t address)
{
    return *(const volatile uint32_t *)address;
}

static inline uint64_t mmio_read64(uintptr_t address)
{
    return *(const volatile uint64_t *)address;
}

static inline void mmio_write32(uintptr_t address, uint32_t value)
{
    *(volatile uint32_t *)address = value;
}

static inline void mmio_write64(uintptr_t address, uint64_t value)
{
    *(volatile uint64_t *)address = value;
}
