/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * CRC-32 as of Ethernet (ISO/IEC 8802-3): finds what was written in part. It
 * is no protection against whoever means it. Pure.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

uint32_t crc32_of(const void *data, size_t n);
