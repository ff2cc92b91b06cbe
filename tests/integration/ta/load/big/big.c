/* SPDX-License-Identifier: BSD-2-Clause */
/* A library that takes BIG_KIB of memory. */
#include <stdint.h>

extern uint8_t big[];
uint8_t big[CFG_BIG_KIB * 1024];
