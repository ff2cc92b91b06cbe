/* SPDX-License-Identifier: BSD-2-Clause */
/* Types only. */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
