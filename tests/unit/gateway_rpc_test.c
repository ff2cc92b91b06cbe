/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Requests to the normal world: who may ask, what is asked, and what happens
 * when the answer is a lie.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <string.h>
#include <cmocka.h>

#include "abi/ta/system.h"
#include "tests/unit/gateway_world.h"

#define SERVICE SERVICE_STORAGE

/* The end of activation 0's call. */
static struct action finish(void)
{
    memset(w, 0, sizeof(w));
    return complete(0, KERR_OK);
}

static void expect_finished(struct action a)
{
    expect_done(a, 0, R_SUCCESS, ORIGIN_TRUSTED_APP);
}

static void wait_and_wake(void **state)
{
    (void)state;
    expect_rpc(serve(0, 0, GW_WAIT, 3, 0), 0, OPTEE_RPC_CMD_NOTIFICATION);
    assert_int_equal(rpc_header(0)->num_params, 1);
    assert_int_equal(rpc_param(0, 0)->attr, OPTEE_MSG_VALUE_INPUT);
    assert_int_equal(rpc_param(0, 0)->u.value.a, OPTEE_RPC_NOTIFICATION_WAIT);
    assert_int_equal(rpc_param(0, 0)->u.value.b, 3);
    assert_int_equal(rpc_param(0, 0)->u.value.c, 0);
    expect_reply(resume(0), R_SUCCESS);
    for (unsigned i = 1; i < KMSG_WORDS; i++)
        assert_int_equal(w[i], 0);
    expect_rpc(serve(0, SERVICE_TAMGR, GW_WAIT, 9, 5), 0,
               OPTEE_RPC_CMD_NOTIFICATION);
    assert_int_equal(rpc_param(0, 0)->u.value.c, 1); /* never for ever */
    rpc_header(0)->ret = (uint32_t)R_ERROR_GENERIC;
    expect_reply(resume(0), R_ERROR_GENERIC);
    expect_rpc(serve(0, 0, GW_WAKE, 4, 0), 0, OPTEE_RPC_CMD_NOTIFICATION);
    assert_int_equal(rpc_param(0, 0)->u.value.a, OPTEE_RPC_NOTIFICATION_SEND);
    assert_int_equal(rpc_param(0, 0)->u.value.b, 4);
    expect_reply(resume(0), R_SUCCESS);
    expect_finished(finish());
}

/* By whom each operation is refused, and what is no operation. */
static void who_may_ask(void **state)
{
    static const struct {
        uint32_t sender;
        uint64_t op;
    } bad[] = {
        {SERVICE_CRYPTO, GW_WAIT},
        {TA_PID, GW_WAIT},
        {SERVICE_CRYPTO, GW_WAKE},
        {TA_PID, GW_WAKE},
        {0, GW_SHM_ALLOC},
        {0, GW_SHM_FREE},
        {TA_PID, GW_RPC},
        {SERVICE, 0},
        {SERVICE_CRYPTO, GW_STATS},
        {TA_PID, GW_STATS},
        {0, GW_STATS},
        {SERVICE, GW_SOCKET},
        {0, GW_SOCKET},
        {TA_PID, GW_CLIENT_GONE},
        {SERVICE_CRYPTO, GW_CLIENT_GONE},
        {SERVICE, 11},
        {SERVICE, 0xffff},
    };

    (void)state;
    for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        expect_reply(serve(0, bad[i].sender, bad[i].op, 1, 0),
                     R_ERROR_BAD_PARAMETERS);
    expect_reply(serve(0, 0, GW_WAIT, 255, 0), R_ERROR_BAD_PARAMETERS);
    expect_reply(serve(0, 0, GW_WAKE, 255, 0), R_ERROR_BAD_PARAMETERS);
    expect_reply(serve(0, SERVICE, GW_SHM_ALLOC, 0, 0), R_ERROR_BAD_PARAMETERS);
    expect_reply(serve(0, SERVICE, GW_SHM_ALLOC, UINT64_MAX, 0),
                 R_ERROR_BAD_PARAMETERS);
    expect_reply(serve(0, SERVICE, GW_SHM_FREE, 1, 0), R_ERROR_BAD_PARAMETERS);
    expect_reply(serve(0, TA_PID, GW_SLEEP, GW_SLEEP_MOST_MS + 1, 0),
                 R_ERROR_BAD_PARAMETERS);
    expect_reply(serve(0, TA_PID, GW_SLEEP, 1, 2), R_ERROR_BAD_PARAMETERS);
}

/* The numbers follow what there is: a call, its session, its memory. */
static void counts(void **state)
{
    (void)state;
    expect_reply(serve(0, SERVICE_TAMGR, GW_STATS, 0, 0), R_SUCCESS);
    assert_int_equal(w[1 + STAT_GATEWAY_client_sessions], 1);
    assert_int_equal(w[1 + STAT_GATEWAY_client_calls], 1);
    expect_finished(finish());
    expect_reply(serve(0, SERVICE_TAMGR, GW_STATS, 0, 0), R_SUCCESS);
    assert_int_equal(w[1 + STAT_GATEWAY_client_calls], 0);
}

static void ree_time(void **state)
{
    (void)state;
    expect_rpc(serve(0, TA_PID, GW_REE_TIME, 0, 0), 0, OPTEE_RPC_CMD_GET_TIME);
    assert_int_equal(rpc_param(0, 0)->attr, OPTEE_MSG_VALUE_OUTPUT);
    answer_value(0, 1234567890, 999999999, 7);
    expect_reply(resume(0), R_SUCCESS);
    assert_int_equal(w[1], 1234567890);
    assert_int_equal(w[2], 999999999);
    serve(0, TA_PID, GW_REE_TIME, 0, 0);
    answer_value(0, 1, 1000000000, 0);
    expect_reply(resume(0), R_ERROR_COMMUNICATION);
    serve(0, TA_PID, GW_REE_TIME, 0, 0);
    answer_value(0, 1, 1, 0);
    rpc_header(0)->ret = (uint32_t)R_ERROR_NOT_SUPPORTED;
    expect_reply(resume(0), R_ERROR_NOT_SUPPORTED);
    assert_int_equal(w[1] | w[2], 0);
}

/* Linux with a jiffy of 4 ms sleeps as it is told; the sum must be the time
 * asked for, at most a jiffy late, in few steps. */
static void sleep_to_the_end(void **state)
{
    (void)state;
    for (unsigned ms = 0; ms <= 1000; ms = ms * 3 + 1) {
        uint64_t begun = world.ticks;
        unsigned steps = 0;
        struct action a = serve(0, TA_PID, GW_SLEEP, ms, ms & 1);

        for (; a.kind == ACTION_RESUME; a = resume(0), steps++) {
            expect_rpc(a, 0, OPTEE_RPC_CMD_NOTIFICATION);
            assert_int_equal(rpc_param(0, 0)->u.value.b, GW_KEY_SLEEP);
            assert_true(rpc_param(0, 0)->u.value.c > 0);
            world.ticks += rpc_param(0, 0)->u.value.c * 4000 + 30;
            rpc_header(0)->ret = (uint32_t)R_ERROR_BAD_PARAMETERS;
        }
        expect_reply(a, R_SUCCESS);
        assert_in_range(world.ticks - begun, ms * 1000, ms * 1000 + 4100);
        assert_true(steps < 15);
    }
}

/* Cut short by whatever wakes it: goes on sleeping. */
static void sleep_with_false_wakes(void **state)
{
    struct action a = serve(0, TA_PID, GW_SLEEP, 1000, 1);
    unsigned steps = 0;

    (void)state;
    for (; a.kind == ACTION_RESUME; a = resume(0), steps++)
        world.ticks += 10000;
    expect_reply(a, R_SUCCESS);
    assert_int_equal(steps, 100);
}

static void sleep_cancelled(void **state)
{
    (void)state;
    expect_rpc(serve(0, TA_PID, GW_SLEEP, 1000, 1), 0,
               OPTEE_RPC_CMD_NOTIFICATION);
    message(1, OPTEE_MSG_CMD_CANCEL, 7, 0);
    expect_rpc(call(1), 1, OPTEE_RPC_CMD_NOTIFICATION);
    assert_int_equal(rpc_param(1, 0)->u.value.a, OPTEE_RPC_NOTIFICATION_SEND);
    assert_int_equal(rpc_param(1, 0)->u.value.b, GW_KEY_SLEEP + 0);
    expect_done(resume(1), 1, R_SUCCESS, ORIGIN_TEE);
    expect_reply(resume(0), R_ERROR_CANCEL);
    /* it stays cancelled until the call ends */
    expect_reply(serve(0, TA_PID, GW_SLEEP, 1000, 1), R_ERROR_CANCEL);
    expect_rpc(serve(0, TA_PID, GW_SLEEP, 1000, 0), 0,
               OPTEE_RPC_CMD_NOTIFICATION);
    message(1, OPTEE_MSG_CMD_CANCEL, 7, 0); /* this one does not wake */
    expect_done(call(1), 1, R_SUCCESS, ORIGIN_TEE);
    world.ticks += 1000000;
    expect_reply(resume(0), R_SUCCESS);
    expect_finished(finish());
    message(0, OPTEE_MSG_CMD_INVOKE_COMMAND, 7, 4);
    call(0);
    expect_rpc(serve(0, TA_PID, GW_SLEEP, 1000, 1), 0,
               OPTEE_RPC_CMD_NOTIFICATION);
}

/* ---- memory of the supplicant ---- */

static void alloc_answer(uint64_t attr, uint64_t buf, uint64_t size,
                         uint64_t cookie)
{
    rpc_param(0, 0)->attr = attr;
    answer_value(0, buf, size, cookie);
}

/* Gives the service `n` pages under a cookie; its handle. */
static uint64_t shm_alloc_as(uint64_t cookie, unsigned n, uint64_t *address)
{
    struct action a = serve(0, SERVICE, GW_SHM_ALLOC, n * PAGE_SIZE, 0);

    expect_rpc(a, 0, OPTEE_RPC_CMD_SHM_ALLOC);
    assert_int_equal(rpc_param(0, 0)->attr, OPTEE_MSG_VALUE_INPUT);
    assert_int_equal(rpc_param(0, 0)->u.value.a, OPTEE_RPC_SHM_APPL);
    assert_int_equal(rpc_param(0, 0)->u.value.b, n * PAGE_SIZE);
    list_write(LISTS, DATA, n, 1);
    alloc_answer(OPTEE_MSG_TMEM_OUTPUT | OPTEE_MSG_NONCONTIG, ram_pa(LISTS),
                 n * PAGE_SIZE, cookie);
    for (a = resume(0); a.kind == ACTION_RESUME; a = resume(0))
        expect_turn(a);
    expect_reply(a, R_SUCCESS);
    *address = w[2];
    assert_true(w[1] != 0 && w[2] != 0);
    return w[1];
}

static uint64_t shm_alloc(unsigned n, uint64_t *address)
{
    return shm_alloc_as(0x5, n, address);
}

static void shm_free(uint64_t handle)
{
    expect_rpc(serve(0, SERVICE, GW_SHM_FREE, handle, 0), 0,
               OPTEE_RPC_CMD_SHM_FREE);
    assert_int_equal(rpc_header(0)->num_params, 1);
    assert_int_equal(rpc_param(0, 0)->attr, OPTEE_MSG_VALUE_INPUT);
    assert_int_equal(rpc_param(0, 0)->u.value.a, OPTEE_RPC_SHM_APPL);
    assert_int_equal(rpc_param(0, 0)->u.value.b, 0x5);
    expect_reply(resume(0), R_SUCCESS);
}

static void shm_alloc_and_free(void **state)
{
    unsigned windows = world.windows;
    uint64_t address, handle;

    (void)state;
    for (unsigned n = 1; n < 800; n += 150) {
        handle = shm_alloc(n, &address);
        assert_int_equal(world.windows, windows + 1);
        assert_int_equal(world.maps, 1);
        expect_reply(serve(0, SERVICE_CRYPTO, GW_SHM_FREE, handle, 0),
                     R_ERROR_BAD_PARAMETERS); /* not its own */
        shm_free(handle);
        assert_int_equal(world.windows, windows);
        expect_reply(serve(0, SERVICE, GW_SHM_FREE, handle, 0),
                     R_ERROR_BAD_PARAMETERS);
    }
    expect_finished(finish());
}

/* What a service forgets is given back at the end of the call. */
static void shm_forgotten(void **state)
{
    uint64_t address;
    struct action a;

    (void)state;
    shm_alloc_as(0x5, 1, &address);
    shm_alloc_as(0x6, 100, &address);
    a = finish();
    expect_rpc(a, 0, OPTEE_RPC_CMD_SHM_FREE);
    a = resume(0);
    while (w[0] == OPTEE_SMC_RETURN_RPC_FOREIGN_INTR)
        a = resume(0);
    expect_rpc(a, 0, OPTEE_RPC_CMD_SHM_FREE);
    rpc_header(0)->ret = (uint32_t)R_ERROR_GENERIC; /* changes nothing */
    expect_finished(resume(0));
    assert_int_equal(world.windows, 1);
    assert_int_equal(world.maps, 0);
}

/* Memory that Linux gives to a second request is not taken, and the first
 * keeps it. Which errors are made of that: rpc.c. */
static void shm_given_twice(void **state)
{
    uint64_t address, handle = shm_alloc(1, &address);

    (void)state;
    serve(0, SERVICE, GW_SHM_ALLOC, PAGE_SIZE, 0);
    alloc_answer(OPTEE_MSG_TMEM_OUTPUT | OPTEE_MSG_NONCONTIG, ram_pa(LISTS),
                 PAGE_SIZE, 0x5);
    expect_rpc(resume(0), 0, OPTEE_RPC_CMD_SHM_FREE);
    assert_int_equal(rpc_param(0, 0)->u.value.b, 0x5);
    expect_reply(resume(0), R_ERROR_COMMUNICATION);
    shm_free(handle);
    shm_free(shm_alloc(1, &address)); /* the cookie is free again */
    expect_finished(finish());
}

static void shm_alloc_lies(void **state)
{
    static const uint64_t bad[][4] = {
        /* attr, buf_ptr, size, cookie; the cookie is given back */
        {0x20a, RAM_PA + LISTS * PAGE_SIZE, PAGE_SIZE - 1, 0x5},
        {0x20a, RAM_PA + LISTS * PAGE_SIZE, 0, 0x5},
        {0x20a, RAM_PA + LISTS * PAGE_SIZE, UINT64_MAX, 0x5},
        {0x20a, 0x1000, PAGE_SIZE, 0x5},
        {0xa, 0x1000, PAGE_SIZE, 0x5},
        {0x20a, RAM_PA + 500 * PAGE_SIZE, PAGE_SIZE, 0x5}, /* entry 0 */
        /* no cookie, or no memory at all */
        {0x20a, RAM_PA + LISTS * PAGE_SIZE, PAGE_SIZE, 0},
        {0x1, 0, PAGE_SIZE, 0},
        {0x209, RAM_PA + LISTS * PAGE_SIZE, PAGE_SIZE, 0x5},
        {0x1020a, RAM_PA + LISTS * PAGE_SIZE, PAGE_SIZE, 0x5},
    };

    (void)state;
    list_write(LISTS, DATA, 1, 1);
    for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct action a;

        serve(0, SERVICE, GW_SHM_ALLOC, PAGE_SIZE, 0);
        alloc_answer(bad[i][0], bad[i][1], bad[i][2], bad[i][3]);
        a = resume(0);
        if (i < 6) {
            expect_rpc(a, 0, OPTEE_RPC_CMD_SHM_FREE);
            assert_int_equal(rpc_param(0, 0)->u.value.b, 0x5);
            expect_reply(resume(0), R_ERROR_BAD_PARAMETERS);
        } else {
            expect_reply(a, R_ERROR_COMMUNICATION);
        }
        assert_int_equal(world.windows, 1);
    }
    serve(0, SERVICE, GW_SHM_ALLOC, PAGE_SIZE, 0);
    rpc_header(0)->ret = (uint32_t)R_ERROR_OUT_OF_MEMORY;
    expect_reply(resume(0), R_ERROR_OUT_OF_MEMORY);
    world.maps_most = 0;
    serve(0, SERVICE, GW_SHM_ALLOC, PAGE_SIZE, 0);
    alloc_answer(0xa, ram_pa(DATA), PAGE_SIZE, 0x5);
    expect_rpc(resume(0), 0, OPTEE_RPC_CMD_SHM_FREE);
    expect_reply(resume(0), R_ERROR_OUT_OF_MEMORY);
    assert_int_equal(world.windows, 1);
    expect_finished(finish());
}

/* ---- a message without a slot ---- */

#define LATE (RAM_PA + 20 * PAGE_SIZE + 512)

static struct action slot_answer(uint64_t pa, uint64_t cookie)
{
    memset(w, 0, sizeof(w));
    w[1] = pa >> 32;
    w[2] = (uint32_t)pa;
    w[4] = cookie >> 32;
    w[5] = (uint32_t)cookie;
    return event(KEV_RESUME, 3, 0);
}

/* Activation 3 in session 7 by CALL_WITH_ARG. */
static void call_without_slot(void)
{
    message(3, OPTEE_MSG_CMD_INVOKE_COMMAND, 7, 0);
    memset(w, 0, sizeof(w));
    w[0] = OPTEE_SMC_CALL_WITH_ARG;
    w[2] = RAM_PA + 3 * 384;
    expect_start(event(KEV_SMC, 3, 0), TA_PID, TA_INVOKE);
}

static void slot_from_linux(void **state)
{
    struct optee_msg_header *h = (void *)((uint8_t *)ram(20) + 512);
    struct action a;

    (void)state;
    call_without_slot();
    a = serve(3, 0, GW_WAIT, 3, 0);
    assert_int_equal(a.kind, ACTION_RESUME);
    assert_int_equal(w[0], OPTEE_SMC_RETURN_RPC_ALLOC);
    assert_int_equal(w[1], OPTEE_MSG_SIZE(4));
    a = slot_answer(LATE, 0xabcd00001234);
    assert_int_equal(a.kind, ACTION_RESUME);
    assert_int_equal(w[0], OPTEE_SMC_RETURN_RPC_CMD);
    assert_int_equal(w[1], 0xabcd);
    assert_int_equal(w[2], 0x1234);
    assert_int_equal(h->cmd, OPTEE_RPC_CMD_NOTIFICATION);
    expect_reply(resume(3), R_SUCCESS);
    serve(3, 0, GW_WAKE, 3, 0); /* kept for the next one */
    assert_int_equal(w[0], OPTEE_SMC_RETURN_RPC_CMD);
    expect_reply(resume(3), R_SUCCESS);
    memset(w, 0, sizeof(w));
    a = complete(3, KERR_OK);
    assert_int_equal(a.kind, ACTION_RESUME);
    assert_int_equal(w[0], OPTEE_SMC_RETURN_RPC_FREE);
    assert_int_equal(w[1], 0xabcd);
    assert_int_equal(w[2], 0x1234);
    expect_done(resume(3), 3, R_SUCCESS, ORIGIN_TRUSTED_APP);
}

static void bad_slots_from_linux(void **state)
{
    (void)state;
    call_without_slot();
    serve(3, 0, GW_WAIT, 3, 0);
    expect_reply(slot_answer(0, 0), R_ERROR_COMMUNICATION);
    serve(3, 0, GW_WAIT, 3, 0);
    expect_reply(slot_answer(LATE + 4, 1), R_ERROR_COMMUNICATION);
    serve(3, 0, GW_WAIT, 3, 0);
    expect_reply(slot_answer(0x0e000000, 1), R_ERROR_COMMUNICATION);
    /* The kernel waits again: it must get to Linux. */
    assert_int_equal(serve(3, 0, GW_WAIT, 3, 0).kind, ACTION_RESUME);
    assert_int_equal(w[0], OPTEE_SMC_RETURN_RPC_ALLOC);
    expect_reply(slot_answer(0x0e000000, 1), R_ERROR_COMMUNICATION);
    memset(w, 0, sizeof(w));
    complete(3, KERR_OK); /* the last one had a cookie */
    assert_int_equal(w[0], OPTEE_SMC_RETURN_RPC_FREE);
    expect_done(resume(3), 3, R_SUCCESS, ORIGIN_TRUSTED_APP);
}

#define TEST(f) cmocka_unit_test_setup(f, world_setup_busy)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(wait_and_wake),
        TEST(who_may_ask),
        TEST(counts),
        TEST(ree_time),
        TEST(sleep_to_the_end),
        TEST(sleep_with_false_wakes),
        TEST(sleep_cancelled),
        TEST(shm_alloc_and_free),
        TEST(shm_forgotten),
        TEST(shm_given_twice),
        TEST(shm_alloc_lies),
        TEST(slot_from_linux),
        TEST(bad_slots_from_linux),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
