/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The supplicant's plug-ins, as the TEE asks for them (rpc_serve): one is
 * loaded from a folder in which there is something else, too.
 */
#include "ree/libteec/include/tee_client_api.h"
#include "ree/supplicant/rpc.h"
#include "tests/unit/ree/fake_tee.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

enum { PING, ADD, SUM, TEXT, LIE, FAIL }; /* calculator.c */

static struct supplicant supplicant;
static uint64_t block; /* id of shared memory */

static int set_up(void **state)
{
    int id;

    (void)state;
    fake_reset();
    supplicant.device = tee_os.open("/dev/teepriv0");
    memory_init(&supplicant.memory, supplicant.device, true);
    if (memory_alloc(&supplicant.memory, 4096, &id) < 0)
        return -1;
    block = (uint64_t)id;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    memory_free(&supplicant.memory, block);
    tee_os.close(supplicant.device);
    return fake_is_clean() ? 0 : -1;
}

static uint8_t *shared(void)
{
    struct memory_block *held;
    uint8_t *at = memory_get(&supplicant.memory, block, 0, 4096, &held);

    memory_put(&supplicant.memory, held);
    return at;
}

/* The last octet of the UUID makes it this plug-in's or nobody's. */
static uint32_t ask(uint8_t last, uint64_t cmd, uint64_t sub, uint64_t size,
                    uint64_t *out)
{
    struct request r = {.func = OPTEE_RPC_CMD_PLUGIN, .count = 4};
    uint32_t result;

    r.params[0] =
        (struct tee_ioctl_param){PARAM_VALUE_INPUT, 0, 0x1e4b2f6d, 0x554e7a0c};
    r.params[1] = (struct tee_ioctl_param){
        PARAM_VALUE_INPUT, 0x0201318b, 0x00050403 | (uint64_t)last << 24, cmd};
    r.params[2] = (struct tee_ioctl_param){PARAM_VALUE_INOUT, sub, 0, 0};
    r.params[3] = (struct tee_ioctl_param){PARAM_MEMREF_INOUT, 0, size,
                                           size ? block : TEE_MEMREF_NULL};
    result = rpc_serve(&supplicant, &r);
    *out = r.params[2].b;
    return result;
}

static void plugins_answer(void **state)
{
    const uint32_t numbers[2] = {20, 10};
    uint32_t number;
    uint64_t out;

    (void)state;
    assert_int_equal(ask(6, PING, 0, 0, &out), TEEC_SUCCESS);
    assert_int_equal(out, 0);
    memcpy(shared(), numbers, sizeof(numbers));
    assert_int_equal(ask(6, ADD, '+', sizeof(numbers), &out), TEEC_SUCCESS);
    memcpy(&number, shared(), sizeof(number));
    assert_int_equal(out, sizeof(number));
    assert_int_equal(number, 30);
    assert_int_equal(ask(6, TEXT, 0, 17, &out),
                     (uint32_t)TEEC_ERROR_SHORT_BUFFER);
    assert_int_equal(out, 18);
    assert_int_equal(ask(6, TEXT, 0, 18, &out), TEEC_SUCCESS);
    assert_string_equal((char *)shared(), "a plug-in's words");
    assert_int_equal(ask(6, FAIL, 0x1234, 0, &out), 0x1234);
}

static void others_are_not_found(void **state)
{
    uint64_t out;

    (void)state;
    assert_int_equal(ask(7, PING, 0, 0, &out),
                     (uint32_t)TEEC_ERROR_ITEM_NOT_FOUND);
    assert_int_equal(supplicant.plugins.count, 1);
    plugins_load(&supplicant.plugins, PLUGINS); /* its UUID is taken now */
    plugins_load(&supplicant.plugins, PLUGINS "/nothing");
    assert_int_equal(supplicant.plugins.count, 1);
}

static void malformed_requests_are_refused(void **state)
{
    struct request r = {.func = OPTEE_RPC_CMD_PLUGIN, .count = 4};

    (void)state;
    assert_int_equal(rpc_serve(&supplicant, &r),
                     (uint32_t)TEEC_ERROR_BAD_PARAMETERS);
    r.params[0].a = 1;
    assert_int_equal(rpc_serve(&supplicant, &r),
                     (uint32_t)TEEC_ERROR_NOT_SUPPORTED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(plugins_answer, set_up, tear_down),
        cmocka_unit_test_setup_teardown(others_are_not_found, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(malformed_requests_are_refused, set_up,
                                        tear_down),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    plugins_load(&supplicant.plugins, PLUGINS);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
