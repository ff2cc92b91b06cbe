/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * GW_PLUGIN: the supplicant is asked what tee-supplicant understands, with the
 * TA's own memory only, and its answer comes back as it is.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <string.h>
#include <cmocka.h>

#include "tests/unit/gateway_world.h"

#define OTHER_PID 0x20au
#define COOKIE    0x5u

static struct action ask(uint32_t pid, uint64_t shm, uint64_t size)
{
    memset(w, 0, sizeof(w));
    w[3] = 0x11 | 0x22ull << 32;
    w[4] = shm;
    w[5] = size;
    return serve(0, pid, GW_PLUGIN, 0x0807060504030201, 0x100f0e0d0c0b0a09);
}

static void want_value(unsigned n, uint64_t attr, uint64_t a, uint64_t b,
                       uint64_t c)
{
    assert_int_equal(rpc_param(0, n)->attr, attr);
    assert_int_equal(rpc_param(0, n)->u.value.a, a);
    assert_int_equal(rpc_param(0, n)->u.value.b, b);
    assert_int_equal(rpc_param(0, n)->u.value.c, c);
}

static void request(void **state)
{
    uint64_t shm = shm_give(TA_PID, 1, COOKIE);

    (void)state;
    expect_rpc(ask(TA_PID, shm, 100), 0, OPTEE_RPC_CMD_PLUGIN);
    assert_int_equal(rpc_header(0)->num_params, 4);
    want_value(0, OPTEE_MSG_VALUE_INPUT, 0, 0x04030201, 0x08070605);
    want_value(1, OPTEE_MSG_VALUE_INPUT, 0x0c0b0a09, 0x100f0e0d, 0x11);
    want_value(2, OPTEE_MSG_VALUE_INOUT, 0x22, 0, 0);
    assert_int_equal(rpc_param(0, 3)->attr, OPTEE_MSG_RMEM_INOUT);
    assert_int_equal(rpc_param(0, 3)->u.rmem.size, 100);
    assert_int_equal(rpc_param(0, 3)->u.rmem.shm_ref, COOKIE);
    rpc_param(0, 2)->u.value.b = UINT64_MAX;
    rpc_header(0)->ret = 0x1234;
    expect_reply(resume(0), 0x1234);
    assert_int_equal(w[1], UINT64_MAX);

    expect_rpc(ask(TA_PID, 0, 0), 0, OPTEE_RPC_CMD_PLUGIN);
    assert_int_equal(rpc_param(0, 3)->attr, OPTEE_MSG_TMEM_INOUT);
    assert_int_equal(rpc_param(0, 3)->u.tmem.size, 0);
    expect_reply(resume(0), R_SUCCESS);
    assert_int_equal(w[1], 0);
}

static void malformed_requests(void **state)
{
    uint64_t shm = shm_give(TA_PID, 1, COOKIE);

    (void)state;
    expect_reply(ask(TA_PID, shm, PAGE_SIZE + 1), R_ERROR_BAD_PARAMETERS);
    expect_reply(ask(TA_PID, 0, 1), R_ERROR_BAD_PARAMETERS);
    expect_reply(ask(TA_PID, shm + 1, 1), R_ERROR_BAD_PARAMETERS);
    expect_reply(ask(TA_PID, shm | 1ull << 32, 1), R_ERROR_BAD_PARAMETERS);
    expect_reply(ask(OTHER_PID, shm, 1), R_ERROR_BAD_PARAMETERS);
    expect_reply(ask(SERVICE_TAMGR, 0, 0), R_ERROR_BAD_PARAMETERS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(request, world_setup_busy),
        cmocka_unit_test_setup(malformed_requests, world_setup_busy),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
