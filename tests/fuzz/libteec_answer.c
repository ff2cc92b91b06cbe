/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * TEEC_InvokeCommand(), TEEC_OpenSession(), call_encode(), call_decode(): any
 * operation of a client, and any answer to it. As in Linux, the answer has any
 * result, origin, output values and output sizes, and leaves alone where
 * memory is. Buffers are allocations of their size. In the end nothing is
 * leaked.
 * Floor: 81
 */
#include <errno.h>
#include <string.h>

#include "ree/libteec/include/tee_client_api.h"
#include "tests/fuzz/fuzz.h"
#include "tests/unit/ree/fake_tee.h"

static struct reader in;

static size_t some_size(void)
{
    uint8_t n = reader_u8(&in);

    return n < 0xf8 ? n : reader_u16_le(&in);
}

static uint64_t some_number(void)
{
    return reader_u8(&in) & 1 ? reader_u64_le(&in) : some_size();
}

/* Answers a call. */
static uint32_t ta(struct fake_call *call)
{
    for (uint32_t i = 0; i < call->count; i++) {
        struct tee_ioctl_param *p = &call->params[i];

        if (!(p->attr & 2))
            continue;
        if (call->memory[i] && p->b)
            call->memory[i][p->b - 1] = 0x77;
        p->b = some_number();
        if (!(p->attr & 4))
            p->a = some_number();
    }
    call->origin = reader_u8(&in) % 6;
    return reader_u8(&in) & 3 ? 0 : reader_u32_le(&in);
}

struct block {
    TEEC_SharedMemory shm;
    void *own; /* registered */
    bool live;
};

static void block_make(TEEC_Context *context, struct block *b)
{
    uint8_t how = reader_u8(&in);
    TEEC_Result result;

    *b = (struct block){.shm = {.size = some_size(), .flags = how & 3}};
    if (how & 4) {
        b->own = b->shm.buffer = calloc(1, b->shm.size + 1);
        result = TEEC_RegisterSharedMemory(context, &b->shm);
    } else {
        result = TEEC_AllocateSharedMemory(context, &b->shm);
    }
    b->live = result == TEEC_SUCCESS;
}

static void *param_fill(uint32_t type, struct block *blocks, TEEC_Parameter *p)
{
    struct block *b = &blocks[reader_u8(&in) % 2];
    void *buffer = NULL;

    if (type >= TEEC_VALUE_INPUT && type <= TEEC_VALUE_INOUT) {
        p->value.a = reader_u8(&in);
    } else if (type >= TEEC_MEMREF_TEMP_INPUT &&
               type <= TEEC_MEMREF_TEMP_INOUT) {
        p->tmpref.size = some_size();
        if (p->tmpref.size % 16 != 15)
            buffer = calloc(1, p->tmpref.size);
        p->tmpref.buffer = buffer;
    } else {
        p->memref.parent = b->live ? &b->shm : NULL;
        p->memref.offset = some_size();
        p->memref.size = some_size();
    }
    return buffer;
}

static void operate(TEEC_Context *context, TEEC_Session *session,
                    struct block *blocks)
{
    static const uint8_t types[] = {0, 1, 2, 3, 5, 6, 7, 12, 13, 14, 15, 4};
    TEEC_UUID uuid = {.timeLow = 1};
    TEEC_Operation op = {.started = 0};
    void *buffer[4];
    uint8_t how = reader_u8(&in);
    uint32_t origin = 9;

    for (unsigned i = 0; i < 4; i++) {
        uint32_t type = PICK(&in, types);

        op.paramTypes |= type << (4 * i);
        buffer[i] = param_fill(type, blocks, &op.params[i]);
        if (type >= TEEC_MEMREF_WHOLE && !op.params[i].memref.parent)
            op.paramTypes &= ~(0xfu << (4 * i));
    }
    fake.refuse_memory = how & 1;
    fake.call_error = how & 2 ? -EINVAL : 0;
    if (how & 4) {
        TEEC_Session other;

        if (TEEC_OpenSession(context, &other, &uuid, how >> 4, "uuid", &op,
                             &origin) == TEEC_SUCCESS)
            TEEC_CloseSession(&other);
    } else {
        (void)TEEC_InvokeCommand(session, 1, &op, &origin);
    }
    fake.refuse_memory = false;
    CHECK(origin != 9);
    for (unsigned i = 0; i < 4; i++)
        free(buffer[i]);
}

/* The library's table of arenas is mapped once for good. */
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    TEEC_Context context;

    (void)argc;
    (void)argv;
    fake_reset();
    CHECK(TEEC_InitializeContext(NULL, &context) == TEEC_SUCCESS);
    TEEC_FinalizeContext(&context);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    TEEC_Context context;
    TEEC_Session session;
    struct block blocks[2];
    uint8_t caps;

    in = reader_init(data, size);
    fake_reset();
    fake.ta = ta;
    caps = reader_u8(&in);
    if (caps & 1)
        fake.gen_caps &= ~(uint32_t)TEE_GEN_CAP_REG_MEM;
    if (caps & 2)
        fake.gen_caps &= ~(uint32_t)TEE_GEN_CAP_MEMREF_NULL;
    CHECK(TEEC_InitializeContext(NULL, &context) == TEEC_SUCCESS);
    session = (TEEC_Session){{.ctx = &context, .session_id = 5}};
    for (unsigned i = 0; i < 2; i++)
        block_make(&context, &blocks[i]);
    for (unsigned step = 0; MORE(&in) && step < 16; step++)
        operate(&context, &session, blocks);
    for (unsigned i = 0; i < 2; i++) {
        if (blocks[i].live)
            TEEC_ReleaseSharedMemory(&blocks[i].shm);
        free(blocks[i].own);
    }
    TEEC_FinalizeContext(&context);
    CHECK(fake_is_clean());
    return 0;
}
