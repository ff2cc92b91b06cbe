/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Digests and MACs over a fake engine: their states, how many messages they
 * take, copies, and every broken rule.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <tee_internal_api.h>
#include <util.h>

#include "sdk/libutee/operation.h"
#include "tests/unit/sdk/fake_crypto.h"
#include "tests/unit/sdk/operation.h"
#include "tests/unit/sdk/panics.h"

/* ---- digests ---- */

static void digest_begins_anew_after_final(void **state)
{
    TEE_OperationHandle op = operation(TEE_ALG_SHA256, TEE_MODE_DIGEST, 0);
    uint8_t a[32], b[32], short_one[31];
    size_t n = sizeof(short_one);

    (void)state;
    assert_int_equal(flags_of(op), KEY_SET | INITIALIZED);
    TEE_DigestUpdate(op, "abc", 3);
    assert_int_equal(state_of(op), TEE_OPERATION_STATE_ACTIVE);
    assert_int_equal(TEE_DigestDoFinal(op, "d", 1, short_one, &n),
                     TEE_ERROR_SHORT_BUFFER);
    assert_int_equal(n, 32);
    assert_int_equal(TEE_DigestDoFinal(op, "d", 1, a, &n), 0);
    assert_int_equal(a[0], (uint8_t)('a' + 'b' + 'c' + 'd' + 4 * 16));
    assert_int_equal(state_of(op), TEE_OPERATION_STATE_INITIAL);
    assert_int_equal(TEE_DigestDoFinal(op, "abcd", 4, b, &n), 0);
    assert_memory_equal(a, b, 32);
    TEE_DigestUpdate(op, "x", 1);
    TEE_ResetOperation(op);
    assert_int_equal(TEE_DigestDoFinal(op, "abcd", 4, b, &n), 0);
    assert_memory_equal(a, b, 32);
    TEE_FreeOperation(op);
}

static void small_pieces_are_gathered(void **state)
{
    enum { FULL = HASH_GATHER, ALL = 2 * FULL + 172 };
    TEE_OperationHandle op = operation(TEE_ALG_SHA256, TEE_MODE_DIGEST, 0);
    static uint8_t data[ALL];
    uint8_t whole[32], parts[32];
    size_t n = 32;

    (void)state;
    for (size_t i = 0; i < sizeof(data); i++)
        data[i] = (uint8_t)(i * 7);
    assert_int_equal(TEE_DigestDoFinal(op, data, ALL, whole, &n), 0);
    fake_crypto.calls = 0;
    for (size_t i = 0; i < FULL / 16; i++)
        TEE_DigestUpdate(op, data + 16 * i, 16);
    assert_int_equal(fake_crypto.calls, 0);
    TEE_DigestUpdate(op, data + FULL, 1);
    assert_int_equal(fake_crypto.calls, 1);
    TEE_DigestUpdate(op, data + FULL + 1, FULL - 1);
    assert_int_equal(fake_crypto.calls, 1);
    TEE_DigestUpdate(op, data + 2 * FULL, 100);
    assert_int_equal(fake_crypto.calls, 2);
    TEE_DigestUpdate(op, data + 2 * FULL + 100, 40);
    TEE_DigestUpdate(op, NULL, 0);
    assert_int_equal(
        TEE_DigestDoFinal(op, data + 2 * FULL + 140, 32, parts, &n), 0);
    assert_int_equal(fake_crypto.calls, 4);
    assert_memory_equal(whole, parts, 32);
    /* A message that never left needs nobody to forget it. */
    TEE_DigestUpdate(op, data, FULL);
    TEE_ResetOperation(op);
    assert_int_equal(fake_crypto.calls, 4);
    TEE_DigestUpdate(op, data, FULL + 1);
    TEE_ResetOperation(op);
    assert_int_equal(fake_crypto.calls, 6);
    assert_int_equal(TEE_DigestDoFinal(op, data, ALL, parts, &n), 0);
    assert_memory_equal(whole, parts, 32);
    TEE_FreeOperation(op);
}

/* A digest of what is all here is made here; the same comes out. */
static void short_messages_need_no_message(void **state)
{
    enum { FULL = HASH_GATHER };
    TEE_OperationHandle op = operation(TEE_ALG_SHA256, TEE_MODE_DIGEST, 0);
    static const uint8_t data[FULL + 1] = {1, 2, 3};
    uint8_t there[32], here[32], too_short[31];
    size_t n = 32, less = sizeof(too_short);

    (void)state;
    assert_int_equal(TEE_DigestDoFinal(op, data, FULL, there, &n), 0);
    fake_crypto.digests_here = true;
    fake_crypto.local = fake_crypto.calls = 0;
    TEE_DigestUpdate(op, data, 100);
    assert_int_equal(
        TEE_DigestDoFinal(op, data + 100, FULL - 100, too_short, &less),
        TEE_ERROR_SHORT_BUFFER);
    assert_int_equal(less, 32);
    assert_int_equal(TEE_DigestDoFinal(op, data + 100, FULL - 100, here, &n),
                     0);
    assert_int_equal(n, 32);
    assert_memory_equal(here, there, 32);
    assert_int_equal(state_of(op), TEE_OPERATION_STATE_INITIAL);
    assert_int_equal(TEE_DigestDoFinal(op, data, FULL, here, &n), 0);
    assert_memory_equal(here, there, 32);
    TEE_DigestUpdate(op, data, FULL);
    n = 16;
    assert_int_equal(TEE_DigestExtract(op, here, &n), 0);
    assert_int_equal(TEE_DigestExtract(op, here + 16, &n), 0);
    assert_memory_equal(here, there, 32);
    TEE_ResetOperation(op);
    assert_int_equal(fake_crypto.local, 3);
    assert_int_equal(fake_crypto.calls, 0);
    /* A byte more is too much, and so is what was sent. */
    n = 32;
    assert_int_equal(TEE_DigestDoFinal(op, data, FULL + 1, here, &n), 0);
    TEE_DigestUpdate(op, data, FULL + 1);
    assert_int_equal(TEE_DigestDoFinal(op, NULL, 0, here, &n), 0);
    assert_int_equal(fake_crypto.local, 3);
    assert_int_equal(fake_crypto.calls, 3);
    fake_crypto.digests_here = false;
    TEE_FreeOperation(op);
}

/* What fits into one message goes into one, whatever was gathered before. */
static void large_pieces_follow_what_was_gathered(void **state)
{
    enum { LARGE = HASH_GATHER + 1, ALL = 65 + 64 + 2 * LARGE };
    TEE_OperationHandle op = operation(TEE_ALG_SHA256, TEE_MODE_DIGEST, 0);
    static uint8_t data[ALL];
    uint8_t whole[32], parts[32];
    size_t n = 32;

    (void)state;
    for (size_t i = 0; i < sizeof(data); i++)
        data[i] = (uint8_t)(i * 11);
    assert_int_equal(TEE_DigestDoFinal(op, data, ALL, whole, &n), 0);
    fake_crypto.calls = 0;
    TEE_DigestUpdate(op, data, 64);
    TEE_DigestUpdate(op, data + 64, LARGE);
    assert_int_equal(fake_crypto.calls, 1);
    TEE_DigestUpdate(op, data + 64 + LARGE, 65);
    assert_int_equal(fake_crypto.calls, 1);
    TEE_DigestUpdate(op, data + 64 + LARGE + 65, LARGE - 64);
    assert_int_equal(fake_crypto.calls, 2);
    assert_int_equal(TEE_DigestDoFinal(op, data + ALL - 64, 64, parts, &n), 0);
    assert_int_equal(fake_crypto.calls, 3);
    assert_memory_equal(whole, parts, 32);
    /* And all of it alone, by lease. */
    TEE_DigestUpdate(op, data, 65);
    assert_int_equal(TEE_DigestDoFinal(op, NULL, 0, parts, &n), 0);
    assert_int_equal(fake_crypto.calls, 4);
    assert_int_equal(TEE_DigestDoFinal(op, data, 65, whole, &n), 0);
    assert_memory_equal(whole, parts, 32);
    TEE_FreeOperation(op);
}

static void digest_is_extracted_in_parts(void **state)
{
    TEE_OperationHandle op = operation(TEE_ALG_SHA256, TEE_MODE_DIGEST, 0);
    TEE_OperationHandle copy = operation(TEE_ALG_SHA256, TEE_MODE_DIGEST, 0);
    uint8_t whole[32], parts[64];
    size_t n = 32;

    (void)state;
    assert_int_equal(TEE_DigestDoFinal(op, "abc", 3, whole, &n), 0);
    TEE_DigestUpdate(op, "abc", 3);
    n = 10;
    assert_int_equal(TEE_DigestExtract(op, parts, &n), 0);
    assert_int_equal(n, 10);
    assert_int_equal(flags_of(op), KEY_SET | INITIALIZED | EXTRACTING);
    assert_int_equal(state_of(op), TEE_OPERATION_STATE_EXTRACTING);
    assert_panics(TEE_DigestUpdate(op, "d", 1));
    assert_panics(TEE_DigestDoFinal(op, "d", 1, parts, &n));
    TEE_CopyOperation(copy, op);
    n = 64;
    assert_int_equal(TEE_DigestExtract(op, parts + 10, &n), 0);
    assert_int_equal(n, 22);
    assert_memory_equal(whole, parts, 32);
    n = 64;
    assert_int_equal(TEE_DigestExtract(op, parts, &n), 0);
    assert_int_equal(n, 0);
    n = 21;
    assert_int_equal(TEE_DigestDoFinal(copy, NULL, 0, parts, &n),
                     TEE_ERROR_SHORT_BUFFER);
    assert_int_equal(n, 22);
    assert_int_equal(TEE_DigestDoFinal(copy, NULL, 0, parts, &n), 0);
    assert_memory_equal(whole + 10, parts, 22);
    assert_int_equal(flags_of(copy), KEY_SET | INITIALIZED);
    n = 64;
    assert_int_equal(TEE_DigestDoFinal(copy, "abc", 3, parts, &n), 0);
    assert_memory_equal(whole, parts, 32);
    TEE_FreeOperation(op);
    TEE_FreeOperation(copy);
}

static void shake_gives_any_length(void **state)
{
    TEE_OperationHandle op = operation(TEE_ALG_SHAKE128, TEE_MODE_DIGEST, 0);
    uint8_t a[100], b[100];
    size_t n = 100;

    (void)state;
    assert_int_equal(TEE_DigestDoFinal(op, "abc", 3, a, &n), 0);
    TEE_DigestUpdate(op, "abc", 3);
    n = 33;
    assert_int_equal(TEE_DigestExtract(op, b, &n), 0);
    assert_int_equal(n, 33);
    n = 67;
    assert_int_equal(TEE_DigestExtract(op, b + 33, &n), 0);
    assert_memory_equal(a, b, 100);
    TEE_ResetOperation(op);
    n = 100;
    assert_int_equal(TEE_DigestDoFinal(op, "abc", 3, b, &n), 0);
    assert_memory_equal(a, b, 100);
    TEE_FreeOperation(op);
}

static void digests_have_rules(void **state)
{
    TEE_OperationHandle op = operation(TEE_ALG_SHA256, TEE_MODE_DIGEST, 0);
    TEE_OperationHandle other = operation(TEE_ALG_SHA1, TEE_MODE_DIGEST, 0);
    TEE_OperationHandle mac =
        keyed(TEE_ALG_HMAC_SHA256, TEE_MODE_MAC, TEE_TYPE_HMAC_SHA256, 1, 32);
    uint8_t out[64];
    size_t n = sizeof(out);

    (void)state;
    assert_panics(TEE_DigestUpdate(TEE_HANDLE_NULL, "a", 1));
    assert_panics(TEE_DigestUpdate(op, NULL, 1));
    assert_panics(TEE_DigestUpdate(mac, "a", 1));
    assert_panics(TEE_DigestDoFinal(mac, "a", 1, out, &n));
    assert_panics(TEE_DigestDoFinal(op, NULL, 1, out, &n));
    assert_panics(TEE_DigestDoFinal(op, "a", 1, out, NULL));
    assert_panics(TEE_DigestDoFinal(op, "a", 1, NULL, &n));
    assert_panics(TEE_DigestExtract(mac, out, &n));
    assert_panics(TEE_DigestExtract(op, NULL, &n));
    assert_panics(TEE_CopyOperation(op, other));
    assert_panics(TEE_CopyOperation(op, TEE_HANDLE_NULL));
    assert_panics(TEE_CopyOperation(TEE_HANDLE_NULL, op));
    assert_panics(TEE_ResetOperation(TEE_HANDLE_NULL));
    fake_crypto.next = TEE_ERROR_TARGET_DEAD;
    assert_panics(TEE_DigestDoFinal(op, "a", 1, out, &n));
    TEE_FreeOperation(op);
    TEE_FreeOperation(other);
    TEE_FreeOperation(mac);
}

/* ---- MACs ---- */

static void macs_are_computed_and_compared(void **state)
{
    TEE_OperationHandle op =
        keyed(TEE_ALG_HMAC_SHA256, TEE_MODE_MAC, TEE_TYPE_HMAC_SHA256, 9, 32);
    TEE_OperationHandle copy =
        operation(TEE_ALG_HMAC_SHA256, TEE_MODE_MAC, 256);
    TEE_OperationInfo info;
    uint8_t mac[32], again[40];
    size_t n = 31;

    (void)state;
    TEE_GetOperationInfo(op, &info);
    assert_int_equal(info.digestLength, 32);
    fake_crypto.calls = 0;
    TEE_MACInit(op, NULL, 0);
    assert_int_equal(flags_of(op), KEY_SET | INITIALIZED);
    assert_int_equal(state_of(op), TEE_OPERATION_STATE_ACTIVE);
    TEE_MACUpdate(op, "abc", 3);
    assert_int_equal(fake_crypto.calls, 0);
    TEE_CopyOperation(copy, op);
    assert_int_equal(TEE_MACComputeFinal(op, "d", 1, mac, &n),
                     TEE_ERROR_SHORT_BUFFER);
    assert_int_equal(n, 32);
    n = sizeof(again);
    assert_int_equal(TEE_MACComputeFinal(op, "d", 1, again, &n), 0);
    assert_int_equal(n, 32);
    assert_int_equal(again[0], (uint8_t)(9 + 'a' + 'b' + 'c' + 'd' + 4 * 16));
    assert_int_equal(fake_crypto.calls, 2); /* the copy, the final */
    assert_int_equal(flags_of(op), KEY_SET);
    assert_int_equal(TEE_MACCompareFinal(copy, "d", 1, again, 32), 0);
    TEE_MACInit(op, NULL, 0);
    assert_int_equal(TEE_MACCompareFinal(op, "abcd", 4, again, 31),
                     TEE_ERROR_MAC_INVALID);
    again[31] ^= 1;
    TEE_MACInit(op, NULL, 0);
    assert_int_equal(TEE_MACCompareFinal(op, "abcd", 4, again, 32),
                     TEE_ERROR_MAC_INVALID);
    assert_int_equal(state_of(op), TEE_OPERATION_STATE_INITIAL);
    TEE_FreeOperation(op);
    TEE_FreeOperation(copy);
}

static void mac_begins_anew_at_init(void **state)
{
    TEE_OperationHandle op =
        keyed(TEE_ALG_HMAC_SHA256, TEE_MODE_MAC, TEE_TYPE_HMAC_SHA256, 9, 32);
    uint8_t data[100] = {0}, a[32], b[32];
    size_t n = 32;

    (void)state;
    TEE_MACInit(op, NULL, 0);
    assert_int_equal(TEE_MACComputeFinal(op, "x", 1, a, &n), 0);
    TEE_MACInit(op, NULL, 0);
    TEE_MACUpdate(op, data, sizeof(data));
    TEE_MACInit(op, NULL, 0);
    assert_int_equal(TEE_MACComputeFinal(op, "x", 1, b, &n), 0);
    assert_memory_equal(a, b, 32);
    TEE_MACInit(op, NULL, 0);
    TEE_MACUpdate(op, data, sizeof(data));
    TEE_ResetOperation(op);
    assert_int_equal(flags_of(op), KEY_SET);
    TEE_MACInit(op, NULL, 0);
    assert_int_equal(TEE_MACComputeFinal(op, "x", 1, b, &n), 0);
    assert_memory_equal(a, b, 32);
    TEE_FreeOperation(op);
}

static void macs_have_rules(void **state)
{
    TEE_OperationHandle op =
        keyed(TEE_ALG_HMAC_SHA256, TEE_MODE_MAC, TEE_TYPE_HMAC_SHA256, 9, 32);
    TEE_OperationHandle bare =
        operation(TEE_ALG_HMAC_SHA256, TEE_MODE_MAC, 256);
    TEE_OperationHandle digest = operation(TEE_ALG_SHA1, TEE_MODE_DIGEST, 0);
    uint8_t mac[32];
    size_t n = 32;

    (void)state;
    assert_panics(TEE_MACInit(bare, NULL, 0));
    assert_panics(TEE_MACInit(digest, NULL, 0));
    assert_panics(TEE_MACInit(TEE_HANDLE_NULL, NULL, 0));
    assert_panics(TEE_MACUpdate(op, "a", 1));
    assert_panics(TEE_MACComputeFinal(op, "a", 1, mac, &n));
    assert_panics(TEE_MACCompareFinal(op, "a", 1, mac, 32));
    TEE_MACInit(op, NULL, 0);
    assert_panics(TEE_MACUpdate(op, NULL, 1));
    assert_panics(TEE_MACComputeFinal(op, NULL, 1, mac, &n));
    assert_panics(TEE_MACComputeFinal(op, "a", 1, NULL, &n));
    assert_panics(TEE_MACComputeFinal(op, "a", 1, mac, NULL));
    assert_panics(TEE_MACCompareFinal(op, "a", 1, NULL, 32));
    fake_crypto.next = TEE_ERROR_BAD_PARAMETERS;
    assert_panics(TEE_MACComputeFinal(op, "a", 1, mac, &n));
    TEE_FreeOperation(op);
    TEE_FreeOperation(bare);
    TEE_FreeOperation(digest);
}

#define TEST(name) cmocka_unit_test_teardown(name, nothing_stays_behind)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(digest_begins_anew_after_final),
        TEST(small_pieces_are_gathered),
        TEST(short_messages_need_no_message),
        TEST(large_pieces_follow_what_was_gathered),
        TEST(digest_is_extracted_in_parts),
        TEST(shake_gives_any_length),
        TEST(digests_have_rules),
        TEST(macs_are_computed_and_compared),
        TEST(mac_begins_anew_at_init),
        TEST(macs_have_rules),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
