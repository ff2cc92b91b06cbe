/* SPDX-License-Identifier: BSD-2-Clause */
/* What Mbed TLS includes under this name, from lib/. */
#pragma once

#include "lib/mem.h"
