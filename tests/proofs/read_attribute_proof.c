/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * read_attribute(): an accepted attribute of a subkey lies inside the body,
 * without leading zeroes; a refused one changes nothing.
 * Bound: bodies of any size, attributes of up to 8 bytes
 * Unwind: 10
 * Found: address made before the check
 */
#include "lib/bytes.c"
#include "services/tamgr/container.c"
#include "tests/proofs/proof.h"

int main(void)
{
    struct container_link link = {.body_size = nondet_u64()};
    struct container_subkey subkey = {.version = 5};
    uint8_t *body;
    struct reader r;

    ASSUME(link.body_size >= 12 && link.body_size <= 2u << 20);
    body = malloc(link.body_size);
    ASSUME(body);
    link.body = body;
    /* Its size, little endian. */
    ASSUME(body[8] <= 8 && body[9] == 0 && body[10] == 0 && body[11] == 0);
    r = reader_init(link.body, link.body_size);
    if (!read_attribute(&r, &link, &subkey)) {
        ASSERT(!subkey.modulus && !subkey.exponent);
        return 0;
    }
    ASSERT(subkey.version == 5 && (!subkey.modulus || !subkey.exponent));
    if (subkey.modulus_size > 0)
        ASSERT(subkey.modulus >= body && *subkey.modulus != 0 &&
               subkey.modulus + subkey.modulus_size <= body + link.body_size);
    if (subkey.exponent_size > 0)
        ASSERT(subkey.exponent >= body && *subkey.exponent != 0 &&
               subkey.exponent + subkey.exponent_size <= body + link.body_size);
    return 0;
}
