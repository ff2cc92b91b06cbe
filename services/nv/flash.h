/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The flash of this machine: cfi.c on the device, host/flash.c on the host.
 */
#pragma once

#include "services/nv/store.h"

/* Once, before the first use. */
void flash_init(void);

extern const struct store_port flash_port;
