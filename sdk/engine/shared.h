/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory that this trusted application shares with the supplicant: one block,
 * asked for when it is first needed, kept for the rest of the request. The
 * normal world may read and change it at any time.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <tee_api_types.h>

struct shared {
    uint32_t handle; /* 0: there is none */
    uint8_t *memory;
    size_t size;
};

/* A block of at least `size` bytes, 1 to GW_TA_SHM_MOST; the one before is gone
 * if it was smaller. *shared stays as it is until the next call. */
TEE_Result shared_get(size_t size, const struct shared **shared);

/* Gives it back; at the end of each request. */
void shared_release(void);
