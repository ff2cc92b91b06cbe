/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * MACs: HMAC, CMAC, and CBC-MAC with and without padding.
 */
#pragma once

#include "services/crypto/hash.h"

extern const struct state_class mac_class;
extern const struct hash_ops mac_ops;
