/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory tagging (Armv8.5 MTE), which Cella does not use: no pointer has a tag.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline bool memtag_is_enabled(void)
{
    return false;
}

static inline uint8_t memtag_get_tag(const void *addr)
{
    (void)addr;
    return 0;
}

static inline void *memtag_insert_tag(void *addr, uint8_t tag)
{
    (void)tag;
    return addr;
}

static inline void *memtag_strip_tag(void *addr)
{
    return addr;
}
