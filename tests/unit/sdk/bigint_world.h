/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the tests of big integers share: a library without a TA around it, where
 * a panic ends the process, and numbers there and back to OpenSSL's.
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <openssl/bn.h>

#include <tee_internal_api.h>
#include <util.h>

#include "sdk/libutee/bigint.h"

enum {
    PANICKED = 42,
    WORDS = TEE_BigIntSizeInU32(2 * BIGINT_BITS_MAX + 64),
    FMM_WORDS = 1 + BIGINT_BITS_MAX / 32
};

struct world {
    bool may_panic;
    uint64_t random; /* not 0: where the sequence is */
    BN_CTX *ctx;
};
extern struct world world;

/* In a process of its own: what a panic leaves behind ends with it. */
#define assert_panics(call)                                                    \
    do {                                                                       \
        pid_t child = fork();                                                  \
        int status = 0;                                                        \
                                                                               \
        if (!child) {                                                          \
            world.may_panic = true;                                            \
            call;                                                              \
            _exit(0);                                                          \
        }                                                                      \
        assert_int_equal(waitpid(child, &status, 0), child);                   \
        if (!WIFEXITED(status) || WEXITSTATUS(status) != PANICKED)             \
            fail_msg("no panic: " #call);                                      \
    } while (0)

/* xorshift64*, from a fixed start: a failure comes again. */
uint64_t random_word(void);

/* Room for `bits` and no more; free() it. */
TEE_BigInt *new_int(size_t bits);

/* The same with a value, and exactly the room for it. */
TEE_BigInt *from_bn(const BIGNUM *value);
TEE_BigInt *int_of(const char *hex);

/* BN_free() them. */
BIGNUM *from_hex(const char *hex);
BIGNUM *to_bn(const TEE_BigInt *b);

void assert_value(const TEE_BigInt *b, const BIGNUM *want);
void assert_hex(const TEE_BigInt *b, const char *hex);

/* For the group of tests. */
int world_start(void **state);
int world_stop(void **state);
