/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Shared memory in the client library, allocated and registered, against the
 * fake driver of fake_tee.h: what the TA sees of it, which references are
 * refused, and what the driver would not register.
 */
#include "ree/libteec/include/tee_client_api_extensions.h"
#include "tests/unit/ree/libteec_world.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_shared_memory_arguments), TEST(test_allocated_memory),
        TEST(test_partial_references),      TEST(test_registered_memory),
        TEST(test_shadowed_memory),         TEST(test_register_descriptor),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("ree_libteec_shared", tests,
                                       world_setup_group, NULL);
}
