/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the program in Linux and the TA of bench/crypto agree on: the kinds of
 * cases.def, what is measured of each, and the TA's commands.
 */
#pragma once

#include <stdint.h>

enum bench_kind {
    KIND_CIPHER,
    KIND_AE,
    KIND_DIGEST,
    KIND_MAC,
    KIND_SIGNATURE,
    KIND_ENCRYPTION,
    KIND_AGREEMENT,
    KIND_KDF,
    KIND_KEM,
};

/* What is measured. An update is one call in the midst of a message; one-shot
 * is all that a message of that size takes, from its start to its result, with
 * operation and key there. */
enum bench_op {
    OP_UPDATE,
    OP_ONE_SHOT,
    OP_SIGN,
    OP_VERIFY,
    OP_ENCRYPT,
    OP_DECRYPT,
    OP_DERIVE,
    OP_ENCAPSULATE,
    OP_DECAPSULATE,
    OP_LIMIT,
};

#define BENCH_OP_NAMES                                                         \
    {                                                                          \
        "update", "one-shot", "sign", "verify", "encrypt", "decrypt",          \
            "derive", "encapsulate", "decapsulate"                             \
    }

#define OPS_DATA         (1u << OP_UPDATE | 1u << OP_ONE_SHOT)
#define OPS_ONE          (1u << OP_ONE_SHOT)
#define OPS_SIGNS        (1u << OP_SIGN | 1u << OP_VERIFY)
#define OPS_ENCRYPTS     (1u << OP_ENCRYPT | 1u << OP_DECRYPT)
#define OPS_DERIVES      (1u << OP_DERIVE)
#define OPS_ENCAPSULATES (1u << OP_ENCAPSULATE | 1u << OP_DECAPSULATE)

/* Sizes of data, bytes; other operations have one. */
#define BENCH_SIZES                                                            \
    {                                                                          \
        16, 64, 256, 1024, 4096, 16384, 65536, 1048576                         \
    }
#define BENCH_DATA_MAX 1048576u

#define BENCH_TAG 16u /* bytes, of authenticated encryption */

/* Iterations of PBKDF2. */
#define BENCH_ITERATIONS 1000u

/* How often an operation is done so that the clock's step does not show: once,
 * to learn what it takes, then `repeats` times, `rounds` times over, of which
 * the fastest counts. One step of the clock is 16 instructions. */
#define BENCH_STEP 16u

static inline unsigned bench_repeats(uint64_t steps)
{
    return steps < 1000 ? 64 : steps < 16000 ? 8 : 1;
}

static inline unsigned bench_rounds(uint64_t steps)
{
    return steps < 400000 ? 3 : 1;
}

/*
 * The TA's one command. Parameters: 0, value in: case, operation; 1, value in:
 * bytes of data; 2, value out: instructions, low and high half; 3, memory in:
 * the domain of DSA and DH (struct bench_domain), else none.
 */
enum {
    CRYPTO_BENCH = 0,
};

/* Prime, subprime and base, behind each other, big-endian. */
struct bench_domain {
    uint32_t prime, subprime, base; /* bytes */
    uint8_t bytes[];
};
#define BENCH_DOMAIN_MAX 1024u
