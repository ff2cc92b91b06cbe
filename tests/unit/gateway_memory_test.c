/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory that clients give to trusted applications: registered, temporary,
 * none at all, outside of what is registered; how long it stays mapped.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <string.h>
#include <cmocka.h>

#include "tests/unit/gateway_world.h"

static void registered_memory(void **state)
{
    uint64_t first;

    (void)state;
    open_session(0, 7, TA_PID);
    shm_register(0xc001, 0, 3, 0x123, 2 * PAGE_SIZE);
    invoke_message(0, 2);
    param_set(0, 0, OPTEE_MSG_RMEM_INPUT, 0, 2 * PAGE_SIZE, 0xc001);
    param_set(0, 1, OPTEE_MSG_RMEM_OUTPUT, 100, 50, 0xc001);
    expect_start(call(0), TA_PID, TA_INVOKE);
    assert_int_equal(TA_MSG_TYPES(w[0]), 0x65);
    first = w[3];
    assert_int_equal(first & 0xfff, 0x123);
    assert_int_equal(w[4], 2 * PAGE_SIZE);
    assert_int_equal(w[5], first + 100);
    assert_int_equal(w[6], 50);
    assert_int_equal(world.maps, 1);
    w[4] = 1;
    w[6] = 70; /* short buffer: more than given is told */
    expect_done(answer(0, TA_OK | (uint32_t)R_ERROR_SHORT_BUFFER), 0,
                R_ERROR_SHORT_BUFFER, ORIGIN_TRUSTED_APP);
    assert_int_equal(param(0, 0)->u.rmem.size, 2 * PAGE_SIZE);
    assert_int_equal(param(0, 1)->u.rmem.size, 70);
    assert_int_equal(param(0, 1)->u.rmem.offs, 100);

    param_set(0, 1, OPTEE_MSG_RMEM_INOUT, 2 * PAGE_SIZE, 0, 0xc001);
    world.calls = 0;
    expect_start(call(0), TA_PID, TA_INVOKE); /* mapped already */
    assert_int_equal(w[5], first + 2 * PAGE_SIZE);
    answer(0, TA_OK);
    assert_int_equal(world.calls, 0);
    assert_int_equal(world.maps, 1);
}

static void memory_outside(void **state)
{
    static const uint64_t bad[][3] = {
        {0, 2 * PAGE_SIZE + 1, 0xc001},
        {1, 2 * PAGE_SIZE, 0xc001},
        {UINT64_MAX, 2, 0xc001},
        {1, UINT64_MAX, 0xc001},
        {2 * PAGE_SIZE + 1, 0, 0xc001},
        {0, 1, 0xc002},
        {0, 1, 0},
    };

    (void)state;
    open_session(0, 7, TA_PID);
    shm_register(0xc001, 0, 3, 0x123, 2 * PAGE_SIZE);
    for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        invoke_message(0, 2);
        param_set(0, 0, OPTEE_MSG_RMEM_INPUT, 0, 1, 0xc001);
        param_set(0, 1, OPTEE_MSG_RMEM_INPUT, bad[i][0], bad[i][1], bad[i][2]);
        expect_done(call(0), 0, R_ERROR_BAD_PARAMETERS, ORIGIN_COMMS);
    }
    assert_int_equal(world.maps, 0);
    /* and nothing is held: it can be unregistered */
    message(0, OPTEE_MSG_CMD_UNREGISTER_SHM, 0, 1);
    param_set(0, 0, OPTEE_MSG_RMEM_INPUT, 0, 0, 0xc001);
    expect_done(call(0), 0, R_SUCCESS, ORIGIN_TEE);
}

static void null_references(void **state)
{
    (void)state;
    open_session(0, 7, TA_PID);
    invoke_message(0, 1);
    param_set(0, 0, OPTEE_MSG_TMEM_OUTPUT, 0, 30, 0);
    expect_start(call(0), TA_PID, TA_INVOKE);
    assert_int_equal(TA_MSG_TYPES(w[0]), PARAM_MEMREF_OUTPUT);
    assert_int_equal(w[3], 0);
    assert_int_equal(w[4], 30);
    w[4] = 64;
    answer(0, TA_OK | (uint32_t)R_ERROR_SHORT_BUFFER);
    assert_int_equal(param(0, 0)->u.tmem.size, 64);
}

static void temporary_memory(void **state)
{
    unsigned windows = world.windows;

    (void)state;
    open_session(0, 7, TA_PID);
    list_write(LISTS, DATA + 50, 3, 2);
    invoke_message(0, 3);
    param_set(0, 0, OPTEE_MSG_TMEM_INPUT, ram_pa(DATA) + 0x80, 5000, 0);
    param_set(0, 1, OPTEE_MSG_TMEM_INOUT | OPTEE_MSG_NONCONTIG,
              ram_pa(LISTS) + 0x10, 2 * PAGE_SIZE, 0);
    param_set(0, 2, OPTEE_MSG_TMEM_OUTPUT, ram_pa(DATA + 9), 0, 0);
    expect_start(call(0), TA_PID, TA_INVOKE);
    assert_int_equal(TA_MSG_TYPES(w[0]), 0x675);
    assert_int_equal(w[3] & 0xfff, 0x80);
    assert_int_equal(w[4], 5000);
    assert_int_equal(w[5] & 0xfff, 0x10);
    assert_true(w[7] != 0);
    assert_int_equal(w[8], 0);
    assert_int_equal(world.windows, windows + 3);
    w[6] = 9;
    expect_done(answer(0, TA_OK), 0, R_SUCCESS, ORIGIN_TRUSTED_APP);
    assert_int_equal(param(0, 1)->u.tmem.size, 9);
    assert_int_equal(world.windows, windows);
    assert_int_equal(world.maps, 0);
}

static void temporary_memory_refused(void **state)
{
    static const uint64_t bad[][2] = {
        {0x1000, 10},                              /* not RAM */
        {RAM_PA + RAM_PAGES * PAGE_SIZE - 10, 20}, /* ends outside */
        {RAM_PA, UINT64_MAX - 5},                  /* overflows */
        {RAM_PA, SHM_PAGES_MAX * (uint64_t)PAGE_SIZE + 1},
    };
    unsigned windows = world.windows;

    (void)state;
    open_session(0, 7, TA_PID);
    for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        invoke_message(0, 2);
        param_set(0, 0, OPTEE_MSG_TMEM_INPUT, ram_pa(DATA), 1, 0);
        param_set(0, 1, OPTEE_MSG_TMEM_INPUT, bad[i][0], bad[i][1], 0);
        expect_done(call(0), 0, R_ERROR_BAD_PARAMETERS, ORIGIN_TEE);
        assert_int_equal(world.windows, windows);
    }
    invoke_message(0, 1);
    param_set(0, 0, OPTEE_MSG_TMEM_INPUT, ram_pa(DATA), 1, 0);
    world.create_error = KERR_NO_MEMORY;
    expect_done(call(0), 0, R_ERROR_OUT_OF_MEMORY, ORIGIN_TEE);
}

/* Opening fails after tamgr made the session: tamgr is told. */
static void temporary_memory_refused_at_open(void **state)
{
    (void)state;
    message(0, OPTEE_MSG_CMD_OPEN_SESSION, 0, 3);
    param_set(0, 0, META, 1, 2, 0);
    param_set(0, 1, META, 0, 0, 0);
    param_set(0, 2, OPTEE_MSG_TMEM_INPUT, 0x1000, 10, 0);
    expect_start(open_begin(0, 7, TA_PID), SERVICE_TAMGR, TAMGR_CLOSED);
    expect_done(answer(0, 0), 0, R_ERROR_BAD_PARAMETERS, ORIGIN_TEE);
}

/* Big memory is mapped, and temporary memory undone, with turns between. */
static void big_memory(void **state)
{
    struct action a;
    unsigned turns = 0, windows;

    (void)state;
    world.hurried = true;
    open_session(0, 7, TA_PID);
    shm_register(0xb19, 0, 700, 0, 700 * PAGE_SIZE);
    windows = world.windows;
    invoke_message(0, 2);
    param_set(0, 0, OPTEE_MSG_RMEM_INPUT, 0, 700 * PAGE_SIZE, 0xb19);
    param_set(0, 1, OPTEE_MSG_TMEM_INPUT, ram_pa(DATA), 900 * PAGE_SIZE, 0);
    for (a = call(0); a.kind == ACTION_RESUME; a = resume(0), turns++)
        expect_turn(a);
    expect_start(a, TA_PID, TA_INVOKE);
    assert_in_range(turns, 150, 170); /* 2500 pages, 16 at a time */
    a = answer(0, TA_OK);
    while (a.kind == ACTION_RESUME)
        a = resume(0);
    expect_done(a, 0, R_SUCCESS, ORIGIN_TRUSTED_APP);
    assert_int_equal(world.windows, windows);
    assert_int_equal(world.maps, 1);
}

/* No room for another window in the TA: unused ones go. */
static void full_ta(void **state)
{
    (void)state;
    open_session(0, 7, TA_PID);
    world.maps_most = 2;
    for (unsigned i = 0; i < 3; i++)
        shm_register(0xc000 + i, i * 10, 1, 0, PAGE_SIZE);
    for (unsigned i = 0; i < 3; i++) {
        invoke_message(0, 1);
        param_set(0, 0, OPTEE_MSG_RMEM_INPUT, 0, 1, 0xc000 + i);
        expect_start(call(0), TA_PID, TA_INVOKE);
        answer(0, TA_OK);
    }
    assert_int_equal(world.maps, 2);
    invoke_message(0, 3); /* all three at once cannot be */
    for (unsigned i = 0; i < 3; i++)
        param_set(0, i, OPTEE_MSG_RMEM_INPUT, 0, 1, 0xc000 + i);
    expect_done(call(0), 0, R_ERROR_OUT_OF_MEMORY, ORIGIN_TEE);
}

/* The same where somebody always waits: each turn gets on by something, in the
 * TA and in the gateway, whose own mappings are of messages. */
static void full_and_hurried(void **state)
{
    (void)state;
    open_session(0, 7, TA_PID);
    for (unsigned i = 0; i < 2; i++)
        shm_register(0xc000 + i, i, 1, 0, PAGE_SIZE);
    world.maps_most = 1;
    world.hurried = true;
    for (unsigned i = 0; i < 4; i++) {
        struct optee_msg_header *h = ram(DATA + i % 2);
        struct action a;
        unsigned turns = 0;

        invoke_message(0, 1);
        param_set(0, 0, OPTEE_MSG_RMEM_INPUT, 0, 1, 0xc000 + i % 2);
        for (a = call(0); a.kind == ACTION_RESUME && turns < 5; turns++)
            a = resume(0);
        expect_start(a, TA_PID, TA_INVOKE);
        answer(0, TA_OK);
        *h = (struct optee_msg_header){.cmd = 99};
        w[0] = OPTEE_SMC_CALL_WITH_REGD_ARG;
        w[1] = 0;
        w[2] = 0xc000 + i % 2;
        w[3] = 0;
        a = event(KEV_SMC, 0, 0);
        assert_int_equal(a.kind, ACTION_DONE);
        assert_int_equal(w[0], OPTEE_SMC_RETURN_EBADCMD);
    }
}

/* The last session of a TA takes its windows along. */
static void close_unmaps(void **state)
{
    (void)state;
    open_session(0, 7, TA_PID);
    open_session(0, 8, TA_PID);
    shm_register(0xc001, 0, 1, 0, PAGE_SIZE);
    shm_register(0xb19, 1, 600, 0, 600 * PAGE_SIZE);
    invoke_message(0, 2);
    param_set(0, 0, OPTEE_MSG_RMEM_INPUT, 0, 1, 0xc001);
    param_set(0, 1, OPTEE_MSG_RMEM_INPUT, 0, 1, 0xb19);
    for (struct action a = call(0); a.kind == ACTION_RESUME;)
        a = resume(0);
    answer(0, TA_OK);
    assert_int_equal(world.maps, 2);
    for (uint32_t id = 7; id <= 8; id++) {
        struct action a;

        message(0, OPTEE_MSG_CMD_CLOSE_SESSION, id, 0);
        call(0);
        answer(0, 0);
        world.hurried = id == 8;
        a = answer(0, 0);
        assert_int_equal(a.kind == ACTION_RESUME, id == 8);
        while (a.kind == ACTION_RESUME)
            a = resume(0);
        expect_done(a, 0, R_SUCCESS, ORIGIN_TEE);
        assert_int_equal(world.maps, id == 7 ? 2 : 0);
    }
}

#define TEST(f) cmocka_unit_test_setup(f, world_setup)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(registered_memory),
        TEST(memory_outside),
        TEST(null_references),
        TEST(temporary_memory),
        TEST(temporary_memory_refused),
        TEST(temporary_memory_refused_at_open),
        TEST(big_memory),
        TEST(full_ta),
        TEST(full_and_hurried),
        TEST(close_unmaps),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
