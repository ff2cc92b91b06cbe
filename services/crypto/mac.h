/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * MACs: HMAC, CMAC, and CBC-MAC with and without padding.
 */
#pragma once

#include "services/crypto/hash.h"

extern const struct state_class mac_class;

/* Begins a message; one under way is forgotten. The state has its key.
 * OUT_OF_MEMORY: there is none under way then. */
enum tee_result mac_begin(struct state *s);

/* Adds n bytes to the message under way. */
void mac_update(struct state *s, const void *p, size_t n);

/* Ends it, and writes its n bytes, the size, to out. BAD_PARAMETERS: a part of
 * a block, without padding. */
enum tee_result mac_end(struct state *s, uint8_t *out, size_t n);
