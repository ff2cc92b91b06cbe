/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The client library against the fake driver of fake_tee.h: contexts,
 * sessions, commands without memory, and cancellation; what the TA sees, what
 * comes back, and that nothing is leaked. Memory has two programs of its own,
 * libteec_temp_test.c and libteec_shared_test.c.
 */
#include "tests/unit/ree/libteec_world.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <sys/types.h>
#include <cmocka.h>

/* Contexts */

static void test_device_choice(void **state)
{
    TEEC_Context c;

    (void)state;
    assert_int_equal(TEEC_InitializeContext(NULL, NULL),
                     TEEC_ERROR_BAD_PARAMETERS);
    assert_int_equal(TEEC_InitializeContext("optee-tz", &c), TEEC_SUCCESS);
    TEEC_FinalizeContext(&c);
    assert_int_equal(TEEC_InitializeContext("elsewhere", &c),
                     TEEC_ERROR_ITEM_NOT_FOUND);
    fake.impl_id = 2;
    assert_int_equal(TEEC_InitializeContext("optee-tz", &c),
                     TEEC_ERROR_ITEM_NOT_FOUND);
    assert_int_equal(TEEC_InitializeContext(NULL, &c), TEEC_SUCCESS);
    TEEC_FinalizeContext(&c);

    fake.caps_of[0] = TEE_GEN_CAP_PRIVILEGED;
    assert_int_equal(TEEC_InitializeContext(NULL, &c),
                     TEEC_ERROR_ITEM_NOT_FOUND);
    fake.open_errors[3] = 0;
    fake.caps_of[3] = TEE_GEN_CAP_GP | TEE_GEN_CAP_MEMREF_NULL;
    assert_int_equal(TEEC_InitializeContext(NULL, &c), TEEC_SUCCESS);
    assert_false(c.imp.reg_mem);
    assert_true(c.imp.memref_null);
    TEEC_FinalizeContext(&c);

    fake.open_errors[0] = EACCES;
    fake.open_errors[3] = ENOENT;
    assert_int_equal(TEEC_InitializeContext(NULL, &c),
                     TEEC_ERROR_ACCESS_DENIED);
    TEEC_FinalizeContext(NULL);
}

/* Sessions */

static void test_open_session(void **state)
{
    static const uint8_t octets[16] = {1, 2,  3,  4,  5,  6,  7,  8,
                                       9, 10, 11, 12, 13, 14, 15, 16};
    const TEEC_UUID uuid = {
        0x01020304, 0x0506, 0x0708, {9, 10, 11, 12, 13, 14, 15, 16}};
    TEEC_Session s = {{.session_id = 1}};
    uint32_t origin = 0;
    gid_t group = 0x12345678;

    (void)state;
    op.paramTypes = TYPES(VALUE_INOUT, NONE, NONE, NONE);
    op.params[0].value = (TEEC_Value){3, 4};
    assert_int_equal(TEEC_OpenSession(&context, &s, &uuid, TEEC_LOGIN_USER,
                                      NULL, &op, &origin),
                     TEEC_SUCCESS);
    assert_true(seen.is_open);
    assert_int_equal(seen.count, 1);
    assert_int_equal(seen_params[0].b, 4);
    assert_memory_equal(fake.uuid, octets, 16);
    assert_int_equal(fake.login[16], TEEC_LOGIN_USER);
    assert_int_equal(origin, TEEC_ORIGIN_TRUSTED_APP);
    assert_int_equal(s.imp.session_id, 77);
    assert_ptr_equal(s.imp.ctx, &context);
    TEEC_CloseSession(&s);
    assert_int_equal(fake.closed_session, 77);
    TEEC_CloseSession(NULL);

    assert_int_equal(TEEC_OpenSession(&context, &s, &uuid, TEEC_LOGIN_GROUP,
                                      &group, NULL, NULL),
                     TEEC_SUCCESS);
    assert_memory_equal(fake.login, &group, sizeof(group));
    assert_int_equal(seen.count, 0);
}

static uint32_t refuse_open(struct fake_call *call)
{
    call->origin = TEEC_ORIGIN_TEE;
    return TEEC_ERROR_ITEM_NOT_FOUND;
}

static void test_open_session_errors(void **state)
{
    const TEEC_UUID uuid = {0};
    TEEC_Session s = {{.session_id = 1}};
    uint32_t origin = 0;

    (void)state;
    assert_int_equal(TEEC_OpenSession(NULL, &s, &uuid, 0, NULL, NULL, &origin),
                     TEEC_ERROR_BAD_PARAMETERS);
    assert_int_equal(origin, TEEC_ORIGIN_API);
    assert_int_equal(
        TEEC_OpenSession(&context, NULL, &uuid, 0, NULL, NULL, NULL),
        TEEC_ERROR_BAD_PARAMETERS);
    assert_int_equal(TEEC_OpenSession(&context, &s, NULL, 0, NULL, NULL, NULL),
                     TEEC_ERROR_BAD_PARAMETERS);
    assert_int_equal(TEEC_OpenSession(&context, &s, &uuid, TEEC_LOGIN_GROUP,
                                      NULL, NULL, NULL),
                     TEEC_ERROR_BAD_PARAMETERS);
    op.paramTypes = 4;
    assert_int_equal(
        TEEC_OpenSession(&context, &s, &uuid, 0, NULL, &op, &origin),
        TEEC_ERROR_BAD_PARAMETERS);
    assert_int_equal(fake.calls, 0);

    behaviour = refuse_open;
    assert_int_equal(
        TEEC_OpenSession(&context, &s, &uuid, 0, NULL, NULL, &origin),
        TEEC_ERROR_ITEM_NOT_FOUND);
    assert_int_equal(origin, TEEC_ORIGIN_TEE);
    fake.call_error = -EPERM;
    assert_int_equal(
        TEEC_OpenSession(&context, &s, &uuid, 0, NULL, NULL, &origin),
        TEEC_ERROR_ACCESS_DENIED);
    assert_int_equal(origin, TEEC_ORIGIN_COMMS);
    assert_int_equal(s.imp.session_id, 1);
}

/* Commands without memory */

static uint32_t answer_values(struct fake_call *call)
{
    for (uint32_t i = 0; i < call->count; i++) {
        call->params[i].a += 100;
        call->params[i].b += 100;
    }
    return 0x1234;
}

static void test_no_params(void **state)
{
    uint32_t origin = 0;

    (void)state;
    assert_int_equal(TEEC_InvokeCommand(&session, 42, NULL, &origin),
                     TEEC_SUCCESS);
    assert_int_equal(seen.func, 42);
    assert_int_equal(seen.session, 5);
    assert_int_equal(seen.count, 0);
    assert_int_equal(origin, TEEC_ORIGIN_TRUSTED_APP);
    assert_int_equal(invoke(0, NULL), TEEC_SUCCESS);
    assert_int_equal(op.started, 1);
    assert_null(op.imp.session);
    assert_int_equal(TEEC_InvokeCommand(NULL, 42, NULL, &origin),
                     TEEC_ERROR_BAD_PARAMETERS);
    assert_int_equal(origin, TEEC_ORIGIN_API);
    assert_int_equal(fake.registrations, 0);
}

static void test_values(void **state)
{
    uint32_t origin = 0;

    (void)state;
    behaviour = answer_values;
    for (uint32_t i = 0; i < 3; i++)
        op.params[i].value = (TEEC_Value){i, 0xfffffff0u};
    assert_int_equal(
        invoke(TYPES(VALUE_INPUT, VALUE_OUTPUT, VALUE_INOUT, NONE), &origin),
        0x1234);
    assert_int_equal(origin, TEEC_ORIGIN_TRUSTED_APP);
    assert_int_equal(seen.count, 3);
    assert_int_equal(seen_params[2].attr,
                     TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT);
    assert_int_equal(seen_params[2].b, 0xfffffff0u);
    assert_int_equal(op.params[0].value.a, 0);
    /* What an output says before the call is nobody's business. */
    assert_int_equal(op.params[1].value.a, 100);
    assert_int_equal(op.params[2].value.b, 0xfffffff0u + 100);
}

static void test_bad_types(void **state)
{
    uint32_t origin = 0;

    (void)state;
    for (uint32_t type = 0; type < 16; type++) {
        bool exists = type <= 3 || (type >= 5 && type <= 7) || type >= 12;

        memset(&op, 0, sizeof(op));
        if (exists && type < 12) {
            assert_int_equal(invoke(type << 8, NULL), TEEC_SUCCESS);
            continue;
        }
        /* The types of registered memory fail too: parent is NULL. */
        assert_int_equal(invoke(type << 8, &origin), TEEC_ERROR_BAD_PARAMETERS);
        assert_int_equal(origin, TEEC_ORIGIN_API);
    }
    /* Bits above the four types mean nothing. */
    assert_int_equal(invoke(0xabcd0000u | TEEC_VALUE_INPUT, NULL),
                     TEEC_SUCCESS);
    assert_int_equal(seen.count, 1);
}

static void test_driver_errors(void **state)
{
    static const struct {
        int error;
        TEEC_Result result;
    } rows[] = {
        {ENOMEM, TEEC_ERROR_OUT_OF_MEMORY}, {EINVAL, TEEC_ERROR_BAD_PARAMETERS},
        {EACCES, TEEC_ERROR_ACCESS_DENIED}, {EBUSY, TEEC_ERROR_BUSY},
        {ENODEV, TEEC_ERROR_COMMUNICATION}, {EXDEV, TEEC_ERROR_GENERIC}};
    char buffer[8] = "before";

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        uint32_t origin = 0;

        fake.call_error = -rows[i].error;
        set_temp(0, buffer, sizeof(buffer));
        assert_int_equal(
            invoke(TYPES(MEMREF_TEMP_INOUT, NONE, NONE, NONE), &origin),
            rows[i].result);
        assert_int_equal(origin, TEEC_ORIGIN_COMMS);
        assert_int_equal(TEEC_InvokeCommand(&session, 1, NULL, &origin),
                         rows[i].result);
        assert_int_equal(origin, TEEC_ORIGIN_COMMS);
    }
    assert_string_equal(buffer, "before");
    assert_int_equal(op.params[0].tmpref.size, sizeof(buffer));
}

/* Cancellation */

static uint32_t cancel_inside(struct fake_call *call)
{
    (void)call;
    TEEC_RequestCancellation(&op);
    return TEEC_ERROR_CANCEL;
}

static void test_cancel(void **state)
{
    uint32_t origin = 0;

    (void)state;
    behaviour = cancel_inside;
    session.imp.session_id = 99;
    assert_int_equal(invoke(TYPES(VALUE_INPUT, NONE, NONE, NONE), &origin),
                     TEEC_ERROR_CANCEL);
    assert_int_equal(origin, TEEC_ORIGIN_TRUSTED_APP);
    assert_int_equal(fake.cancels, 1);
    assert_int_equal(fake.cancelled_session, 99);

    TEEC_RequestCancellation(&op); /* it is over */
    TEEC_RequestCancellation(NULL);
    assert_int_equal(fake.cancels, 1);

    op.started = 0;
    TEEC_RequestCancellation(&op);
    TEEC_RequestCancellation(&op);
    assert_int_equal(invoke(0, &origin), TEEC_ERROR_CANCEL);
    assert_int_equal(origin, TEEC_ORIGIN_API);
    assert_int_equal(fake.cancels, 1);
    assert_int_equal(fake.calls, 1);

    /* The request is used up; whatever the client left in started is none. */
    behaviour = NULL;
    assert_int_equal(invoke(0, NULL), TEEC_SUCCESS);
    op.started = 0xdeadbeef;
    op.imp.session = (TEEC_Session *)1;
    TEEC_RequestCancellation(&op);
    assert_int_equal(invoke(0, NULL), TEEC_SUCCESS);
}

static void test_cancel_open_session(void **state)
{
    const TEEC_UUID uuid = {0};
    TEEC_Session s;
    uint32_t origin = 0;

    (void)state;
    TEEC_RequestCancellation(&op);
    assert_int_equal(
        TEEC_OpenSession(&context, &s, &uuid, 0, NULL, &op, &origin),
        TEEC_ERROR_CANCEL);
    assert_int_equal(origin, TEEC_ORIGIN_API);
    behaviour = cancel_inside;
    assert_int_equal(
        TEEC_OpenSession(&context, &s, &uuid, 0, NULL, &op, &origin),
        TEEC_ERROR_CANCEL);
    assert_int_equal(fake.cancels, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_device_choice),
        TEST(test_open_session),
        TEST(test_open_session_errors),
        TEST(test_no_params),
        TEST(test_values),
        TEST(test_bad_types),
        TEST(test_driver_errors),
        TEST(test_cancel),
        TEST(test_cancel_open_session),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("ree_libteec", tests, world_setup_group,
                                       NULL);
}
