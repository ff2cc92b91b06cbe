/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The last activation is kept for what ends other calls: however many calls
 * do not end, a cancellation gets in, and so does `cella kill`.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <string.h>
#include <cmocka.h>

#include "abi/ta/control.h"
#include "tests/unit/gateway_world.h"

#define META (OPTEE_MSG_VALUE_INPUT | OPTEE_MSG_META)
#define LAST (ACTIVATIONS - 1)

static int setup(void **state)
{
    (void)state;
    world_init();
    open_session(0, 7, TA_PID);
    return 0;
}

/* By address, since not all activations' messages are on the page that is
 * registered. */
static struct action call_at(unsigned act)
{
    memset(w, 0, sizeof(w));
    w[0] = OPTEE_SMC_CALL_WITH_ARG;
    w[1] = ram_pa(0) >> 32;
    w[2] = (uint32_t)(ram_pa(0) +
                      (uint64_t)((uint8_t *)header(act) - (uint8_t *)ram(0)));
    return event(KEV_SMC, act, 0);
}

/* Refused, and nothing is written. */
static void expect_held_back(unsigned act)
{
    expect_smc(call_at(act), OPTEE_SMC_RETURN_ETHREAD_LIMIT);
    assert_int_equal(header(act)->ret, 0xdead);
}

static void open_message(unsigned act, const uint64_t uuid[2])
{
    message(act, OPTEE_MSG_CMD_OPEN_SESSION, 0, 2);
    param_set(act, 0, META, uuid[0], uuid[1], 0);
    param_set(act, 1, META, 0, 0, LOGIN_USER);
}

static void ordinary_calls_are_held_back(void **state)
{
    static const uint64_t uuid[] = {1, 2};

    (void)state;
    message(LAST, OPTEE_MSG_CMD_INVOKE_COMMAND, 7, 0);
    expect_held_back(LAST);
    message(LAST, OPTEE_MSG_CMD_CLOSE_SESSION, 7, 0);
    expect_held_back(LAST);
    message(LAST, OPTEE_MSG_CMD_UNREGISTER_SHM, 0, 1);
    param_set(LAST, 0, OPTEE_MSG_RMEM_INPUT, 0, 0, ARG);
    expect_held_back(LAST);
    open_message(LAST, uuid);
    expect_held_back(LAST);
    message(LAST - 1, OPTEE_MSG_CMD_INVOKE_COMMAND, 7, 0);
    expect_start(call_at(LAST - 1), TA_PID, TA_INVOKE);
}

static void a_cancellation_gets_in(void **state)
{
    (void)state;
    message(3, OPTEE_MSG_CMD_INVOKE_COMMAND, 7, 0);
    expect_start(call(3), TA_PID, TA_INVOKE);
    message(LAST, OPTEE_MSG_CMD_CANCEL, 7, 0);
    expect_done(call_at(LAST), LAST, R_SUCCESS, ORIGIN_TEE);
    assert_int_equal(world.cancelled, 1u << 3);
}

/* The whole session, and the memory that Linux may need for its message. */
static void the_control_ta_is_reached(void **state)
{
    static const union {
        struct uuid_words words;
        uint64_t word[2];
    } control = {CONTROL_UUID_WORDS};

    (void)state;
    list_write(LISTS, DATA, 1, 1);
    message(LAST, OPTEE_MSG_CMD_REGISTER_SHM, 0, 1);
    param_set(LAST, 0, OPTEE_MSG_TMEM_OUTPUT | OPTEE_MSG_NONCONTIG,
              ram_pa(LISTS), PAGE_SIZE, 0x55);
    expect_done(call_at(LAST), LAST, R_SUCCESS, ORIGIN_TEE);

    open_message(LAST, control.word);
    expect_start(call_at(LAST), SERVICE_TAMGR, TAMGR_OPEN);
    memset(w, 0, sizeof(w));
    w[1] = TA_PID + 1;
    w[2] = 9;
    expect_start(complete(LAST, KERR_OK), TA_PID + 1, TA_OPEN);
    memset(w, 0, sizeof(w));
    expect_done(complete(LAST, KERR_OK), LAST, R_SUCCESS, ORIGIN_TRUSTED_APP);

    message(LAST, OPTEE_MSG_CMD_INVOKE_COMMAND, 9, 0);
    expect_start(call_at(LAST), TA_PID + 1, TA_INVOKE);
    memset(w, 0, sizeof(w));
    expect_done(complete(LAST, KERR_OK), LAST, R_SUCCESS, ORIGIN_TRUSTED_APP);
    message(LAST, OPTEE_MSG_CMD_CLOSE_SESSION, 9, 0);
    expect_start(call_at(LAST), TA_PID + 1, TA_CLOSE);
}

#define TEST(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(ordinary_calls_are_held_back),
        TEST(a_cancellation_gets_in),
        TEST(the_control_ta_is_reached),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
