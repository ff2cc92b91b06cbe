/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The gateway with trusted applications: sessions, values, cancellation, death;
 * and messages that are none. Memory has a file of its own.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <string.h>
#include <cmocka.h>

#include "tests/unit/gateway_world.h"

static struct action invoke(unsigned act, unsigned params)
{
    (void)params;
    return call(act);
}

static void fast_calls(void **state)
{
    static const struct {
        uint32_t id;
        uint64_t a[4];
    } rows[] = {
        {OPTEE_SMC_CALLS_UID, {0x384fb3e0, 0xe7f811e3, 0xaf630002, 0xa5d5c51b}},
        {OPTEE_SMC_CALLS_COUNT, {8, 0, 0, 0}},
        {OPTEE_SMC_CALLS_REVISION, {2, 0, 0, 0}},
        {OPTEE_SMC_GET_OS_UUID,
         {0x6f1d0c2a, 0x38e54b7d, 0x9a52f0c4, 0x17b3e86c}},
        {OPTEE_SMC_GET_OS_REVISION, {0, 1, 0, 0}},
        {OPTEE_SMC_EXCHANGE_CAPABILITIES, {0, 0x54, 255, 4}},
        {OPTEE_SMC_GET_THREAD_COUNT, {0xffffffff, 0, 0, 0}},
        {OPTEE_SMC_ENABLE_SHM_CACHE, {0, 0, 0, 0}},
        {OPTEE_SMC_GET_SHM_CONFIG, {0xffffffff, 0, 0, 0}},
        {OPTEE_SMC_ENABLE_ASYNC_NOTIF, {0xffffffff, 0, 0, 0}},
        {0xb2000014, {0xffffffff, 0, 0, 0}},
        {0xbf00ffff, {0xffffffff, 0, 0, 0}},
    };

    (void)state;
    for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        memset(w, 0xff, sizeof(w));
        w[0] = rows[i].id;
        assert_int_equal(event(KEV_FAST_SMC, ACTIVATIONS, 0).kind, ACTION_DONE);
        assert_memory_equal(w, rows[i].a, sizeof(rows[i].a));
    }
}

static void unknown_yielding_call(void **state)
{
    (void)state;
    w[0] = 0x32000005;
    expect_smc(event(KEV_SMC, 0, 0), OPTEE_SMC_RETURN_UNKNOWN);
}

static void open_and_close(void **state)
{
    (void)state;
    message(0, OPTEE_MSG_CMD_OPEN_SESSION, 0, 3);
    param_set(0, 0, META, 1, 2, 0);
    param_set(0, 1, META, 3, 4, LOGIN_GROUP);
    param_set(0, 2, OPTEE_MSG_VALUE_INOUT, 5, 6, 0);
    expect_start(call(0), SERVICE_TAMGR, TAMGR_OPEN);
    assert_int_equal(w[1], 1);
    assert_int_equal(w[2], 2);
    assert_int_equal(w[3], 3);
    assert_int_equal(w[4], 4);
    assert_int_equal(w[5], LOGIN_GROUP);
    for (unsigned i = 6; i < KMSG_WORDS; i++)
        assert_int_equal(w[i], 0);
    memset(w, 0, sizeof(w));
    w[1] = TA_PID;
    w[2] = 7;
    expect_start(complete(0, KERR_OK), TA_PID, TA_OPEN);
    assert_int_equal(w[0], TA_MSG(TA_OPEN, PARAM_VALUE_INOUT, 0));
    assert_int_equal(w[1], 7);
    assert_int_equal(w[2], 0);
    assert_int_equal(w[3], 5);
    assert_int_equal(w[4], 6);
    w[3] = 50;
    w[4] = 60;
    expect_done(answer(0, TA_OK), 0, R_SUCCESS, ORIGIN_TRUSTED_APP);
    assert_int_equal(header(0)->session, 7);
    assert_int_equal(param(0, 2)->u.value.a, 50);
    assert_int_equal(param(0, 2)->u.value.b, 60);
    assert_int_equal(param(0, 0)->u.value.a, 1);

    message(1, OPTEE_MSG_CMD_CLOSE_SESSION, 7, 0);
    expect_start(call(1), TA_PID, TA_CLOSE);
    assert_int_equal(w[1], 7);
    expect_start(answer(1, 0), SERVICE_TAMGR, TAMGR_CLOSED);
    assert_int_equal(w[1], 7);
    expect_done(answer(1, 0), 1, R_SUCCESS, ORIGIN_TEE);

    invoke_message(1, 0);
    expect_done(invoke(1, 0), 1, R_ERROR_BAD_PARAMETERS, ORIGIN_COMMS);
    message(1, OPTEE_MSG_CMD_CLOSE_SESSION, 7, 0);
    expect_done(call(1), 1, R_ERROR_BAD_PARAMETERS, ORIGIN_COMMS);
}

/* tamgr refuses; its words for it reach the client. */
static void open_refused_by_tamgr(void **state)
{
    (void)state;
    message(0, OPTEE_MSG_CMD_OPEN_SESSION, 0, 2);
    param_set(0, 0, META, 1, 2, 0);
    param_set(0, 1, META, 0, 0, 0);
    call(0);
    expect_done(answer(0, (uint32_t)R_ERROR_SIGNATURE_INVALID), 0,
                R_ERROR_SIGNATURE_INVALID, ORIGIN_TEE);
    call(0);
    expect_done(complete(0, KERR_DENIED), 0, R_ERROR_ACCESS_DENIED, ORIGIN_TEE);
    /* neither cost a place */
    for (uint32_t id = 1; id <= SESSIONS_MAX; id++)
        open_session(0, id, TA_PID);
}

static void open_refused_by_ta(void **state)
{
    (void)state;
    message(0, OPTEE_MSG_CMD_OPEN_SESSION, 0, 2);
    param_set(0, 0, META, 1, 2, 0);
    param_set(0, 1, META, 0, 0, 0);
    expect_start(open_begin(0, 7, TA_PID), TA_PID, TA_OPEN);
    expect_start(answer(0, TA_OK | (uint32_t)R_ERROR_ACCESS_DENIED),
                 SERVICE_TAMGR, TAMGR_CLOSED);
    assert_int_equal(w[1], 7);
    expect_done(answer(0, 0), 0, R_ERROR_ACCESS_DENIED, ORIGIN_TRUSTED_APP);
    invoke_message(0, 0);
    expect_done(call(0), 0, R_ERROR_BAD_PARAMETERS, ORIGIN_COMMS);
}

static void open_malformed(void **state)
{
    (void)state;
    message(0, OPTEE_MSG_CMD_OPEN_SESSION, 0, 2);
    param_set(0, 0, OPTEE_MSG_VALUE_INPUT, 1, 2, 0);
    expect_done(call(0), 0, R_ERROR_BAD_PARAMETERS, ORIGIN_COMMS);
    message(0, OPTEE_MSG_CMD_OPEN_SESSION, 0, 3);
    param_set(0, 0, META, 1, 2, 0);
    param_set(0, 1, META, 0, 0, 0);
    param_set(0, 2, OPTEE_MSG_RMEM_INPUT, 0, 1, 0x77);
    expect_done(call(0), 0, R_ERROR_BAD_PARAMETERS, ORIGIN_COMMS);
    assert_non_null(strstr(world.log, "outside registered memory (1)"));
}

/* An id that is in use or 0 would be tamgr's mistake: no session. */
static void open_with_a_bad_id(void **state)
{
    (void)state;
    open_session(0, 7, TA_PID);
    message(0, OPTEE_MSG_CMD_OPEN_SESSION, 0, 2);
    param_set(0, 0, META, 1, 2, 0);
    param_set(0, 1, META, 0, 0, 0);
    expect_done(open_begin(0, 7, TA_PID), 0, R_ERROR_GENERIC, ORIGIN_TEE);
    expect_done(open_begin(0, 0, TA_PID), 0, R_ERROR_GENERIC, ORIGIN_TEE);
}

static void session_limit(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < SESSIONS_MAX; i++)
        open_session(0, 0x1000 + 3 * i, TA_PID);
    message(0, OPTEE_MSG_CMD_OPEN_SESSION, 0, 2);
    param_set(0, 0, META, 1, 2, 0);
    param_set(0, 1, META, 0, 0, 0);
    expect_done(call(0), 0, R_ERROR_OUT_OF_MEMORY, ORIGIN_TEE);
    for (uint32_t i = 0; i < SESSIONS_MAX; i++) {
        message(1, OPTEE_MSG_CMD_INVOKE_COMMAND, 0x1000 + 3 * i, 0);
        expect_start(call(1), TA_PID, TA_INVOKE);
        answer(1, TA_OK);
    }
    message(1, OPTEE_MSG_CMD_CLOSE_SESSION, 0x1000, 0);
    call(1);
    answer(1, 0);
    answer(1, 0);
    open_session(0, 5, TA_PID);
}

static void invoke_without_parameters(void **state)
{
    (void)state;
    open_session(0, 7, TA_PID);
    invoke_message(0, 4);
    world.calls = 0;
    expect_start(invoke(0, 4), TA_PID, TA_INVOKE);
    assert_int_equal(w[0], TA_INVOKE);
    assert_int_equal(w[1], 7);
    assert_int_equal(w[2], 99);
    for (unsigned i = 3; i < KMSG_WORDS; i++)
        assert_int_equal(w[i], 0);
    expect_done(answer(0, TA_OK | 0xffff1234), 0, (enum tee_result)0xffff1234,
                ORIGIN_TRUSTED_APP);
    assert_int_equal(world.calls, 0); /* the kernel was not asked */
}

static void invoke_malformed(void **state)
{
    (void)state;
    open_session(0, 7, TA_PID);
    invoke_message(0, 2);
    param_set(0, 1, OPTEE_MSG_VALUE_INPUT | OPTEE_MSG_META, 0, 0, 0);
    expect_done(call(0), 0, R_ERROR_BAD_PARAMETERS, ORIGIN_COMMS);
    assert_non_null(strstr(world.log, "malformed parameter (1)"));
}

/* What becomes of kernel errors that a message can meet. */
static void errors_of_messages(void **state)
{
    static const struct {
        enum kerr err;
        enum tee_result result;
    } rows[] = {
        {KERR_DEADLOCK, R_ERROR_BUSY},
        {KERR_DEPTH, R_ERROR_OUT_OF_MEMORY},
        {KERR_DENIED, R_ERROR_ACCESS_DENIED},
        {KERR_MORE, R_ERROR_GENERIC},
    };

    (void)state;
    open_session(0, 7, TA_PID);
    for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        invoke_message(0, 0);
        call(0);
        expect_done(complete(0, rows[i].err), 0, rows[i].result, ORIGIN_TEE);
    }
}

static void values(void **state)
{
    (void)state;
    open_session(0, 7, TA_PID);
    invoke_message(0, 4);
    param_set(0, 0, OPTEE_MSG_VALUE_INPUT, 1, 2, 3);
    param_set(0, 1, OPTEE_MSG_VALUE_OUTPUT, 4, 5, 6);
    param_set(0, 3, OPTEE_MSG_VALUE_INOUT, 7, 8, 9);
    expect_start(call(0), TA_PID, TA_INVOKE);
    assert_int_equal(TA_MSG_TYPES(w[0]), 0x3021);
    assert_int_equal(w[3], 1);
    assert_int_equal(w[4], 2);
    assert_int_equal(w[5] | w[6] | w[7] | w[8], 0);
    assert_int_equal(w[9], 7);
    assert_int_equal(w[10], 8);
    for (unsigned i = 3; i < 11; i++)
        w[i] = 0x100000000ull + i;
    expect_done(answer(0, TA_OK), 0, R_SUCCESS, ORIGIN_TRUSTED_APP);
    assert_int_equal(param(0, 0)->u.value.a, 1);
    assert_int_equal(param(0, 1)->u.value.a, 0x100000005ull);
    assert_int_equal(param(0, 1)->u.value.b, 0x100000006ull);
    assert_int_equal(param(0, 1)->u.value.c, 6);
    assert_int_equal(param(0, 3)->u.value.a, 0x100000009ull);
    assert_int_equal(param(0, 3)->attr, OPTEE_MSG_VALUE_INOUT);
}

static void ta_dies(void **state)
{
    (void)state;
    open_session(0, 7, TA_PID);
    open_session(0, 8, TA_PID);
    open_session(0, 9, TA_PID + 1);
    shm_register(0xc001, 0, 1, 0, PAGE_SIZE);
    invoke_message(0, 1);
    param_set(0, 0, OPTEE_MSG_RMEM_INPUT, 0, 1, 0xc001);
    expect_start(call(0), TA_PID, TA_INVOKE);
    world.dead_pid = TA_PID;
    expect_done(complete(0, KERR_PEER_DIED), 0, R_ERROR_TARGET_DEAD,
                ORIGIN_TEE);
    world.calls = 0;
    message(1, OPTEE_MSG_CMD_INVOKE_COMMAND, 8, 0); /* the other session */
    expect_done(call(1), 1, R_ERROR_TARGET_DEAD, ORIGIN_TEE);
    message(1, OPTEE_MSG_CMD_INVOKE_COMMAND, 9, 0); /* another TA */
    expect_start(call(1), TA_PID + 1, TA_INVOKE);
    answer(1, TA_OK);
    for (uint32_t id = 7; id <= 8; id++) {
        message(1, OPTEE_MSG_CMD_CLOSE_SESSION, id, 0);
        expect_start(call(1), SERVICE_TAMGR, TAMGR_CLOSED);
        expect_done(answer(1, 0), 1, R_SUCCESS, ORIGIN_TEE);
    }
}

static void ta_dies_at_open_and_close(void **state)
{
    (void)state;
    message(0, OPTEE_MSG_CMD_OPEN_SESSION, 0, 2);
    param_set(0, 0, META, 1, 2, 0);
    param_set(0, 1, META, 0, 0, 0);
    expect_start(open_begin(0, 7, TA_PID), TA_PID, TA_OPEN);
    expect_start(complete(0, KERR_PEER_DIED), SERVICE_TAMGR, TAMGR_CLOSED);
    expect_done(answer(0, 0), 0, R_ERROR_TARGET_DEAD, ORIGIN_TEE);
    open_session(0, 7, TA_PID);
    message(0, OPTEE_MSG_CMD_CLOSE_SESSION, 7, 0);
    expect_start(call(0), TA_PID, TA_CLOSE);
    expect_start(complete(0, KERR_PEER_DIED), SERVICE_TAMGR, TAMGR_CLOSED);
    expect_done(complete(0, KERR_PEER_DIED), 0, R_SUCCESS, ORIGIN_TEE);
}

/* The TA is dead when memory is to be mapped into it. */
static void ta_is_dead_before_the_call(void **state)
{
    (void)state;
    open_session(0, 7, TA_PID);
    world.dead_pid = TA_PID;
    shm_register(0xc001, 0, 1, 0, PAGE_SIZE);
    invoke_message(0, 1);
    param_set(0, 0, OPTEE_MSG_RMEM_INPUT, 0, 1, 0xc001);
    expect_done(call(0), 0, R_ERROR_TARGET_DEAD, ORIGIN_TEE);
}

static void close_waits_for_calls(void **state)
{
    (void)state;
    open_session(0, 7, TA_PID);
    invoke_message(0, 0);
    expect_start(call(0), TA_PID, TA_INVOKE);
    message(1, OPTEE_MSG_CMD_CLOSE_SESSION, 7, 0);
    expect_rpc(call(1), 1, OPTEE_RPC_CMD_SUSPEND);
    assert_int_equal(rpc_param(1, 0)->u.value.a, 1);
    expect_rpc(resume(1), 1, OPTEE_RPC_CMD_SUSPEND);
    invoke_message(2, 0); /* no new calls meanwhile */
    expect_done(call(2), 2, R_ERROR_BAD_PARAMETERS, ORIGIN_COMMS);
    memset(w, 0, sizeof(w));
    expect_done(answer(0, TA_OK), 0, R_SUCCESS, ORIGIN_TRUSTED_APP);
    expect_start(resume(1), TA_PID, TA_CLOSE);
    expect_start(answer(1, 0), SERVICE_TAMGR, TAMGR_CLOSED);
    expect_done(answer(1, 0), 1, R_SUCCESS, ORIGIN_TEE);
}

static void cancel_marks_the_call(void **state)
{
    (void)state;
    open_session(0, 7, TA_PID);
    open_session(0, 8, TA_PID);
    message(3, OPTEE_MSG_CMD_INVOKE_COMMAND, 7, 0);
    call(3);
    message(4, OPTEE_MSG_CMD_INVOKE_COMMAND, 8, 0);
    call(4);
    message(0, OPTEE_MSG_CMD_CANCEL, 7, 0);
    expect_done(call(0), 0, R_SUCCESS, ORIGIN_TEE);
    assert_int_equal(world.cancelled, 1u << 3);
    message(0, OPTEE_MSG_CMD_CANCEL, 77, 0);
    expect_done(call(0), 0, R_ERROR_BAD_PARAMETERS, ORIGIN_COMMS);
}

/* The TA's word about the origin is taken only where it makes sense. */
static void origins(void **state)
{
    static const uint32_t told[][2] = {{1, 4}, {2, 4}, {3, 3},
                                       {4, 4}, {0, 4}, {9, 4}};

    (void)state;
    open_session(0, 7, TA_PID);
    for (unsigned i = 0; i < sizeof(told) / sizeof(told[0]); i++) {
        invoke_message(0, 0);
        call(0);
        expect_done(answer(0, (uint64_t)told[i][0] << 32), 0, R_SUCCESS,
                    (enum tee_origin)told[i][1]);
    }
}

static void bad_messages(void **state)
{
    (void)state;
    message(0, 8, 0, 0);
    expect_smc(call(0), OPTEE_SMC_RETURN_EBADCMD);
    assert_int_equal(header(0)->ret, 0xdead);
    message(0, OPTEE_MSG_CMD_INVOKE_COMMAND, 7, 5);
    expect_done(call(0), 0, R_ERROR_BAD_PARAMETERS, ORIGIN_COMMS);
    message(0, OPTEE_MSG_CMD_INVOKE_COMMAND, 7, 7);
    expect_done(call(0), 0, R_ERROR_BAD_PARAMETERS, ORIGIN_COMMS);
    message(0, OPTEE_MSG_CMD_INVOKE_COMMAND, 7, 0xffffffff);
    expect_smc(call(0), OPTEE_SMC_RETURN_EBADADDR);
    message(0, OPTEE_MSG_CMD_STOP_ASYNC_NOTIF, 0, 0);
    expect_done(call(0), 0, R_SUCCESS, ORIGIN_TEE);
}

static struct action raw(uint32_t id, uint64_t address, uint64_t offset)
{
    memset(w, 0, sizeof(w));
    w[0] = id;
    w[1] = address >> 32;
    w[2] = (uint32_t)address;
    w[3] = offset;
    return event(KEV_SMC, 0, 0);
}

static void bad_places(void **state)
{
    static const struct {
        uint32_t id;
        uint64_t address, offset;
    } bad[] = {
        {OPTEE_SMC_CALL_WITH_REGD_ARG, 0, 0},
        {OPTEE_SMC_CALL_WITH_REGD_ARG, 0xbad, 0},
        {OPTEE_SMC_CALL_WITH_REGD_ARG, ARG, 4},
        {OPTEE_SMC_CALL_WITH_REGD_ARG, ARG, PAGE_SIZE},
        {OPTEE_SMC_CALL_WITH_REGD_ARG, ARG, PAGE_SIZE - 24},
        {OPTEE_SMC_CALL_WITH_REGD_ARG, ARG, PAGE_SIZE - 32 - 159},
        {OPTEE_SMC_CALL_WITH_REGD_ARG, ARG, 0xfffffff8},
        {OPTEE_SMC_CALL_WITH_RPC_ARG, 0, 0},
        {OPTEE_SMC_CALL_WITH_RPC_ARG, 0x1000, 0},
        {OPTEE_SMC_CALL_WITH_RPC_ARG, RAM_PA + 4, 0},
        {OPTEE_SMC_CALL_WITH_RPC_ARG, RAM_PA + PAGE_SIZE - 64, 0},
        {OPTEE_SMC_CALL_WITH_ARG, RAM_PA + PAGE_SIZE - 24, 0},
        {OPTEE_SMC_CALL_WITH_ARG, 0x1000, 0},
    };

    (void)state;
    message(0, OPTEE_MSG_CMD_STOP_ASYNC_NOTIF, 0, 0);
    for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        expect_smc(raw(bad[i].id, bad[i].address, bad[i].offset),
                   OPTEE_SMC_RETURN_EBADADDR);
    assert_non_null(strstr(world.log, "should be (1)"));
    assert_non_null(strstr(world.log, "should be (8)"));
    assert_null(strstr(world.log, "should be (3)")); /* not a flood */
    expect_smc(raw(OPTEE_SMC_CALL_WITH_ARG, RAM_PA, 0), OPTEE_SMC_RETURN_OK);
    expect_smc(raw(OPTEE_SMC_CALL_WITH_REGD_ARG, ARG, 0), OPTEE_SMC_RETURN_OK);
}

/* Memory for messages must be small, so that it is mapped in one go. */
static void big_message_memory(void **state)
{
    (void)state;
    shm_register(0xb19, 0, 33, 0, 33 * PAGE_SIZE);
    expect_smc(raw(OPTEE_SMC_CALL_WITH_REGD_ARG, 0xb19, 0),
               OPTEE_SMC_RETURN_EBADADDR);
}

#define TEST(f) cmocka_unit_test_setup(f, world_setup)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(fast_calls),
        TEST(unknown_yielding_call),
        TEST(open_and_close),
        TEST(open_refused_by_tamgr),
        TEST(open_refused_by_ta),
        TEST(open_malformed),
        TEST(open_with_a_bad_id),
        TEST(session_limit),
        TEST(invoke_without_parameters),
        TEST(invoke_malformed),
        TEST(errors_of_messages),
        TEST(values),
        TEST(ta_dies),
        TEST(ta_dies_at_open_and_close),
        TEST(ta_is_dead_before_the_call),
        TEST(close_waits_for_calls),
        TEST(cancel_marks_the_call),
        TEST(origins),
        TEST(bad_messages),
        TEST(bad_places),
        TEST(big_message_memory),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
