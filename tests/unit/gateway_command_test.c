/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * GW_RPC: what a service asks for reaches the normal world as it is, with the
 * service's own memory only, and the answer comes back, but for what it must
 * not be. Who may ask for what.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <string.h>
#include <cmocka.h>

#include "tests/unit/gateway_world.h"

#define SERVICE         SERVICE_STORAGE
#define RPC(cmd, types) ((uint64_t)(cmd) | (uint64_t)(types) << 32)
#define COOKIE          0x5u

static void rpc_round_trip(void **state)
{
    uint64_t handle = shm_give(SERVICE, 2, COOKIE);

    (void)state;
    memset(w, 0, sizeof(w));
    w[3] = 1;
    w[4] = 2;
    w[5] = 3;
    w[6] = 100; /* INPUT: offset, size */
    w[7] = 200;
    w[8] = 4096; /* OUTPUT */
    w[9] = 4096;
    w[10] = 0; /* INOUT */
    w[11] = 8;
    expect_rpc(serve(0, SERVICE, GW_RPC, RPC(OPTEE_RPC_CMD_FS, 0x7651), handle),
               0, OPTEE_RPC_CMD_FS);
    assert_int_equal(rpc_header(0)->num_params, 4);
    assert_int_equal(rpc_param(0, 0)->attr, OPTEE_MSG_VALUE_INPUT);
    assert_int_equal(rpc_param(0, 0)->u.value.c, 3);
    assert_int_equal(rpc_param(0, 1)->attr, OPTEE_MSG_RMEM_INPUT);
    assert_int_equal(rpc_param(0, 1)->u.rmem.offs, 100);
    assert_int_equal(rpc_param(0, 1)->u.rmem.size, 200);
    assert_int_equal(rpc_param(0, 1)->u.rmem.shm_ref, COOKIE);
    assert_int_equal(rpc_param(0, 2)->attr, OPTEE_MSG_RMEM_OUTPUT);
    assert_int_equal(rpc_param(0, 3)->attr, OPTEE_MSG_RMEM_INOUT);
    answer_value(0, 9, 9, 9); /* an input: not looked at */
    rpc_param(0, 1)->u.rmem.size = 10;
    rpc_param(0, 2)->u.rmem.size = 4096;
    rpc_param(0, 3)->u.rmem.size = 1;
    rpc_header(0)->num_params = 77; /* not looked at */
    expect_reply(resume(0), R_SUCCESS);
    assert_int_equal(w[3] | w[4] | w[5], 0);
    assert_int_equal(w[7], 200);
    assert_int_equal(w[9], 4096);
    assert_int_equal(w[11], 1);
}

static void rpc_values_back(void **state)
{
    (void)state;
    memset(w, 0, sizeof(w));
    w[6] = 5;
    expect_rpc(serve(0, SERVICE, GW_RPC, RPC(OPTEE_RPC_CMD_FS, 0x302), 0), 0,
               OPTEE_RPC_CMD_FS);
    assert_int_equal(rpc_header(0)->num_params, 3);
    assert_int_equal(rpc_param(0, 0)->attr, OPTEE_MSG_VALUE_OUTPUT);
    assert_int_equal(rpc_param(0, 1)->attr, OPTEE_MSG_NONE);
    assert_int_equal(rpc_param(0, 2)->u.value.a, 5);
    answer_value(0, 1, 2, 3);
    answer_value(2, 4, 5, 6);
    rpc_header(0)->ret = (uint32_t)R_ERROR_ITEM_NOT_FOUND;
    expect_reply(resume(0), R_ERROR_ITEM_NOT_FOUND);
    for (unsigned i = 0; i < 6; i++)
        assert_int_equal(w[3 + i], i + 1);
}

/* The size of a TA: a NULL reference, any size back. */
static void rpc_null_reference(void **state)
{
    (void)state;
    memset(w, 0, sizeof(w));
    w[3] = 0x1111;
    expect_rpc(
        serve(0, SERVICE_TAMGR, GW_RPC, RPC(OPTEE_RPC_CMD_LOAD_TA, 0x61), 0), 0,
        OPTEE_RPC_CMD_LOAD_TA);
    assert_int_equal(rpc_header(0)->num_params, 2);
    assert_int_equal(rpc_param(0, 1)->attr, OPTEE_MSG_TMEM_OUTPUT);
    assert_int_equal(rpc_param(0, 1)->u.tmem.buf_ptr, 0);
    assert_int_equal(rpc_param(0, 1)->u.tmem.shm_ref, 0);
    rpc_param(0, 1)->u.tmem.size = 123456;
    expect_reply(resume(0), R_SUCCESS);
    assert_int_equal(w[7], 123456);
}

static void rpc_size_lie(void **state)
{
    uint64_t handle = shm_give(SERVICE, 1, COOKIE);

    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        memset(w, 0, sizeof(w));
        w[4] = 100;
        serve(0, SERVICE, GW_RPC, RPC(OPTEE_RPC_CMD_FS, 0x6), handle);
        rpc_param(0, 0)->u.rmem.size = 101;
        rpc_header(0)->ret = i ? (uint32_t)R_ERROR_SHORT_BUFFER : R_SUCCESS;
        expect_reply(resume(0),
                     i ? R_ERROR_SHORT_BUFFER : R_ERROR_COMMUNICATION);
        assert_int_equal(w[4], i ? 101 : 0);
    }
}

static void rpc_malformed(void **state)
{
    uint64_t handle = shm_give(SERVICE, 1, COOKIE);
    const struct {
        uint64_t command, shm, w3, w4;
    } bad[] = {
        {RPC(OPTEE_RPC_CMD_FS, 0x1111), 0, 0, 0},  /* too many words */
        {RPC(OPTEE_RPC_CMD_FS, 0x4), 0, 0, 0},     /* no such type */
        {RPC(OPTEE_RPC_CMD_FS, 0x8), 0, 0, 0},     /* no such type */
        {RPC(OPTEE_RPC_CMD_FS, 0x10000), 0, 0, 0}, /* a fifth */
        {RPC(OPTEE_RPC_CMD_FS, 0x6), handle, 1, PAGE_SIZE},
        {RPC(OPTEE_RPC_CMD_FS, 0x6), handle, UINT64_MAX, 2},
        {RPC(OPTEE_RPC_CMD_FS, 0x6), handle + 1, 0, 1},
        {RPC(OPTEE_RPC_CMD_FS, 0x6), handle | 1ull << 32, 0, 1},
        {RPC(OPTEE_RPC_CMD_FS, 0x6), 0, 0, 1}, /* NULL has no size */
    };

    (void)state;
    for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        memset(w, 0, sizeof(w));
        w[3] = bad[i].w3;
        w[4] = bad[i].w4;
        expect_reply(serve(0, SERVICE, GW_RPC, bad[i].command, bad[i].shm),
                     R_ERROR_BAD_PARAMETERS);
    }
}

/* A service has its own commands; those of operations of the gateway nobody. */
static void rpc_not_its_own(void **state)
{
    static const struct {
        uint32_t sender;
        uint64_t command;
    } bad[] = {
        {SERVICE_TAMGR, OPTEE_RPC_CMD_FS},
        {SERVICE_TAMGR, OPTEE_RPC_CMD_RPMB},
        {SERVICE_CRYPTO, OPTEE_RPC_CMD_FS},
        {SERVICE_KEYS, OPTEE_RPC_CMD_LOAD_TA},
        {TA_PID, OPTEE_RPC_CMD_FS},
        {SERVICE_STORAGE, OPTEE_RPC_CMD_LOAD_TA},
        {SERVICE_STORAGE, OPTEE_RPC_CMD_SHM_ALLOC},
        {SERVICE_STORAGE, OPTEE_RPC_CMD_SHM_FREE},
        {SERVICE_STORAGE, OPTEE_RPC_CMD_NOTIFICATION},
        {SERVICE_STORAGE, OPTEE_RPC_CMD_SUSPEND},
        {SERVICE_STORAGE, OPTEE_RPC_CMD_GET_TIME},
        {SERVICE_STORAGE, OPTEE_RPC_CMD_SOCKET},
        {SERVICE_STORAGE, OPTEE_RPC_CMD_PLUGIN},
        {SERVICE_STORAGE, 99},
    };

    (void)state;
    for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        expect_reply(
            serve(0, bad[i].sender, GW_RPC, RPC(bad[i].command, 0x1), 0),
            R_ERROR_BAD_PARAMETERS);
    expect_rpc(
        serve(0, SERVICE_STORAGE, GW_RPC, RPC(OPTEE_RPC_CMD_RPMB, 0x1), 0), 0,
        OPTEE_RPC_CMD_RPMB);
    expect_reply(resume(0), R_SUCCESS);
}

/* Memory is its owner's: that of another service is none. */
static void rpc_memory_of_another(void **state)
{
    uint64_t handle = shm_give(SERVICE, 1, COOKIE);

    (void)state;
    memset(w, 0, sizeof(w));
    w[6] = 0;
    w[7] = 100;
    expect_reply(serve(0, SERVICE_TAMGR, GW_RPC,
                       RPC(OPTEE_RPC_CMD_LOAD_TA, 0x61), handle),
                 R_ERROR_BAD_PARAMETERS);
}

#define TEST(f) cmocka_unit_test_setup(f, world_setup_busy)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(rpc_round_trip),        TEST(rpc_values_back),
        TEST(rpc_null_reference),    TEST(rpc_size_lie),
        TEST(rpc_malformed),         TEST(rpc_not_its_own),
        TEST(rpc_memory_of_another),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
