/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Registered memory: page lists good and bad, the end of a registration while
 * it is in use, the limits of the tables.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <string.h>
#include <cmocka.h>

#include "services/gateway/shm.h"
#include "tests/unit/gateway_world.h"

#define TURN_PAGES 16u /* of a list, while somebody waits */

static struct action register_all(uint64_t cookie, uint64_t buf_ptr,
                                  uint64_t size)
{
    struct action a = register_begin(15, cookie, buf_ptr, size);

    while (a.kind == ACTION_RESUME) {
        expect_turn(a);
        a = resume(15);
    }
    return a;
}

static void expect_refused(uint64_t cookie, uint64_t buf_ptr, uint64_t size,
                           enum tee_result result)
{
    unsigned windows = world.windows;

    expect_done(register_all(cookie, buf_ptr, size), 15, result, ORIGIN_COMMS);
    assert_int_equal(world.windows, windows);
}

static struct action unregister(unsigned act, uint64_t cookie)
{
    message(act, OPTEE_MSG_CMD_UNREGISTER_SHM, 0, 1);
    param_set(act, 0, OPTEE_MSG_RMEM_INPUT, 0, 0, cookie);
    return call(act);
}

static void register_and_unregister(void **state)
{
    (void)state;
    shm_register(0xc001, 0, 2, 0xfff, 2);
    assert_int_equal(world.windows, 2);
    expect_done(unregister(0, 0xc001), 0, R_SUCCESS, ORIGIN_TEE);
    assert_int_equal(world.windows, 1);
    expect_done(unregister(0, 0xc001), 0, R_ERROR_BAD_PARAMETERS, ORIGIN_COMMS);
    shm_register(0xc001, 0, 1, 0, PAGE_SIZE); /* the cookie is free again */
}

static void bad_registrations(void **state)
{
    const uint64_t list = ram_pa(LISTS);

    (void)state;
    list_write(LISTS, DATA, 4, 1);
    shm_register(0xc001, 0, 1, 0, 1);
    expect_refused(0xc001, list, 1, R_ERROR_BAD_STATE); /* known cookie */
    expect_refused(0, list, 1, R_ERROR_BAD_PARAMETERS);
    expect_refused(1, list, 0, R_ERROR_BAD_PARAMETERS);
    expect_refused(1, list, UINT64_MAX, R_ERROR_BAD_PARAMETERS);
    expect_refused(1, list | 0xfff, UINT64_MAX - 0xffe, R_ERROR_BAD_PARAMETERS);
    expect_refused(1, list, SHM_PAGES_MAX * (uint64_t)PAGE_SIZE + 1,
                   R_ERROR_BAD_PARAMETERS);
    expect_refused(1, 0x1000, 1, R_ERROR_BAD_PARAMETERS); /* list elsewhere */
    world.create_error = KERR_NO_MEMORY;
    expect_refused(1, list, 1, R_ERROR_OUT_OF_MEMORY);
}

static void bad_attributes(void **state)
{
    static const uint64_t bad[] = {
        OPTEE_MSG_TMEM_OUTPUT,
        OPTEE_MSG_TMEM_INPUT | OPTEE_MSG_NONCONTIG,
        OPTEE_MSG_TMEM_OUTPUT | OPTEE_MSG_NONCONTIG | 1 << 16,
        OPTEE_MSG_VALUE_INPUT,
    };

    (void)state;
    for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        message(0, OPTEE_MSG_CMD_REGISTER_SHM, 0, 1);
        param_set(0, 0, bad[i], ram_pa(LISTS), 1, 1);
        expect_done(call(0), 0, R_ERROR_BAD_PARAMETERS, ORIGIN_COMMS);
    }
    message(0, OPTEE_MSG_CMD_UNREGISTER_SHM, 0, 1);
    param_set(0, 0, OPTEE_MSG_RMEM_OUTPUT, 0, 0, ARG);
    expect_done(call(0), 0, R_ERROR_BAD_PARAMETERS, ORIGIN_COMMS);
}

/* Each entry counts, also those behind what was already accepted. */
static void bad_entries(void **state)
{
    static const uint64_t bad[] = {0, 0x1000, 0x0e000000, RAM_PA + 8,
                                   RAM_PA + RAM_PAGES * (uint64_t)PAGE_SIZE};

    (void)state;
    for (unsigned at = 0; at < 100; at += 33)
        for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
            list_write(LISTS, DATA, 100, 1);
            ((uint64_t *)ram(LISTS))[at] = bad[i];
            expect_refused(1, ram_pa(LISTS), 100 * PAGE_SIZE,
                           R_ERROR_BAD_PARAMETERS);
        }
}

/* At most TURN_PAGES pages before Linux has its turn. */
static void long_list(void **state)
{
    struct action a;
    unsigned turns = 0;

    (void)state;
    world.hurried = true;
    list_write(LISTS, DATA, 900, 1);
    a = register_begin(15, 1, ram_pa(LISTS), 900 * PAGE_SIZE);
    for (; a.kind == ACTION_RESUME; a = resume(15), turns++)
        expect_turn(a);
    expect_done(a, 15, R_SUCCESS, ORIGIN_TEE);
    assert_int_equal(turns, 900 / TURN_PAGES + 1); /* one before all */
}

/* Nobody waits: a turn would only cost. */
static void long_list_in_one_event(void **state)
{
    (void)state;
    list_write(LISTS, DATA, 900, 1);
    expect_done(register_begin(15, 1, ram_pa(LISTS), 900 * PAGE_SIZE), 15,
                R_SUCCESS, ORIGIN_TEE);
}

/* The address of the next list page is read only if it is needed. */
static void exactly_one_list_page(void **state)
{
    (void)state;
    list_write(LISTS, DATA, 511, 1);
    ((uint64_t *)ram(LISTS))[511] = 0x1001;
    expect_done(register_all(1, ram_pa(LISTS), 511 * PAGE_SIZE), 15, R_SUCCESS,
                ORIGIN_TEE);
    expect_refused(2, ram_pa(LISTS), 512 * PAGE_SIZE, R_ERROR_BAD_PARAMETERS);
}

/* Lists of `length` pages whose last leads back to page `back`. */
static void cyclic_lists(void **state)
{
    (void)state;
    for (unsigned length = 1; length <= 6; length++)
        for (unsigned back = 0; back < length; back++) {
            for (unsigned i = 0; i < length; i++) {
                uint64_t *list = ram(LISTS + i);

                for (unsigned j = 0; j < 511; j++)
                    list[j] = ram_pa(DATA + j % 64);
                list[511] = ram_pa(LISTS + (i + 1 < length ? i + 1 : back));
            }
            expect_refused(1, ram_pa(LISTS),
                           SHM_PAGES_MAX * (uint64_t)PAGE_SIZE,
                           R_ERROR_BAD_PARAMETERS);
        }
}

/* Linux changes the list while it is read: nothing is read twice, so the
 * pages are those that were checked. */
static void list_that_changes(void **state)
{
    struct action a;

    (void)state;
    world.hurried = true;
    list_write(LISTS, DATA, 200, 1);
    a = register_begin(15, 1, ram_pa(LISTS), 200 * PAGE_SIZE);
    expect_turn(a);
    expect_turn(resume(15));
    for (unsigned i = 0; i < TURN_PAGES; i++)
        ((uint64_t *)ram(LISTS))[i] = 0x0e000000; /* too late */
    for (unsigned i = 1; i < 200 / TURN_PAGES; i++)
        expect_turn(resume(15));
    ((uint64_t *)ram(LISTS))[199] = 0x0e000000; /* in time */
    do {
        a = resume(15);
    } while (a.kind == ACTION_RESUME);
    expect_done(a, 15, R_ERROR_BAD_PARAMETERS, ORIGIN_COMMS);
    assert_int_equal(world.windows, 1);
}

/* A cookie is not known before its registration is complete. */
static void half_registered(void **state)
{
    (void)state;
    world.hurried = true;
    open_session(0, 7, TA_PID);
    list_write(LISTS, DATA, 200, 1);
    expect_turn(register_begin(15, 1, ram_pa(LISTS), 200 * PAGE_SIZE));
    message(0, OPTEE_MSG_CMD_INVOKE_COMMAND, 7, 1);
    param_set(0, 0, OPTEE_MSG_RMEM_INPUT, 0, 1, 1);
    expect_done(call(0), 0, R_ERROR_BAD_PARAMETERS, ORIGIN_COMMS);
    list_write(LISTS + 4, DATA, 1, 1);
    expect_done(register_all(2, ram_pa(LISTS + 4), 1), 15, R_SUCCESS,
                ORIGIN_TEE);
}

static void same_cookie_twice_at_a_time(void **state)
{
    (void)state;
    world.hurried = true;
    list_write(LISTS, DATA, 200, 1);
    expect_turn(register_begin(15, 1, ram_pa(LISTS), 200 * PAGE_SIZE));
    expect_done(register_begin(14, 1, ram_pa(LISTS), 1), 14, R_ERROR_BAD_STATE,
                ORIGIN_COMMS);
}

static void unregister_in_use(void **state)
{
    (void)state;
    open_session(0, 7, TA_PID);
    shm_register(0xc001, 0, 1, 0, PAGE_SIZE);
    message(0, OPTEE_MSG_CMD_INVOKE_COMMAND, 7, 1);
    param_set(0, 0, OPTEE_MSG_RMEM_INPUT, 0, 1, 0xc001);
    expect_start(call(0), TA_PID, TA_INVOKE);
    expect_rpc(unregister(1, 0xc001), 1, OPTEE_RPC_CMD_SUSPEND);
    expect_rpc(resume(1), 1, OPTEE_RPC_CMD_SUSPEND);
    /* others go on, but cannot use it any more */
    message(2, OPTEE_MSG_CMD_INVOKE_COMMAND, 7, 1);
    param_set(2, 0, OPTEE_MSG_RMEM_INPUT, 0, 1, 0xc001);
    expect_done(call(2), 2, R_ERROR_BAD_PARAMETERS, ORIGIN_COMMS);
    shm_register(0xc002, 1, 1, 0, PAGE_SIZE);
    assert_int_equal(world.maps, 1);
    memset(w, 0, sizeof(w));
    complete(0, KERR_OK);
    expect_done(resume(1), 1, R_SUCCESS, ORIGIN_TEE);
    assert_int_equal(world.maps, 0);
}

/* The page of the messages is in use as long as there are any. */
static void unregister_own_message(void **state)
{
    (void)state;
    expect_done(unregister(0, ARG), 0, R_ERROR_BAD_PARAMETERS, ORIGIN_COMMS);
    open_session(0, 7, TA_PID);
    message(0, OPTEE_MSG_CMD_INVOKE_COMMAND, 7, 0);
    expect_start(call(0), TA_PID, TA_INVOKE);
    message(15, OPTEE_MSG_CMD_UNREGISTER_SHM, 0, 1);
    param_set(15, 0, OPTEE_MSG_RMEM_INPUT, 0, 0, ARG);
    w[0] = OPTEE_SMC_CALL_WITH_ARG; /* without a slot: by turns */
    w[1] = 0;
    w[2] = RAM_PA + PAGE_SIZE + 5 * 384;
    expect_turn(event(KEV_SMC, 15, 0));
    expect_turn(resume(15));
    memset(w, 0, sizeof(w));
    expect_done(complete(0, KERR_OK), 0, R_SUCCESS, ORIGIN_TRUSTED_APP);
    expect_done(resume(15), 15, R_SUCCESS, ORIGIN_TEE);
    assert_int_equal(world.windows, 0);
}

static void table_full(void **state)
{
    (void)state;
    for (unsigned i = 1; i < SHM_MAX; i++)
        shm_register(0x10000 + i * 0x40, i % 64, 1, 0, PAGE_SIZE);
    list_write(LISTS, DATA, 1, 1);
    expect_refused(1, ram_pa(LISTS), 1, R_ERROR_OUT_OF_MEMORY);
    for (unsigned i = 1; i < SHM_MAX; i += 2)
        expect_done(unregister(0, 0x10000 + i * 0x40), 0, R_SUCCESS,
                    ORIGIN_TEE);
    for (unsigned i = 2; i < SHM_MAX; i += 2)
        expect_done(unregister(0, 0x10000 + i * 0x40), 0, R_SUCCESS,
                    ORIGIN_TEE);
    assert_int_equal(world.windows, 1);
}

#define TAS  7u
#define SHMS 160u /* in each TA: more than there are rows */

static uint64_t cookie_of(unsigned i)
{
    return 0x10000 + i * 0x40;
}

/* A call to a TA with shm i: its address there. */
static uint64_t address_in(unsigned ta, unsigned i)
{
    struct action a;
    uint64_t address;

    message(0, OPTEE_MSG_CMD_INVOKE_COMMAND, 1 + ta, 1);
    param_set(0, 0, OPTEE_MSG_RMEM_INPUT, 0, 1, cookie_of(i));
    a = call(0);
    while (a.kind == ACTION_RESUME)
        a = resume(0);
    expect_start(a, TA_PID + ta, TA_INVOKE);
    address = w[3];
    memset(w, 0, sizeof(w));
    a = complete(0, KERR_OK);
    expect_done(a, 0, R_SUCCESS, ORIGIN_TRUSTED_APP);
    return address;
}

/* What a TA saw once stays mapped there until the row is needed: then what
 * nobody uses gives way, and is mapped again when it is. */
static void rows_are_reused(void **state)
{
    uint64_t first;
    unsigned maps;

    (void)state;
    world.maps_most = SHMS;
    for (unsigned ta = 0; ta < TAS; ta++)
        open_session(0, 1 + ta, TA_PID + ta);
    for (unsigned i = 0; i < SHMS; i++)
        shm_register(cookie_of(i), i % 64, 1, 0, PAGE_SIZE);
    first = address_in(0, 0);
    maps = world.maps;
    assert_int_equal(address_in(0, 0), first);
    assert_int_equal(world.maps, maps);
    for (unsigned n = 0; n < TAS * SHMS; n++) {
        assert_int_not_equal(address_in(n % TAS, n / TAS), 0);
        assert_true(world.maps <= MAPPINGS_MAX);
    }
    assert_int_equal(world.maps, MAPPINGS_MAX - 1); /* one is the gateway's */
    maps = world.calls;
    assert_int_equal(address_in(0, 0), first);
    assert_true(world.calls > maps); /* it had given way */
    for (unsigned i = 0; i < SHMS; i++)
        expect_done(unregister(0, cookie_of(i)), 0, R_SUCCESS, ORIGIN_TEE);
    assert_int_equal(world.maps, 0);
}

/* A new kernel starts: what the old one registered is forgotten. */
static void shm_cache(void **state)
{
    unsigned calls = 0;

    (void)state;
    open_session(0, 7, TA_PID);
    shm_register(0xc001, 0, 1, 0, PAGE_SIZE);
    shm_register(0xc002, 1, 1, 0, PAGE_SIZE);
    message(0, OPTEE_MSG_CMD_INVOKE_COMMAND, 7, 1);
    param_set(0, 0, OPTEE_MSG_RMEM_INPUT, 0, 1, 0xc001);
    call(0); /* never finished: ARG and 0xc001 stay */
    shm_register(0xc003, 2, 900, 0, 900 * PAGE_SIZE);
    do {
        w[0] = OPTEE_SMC_DISABLE_SHM_CACHE;
        (void)event(KEV_FAST_SMC, ACTIVATIONS, 0);
        calls++;
    } while (w[0] == OPTEE_SMC_RETURN_OK && calls < 100);
    assert_int_equal(w[0], OPTEE_SMC_RETURN_ENOTAVAIL);
    assert_in_range(calls, 4, 20);
    assert_int_equal(world.windows, 2);
    shm_register(0xc002, 1, 1, 0, PAGE_SIZE);
}

#define TEST(f) cmocka_unit_test_setup(f, world_setup)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(register_and_unregister),
        TEST(bad_registrations),
        TEST(bad_attributes),
        TEST(bad_entries),
        TEST(long_list),
        TEST(long_list_in_one_event),
        TEST(exactly_one_list_page),
        TEST(cyclic_lists),
        TEST(list_that_changes),
        TEST(half_registered),
        TEST(same_cookie_twice_at_a_time),
        TEST(unregister_in_use),
        TEST(unregister_own_message),
        TEST(table_full),
        TEST(rows_are_reused),
        TEST(shm_cache),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
