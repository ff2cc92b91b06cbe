/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The nv service's messages: whose a counter is, what is refused, what is
 * logged.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "abi/nv_msg.h"
#include "abi/tee_result.h"
#include "services/nv/serve.h"

#define NV_FLASH_BYTES 4096u
#include "tests/unit/nv_flash.h"

static unsigned lines; /* of the log */

static void said(const char *text)
{
    assert_non_null(strstr(text, flash.fails ? "failed" : "new"));
    lines++;
}

static int begin(void **state)
{
    (void)state;
    memset(&flash, 0, sizeof(flash));
    lines = 0;
    nv_init(&flash_port, said);
    return 0;
}

/* The result; *value: w[1] of the reply, everything else is 0. */
static enum tee_result ask(struct rt_event ev, uint64_t *value)
{
    nv_serve(&ev);
    *value = ev.w[1];
    for (unsigned i = 2; i < KMSG_WORDS; i++)
        assert_int_equal(ev.w[i], 0);
    return (enum tee_result)(uint32_t)ev.w[0];
}

static struct rt_event event(uint32_t sender, uint64_t op, uint64_t kind,
                             uint64_t name, uint64_t value)
{
    return (struct rt_event){.sender = sender,
                             .w = {op, kind, name, 1, value, 99}};
}

static void expect(struct rt_event ev, enum tee_result result, uint64_t value)
{
    uint64_t got;

    assert_int_equal(ask(ev, &got), result);
    assert_int_equal(got, value);
}

static void test_counters(void **state)
{
    (void)state;
    expect(event(2, NV_READ, 0, 7, 0), R_SUCCESS, 0);
    assert_int_equal(lines, 1);
    expect(event(2, NV_RAISE, 0, 7, 41), R_SUCCESS, 0);
    expect(event(2, NV_RAISE, 0, 7, 40), R_SUCCESS, 0);
    expect(event(2, NV_READ, 0, 7, 0), R_SUCCESS, 41);
    expect(event(5, NV_READ, 0, 7, 0), R_SUCCESS, 0);
    expect(event(2, NV_READ, 1, 7, 0), R_SUCCESS, 0);
    expect(event(2, NV_READ, 0, 8, 0), R_SUCCESS, 0);
    nv_init(&flash_port, said);
    expect(event(2, NV_READ, 0, 7, 0), R_SUCCESS, 41);
    assert_int_equal(lines, 1);
}

static void test_refusals(void **state)
{
    struct rt_event leases = event(2, NV_READ, 0, 7, 0);

    (void)state;
    leases.info |= 1ull << 24;
    assert_int_equal(rt_event_leases(&leases), 1);
    expect(leases, R_ERROR_BAD_PARAMETERS, 0);
    expect(event(2, 0, 0, 7, 0), R_ERROR_NOT_SUPPORTED, 0);
    expect(event(2, 3, 0, 7, 0), R_ERROR_NOT_SUPPORTED, 0);
    expect(event(2, NV_RAISE, 1ull << 32, 7, 0), R_ERROR_BAD_PARAMETERS, 0);
    expect(event(0x108, NV_READ, 0, 7, 0), R_ERROR_BAD_PARAMETERS, 0);
    assert_int_equal(flash.byte[0][0], 0); /* nothing was even opened */
}

static void test_full(void **state)
{
    uint64_t n = 0, value;

    (void)state;
    while (ask(event(2, NV_RAISE, 0, n, 1), &value) == R_SUCCESS)
        n++;
    assert_true(n > 90 && n < NV_FLASH_BYTES / 40);
    expect(event(2, NV_RAISE, 0, n, 1), R_ERROR_STORAGE_NO_SPACE, 0);
    expect(event(2, NV_RAISE, 0, 0, 2), R_SUCCESS, 0);
}

static void test_failure(void **state)
{
    (void)state;
    flash.fails = true;
    expect(event(2, NV_READ, 0, 7, 0), R_ERROR_STORAGE_NOT_AVAILABLE, 0);
    assert_int_equal(lines, 1);
    flash.fails = false;
    expect(event(2, NV_RAISE, 0, 7, 1), R_SUCCESS, 0);
    flash.fails = true;
    expect(event(2, NV_RAISE, 0, 7, 2), R_ERROR_STORAGE_NOT_AVAILABLE, 0);
    flash.fails = false;
    expect(event(2, NV_RAISE, 0, 7, 2), R_SUCCESS, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_counters, begin),
        cmocka_unit_test_setup(test_refusals, begin),
        cmocka_unit_test_setup(test_full, begin),
        cmocka_unit_test_setup(test_failure, begin),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
