/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What tests of operations over the fake engine begin and end with. Included
 * after cmocka.h.
 */
#pragma once

#include <tee_internal_api.h>

#include "tests/unit/sdk/fake_crypto.h"

static inline TEE_OperationHandle operation(uint32_t algorithm, uint32_t mode,
                                            uint32_t bits)
{
    TEE_OperationHandle op;

    assert_int_equal(TEE_AllocateOperation(&op, algorithm, mode, bits), 0);
    assert_non_null(op);
    return op;
}

/* With a key of `bytes` bytes that are 'value', which is gone again. */
static inline TEE_OperationHandle keyed(uint32_t algorithm, uint32_t mode,
                                        uint32_t type, uint8_t value,
                                        size_t bytes)
{
    TEE_OperationHandle op = operation(algorithm, mode, (uint32_t)bytes * 8);
    TEE_ObjectHandle key = fake_key(type, value, bytes);

    assert_int_equal(TEE_SetOperationKey(op, key), 0);
    TEE_FreeTransientObject(key);
    return op;
}

static inline uint32_t flags_of(TEE_OperationHandle op)
{
    TEE_OperationInfo info;

    TEE_GetOperationInfo(op, &info);
    return info.handleState;
}

static inline uint32_t state_of(TEE_OperationHandle op)
{
    uint8_t room[sizeof(TEE_OperationInfoMultiple) +
                 2 * sizeof(TEE_OperationInfoKey)] __attribute__((aligned(8)));
    TEE_OperationInfoMultiple *info = (void *)room;
    size_t n = sizeof(room);

    assert_int_equal(TEE_GetOperationInfoMultiple(op, info, &n), 0);
    return info->operationState;
}

#define KEY_SET     TEE_HANDLE_FLAG_KEY_SET
#define INITIALIZED TEE_HANDLE_FLAG_INITIALIZED
#define EXTRACTING  TEE_HANDLE_FLAG_EXTRACTING
#define TWO_KEYS    TEE_HANDLE_FLAG_EXPECT_TWO_KEYS

/* A teardown: all states and objects are free again. */
static inline int nothing_stays_behind(void **state)
{
    (void)state;
    return fake_in_use() != 0;
}
