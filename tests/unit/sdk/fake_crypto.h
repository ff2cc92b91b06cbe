/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The engine's cryptographic functions, faked for tests of the layer above:
 * they keep the promises of sdk/engine/engine.h with arithmetic that a test can
 * do in its head, and count what would be messages to the service.
 *
 *   digest    byte i is sum of the input + 16 * its count + i (+ key's first
 *             byte, a MAC); SHA-256 has 32, HMAC-SHA-256 too, SHAKE any number
 *   cipher    byte i of the text ^ key's first byte ^ IV's first byte; a text
 *             is complete with its 16th, 32nd, ... byte unless the mode is CTR
 *   AE        the same; the tag repeats sum of AAD and cipher text
 *   signature the digest backwards
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <tee_api_types.h>

struct fake_object {
    bool used;
    uint32_t type, max_size, size, usage;
    uint8_t key[64];
};

extern struct fake_crypto {
    unsigned calls;         /* since the test set it to 0 */
    TEE_Result next;        /* answer of the next call, if not SUCCESS */
    uint32_t algorithm;     /* of the last state allocated */
    bool digests_here;      /* digest_local() is asked first */
    unsigned local;         /* how often it was */
    uint32_t params;        /* how many attributes the last call had */
    TEE_Attribute param[2]; /* the first of them */
    struct fake_object object[8];
} fake_crypto;

/* A new object with a key that is n bytes of `value`. */
TEE_ObjectHandle fake_key(uint32_t type, uint8_t value, size_t n);

/* States and objects in use. */
unsigned fake_in_use(void);
