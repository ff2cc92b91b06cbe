/* SPDX-License-Identifier: BSD-2-Clause */
/* Start-up properties of the device enumeration TA. */
#pragma once

#include <pta_device.h>

#define TA_UUID PTA_DEVICE_UUID

#define TA_FLAGS (TA_FLAG_SINGLE_INSTANCE | TA_FLAG_MULTI_SESSION)

#define TA_STACK_SIZE (4 * 1024)
#define TA_DATA_SIZE  (4 * 1024)

#define TA_VERSION     "1.0"
#define TA_DESCRIPTION "Devices for the normal world's kernel"
