/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What this library knows of algorithms and keys: the rows of
 * abi/crypto_alg.def and crypto_type.def, curves, and the identifiers that
 * OP-TEE gave elliptic-curve algorithms before the specification did.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct alg {
    uint32_t id;    /* the specification's: what the engine takes */
    uint32_t class; /* TEE_OPERATION_* */
    uint32_t type;  /* of its keys; of pairs the pair */
    uint32_t keys;  /* how many */
    uint32_t curve; /* TEE_ECC_CURVE_* that a historical id names, or 0 */
};

/* The algorithm of that id, historical ones included. False: there is none. */
bool alg_find(uint32_t id, struct alg *alg);

/* Bits of a key as they are counted: those of DES with the parity bits. */
uint32_t alg_key_bits(const struct alg *alg, uint32_t bits);

/* Whether an operation for keys of up to so many bits (all of them together)
 * can be. */
bool alg_takes_max_size(const struct alg *alg, uint32_t bits);

/* Whether a key that type can have so many bits. False too: no such type. */
bool type_takes_size(uint32_t type, uint32_t bits);

/* Whether the algorithm works with this TEE_ECC_CURVE_* or, an algorithm
 * without curves, TEE_CRYPTO_ELEMENT_NONE. */
bool alg_takes_element(const struct alg *alg, uint32_t element);
