/* SPDX-License-Identifier: BSD-2-Clause */
/* Types only. */
#pragma once

#include <stddef.h>

typedef __WINT_TYPE__ wint_t;
