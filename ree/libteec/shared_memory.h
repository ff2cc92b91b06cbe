/* SPDX-License-Identifier: BSD-2-Clause */
/* What the rest of the library asks about a TEEC_SharedMemory. */
#pragma once

#include "ree/libteec/include/tee_client_api.h"

/* imp.flags: SHM_LIVE marks a block that is registered and not yet released,
 * so that a zeroed structure, or one released twice, is never mistaken for
 * one. SHM_OWN: buffer is our mapping. */
#define SHM_LIVE 0x1u
#define SHM_OWN  0x2u

/* Whether the block can be referred to. NULL cannot. */
static inline bool shared_memory_is_live(const TEEC_SharedMemory *memory)
{
    return memory && (memory->imp.flags & SHM_LIVE);
}
