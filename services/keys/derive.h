/* SPDX-License-Identifier: BSD-2-Clause */
/* Keys from the hardware unique key, by use. */
#pragma once

#include <stdbool.h>

#include "abi/keys_msg.h"
#include "services/keys/hmac.h"

/* What every other key comes from. */
struct root {
    uint8_t key[HMAC_BYTES];
};

/* What makes a key the one it is. */
struct recipe {
    enum keys_use use; /* one that use_owner() knows */
    uint64_t uuid[2];  /* as in messages */
    const uint8_t *extra;
    size_t extra_size; /* bytes, <= KEYS_EXTRA_MAX */
};

/* The pid of the service that may ask for a use; 0: there is no such use. */
uint32_t use_owner(uint64_t use);

/* The root of a machine with this hardware unique key of n bytes, n <= 64. */
void root_make(struct root *root, const uint8_t *huk, size_t n);

/* `size` bytes of the recipe's key; KEYS_KEY_MIN <= size <= KEYS_KEY_MAX. */
void key_derive(const struct root *root, const struct recipe *recipe,
                uint8_t *key, size_t size);
