/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The client of the key-value TA together with the TA itself, in one process
 * (kv_fake_teec.c), over each kind of memory; then parameters that no honest
 * client sends.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ree/kv/kv_client.h"

static struct kv_client client;

static int client_open(void **state)
{
    return (int)kv_open(&client, *(enum kv_memory *)*state);
}

static int client_close(void **state)
{
    uint32_t cursor = 0;

    (void)state;
    /* Each test leaves an empty store to the next. */
    while (cursor != KV_LIST_END) {
        static uint8_t records[KV_VALUE_MAX];
        size_t length = 0;

        if (kv_list(&client, &cursor, &length))
            return -1;
        memcpy(records, client.value, length);
        for (size_t at = 0; at < length; at += 1u + records[at]) {
            kv_key_set(&client, records + at + 1, records[at]);
            if (kv_del(&client))
                return -1;
        }
    }
    kv_close(&client);
    return 0;
}

static TEEC_Result put(const char *key, const void *value, size_t length)
{
    TEEC_Result result = kv_key_set(&client, key, strlen(key));

    if (result)
        return result;
    memcpy(client.value, value, length);
    result = kv_put(&client, length);
    memset(client.value, 0xee, length);
    return result;
}

static uint32_t count(void)
{
    uint32_t keys = 99;

    assert_int_equal(kv_count(&client, &keys), TEEC_SUCCESS);
    return keys;
}

static void test_round_trip(void **state)
{
    size_t length = 100;

    (void)state;
    assert_int_equal(put("k", "value", 5), TEEC_SUCCESS);
    assert_int_equal(put("empty", "", 0), TEEC_SUCCESS);
    assert_int_equal(count(), 2);
    assert_int_equal(kv_key_set(&client, "k", 1), TEEC_SUCCESS);
    assert_int_equal(kv_get(&client, &length), TEEC_SUCCESS);
    assert_int_equal(length, 5);
    assert_memory_equal(client.value, "value", 5);

    length = 4;
    memset(client.value, 0xee, 5);
    assert_int_equal(kv_get(&client, &length), TEEC_ERROR_SHORT_BUFFER);
    assert_int_equal(length, 5);
    assert_int_equal(client.value[0], 0xee);

    assert_int_equal(kv_del(&client), TEEC_SUCCESS);
    assert_int_equal(kv_del(&client), TEEC_ERROR_ITEM_NOT_FOUND);
    length = 4;
    assert_int_equal(kv_get(&client, &length), TEEC_ERROR_ITEM_NOT_FOUND);
    kv_key_set(&client, "empty", 5);
    length = 4;
    assert_int_equal(kv_get(&client, &length), TEEC_SUCCESS);
    assert_int_equal(length, 0);
}

static void test_limits(void **state)
{
    char key[KV_KEY_MAX + 1];
    size_t length = KV_VALUE_MAX;

    (void)state;
    memset(key, 'k', sizeof(key));
    assert_int_equal(kv_key_set(&client, key, 0), TEEC_ERROR_BAD_PARAMETERS);
    assert_int_equal(kv_key_set(&client, key, sizeof(key)),
                     TEEC_ERROR_BAD_PARAMETERS);
    assert_int_equal(kv_key_set(&client, key, KV_KEY_MAX), TEEC_SUCCESS);
    memset(client.value, 0x5a, KV_VALUE_MAX);
    assert_int_equal(kv_put(&client, KV_VALUE_MAX), TEEC_SUCCESS);
    memset(client.value, 0, KV_VALUE_MAX);
    assert_int_equal(kv_get(&client, &length), TEEC_SUCCESS);
    assert_int_equal(length, KV_VALUE_MAX);
    for (size_t i = 0; i < length; i++)
        assert_int_equal(client.value[i], 0x5a);
}

static void test_list(void **state)
{
    uint32_t cursor = 0;
    uint32_t seen = 0;
    size_t length = 0;

    (void)state;
    assert_int_equal(put("a", "1", 1), TEEC_SUCCESS);
    assert_int_equal(put("bb", "2", 1), TEEC_SUCCESS);
    assert_int_equal(put("a", "3", 1), TEEC_SUCCESS);
    assert_int_equal(kv_list(&client, &cursor, &length), TEEC_SUCCESS);
    assert_int_equal(cursor, KV_LIST_END);
    assert_int_equal(length, 5);
    for (size_t at = 0; at < length; at += 1u + client.value[at])
        seen |= memcmp(client.value + at, "\1a", 2) == 0    ? 1u
                : memcmp(client.value + at, "\2bb", 3) == 0 ? 2u
                                                            : 4u;
    assert_int_equal(seen, 3);
}

/* Direct invocations. */
static TEEC_Result invoke(uint32_t command, TEEC_Operation *op)
{
    return TEEC_InvokeCommand(&client.session, command, op, NULL);
}

static void test_key_by_value(void **state)
{
    TEEC_Operation op = {0};
    size_t length = 8;

    (void)state;
    op.params[0].value.a = 0x64636261;
    op.params[0].value.b = 0x68676665;
    op.params[1].tmpref.buffer = (char[]){"v"};
    op.params[1].tmpref.size = 1;
    op.paramTypes = TEEC_PARAM_TYPES(TEEC_VALUE_INPUT, TEEC_MEMREF_TEMP_INPUT,
                                     TEEC_NONE, TEEC_NONE);
    assert_int_equal(invoke(KV_PUT, &op), TEEC_SUCCESS);
    kv_key_set(&client, "abcdefgh", 8);
    assert_int_equal(kv_get(&client, &length), TEEC_SUCCESS);
    assert_int_equal(length, 1);
    op.paramTypes |= TEEC_VALUE_INPUT << 12;
    assert_int_equal(invoke(KV_PUT, &op), TEEC_ERROR_BAD_PARAMETERS);
}

static void test_size_query(void **state)
{
    TEEC_Operation op = {0};

    (void)state;
    assert_int_equal(put("k", "value", 5), TEEC_SUCCESS);
    op.params[0].tmpref.buffer = (char[]){"k"};
    op.params[0].tmpref.size = 1;
    op.params[1].tmpref.size = 1000;
    op.paramTypes = TEEC_PARAM_TYPES(
        TEEC_MEMREF_TEMP_INPUT, TEEC_MEMREF_TEMP_OUTPUT, TEEC_NONE, TEEC_NONE);
    assert_int_equal(invoke(KV_GET, &op), TEEC_ERROR_SHORT_BUFFER);
    assert_int_equal(op.params[1].tmpref.size, 5);
}

/* A window must lie inside its reference, whatever the sums wrap to. */
static void test_bad_windows(void **state)
{
    static const uint32_t windows[][2] = {
        {0, 17}, {16, 1}, {17, 0}, {0xffffffff, 2}, {1, 0xffffffff},
    };
    char bytes[16] = {0};
    TEEC_Operation op = {0};

    (void)state;
    for (size_t i = 0; i < sizeof(windows) / sizeof(*windows); i++)
        for (unsigned key = 0; key < 2; key++) {
            op.params[0].tmpref.buffer = bytes;
            op.params[0].tmpref.size = sizeof(bytes);
            op.params[1] = op.params[0];
            op.params[2].value = (TEEC_Value){0, 16};
            op.params[3].value = (TEEC_Value){0, 16};
            op.params[2 + key].value =
                (TEEC_Value){windows[i][0], windows[i][1]};
            op.paramTypes =
                TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_INPUT, TEEC_MEMREF_TEMP_INPUT,
                                 TEEC_VALUE_INPUT, TEEC_VALUE_INPUT);
            assert_int_equal(invoke(KV_PUT, &op), TEEC_ERROR_BAD_PARAMETERS);
        }
    assert_int_equal(count(), 0);
}

/* Every combination of parameter types: the TA takes those of abi/ta/kv.h and
 * refuses all others, without touching what is not there. */
static void test_all_types(void **state)
{
    static const uint32_t kinds[] = {
        TEEC_NONE,
        TEEC_VALUE_INPUT,
        TEEC_VALUE_OUTPUT,
        TEEC_VALUE_INOUT,
        TEEC_MEMREF_TEMP_INPUT,
        TEEC_MEMREF_TEMP_OUTPUT,
        TEEC_MEMREF_TEMP_INOUT,
    };
    uint32_t accepted[KV_COUNT + 2] = {0};

    (void)state;
    for (uint32_t command = 0; command <= KV_COUNT + 1; command++)
        for (unsigned n = 0; n < 7 * 7 * 7 * 7; n++) {
            TEEC_Operation op = {0};
            char bytes[4][16] = {{0}};
            TEEC_Result result;
            unsigned left = n;

            for (unsigned i = 0; i < 4; i++, left /= 7) {
                uint32_t kind = kinds[left % 7];

                op.paramTypes |= kind << (4 * i);
                if (kind >= TEEC_MEMREF_TEMP_INPUT) {
                    op.params[i].tmpref.buffer = bytes[i];
                    op.params[i].tmpref.size = sizeof(bytes[i]);
                }
            }
            result = invoke(command, &op);
            if (result == TEEC_ERROR_BAD_PARAMETERS ||
                result == TEEC_ERROR_NOT_SUPPORTED)
                continue;
            assert_in_range(command, KV_PUT, KV_COUNT);
            accepted[command]++;
        }
    /* Key: value without window (1), memref in or inout without window (2);
     * with a window of length 0 it is refused. Value: 2 x (no window, one). */
    assert_int_equal(accepted[KV_PUT], 3 * 2 * 2);
    assert_int_equal(accepted[KV_GET], 3 * 2 * 2);
    assert_int_equal(accepted[KV_DEL], 3);
    assert_int_equal(accepted[KV_LIST], 2 * 2);
    assert_int_equal(accepted[KV_COUNT], 1);
}

static void test_null_input(void **state)
{
    TEEC_Operation op = {0};

    (void)state;
    op.params[0].tmpref.buffer = (char[]){"k"};
    op.params[0].tmpref.size = 1;
    op.params[1].tmpref.size = 1000;
    op.paramTypes = TEEC_PARAM_TYPES(
        TEEC_MEMREF_TEMP_INPUT, TEEC_MEMREF_TEMP_INPUT, TEEC_NONE, TEEC_NONE);
    assert_int_equal(invoke(KV_PUT, &op), TEEC_ERROR_BAD_PARAMETERS);
    op.params[0].tmpref.buffer = NULL;
    op.params[1].tmpref.size = 0;
    assert_int_equal(invoke(KV_PUT, &op), TEEC_ERROR_BAD_PARAMETERS);
}

static enum kv_memory whole = KV_WHOLE;
static enum kv_memory partial = KV_PARTIAL;
static enum kv_memory temporary = KV_TEMPORARY;

#define CLIENT_TEST(name, memory)                                              \
    {                                                                          \
#name " " #memory, name, client_open, client_close, &memory            \
    }

int main(void)
{
    const struct CMUnitTest tests[] = {
        CLIENT_TEST(test_round_trip, whole),
        CLIENT_TEST(test_round_trip, partial),
        CLIENT_TEST(test_round_trip, temporary),
        CLIENT_TEST(test_limits, whole),
        CLIENT_TEST(test_limits, partial),
        CLIENT_TEST(test_limits, temporary),
        CLIENT_TEST(test_list, whole),
        CLIENT_TEST(test_list, partial),
        CLIENT_TEST(test_list, temporary),
        CLIENT_TEST(test_key_by_value, partial),
        CLIENT_TEST(test_size_query, temporary),
        CLIENT_TEST(test_bad_windows, temporary),
        CLIENT_TEST(test_all_types, temporary),
        CLIENT_TEST(test_null_input, temporary),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
