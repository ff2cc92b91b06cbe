/* SPDX-License-Identifier: BSD-2-Clause */
/* System registers by name, and the barriers that go with them. */
#pragma once

#include <stdint.h>

#define sysreg_read(name)                                                      \
    __extension__({                                                            \
        uint64_t value_;                                                       \
        __asm__ volatile("mrs %0, " name : "=r"(value_)::"memory");            \
        value_;                                                                \
    })
#define sysreg_write(name, value)                                              \
    __asm__ volatile("msr " name ", %0" ::"r"((uint64_t)(value)) : "memory")

static inline void isb(void)
{
    __asm__ volatile("isb" ::: "memory");
}

static inline void dsb(void)
{
    __asm__ volatile("dsb sy" ::: "memory");
}

/* A 4-bit field of an ID register. */
static inline unsigned id_field(uint64_t value, unsigned shift)
{
    return (unsigned)(value >> shift) & 15u;
}
