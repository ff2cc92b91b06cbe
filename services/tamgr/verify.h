/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Is this image what its signer signed, by a key that is trusted, for the TA
 * that is wanted, and not older than what was seen before? Nothing but the
 * container's own headers is parsed before the digest and the signature over
 * it are known to be good.
 */
#pragma once

#include <stdbool.h>

#include "services/tamgr/container.h"
#include "services/tamgr/port.h"

#define CHAIN_MAX    4u /* SUBKEY links of one image */
#define VERSIONS_MAX 64u

/*
 * The highest version seen of every TA and of every subkey, since boot: kept by
 * the kernel should this process die. A row exists only for versions above 0;
 * none is ever removed.
 */
struct versions {
    struct version {
        struct uuid_words uuid;
        uint32_t version;
        bool is_subkey; /* a TA and a subkey may share a UUID */
    } rows[VERSIONS_MAX];
    unsigned used;
};

_Static_assert(sizeof(struct versions) <= KKEEP_BYTES, "can be kept");

/* Raises the high-water mark. False: the table is full; nothing changed. */
MUST_USE bool versions_raise(struct versions *versions,
                             const struct version *seen);

/* The keys that may sign at the root of a chain. */
struct trust {
    const struct ta_key *keys;
    size_t count;
};

/*
 * Verifies `size` bytes of private memory at `image` and, if they are the TA
 * `wanted`, raises the version marks and sets *ta. On a refusal nothing is
 * changed.
 */
MUST_USE enum refusal
image_verify(const struct tamgr_port *port, const struct trust *trust,
             struct versions *versions, const uint8_t *image, size_t size,
             const struct uuid_words *wanted, struct container_ta *ta);
