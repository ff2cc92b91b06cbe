/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * HKDF with SHA-256 [RFC 5869]:
 *
 *   root = Extract(salt, hardware unique key)
 *   key  = Expand(root, label of the use | UUID | length | extra, length)
 *
 * A label has 16 bytes and a key at most one block of the hash, so that no two
 * recipes have the same info. The length is part of it: a shorter key is not
 * the start of a longer one.
 *
 * The table of uses is what there is to extend: storage, sealing to a
 * measurement and attestation have a row each when their services come, and
 * give in `extra` what their keys shall depend on. Labels are for ever.
 */
#include "services/keys/derive.h"

#include "abi/kernel.h"
#include "lib/mem.h"

#define LABEL_BYTES 16u

static const char salt[] = "Cella hardware unique key 1";

static const struct {
    char label[LABEL_BYTES];
    uint32_t owner; /* may ask for it */
} uses[] = {
    [KEYS_USE_TA] = {"TA unique key", SERVICE_TAMGR},
    [KEYS_USE_DEVICE] = {"device name", SERVICE_TAMGR},
};

uint32_t use_owner(uint64_t use)
{
    return use < sizeof(uses) / sizeof(uses[0]) ? uses[use].owner : 0;
}

void root_make(struct root *root, const uint8_t *huk, size_t n)
{
    struct hmac h;

    hmac_begin(&h, (const uint8_t *)salt, sizeof(salt) - 1);
    hmac_add(&h, huk, n);
    hmac_end(&h, root->key);
}

void key_derive(const struct root *root, const struct recipe *recipe,
                uint8_t *key, size_t size)
{
    const uint8_t length = (uint8_t)size, block = 1;
    uint8_t code[HMAC_BYTES];
    struct hmac h;

    hmac_begin(&h, root->key, sizeof(root->key));
    hmac_add(&h, uses[recipe->use].label, LABEL_BYTES);
    hmac_add(&h, recipe->uuid, sizeof(recipe->uuid));
    hmac_add(&h, &length, 1);
    if (recipe->extra_size)
        hmac_add(&h, recipe->extra, recipe->extra_size);
    hmac_add(&h, &block, 1);
    hmac_end(&h, code);
    memcpy(key, code, size);
    mem_wipe(code, sizeof(code));
}
