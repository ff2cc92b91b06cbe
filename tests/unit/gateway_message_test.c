/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * services/gateway/message.c: every form of a parameter is understood as what
 * it is, and every other bit pattern refused.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "services/gateway/message.h"

static struct message m;
static struct arguments args;

static bool decode_one(uint64_t attr, uint64_t a, uint64_t b, uint64_t c)
{
    memset(&m, 0, sizeof(m));
    memset(&args, 0xff, sizeof(args));
    m.header.num_params = 1;
    m.param[0] = (struct optee_msg_param){.attr = attr, .u.value = {a, b, c}};
    return message_decode_arguments(&m, 0, &args);
}

static void values(void **state)
{
    (void)state;
    for (uint64_t type = 1; type <= 3; type++) {
        assert_true(decode_one(type, 5, 6, 7));
        assert_int_equal(args.types, type);
        assert_int_equal(args.argument[0].kind, ARGUMENT_WORDS);
        assert_int_equal(args.argument[0].a, 5);
        assert_int_equal(args.argument[0].b, 6);
    }
}

static void registered(void **state)
{
    (void)state;
    for (uint64_t type = 5; type <= 7; type++) {
        assert_true(decode_one(type, 5, 6, 7));
        assert_int_equal(args.types, type);
        assert_int_equal(args.argument[0].kind, ARGUMENT_REGISTERED);
        assert_int_equal(args.argument[0].a, 5);
        assert_int_equal(args.argument[0].b, 6);
        assert_int_equal(args.argument[0].cookie, 7);
    }
}

static void temporary(void **state)
{
    (void)state;
    for (uint64_t type = 9; type <= 11; type++) {
        assert_true(decode_one(type, 0x5123, 6, 7));
        assert_int_equal(args.types, type - 4);
        assert_int_equal(args.argument[0].kind, ARGUMENT_CONTIGUOUS);
        assert_int_equal(args.argument[0].a, 0x5123);
        assert_true(decode_one(type | OPTEE_MSG_NONCONTIG, 0x5123, 6, 7));
        assert_int_equal(args.types, type - 4);
        assert_int_equal(args.argument[0].kind, ARGUMENT_LIST);
    }
}

static void null_references(void **state)
{
    (void)state;
    for (uint64_t type = 9; type <= 11; type++) {
        assert_true(decode_one(type, 0, 600, 0));
        assert_int_equal(args.types, type - 4);
        assert_int_equal(args.argument[0].kind, ARGUMENT_WORDS);
        assert_int_equal(args.argument[0].a, 0);
        assert_int_equal(args.argument[0].b, 600);
        assert_false(decode_one(type, 0, 600, 1));
        assert_false(decode_one(type | OPTEE_MSG_NONCONTIG, 0, 600, 0));
    }
}

/* Of all attributes with one or two of the known parts wrong, none passes. */
static void other_attributes(void **state)
{
    static const uint64_t good[] = {0, 1,   2,   3,     5,     6,    7,
                                    9, 0xa, 0xb, 0x209, 0x20a, 0x20b};

    (void)state;
    for (uint64_t attr = 0; attr < 0x80000; attr++) {
        bool expected = false;

        for (unsigned i = 0; i < sizeof(good) / sizeof(good[0]); i++)
            expected |= good[i] == attr;
        assert_int_equal(decode_one(attr, 0x1000, 1, 1), expected);
    }
    assert_false(decode_one(1ull << 32 | 1, 0, 0, 0));
    assert_false(decode_one(1ull << 63 | 9, 0, 0, 0));
}

static void several(void **state)
{
    (void)state;
    memset(&m, 0, sizeof(m));
    m.header.num_params = 6;
    m.param[2].attr = OPTEE_MSG_VALUE_INOUT;
    m.param[4].attr = OPTEE_MSG_RMEM_OUTPUT;
    m.param[5].attr = OPTEE_MSG_VALUE_INPUT;
    assert_true(message_decode_arguments(&m, 2, &args));
    assert_int_equal(args.types, 0x1603);
    m.param[5].attr = OPTEE_MSG_VALUE_INPUT | OPTEE_MSG_META;
    assert_false(message_decode_arguments(&m, 2, &args));
}

static void counts(void **state)
{
    static const struct {
        uint32_t cmd, least, most;
    } rows[] = {{0, 2, 6}, {1, 0, 4}, {2, 0, 0}, {3, 0, 0},
                {4, 1, 1}, {5, 1, 1}, {6, 0, 0}, {7, 0, 0}};

    (void)state;
    for (unsigned i = 0; i < 8; i++)
        for (uint32_t n = 0; n < 10; n++)
            assert_int_equal(message_count_valid(rows[i].cmd, n),
                             n >= rows[i].least && n <= rows[i].most);
    assert_false(message_cmd_valid(8));
    assert_false(message_cmd_valid(UINT32_MAX));
    assert_false(message_count_valid(8, 0));
    assert_false(message_count_valid(1, UINT32_MAX));
}

static void opening(void **state)
{
    static const uint64_t logins[] = {0, 1, 2, 4, 5, 6, LOGIN_REE_KERNEL};
    struct open_request req;
    const uint64_t meta = OPTEE_MSG_VALUE_INPUT | OPTEE_MSG_META;

    (void)state;
    memset(&m, 0, sizeof(m));
    m.header.num_params = 2;
    m.param[0] = (struct optee_msg_param){meta, .u.value = {1, 2, 9}};
    m.param[1] = (struct optee_msg_param){meta, .u.value = {3, 4, 0}};
    for (unsigned i = 0; i < sizeof(logins) / sizeof(logins[0]); i++) {
        m.param[1].u.value.c = logins[i];
        assert_true(message_decode_open(&m, &req));
        assert_int_equal(req.login, logins[i]);
    }
    assert_int_equal(req.uuid[0], 1);
    assert_int_equal(req.uuid[1], 2);
    assert_int_equal(req.client[0], 3);
    assert_int_equal(req.client[1], 4);
    m.param[1].u.value.c = LOGIN_TRUSTED_APP; /* would be a lie */
    assert_false(message_decode_open(&m, &req));
    m.param[1].u.value.c = 3;
    assert_false(message_decode_open(&m, &req));
    m.param[1].u.value.c = 1ull << 32;
    assert_false(message_decode_open(&m, &req));
    m.param[1].u.value.c = 0;
    m.param[0].attr = OPTEE_MSG_VALUE_INPUT;
    assert_false(message_decode_open(&m, &req));
    m.param[0].attr = meta;
    m.param[1].attr = OPTEE_MSG_VALUE_INOUT | OPTEE_MSG_META;
    assert_false(message_decode_open(&m, &req));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values),    cmocka_unit_test(registered),
        cmocka_unit_test(temporary), cmocka_unit_test(null_references),
        cmocka_unit_test(several),   cmocka_unit_test(other_attributes),
        cmocka_unit_test(counts),    cmocka_unit_test(opening),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
