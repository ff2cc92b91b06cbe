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

#define CHAIN_MAX 4u /* SUBKEY links of one image */

/*
 * Versions that are in one image, of its TA and of its subkeys. The highest
 * that was seen of each, its mark, is a counter of the nv service: for ever,
 * and 0 at first.
 */
struct versions {
    struct version {
        struct uuid_words uuid;
        uint32_t version;
        bool is_subkey; /* a TA and a subkey may share a UUID */
    } row[CHAIN_MAX + 1];
    unsigned used;
};

/* Raises the marks to these. On a refusal some may have been raised: each was
 * in a chain that is good. */
MUST_USE enum refusal versions_raise(const struct tamgr_port *port,
                                     const struct versions *versions);

/* The keys that may sign at the root of a chain. */
struct trust {
    const struct ta_key *keys;
    size_t count;
};

/*
 * Verifies `size` bytes of private memory at `image` and, if they are the TA
 * `wanted`, sets *ta, and *newer to those versions that are above their marks.
 * On a refusal both are undefined.
 */
MUST_USE enum refusal
image_verify(const struct tamgr_port *port, const struct trust *trust,
             const uint8_t *image, size_t size, const struct uuid_words *wanted,
             struct container_ta *ta, struct versions *newer);
