/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory that was mapped besides the image and the stack. */
#pragma once

#include "sdk/engine/access.h"

/* The list of it; NULL: none. */
struct access_region *memory_regions(void);
