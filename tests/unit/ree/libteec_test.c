/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The whole client library against the fake driver of fake_tee.h: what the TA
 * sees, what comes back, and that nothing is leaked, on every path of the
 * API and with memory running out at each.
 */
#include "ree/libteec/include/tee_client_api.h"
#include "ree/libteec/include/tee_client_api_extensions.h"
#include "ree/libteec/arena.h"
#include "tests/unit/ree/fake_tee.h"

#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#define TYPES(a, b, c, d)                                                      \
    TEEC_PARAM_TYPES(TEEC_##a, TEEC_##b, TEEC_##c, TEEC_##d)

static TEEC_Context context;
static TEEC_Session session;
static TEEC_Operation op;
static struct fake_call seen;                 /* the last call */
static struct tee_ioctl_param seen_params[4]; /* and its params, as sent */

/* What the TA under test does beyond remembering the call. */
static uint32_t (*behaviour)(struct fake_call *call);

static uint32_t ta(struct fake_call *call)
{
    seen = *call;
    memcpy(seen_params, call->params, call->count * sizeof(seen_params[0]));
    return behaviour ? behaviour(call) : TEEC_SUCCESS;
}

static int set_up(void **state)
{
    (void)state;
    fake_reset();
    fake.ta = ta;
    behaviour = NULL;
    memset(&op, 0, sizeof(op));
    if (TEEC_InitializeContext(NULL, &context))
        return -1;
    session = (TEEC_Session){{.ctx = &context, .session_id = 5}};
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    TEEC_FinalizeContext(&context);
    return fake_is_clean() ? 0 : -1;
}

/* The library's table is mapped once and stays: not before the first count. */
static int set_up_group(void **state)
{
    set_up(state);
    TEEC_FinalizeContext(&context);
    return 0;
}

static void reopen_without(uint32_t caps)
{
    TEEC_FinalizeContext(&context);
    fake.gen_caps &= ~caps;
    assert_int_equal(TEEC_InitializeContext(NULL, &context), TEEC_SUCCESS);
}

static void set_temp(int i, void *buffer, size_t size)
{
    op.params[i].tmpref.buffer = buffer;
    op.params[i].tmpref.size = size;
}

static TEEC_Result invoke(uint32_t types, uint32_t *origin)
{
    op.paramTypes = types;
    return TEEC_InvokeCommand(&session, 42, &op, origin);
}

static bool is_zero(const uint8_t *p, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (p[i])
            return false;
    return true;
}

/* Contexts */

static void test_device_choice(void **state)
{
    TEEC_Context c;

    (void)state;
    assert_int_equal(TEEC_InitializeContext(NULL, NULL),
                     TEEC_ERROR_BAD_PARAMETERS);
    assert_int_equal(TEEC_InitializeContext("optee-tz", &c), TEEC_SUCCESS);
    TEEC_FinalizeContext(&c);
    assert_int_equal(TEEC_InitializeContext("elsewhere", &c),
                     TEEC_ERROR_ITEM_NOT_FOUND);
    fake.impl_id = 2;
    assert_int_equal(TEEC_InitializeContext("optee-tz", &c),
                     TEEC_ERROR_ITEM_NOT_FOUND);
    assert_int_equal(TEEC_InitializeContext(NULL, &c), TEEC_SUCCESS);
    TEEC_FinalizeContext(&c);

    fake.caps_of[0] = TEE_GEN_CAP_PRIVILEGED;
    assert_int_equal(TEEC_InitializeContext(NULL, &c),
                     TEEC_ERROR_ITEM_NOT_FOUND);
    fake.open_errors[3] = 0;
    fake.caps_of[3] = TEE_GEN_CAP_GP | TEE_GEN_CAP_MEMREF_NULL;
    assert_int_equal(TEEC_InitializeContext(NULL, &c), TEEC_SUCCESS);
    assert_false(c.imp.reg_mem);
    assert_true(c.imp.memref_null);
    TEEC_FinalizeContext(&c);

    fake.open_errors[0] = EACCES;
    fake.open_errors[3] = ENOENT;
    assert_int_equal(TEEC_InitializeContext(NULL, &c),
                     TEEC_ERROR_ACCESS_DENIED);
    TEEC_FinalizeContext(NULL);
}

/* Sessions */

static void test_open_session(void **state)
{
    static const uint8_t octets[16] = {1, 2,  3,  4,  5,  6,  7,  8,
                                       9, 10, 11, 12, 13, 14, 15, 16};
    const TEEC_UUID uuid = {
        0x01020304, 0x0506, 0x0708, {9, 10, 11, 12, 13, 14, 15, 16}};
    TEEC_Session s = {{.session_id = 1}};
    uint32_t origin = 0;
    gid_t group = 0x12345678;

    (void)state;
    op.paramTypes = TYPES(VALUE_INOUT, NONE, NONE, NONE);
    op.params[0].value = (TEEC_Value){3, 4};
    assert_int_equal(TEEC_OpenSession(&context, &s, &uuid, TEEC_LOGIN_USER,
                                      NULL, &op, &origin),
                     TEEC_SUCCESS);
    assert_true(seen.is_open);
    assert_int_equal(seen.count, 1);
    assert_int_equal(seen_params[0].b, 4);
    assert_memory_equal(fake.uuid, octets, 16);
    assert_int_equal(fake.login[16], TEEC_LOGIN_USER);
    assert_int_equal(origin, TEEC_ORIGIN_TRUSTED_APP);
    assert_int_equal(s.imp.session_id, 77);
    assert_ptr_equal(s.imp.ctx, &context);
    TEEC_CloseSession(&s);
    assert_int_equal(fake.closed_session, 77);
    TEEC_CloseSession(NULL);

    assert_int_equal(TEEC_OpenSession(&context, &s, &uuid, TEEC_LOGIN_GROUP,
                                      &group, NULL, NULL),
                     TEEC_SUCCESS);
    assert_memory_equal(fake.login, &group, sizeof(group));
    assert_int_equal(seen.count, 0);
}

static uint32_t refuse_open(struct fake_call *call)
{
    call->origin = TEEC_ORIGIN_TEE;
    return TEEC_ERROR_ITEM_NOT_FOUND;
}

static void test_open_session_errors(void **state)
{
    const TEEC_UUID uuid = {0};
    TEEC_Session s = {{.session_id = 1}};
    uint32_t origin = 0;

    (void)state;
    assert_int_equal(TEEC_OpenSession(NULL, &s, &uuid, 0, NULL, NULL, &origin),
                     TEEC_ERROR_BAD_PARAMETERS);
    assert_int_equal(origin, TEEC_ORIGIN_API);
    assert_int_equal(
        TEEC_OpenSession(&context, NULL, &uuid, 0, NULL, NULL, NULL),
        TEEC_ERROR_BAD_PARAMETERS);
    assert_int_equal(TEEC_OpenSession(&context, &s, NULL, 0, NULL, NULL, NULL),
                     TEEC_ERROR_BAD_PARAMETERS);
    assert_int_equal(TEEC_OpenSession(&context, &s, &uuid, TEEC_LOGIN_GROUP,
                                      NULL, NULL, NULL),
                     TEEC_ERROR_BAD_PARAMETERS);
    op.paramTypes = 4;
    assert_int_equal(
        TEEC_OpenSession(&context, &s, &uuid, 0, NULL, &op, &origin),
        TEEC_ERROR_BAD_PARAMETERS);
    assert_int_equal(fake.calls, 0);

    behaviour = refuse_open;
    assert_int_equal(
        TEEC_OpenSession(&context, &s, &uuid, 0, NULL, NULL, &origin),
        TEEC_ERROR_ITEM_NOT_FOUND);
    assert_int_equal(origin, TEEC_ORIGIN_TEE);
    fake.call_error = -EPERM;
    assert_int_equal(
        TEEC_OpenSession(&context, &s, &uuid, 0, NULL, NULL, &origin),
        TEEC_ERROR_ACCESS_DENIED);
    assert_int_equal(origin, TEEC_ORIGIN_COMMS);
    assert_int_equal(s.imp.session_id, 1);
}

/* Commands without memory */

static uint32_t answer_values(struct fake_call *call)
{
    for (uint32_t i = 0; i < call->count; i++) {
        call->params[i].a += 100;
        call->params[i].b += 100;
    }
    return 0x1234;
}

static void test_no_params(void **state)
{
    uint32_t origin = 0;

    (void)state;
    assert_int_equal(TEEC_InvokeCommand(&session, 42, NULL, &origin),
                     TEEC_SUCCESS);
    assert_int_equal(seen.func, 42);
    assert_int_equal(seen.session, 5);
    assert_int_equal(seen.count, 0);
    assert_int_equal(origin, TEEC_ORIGIN_TRUSTED_APP);
    assert_int_equal(invoke(0, NULL), TEEC_SUCCESS);
    assert_int_equal(op.started, 1);
    assert_null(op.imp.session);
    assert_int_equal(TEEC_InvokeCommand(NULL, 42, NULL, &origin),
                     TEEC_ERROR_BAD_PARAMETERS);
    assert_int_equal(origin, TEEC_ORIGIN_API);
    assert_int_equal(fake.registrations, 0);
}

static void test_values(void **state)
{
    uint32_t origin = 0;

    (void)state;
    behaviour = answer_values;
    for (uint32_t i = 0; i < 3; i++)
        op.params[i].value = (TEEC_Value){i, 0xfffffff0u};
    assert_int_equal(
        invoke(TYPES(VALUE_INPUT, VALUE_OUTPUT, VALUE_INOUT, NONE), &origin),
        0x1234);
    assert_int_equal(origin, TEEC_ORIGIN_TRUSTED_APP);
    assert_int_equal(seen.count, 3);
    assert_int_equal(seen_params[2].attr,
                     TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT);
    assert_int_equal(seen_params[2].b, 0xfffffff0u);
    assert_int_equal(op.params[0].value.a, 0);
    /* What an output says before the call is nobody's business. */
    assert_int_equal(op.params[1].value.a, 100);
    assert_int_equal(op.params[2].value.b, 0xfffffff0u + 100);
}

static void test_bad_types(void **state)
{
    uint32_t origin = 0;

    (void)state;
    for (uint32_t type = 0; type < 16; type++) {
        bool exists = type <= 3 || (type >= 5 && type <= 7) || type >= 12;

        memset(&op, 0, sizeof(op));
        if (exists && type < 12) {
            assert_int_equal(invoke(type << 8, NULL), TEEC_SUCCESS);
            continue;
        }
        /* The types of registered memory fail too: parent is NULL. */
        assert_int_equal(invoke(type << 8, &origin), TEEC_ERROR_BAD_PARAMETERS);
        assert_int_equal(origin, TEEC_ORIGIN_API);
    }
    /* Bits above the four types mean nothing. */
    assert_int_equal(invoke(0xabcd0000u | TEEC_VALUE_INPUT, NULL),
                     TEEC_SUCCESS);
    assert_int_equal(seen.count, 1);
}

static void test_driver_errors(void **state)
{
    static const struct {
        int error;
        TEEC_Result result;
    } rows[] = {
        {ENOMEM, TEEC_ERROR_OUT_OF_MEMORY}, {EINVAL, TEEC_ERROR_BAD_PARAMETERS},
        {EACCES, TEEC_ERROR_ACCESS_DENIED}, {EBUSY, TEEC_ERROR_BUSY},
        {ENODEV, TEEC_ERROR_COMMUNICATION}, {EXDEV, TEEC_ERROR_GENERIC}};
    char buffer[8] = "before";

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        uint32_t origin = 0;

        fake.call_error = -rows[i].error;
        set_temp(0, buffer, sizeof(buffer));
        assert_int_equal(
            invoke(TYPES(MEMREF_TEMP_INOUT, NONE, NONE, NONE), &origin),
            rows[i].result);
        assert_int_equal(origin, TEEC_ORIGIN_COMMS);
        assert_int_equal(TEEC_InvokeCommand(&session, 1, NULL, &origin),
                         rows[i].result);
        assert_int_equal(origin, TEEC_ORIGIN_COMMS);
    }
    assert_string_equal(buffer, "before");
    assert_int_equal(op.params[0].tmpref.size, sizeof(buffer));
}

/* Temporary memory */

static uint8_t ta_copy[4][64];

/* Remembers the first bytes of each buffer, then overwrites all of it. */
static uint32_t scribble(struct fake_call *call)
{
    for (uint32_t i = 0; i < call->count; i++) {
        size_t size = (size_t)call->params[i].b;

        if (!call->memory[i])
            continue;
        memcpy(ta_copy[i], call->memory[i], size < 64 ? size : 64);
        memset(call->memory[i], 'A' + (int)i, size);
    }
    return TEEC_SUCCESS;
}

static void test_temp_directions(void **state)
{
    char in[32] = "in", out[32] = "out", both[32] = "both";

    (void)state;
    behaviour = scribble;
    set_temp(0, in, sizeof(in));
    set_temp(1, out, sizeof(out));
    set_temp(2, both, sizeof(both));
    assert_int_equal(invoke(TYPES(MEMREF_TEMP_INPUT, MEMREF_TEMP_OUTPUT,
                                  MEMREF_TEMP_INOUT, NONE),
                            NULL),
                     TEEC_SUCCESS);
    assert_memory_equal(ta_copy[0], "in", 3);
    assert_true(is_zero(ta_copy[1], 32));
    assert_memory_equal(ta_copy[2], "both", 5);
    assert_string_equal(in, "in");
    assert_int_equal(out[0], 'B');
    assert_int_equal(out[31], 'B');
    assert_int_equal(both[31], 'C');
}

static void test_temp_is_pooled_and_wiped(void **state)
{
    uint8_t buffers[4][100];

    (void)state;
    behaviour = scribble;
    memset(buffers, 0x55, sizeof(buffers));
    for (int round = 0; round < 100; round++) {
        for (int i = 0; i < 4; i++)
            set_temp(i, buffers[i], sizeof(buffers[i]));
        assert_int_equal(invoke(TYPES(MEMREF_TEMP_INOUT, MEMREF_TEMP_INPUT,
                                      MEMREF_TEMP_INPUT, MEMREF_TEMP_OUTPUT),
                                NULL),
                         TEEC_SUCCESS);
        for (uint32_t i = 0; i < 4; i++)
            assert_int_equal(seen_params[i].a, i * 128);
        assert_true(is_zero(fake.block, fake.block_size));
    }
    assert_int_equal(fake.registrations, 1);
    assert_int_equal(fake.block_size, ARENA_CHUNK_MIN);
}

/* The first block is chosen to hold the first call. */
static void test_largest_pooled_temp(void **state)
{
    uint8_t *buffer = calloc(1, ARENA_TEMP_MAX);

    (void)state;
    behaviour = scribble;
    for (int round = 0; round < 2; round++) {
        set_temp(0, buffer, ARENA_TEMP_MAX);
        assert_int_equal(
            invoke(TYPES(MEMREF_TEMP_OUTPUT, NONE, NONE, NONE), NULL),
            TEEC_SUCCESS);
        assert_int_equal(buffer[ARENA_TEMP_MAX - 1], 'A');
        assert_int_equal(fake.registrations, 1);
        assert_int_equal(fake.block_size, 4 * ARENA_CHUNK_MIN);
    }
    free(buffer);
}

static uint64_t returned_size;
static TEEC_Result returned_result;

static uint32_t return_size(struct fake_call *call)
{
    memset(call->memory[0], 'x', (size_t)call->params[0].b);
    call->params[0].b = returned_size;
    return returned_result;
}

static void test_temp_returned_size(void **state)
{
    static const struct {
        TEEC_Result result;
        uint64_t size;
        const char *expect;
    } rows[] = {{TEEC_SUCCESS, 0, "................"},
                {TEEC_SUCCESS, 5, "xxxxx..........."},
                {TEEC_SUCCESS, 16, "xxxxxxxxxxxxxxxx"},
                {TEEC_SUCCESS, 17, "xxxxxxxxxxxxxxxx"},
                {TEEC_SUCCESS, UINT64_MAX, "xxxxxxxxxxxxxxxx"},
                {TEEC_ERROR_BAD_STATE, 5, "xxxxx..........."},
                {TEEC_ERROR_BAD_STATE, 16, "xxxxxxxxxxxxxxxx"},
                {TEEC_ERROR_SHORT_BUFFER, 17, "................"},
                {TEEC_ERROR_SHORT_BUFFER, UINT64_MAX, "................"}};
    char buffer[16];

    (void)state;
    behaviour = return_size;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        memset(buffer, '.', sizeof(buffer));
        set_temp(0, buffer, sizeof(buffer));
        returned_size = rows[i].size;
        returned_result = rows[i].result;
        invoke(TYPES(MEMREF_TEMP_OUTPUT, NONE, NONE, NONE), NULL);
        assert_memory_equal(buffer, rows[i].expect, sizeof(buffer));
        assert_true(op.params[0].tmpref.size == rows[i].size);
    }
}

static uint32_t die(struct fake_call *call)
{
    scribble(call);
    call->origin = TEEC_ORIGIN_TEE;
    return TEEC_ERROR_TARGET_DEAD;
}

static void test_dead_ta_leaves_buffers(void **state)
{
    char buffer[16] = "mine";
    uint32_t origin = 0;

    (void)state;
    behaviour = die;
    set_temp(0, buffer, sizeof(buffer));
    assert_int_equal(
        invoke(TYPES(MEMREF_TEMP_OUTPUT, NONE, NONE, NONE), &origin),
        TEEC_ERROR_TARGET_DEAD);
    assert_int_equal(origin, TEEC_ORIGIN_TEE);
    assert_string_equal(buffer, "mine");
    assert_true(is_zero(fake.block, fake.block_size));
}

static void test_temp_null_and_empty(void **state)
{
    char byte = 'x';

    (void)state;
    set_temp(0, NULL, 0);
    set_temp(1, NULL, 1000);
    set_temp(2, &byte, 0);
    assert_int_equal(invoke(TYPES(MEMREF_TEMP_INPUT, MEMREF_TEMP_OUTPUT,
                                  MEMREF_TEMP_INOUT, NONE),
                            NULL),
                     TEEC_SUCCESS);
    assert_null(seen.memory[0]);
    assert_null(seen.memory[1]);
    assert_int_equal(seen_params[1].b, 1000);
    assert_non_null(seen.memory[2]);
    assert_int_equal(seen_params[2].b, 0);

    reopen_without(TEE_GEN_CAP_MEMREF_NULL);
    set_temp(0, NULL, 0);
    set_temp(1, NULL, 1000);
    assert_int_equal(
        invoke(TYPES(MEMREF_TEMP_INPUT, MEMREF_TEMP_OUTPUT, NONE, NONE), NULL),
        TEEC_SUCCESS);
    assert_non_null(seen.memory[0]);
    assert_non_null(seen.memory[1]);
    assert_int_equal(seen_params[1].b, 1000);
}

static void test_large_temp_is_registered(void **state)
{
    size_t size = ARENA_TEMP_MAX + 1;
    uint8_t *large = malloc(size);
    char small[16] = "small";

    (void)state;
    behaviour = scribble;
    memset(large, 'l', size);
    for (unsigned int round = 1; round <= 3; round++) {
        set_temp(0, large, size);
        set_temp(1, small, sizeof(small));
        assert_int_equal(
            invoke(TYPES(MEMREF_TEMP_INOUT, MEMREF_TEMP_INPUT, NONE, NONE),
                   NULL),
            TEEC_SUCCESS);
        assert_ptr_equal(seen.memory[0], large);
        assert_int_equal(large[size - 1], 'A');
        assert_memory_equal(ta_copy[1], "small", 6);
        assert_int_equal(fake.registrations, 1 + round);
        assert_int_equal(fake.shared, 1);
    }
    free(large);
}

static void test_large_read_only_temp(void **state)
{
    size_t size = ARENA_TEMP_MAX * 2;
    uint8_t *large = malloc(size);

    (void)state;
    behaviour = scribble;
    memset(large, 'l', size);
    fake.read_only = large;
    set_temp(0, large, size);
    assert_int_equal(invoke(TYPES(MEMREF_TEMP_INPUT, NONE, NONE, NONE), NULL),
                     TEEC_SUCCESS);
    assert_ptr_not_equal(seen.memory[0], large);
    assert_int_equal(ta_copy[0][5], 'l');
    assert_int_equal(large[5], 'l');
    set_temp(0, large, size);
    assert_int_equal(invoke(TYPES(MEMREF_TEMP_INOUT, NONE, NONE, NONE), NULL),
                     TEEC_SUCCESS);
    assert_int_equal(large[size - 1], 'A');
    assert_int_equal(fake.shared, 0);
    free(large);
}

static void test_without_registration(void **state)
{
    size_t size = ARENA_TEMP_MAX * 2;
    uint8_t *large = calloc(1, size);
    char small[16] = "small";
    TEEC_SharedMemory memory = {.size = 100, .flags = TEEC_MEM_INPUT};
    TEEC_SharedMemory mine = {
        .buffer = small, .size = 16, .flags = TEEC_MEM_OUTPUT};

    (void)state;
    reopen_without(TEE_GEN_CAP_REG_MEM);
    behaviour = scribble;
    assert_int_equal(TEEC_AllocateSharedMemory(&context, &memory),
                     TEEC_SUCCESS);
    assert_int_equal(TEEC_RegisterSharedMemory(&context, &mine), TEEC_SUCCESS);
    set_temp(0, large, size);
    set_temp(1, small, sizeof(small));
    op.params[2].memref.parent = &memory;
    op.params[3].memref.parent = &mine;
    assert_int_equal(invoke(TYPES(MEMREF_TEMP_OUTPUT, MEMREF_TEMP_INPUT,
                                  MEMREF_WHOLE, MEMREF_WHOLE),
                            NULL),
                     TEEC_SUCCESS);
    assert_int_equal(large[size - 1], 'A');
    assert_memory_equal(ta_copy[1], "small", 6);
    assert_int_equal(((char *)memory.buffer)[99], 'C');
    assert_int_equal(small[15], 'D');
    TEEC_ReleaseSharedMemory(&memory);
    TEEC_ReleaseSharedMemory(&mine);
    free(large);
}

static void test_no_memory(void **state)
{
    size_t size = ARENA_TEMP_MAX * 2;
    uint8_t *large = calloc(1, size);
    char small[16];
    uint32_t origin = 0;

    (void)state;
    fake.refuse_memory = true;
    set_temp(0, small, sizeof(small));
    assert_int_equal(
        invoke(TYPES(MEMREF_TEMP_INPUT, NONE, NONE, NONE), &origin),
        TEEC_ERROR_BAD_PARAMETERS);
    assert_int_equal(origin, TEEC_ORIGIN_API);
    assert_int_equal(fake.calls, 0);

    /* The second of two fails: the first is undone. */
    fake.refuse_memory = false;
    set_temp(0, small, sizeof(small));
    set_temp(1, large, SIZE_MAX / 2);
    assert_int_equal(
        invoke(TYPES(MEMREF_TEMP_INPUT, MEMREF_TEMP_INPUT, NONE, NONE),
               &origin),
        TEEC_ERROR_OUT_OF_MEMORY);
    assert_int_equal(origin, TEEC_ORIGIN_API);
    assert_int_equal(fake.calls, 0);
    assert_int_equal(fake.shared, 1);
    free(large);
}

/* Calls itself until every chunk is full and calls register on their own. */
static int depth;

static uint32_t nest(struct fake_call *call)
{
    uint8_t buffer[1000];
    uint8_t *large = malloc(ARENA_TEMP_MAX);
    TEEC_Operation inner = {
        .paramTypes = TYPES(MEMREF_TEMP_INOUT, MEMREF_TEMP_INPUT, NONE, NONE)};

    memset(large, depth, ARENA_TEMP_MAX);
    memset(buffer, depth, sizeof(buffer));
    inner.params[0].tmpref.buffer = large;
    inner.params[0].tmpref.size = ARENA_TEMP_MAX;
    inner.params[1].tmpref.buffer = buffer;
    inner.params[1].tmpref.size = sizeof(buffer);
    if (depth-- > 0) {
        assert_int_equal(TEEC_InvokeCommand(&session, 1, &inner, NULL),
                         TEEC_SUCCESS);
        depth++;
        assert_int_equal(large[ARENA_TEMP_MAX - 1], depth);
        assert_int_equal(buffer[0], depth);
    } else {
        depth++;
    }
    /* What outer calls hold is untouched by the inner ones. */
    if (call->memory[0])
        assert_int_equal(call->memory[0][0],
                         call->memory[0][ARENA_TEMP_MAX - 1]);
    free(large);
    return TEEC_SUCCESS;
}

static void test_pool_exhaustion(void **state)
{
    (void)state;
    behaviour = nest;
    depth = 20;
    assert_int_equal(invoke(0, NULL), TEEC_SUCCESS);
    /* Eight of the calls fit; the others share each buffer on its own. */
    assert_true(fake.registrations > ARENA_CHUNKS);
    assert_true(fake.shared <= ARENA_CHUNKS);
}

static uint32_t finalize_inside(struct fake_call *call)
{
    TEEC_FinalizeContext(&context);
    /* Still there: it would fault here, or be seen as unmapped while shared. */
    assert_memory_equal(call->memory[0], "held", 5);
    assert_int_equal(fake.shared, 1);
    return TEEC_SUCCESS;
}

static void test_finalize_during_call(void **state)
{
    char buffer[16] = "held";

    (void)state;
    behaviour = finalize_inside;
    set_temp(0, buffer, sizeof(buffer));
    assert_int_equal(invoke(TYPES(MEMREF_TEMP_INOUT, NONE, NONE, NONE), NULL),
                     TEEC_SUCCESS);
    assert_int_equal(fake.shared, 0);
    assert_true(fake_is_clean());
    assert_int_equal(TEEC_InitializeContext(NULL, &context), TEEC_SUCCESS);
}

static void test_descriptor_closed_behind(void **state)
{
    char buffer[16] = "x";
    int fd = context.imp.fd;

    (void)state;
    set_temp(0, buffer, sizeof(buffer));
    invoke(TYPES(MEMREF_TEMP_INPUT, NONE, NONE, NONE), NULL);
    assert_int_equal(fake.shared, 1);
    fake_close_quietly(fd);
    assert_int_equal(TEEC_InitializeContext(NULL, &context), TEEC_SUCCESS);
    assert_int_equal(context.imp.fd, fd);
    assert_int_equal(fake.shared, 0);
}

static void test_many_contexts(void **state)
{
    enum { CONTEXTS = 70 };
    TEEC_Context contexts[CONTEXTS];
    char buffer[16] = "x";

    (void)state;
    for (int i = 0; i < CONTEXTS; i++) {
        session.imp.ctx = &contexts[i];
        assert_int_equal(TEEC_InitializeContext(NULL, &contexts[i]),
                         TEEC_SUCCESS);
        for (int twice = 0; twice < 2; twice++) {
            set_temp(0, buffer, sizeof(buffer));
            assert_int_equal(
                invoke(TYPES(MEMREF_TEMP_INPUT, NONE, NONE, NONE), NULL),
                TEEC_SUCCESS);
        }
    }
    /* 64 have an arena, the other 6 register per call. */
    assert_int_equal(fake.registrations, 64 + 2 * 6);
    for (int i = 0; i < CONTEXTS; i++)
        TEEC_FinalizeContext(&contexts[i]);
}

static void test_fork(void **state)
{
    char buffer[16] = "x";
    const uint8_t *parents_block;
    pid_t child;
    int status = -1;

    (void)state;
    behaviour = scribble;
    set_temp(0, buffer, sizeof(buffer));
    invoke(TYPES(MEMREF_TEMP_INPUT, NONE, NONE, NONE), NULL);
    parents_block = fake.block;
    child = fork();
    if (child == 0) {
        bool good;

        set_temp(0, buffer, sizeof(buffer));
        good = invoke(TYPES(MEMREF_TEMP_OUTPUT, NONE, NONE, NONE), NULL) ==
                   TEEC_SUCCESS &&
               buffer[15] == 'A' && fake.registrations == 2;
        _exit(good ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    set_temp(0, buffer, sizeof(buffer));
    invoke(TYPES(MEMREF_TEMP_INPUT, NONE, NONE, NONE), NULL);
    assert_ptr_equal(seen.memory[0], parents_block);
}

static int thread_errors;

static uint32_t increment(struct fake_call *call)
{
    for (uint64_t i = 0; i < call->params[0].b; i++)
        call->memory[0][i]++;
    return TEEC_SUCCESS;
}

static void *hammer(void *argument)
{
    unsigned int id = (unsigned int)(uintptr_t)argument;
    uint8_t buffer[3000];

    for (unsigned int round = 0; round < 300; round++) {
        size_t size = 1 + (id * 977 + round * 131) % sizeof(buffer);
        TEEC_Operation o = {.paramTypes =
                                TYPES(MEMREF_TEMP_INOUT, NONE, NONE, NONE)};

        memset(buffer, (int)(id + round), size);
        o.params[0].tmpref.buffer = buffer;
        o.params[0].tmpref.size = size;
        if (TEEC_InvokeCommand(&session, 1, &o, NULL))
            __atomic_add_fetch(&thread_errors, 1, __ATOMIC_SEQ_CST);
        for (size_t i = 0; i < size; i++)
            if (buffer[i] != (uint8_t)(id + round + 1))
                __atomic_add_fetch(&thread_errors, 1, __ATOMIC_SEQ_CST);
    }
    return NULL;
}

static void test_threads(void **state)
{
    enum { THREADS = 8 };
    pthread_t threads[THREADS];

    (void)state;
    fake.ta = increment;
    thread_errors = 0;
    for (uintptr_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, hammer, (void *)i),
                         0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(thread_errors, 0);
    assert_true(is_zero(fake.block, fake.block_size));
}

/* Shared memory */

static void test_shared_memory_arguments(void **state)
{
    char buffer[16];
    TEEC_SharedMemory m = {.buffer = buffer, .size = 16, .flags = 1};

    (void)state;
    assert_int_equal(TEEC_RegisterSharedMemory(NULL, &m),
                     TEEC_ERROR_BAD_PARAMETERS);
    assert_int_equal(TEEC_RegisterSharedMemory(&context, NULL),
                     TEEC_ERROR_BAD_PARAMETERS);
    for (uint32_t flags = 0; flags < 16; flags += 4) {
        m.flags = flags;
        assert_int_equal(TEEC_RegisterSharedMemory(&context, &m),
                         TEEC_ERROR_BAD_PARAMETERS);
        assert_int_equal(TEEC_AllocateSharedMemory(&context, &m),
                         TEEC_ERROR_BAD_PARAMETERS);
    }
    m = (TEEC_SharedMemory){.size = 16, .flags = 1};
    assert_int_equal(TEEC_RegisterSharedMemory(&context, &m),
                     TEEC_ERROR_BAD_PARAMETERS);
    fake.refuse_memory = true;
    m.buffer = buffer;
    assert_int_not_equal(TEEC_RegisterSharedMemory(&context, &m), TEEC_SUCCESS);
    assert_int_not_equal(TEEC_AllocateSharedMemory(&context, &m), TEEC_SUCCESS);
    assert_null(m.buffer);
    TEEC_ReleaseSharedMemory(&m);
}

static void test_allocated_memory(void **state)
{
    TEEC_SharedMemory m = {.size = 5000, .flags = TEEC_MEM_INPUT};
    TEEC_SharedMemory empty = {.flags = TEEC_MEM_OUTPUT};
    TEEC_SharedMemory zeroed = {0};

    (void)state;
    assert_int_equal(TEEC_AllocateSharedMemory(&context, &m), TEEC_SUCCESS);
    assert_int_equal((uintptr_t)m.buffer % 4096, 0);
    assert_true(is_zero(m.buffer, m.size));
    assert_int_equal(TEEC_AllocateSharedMemory(&context, &empty), TEEC_SUCCESS);
    assert_non_null(empty.buffer);

    op.params[0].memref.parent = &m;
    op.params[1].memref.parent = &empty;
    assert_int_equal(
        invoke(TYPES(MEMREF_WHOLE, MEMREF_WHOLE, NONE, NONE), NULL),
        TEEC_SUCCESS);
    assert_ptr_equal(seen.memory[0], m.buffer);
    assert_int_equal(seen_params[0].b, 5000);
    assert_int_equal(seen_params[0].attr,
                     TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT);
    assert_int_equal(seen_params[1].b, 0);

    TEEC_ReleaseSharedMemory(&m);
    assert_null(m.buffer);
    assert_int_equal(m.size, 0);
    TEEC_ReleaseSharedMemory(&m);
    TEEC_ReleaseSharedMemory(&zeroed);
    TEEC_ReleaseSharedMemory(NULL);
    TEEC_ReleaseSharedMemory(&empty);
    op.params[0].memref.parent = &m;
    assert_int_equal(invoke(TYPES(MEMREF_WHOLE, NONE, NONE, NONE), NULL),
                     TEEC_ERROR_BAD_PARAMETERS);
}

static void test_partial_references(void **state)
{
    static const struct {
        uint32_t type;
        uint32_t flags;
        size_t offset;
        size_t size;
        bool good;
    } rows[] = {
        {TEEC_MEMREF_PARTIAL_INPUT, 1, 0, 100, true},
        {TEEC_MEMREF_PARTIAL_INPUT, 1, 100, 0, true},
        {TEEC_MEMREF_PARTIAL_INPUT, 1, 40, 60, true},
        {TEEC_MEMREF_PARTIAL_INPUT, 1, 40, 61, false},
        {TEEC_MEMREF_PARTIAL_INPUT, 1, 101, 0, false},
        {TEEC_MEMREF_PARTIAL_INPUT, 1, SIZE_MAX, 2, false},
        {TEEC_MEMREF_PARTIAL_INPUT, 1, 2, SIZE_MAX, false},
        {TEEC_MEMREF_PARTIAL_INPUT, 2, 0, 100, false},
        {TEEC_MEMREF_PARTIAL_OUTPUT, 2, 0, 100, true},
        {TEEC_MEMREF_PARTIAL_OUTPUT, 1, 0, 100, false},
        {TEEC_MEMREF_PARTIAL_INOUT, 3, 1, 99, true},
        {TEEC_MEMREF_PARTIAL_INOUT, 1, 0, 100, false},
        {TEEC_MEMREF_PARTIAL_INOUT, 2, 0, 100, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        TEEC_SharedMemory m = {.size = 100, .flags = rows[i].flags};
        uint32_t origin = 0;

        assert_int_equal(TEEC_AllocateSharedMemory(&context, &m), TEEC_SUCCESS);
        op.params[1].memref = (TEEC_RegisteredMemoryReference){
            .parent = &m, .offset = rows[i].offset, .size = rows[i].size};
        assert_int_equal(invoke(rows[i].type << 4, &origin),
                         rows[i].good ? TEEC_SUCCESS
                                      : TEEC_ERROR_BAD_PARAMETERS);
        assert_int_equal(origin, rows[i].good ? TEEC_ORIGIN_TRUSTED_APP
                                              : TEEC_ORIGIN_API);
        if (rows[i].good) {
            assert_ptr_equal(seen.memory[1],
                             (uint8_t *)m.buffer + rows[i].offset);
            assert_int_equal(seen_params[1].b, rows[i].size);
        }
        TEEC_ReleaseSharedMemory(&m);
    }
}

static uint32_t shrink(struct fake_call *call)
{
    scribble(call);
    call->params[0].b = 3;
    return TEEC_SUCCESS;
}

static void test_registered_memory(void **state)
{
    char buffer[64] = "mine";
    TEEC_SharedMemory m = {.buffer = buffer,
                           .size = 64,
                           .flags = TEEC_MEM_INPUT | TEEC_MEM_OUTPUT};

    (void)state;
    behaviour = shrink;
    assert_int_equal(TEEC_RegisterSharedMemory(&context, &m), TEEC_SUCCESS);
    assert_null(m.imp.shadow_buffer);
    op.params[0].memref.parent = &m;
    assert_int_equal(invoke(TYPES(MEMREF_WHOLE, NONE, NONE, NONE), NULL),
                     TEEC_SUCCESS);
    assert_ptr_equal(seen.memory[0], buffer);
    assert_int_equal(op.params[0].memref.size, 3);
    TEEC_ReleaseSharedMemory(&m);
    assert_ptr_equal(m.buffer, buffer);
}

static void test_shadowed_memory(void **state)
{
    char buffer[64] = "0123456789";
    TEEC_SharedMemory m = {.buffer = buffer,
                           .size = 64,
                           .flags = TEEC_MEM_INPUT | TEEC_MEM_OUTPUT};

    (void)state;
    behaviour = shrink;
    fake.read_only = buffer;
    assert_int_equal(TEEC_RegisterSharedMemory(&context, &m), TEEC_SUCCESS);
    assert_ptr_not_equal(fake.block, buffer);
    op.params[0].memref = (TEEC_RegisteredMemoryReference){&m, 5, 4};
    assert_int_equal(
        invoke(TYPES(MEMREF_PARTIAL_INOUT, NONE, NONE, NONE), NULL),
        TEEC_SUCCESS);
    assert_memory_equal(ta_copy[0], "45678", 5);
    assert_string_equal(buffer, "0123AAA789");
    op.params[0].memref = (TEEC_RegisteredMemoryReference){&m, 5, 0};
    assert_int_equal(
        invoke(TYPES(MEMREF_PARTIAL_INPUT, NONE, NONE, NONE), NULL),
        TEEC_SUCCESS);
    assert_memory_equal(ta_copy[0], "0123A", 5);
    assert_string_equal(buffer, "0123AAA789");
    op.params[0].memref.parent = &m;
    assert_int_equal(invoke(TYPES(MEMREF_WHOLE, NONE, NONE, NONE), NULL),
                     TEEC_SUCCESS);
    assert_string_equal(buffer, "AAA3AAA789");

    behaviour = return_size;
    returned_size = 5;
    returned_result = TEEC_ERROR_SHORT_BUFFER;
    op.params[0].memref = (TEEC_RegisteredMemoryReference){&m, 4, 1};
    assert_int_equal(
        invoke(TYPES(MEMREF_PARTIAL_OUTPUT, NONE, NONE, NONE), NULL),
        TEEC_ERROR_SHORT_BUFFER);
    assert_string_equal(buffer, "AAA3AAA789");
    assert_int_equal(op.params[0].memref.size, 5);
    TEEC_ReleaseSharedMemory(&m);
}

static void test_register_descriptor(void **state)
{
    TEEC_SharedMemory m = {.flags = TEEC_MEM_INPUT};

    (void)state;
    assert_int_equal(TEEC_RegisterSharedMemoryFileDescriptor(&context, &m, -1),
                     TEEC_ERROR_BAD_PARAMETERS);
    fake.fd_error = ENOTTY;
    assert_int_equal(TEEC_RegisterSharedMemoryFileDescriptor(&context, &m, 9),
                     TEEC_ERROR_NOT_SUPPORTED);
    fake.fd_error = 0;
    assert_int_equal(TEEC_RegisterSharedMemoryFileDescriptor(&context, &m, 9),
                     TEEC_SUCCESS);
    assert_int_equal(m.size, 8192);
    op.params[0].memref.parent = &m;
    assert_int_equal(invoke(TYPES(MEMREF_WHOLE, NONE, NONE, NONE), NULL),
                     TEEC_SUCCESS);
    assert_int_equal(seen_params[0].b, 8192);
    TEEC_ReleaseSharedMemory(&m);
}

/* Cancellation */

static uint32_t cancel_inside(struct fake_call *call)
{
    (void)call;
    TEEC_RequestCancellation(&op);
    return TEEC_ERROR_CANCEL;
}

static void test_cancel(void **state)
{
    uint32_t origin = 0;

    (void)state;
    behaviour = cancel_inside;
    session.imp.session_id = 99;
    assert_int_equal(invoke(TYPES(VALUE_INPUT, NONE, NONE, NONE), &origin),
                     TEEC_ERROR_CANCEL);
    assert_int_equal(origin, TEEC_ORIGIN_TRUSTED_APP);
    assert_int_equal(fake.cancels, 1);
    assert_int_equal(fake.cancelled_session, 99);

    TEEC_RequestCancellation(&op); /* it is over */
    TEEC_RequestCancellation(NULL);
    assert_int_equal(fake.cancels, 1);

    op.started = 0;
    TEEC_RequestCancellation(&op);
    TEEC_RequestCancellation(&op);
    assert_int_equal(invoke(0, &origin), TEEC_ERROR_CANCEL);
    assert_int_equal(origin, TEEC_ORIGIN_API);
    assert_int_equal(fake.cancels, 1);
    assert_int_equal(fake.calls, 1);

    /* The request is used up; whatever the client left in started is none. */
    behaviour = NULL;
    assert_int_equal(invoke(0, NULL), TEEC_SUCCESS);
    op.started = 0xdeadbeef;
    op.imp.session = (TEEC_Session *)1;
    TEEC_RequestCancellation(&op);
    assert_int_equal(invoke(0, NULL), TEEC_SUCCESS);
}

static void test_cancel_open_session(void **state)
{
    const TEEC_UUID uuid = {0};
    TEEC_Session s;
    uint32_t origin = 0;

    (void)state;
    TEEC_RequestCancellation(&op);
    assert_int_equal(
        TEEC_OpenSession(&context, &s, &uuid, 0, NULL, &op, &origin),
        TEEC_ERROR_CANCEL);
    assert_int_equal(origin, TEEC_ORIGIN_API);
    behaviour = cancel_inside;
    assert_int_equal(
        TEEC_OpenSession(&context, &s, &uuid, 0, NULL, &op, &origin),
        TEEC_ERROR_CANCEL);
    assert_int_equal(fake.cancels, 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_device_choice),
        TEST(test_open_session),
        TEST(test_open_session_errors),
        TEST(test_no_params),
        TEST(test_values),
        TEST(test_bad_types),
        TEST(test_driver_errors),
        TEST(test_temp_directions),
        TEST(test_temp_is_pooled_and_wiped),
        TEST(test_largest_pooled_temp),
        TEST(test_temp_returned_size),
        TEST(test_dead_ta_leaves_buffers),
        TEST(test_temp_null_and_empty),
        TEST(test_large_temp_is_registered),
        TEST(test_large_read_only_temp),
        TEST(test_without_registration),
        TEST(test_no_memory),
        TEST(test_pool_exhaustion),
        TEST(test_finalize_during_call),
        TEST(test_descriptor_closed_behind),
        TEST(test_many_contexts),
        TEST(test_fork),
        TEST(test_threads),
        TEST(test_shared_memory_arguments),
        TEST(test_allocated_memory),
        TEST(test_partial_references),
        TEST(test_registered_memory),
        TEST(test_shadowed_memory),
        TEST(test_register_descriptor),
        TEST(test_cancel),
        TEST(test_cancel_open_session),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("ree_libteec", tests, set_up_group,
                                       NULL);
}
