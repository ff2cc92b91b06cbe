/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The engine's pure parts: requests are decoded exactly as abi/ta_msg.h says
 * and nothing else is; memory access is granted to what is inside a region
 * with the right properties only.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <tee_api_defines_extensions.h>

#include "abi/ta_msg.h"
#include "sdk/engine/access.h"
#include "sdk/engine/request.h"

#define TYPES TEE_PARAM_TYPES

static void an_invocation_decodes(void **state)
{
    uint32_t types =
        TYPES(TEE_PARAM_TYPE_VALUE_INOUT, TEE_PARAM_TYPE_MEMREF_INPUT,
              TEE_PARAM_TYPE_VALUE_OUTPUT, TEE_PARAM_TYPE_NONE);
    uint64_t w[KMSG_WORDS] = {
        TA_MSG(TA_INVOKE, types, 0), 7, 9, 1, 2, 0x1000, 16, 3, 4, 5, 6, 99};
    struct request r;

    (void)state;
    assert_true(request_decode(w, NULL, 0, &r));
    assert_int_equal(r.entry, ENGINE_INVOKE_COMMAND);
    assert_int_equal(r.session, 7);
    assert_int_equal(r.command, 9);
    assert_int_equal(r.deadline, 99);
    assert_int_equal(r.params.types, types);
    assert_int_equal(r.params.vals[0], 1);
    assert_int_equal(r.params.vals[1], 2);
    assert_int_equal(r.params.vals[2], 0x1000);
    assert_int_equal(r.params.vals[3], 16);
    /* Pure outputs and absent parameters start as 0. */
    for (int i = 4; i < 8; i++)
        assert_int_equal(r.params.vals[i], 0);
}

static void a_destroy_decodes(void **state)
{
    uint64_t w[KMSG_WORDS] = {TA_MSG(TA_DESTROY, 0, 0)};
    struct request r;

    (void)state;
    assert_true(request_decode(w, NULL, 0, &r));
    assert_int_equal(r.entry, ENGINE_DESTROY);
    assert_int_equal(r.params.types, 0);
}

static void leases_are_matched_in_order(void **state)
{
    uint32_t types =
        TYPES(TEE_PARAM_TYPE_VALUE_INPUT, TEE_PARAM_TYPE_MEMREF_OUTPUT,
              TEE_PARAM_TYPE_NONE, TEE_PARAM_TYPE_MEMREF_INOUT);
    uint64_t w[KMSG_WORDS] = {
        TA_MSG(TA_OPEN, types, 0xa), 1, 0, 0, 0, 0, 8, 0, 0, 0, 32};
    struct request_lease leases[] = {{8, KLEASE_WRITE},
                                     {32, KLEASE_READ | KLEASE_WRITE}};
    struct request r;

    (void)state;
    assert_true(request_decode(w, leases, 2, &r));
    assert_int_equal(r.lease[1], 0);
    assert_int_equal(r.lease[3], 1);
    assert_int_equal(r.params.vals[3], 8);
    assert_int_equal(r.params.vals[7], 32);
    /* One too few, one too many. */
    assert_false(request_decode(w, leases, 1, &r));
    w[0] = TA_MSG(TA_OPEN, types, 0x2);
    assert_false(request_decode(w, leases, 2, &r));
    /* A size beyond the lease; rights that the direction needs. */
    w[0] = TA_MSG(TA_OPEN, types, 0xa);
    w[6] = 9;
    assert_false(request_decode(w, leases, 2, &r));
    w[6] = 8;
    leases[1].rights = KLEASE_READ;
    assert_false(request_decode(w, leases, 2, &r));
    leases[1].rights = KLEASE_READ | KLEASE_WRITE;
    leases[0].rights = KLEASE_READ;
    assert_false(request_decode(w, leases, 2, &r));
    leases[0].rights = KLEASE_WRITE;
    /* An address beside a lease; a lease for a value. */
    w[5] = 0x1000;
    assert_false(request_decode(w, leases, 2, &r));
    w[5] = 0;
    w[0] = TA_MSG(TA_OPEN, types, 0x9);
    assert_false(request_decode(w, leases, 2, &r));
}

static void what_is_not_a_request_is_refused(void **state)
{
    static const struct {
        uint64_t w0, w1, w2;
    } bad[] = {
        {0, 1, 0},                                /* no operation */
        {TA_MSG(5, 0, 0), 1, 0},                  /* unknown operation */
        {TA_MSG(TA_DESTROY, 0, 0), 1, 0},         /* destroy of a session */
        {TA_MSG(TA_DESTROY, 1, 0), 0, 0},         /* ... with a parameter */
        {TA_MSG(TA_INVOKE, 0, 0), 0, 0},          /* session 0 */
        {TA_MSG(TA_INVOKE, 0, 0), 1ull << 32, 0}, /* session of 33 bits */
        {TA_MSG(TA_INVOKE, 0, 0), 1, 1ull << 32}, /* command of 33 bits */
        {TA_MSG(TA_INVOKE, 4, 0), 1, 0},          /* unknown types */
        {TA_MSG(TA_INVOKE, 0x8000, 0), 1, 0},
        {TA_MSG(TA_INVOKE, 0, 1), 1, 0}, /* lease without parameter */
    };
    uint64_t wrapped[KMSG_WORDS] = {
        TA_MSG(TA_INVOKE, TEE_PARAM_TYPE_MEMREF_INPUT, 0), 1, 0, UINT64_MAX - 3,
        4};
    struct request r;

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        uint64_t w[KMSG_WORDS] = {bad[i].w0, bad[i].w1, bad[i].w2};

        assert_false(request_decode(w, NULL, 0, &r));
    }
    assert_false(request_decode(wrapped, NULL, 0, &r));
}

static void only_outputs_are_encoded(void **state)
{
    struct request r = {
        .params =
            {
                .types = TYPES(
                    TEE_PARAM_TYPE_VALUE_INPUT, TEE_PARAM_TYPE_VALUE_OUTPUT,
                    TEE_PARAM_TYPE_MEMREF_INPUT, TEE_PARAM_TYPE_MEMREF_INOUT),
                .vals = {1, 2, 3, 4, 0x5000, 6, 0x7000, 8},
            },
    };
    const uint64_t expected[KMSG_WORDS] = {
        TEE_ERROR_SHORT_BUFFER | (uint64_t)TEE_ORIGIN_TRUSTED_APP << 32,
        0,
        0,
        0,
        0,
        3,
        4,
        0,
        0,
        0,
        8,
        0};
    uint64_t w[KMSG_WORDS];

    (void)state;
    memset(w, 0xff, sizeof(w));
    request_encode(&r, TEE_ERROR_SHORT_BUFFER, TEE_ORIGIN_TRUSTED_APP, w);
    assert_memory_equal(w, expected, sizeof(w));
}

static void access_follows_regions(void **state)
{
    static struct access_region regions[] = {
        {0x1000, 0x1000, false, true, false, &regions[1]}, /* code */
        {0x2000, 0x1000, false, true, true, &regions[2]},  /* data, in it a */
        {0x2800, 0x100, true, true, true, &regions[3]},    /* caller's copy */
        {0x8000, 0x100, true, false, true, &regions[4]},   /* windows */
        {0x9000, 0x100, true, false, false, &regions[5]},
        {0xa000, 0x1000, true, true, true, NULL}, /* a shareable map */
    };
    enum {
        R = TEE_MEMORY_ACCESS_READ,
        W = TEE_MEMORY_ACCESS_WRITE,
        ANY = TEE_MEMORY_ACCESS_ANY_OWNER,
        NS = TEE_MEMORY_ACCESS_NONSECURE,
        S = TEE_MEMORY_ACCESS_SECURE
    };
    static const struct {
        uint32_t flags;
        uint64_t start, length;
        bool allowed;
    } cases[] = {
        {R, 0x1000, 0x1000, true},
        {R, 0x1000, 0x1001, false},
        {W, 0x1fff, 1, false},
        {W, 0x2000, 0x800, true},
        {W, 0x2000, 0x801, false},
        {W, 0x2800, 1, false},
        {R | W, 0x28ff, 2, false},
        {W, 0x2900, 0x700, true},
        {W | ANY, 0x2000, 0x1000, true},
        {W | ANY | S, 0x2800, 0x100, true},
        {W | ANY | NS, 0x2800, 0x100, false},
        {R, 0xa000, 1, false},
        {W | ANY | S, 0xa000, 0x1000, true},
        {R | W, 0x2fff, 1, true},
        {R, 0x3000, 1, false},
        {R, 0x0fff, 1, false},
        {R, 0x8000, 1, false},
        {R | ANY, 0x8000, 0x100, true},
        {R | ANY, 0x8000, 0x101, false},
        {W | ANY, 0x9000, 1, false},
        {R | ANY, 0x9000, 1, true},
        {R | ANY | S, 0x8000, 1, false},
        {R | ANY | NS, 0x8000, 1, true},
        {R | ANY | NS, 0x2000, 1, false},
        {R | S, 0x2000, 1, true},
        {R | ANY | NS | S, 0x8000, 1, false},
        {R, 0x5000, 0, true},
        {R, UINT64_MAX, 2, false},
        {R, 0x1000, UINT64_MAX, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_int_equal(access_is_allowed(regions, cases[i].flags,
                                           cases[i].start, cases[i].length),
                         cases[i].allowed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_invocation_decodes),
        cmocka_unit_test(a_destroy_decodes),
        cmocka_unit_test(leases_are_matched_in_order),
        cmocka_unit_test(what_is_not_a_request_is_refused),
        cmocka_unit_test(only_outputs_are_encoded),
        cmocka_unit_test(access_follows_regions),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
