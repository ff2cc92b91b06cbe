/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * TA_InvokeCommandEntryPoint() of ta/kv and its store: a sequence of commands
 * with parameters of any type, window and size. Buffers are allocations of
 * their size. The store is sound after each.
 * Floor: 91
 */
#include <string.h>

#include "tests/fuzz/fuzz.h"

/* For kv_store, which is static. */
#include "ta/kv/kv_ta.c"

static size_t some_size(struct reader *in)
{
    uint8_t n = reader_u8(in);

    return n < 0xf0 ? n : reader_u16_le(in);
}

static void *param_fill(struct reader *in, uint32_t type, TEE_Param *p)
{
    uint8_t *buffer;

    if (type >= TEE_PARAM_TYPE_VALUE_INPUT &&
        type <= TEE_PARAM_TYPE_VALUE_INOUT) {
        p->value.a = (uint32_t)some_size(in);
        p->value.b = (uint32_t)some_size(in);
        if (p->value.a == 0xffff)
            p->value.b = ~p->value.b;
        return NULL;
    }
    if (type < TEE_PARAM_TYPE_MEMREF_INPUT ||
        type > TEE_PARAM_TYPE_MEMREF_INOUT) {
        p->value.a = (uint32_t)some_size(in);
        return NULL;
    }
    p->memref.size = some_size(in);
    if (p->memref.size == 0xff00) {
        p->memref.buffer = NULL;
        return NULL;
    }
    buffer = malloc(p->memref.size);
    CHECK(buffer);
    memset(buffer, 7, p->memref.size);
    reader_copy(in, buffer, p->memref.size < 4 ? p->memref.size : 4);
    p->memref.buffer = buffer;
    return buffer;
}

/* Types that reach the store; the last byte asks for any. */
static uint32_t some_types(struct reader *in)
{
    static const uint16_t known[] = {0x0055, 0x0051, 0x0061, 0x0065, 0x0005,
                                     0x0001, 0x1155, 0x1365, 0x1077, 0x0063,
                                     0x0363, 0x0002, 0x0151, 0x0077};
    uint8_t n = reader_u8(in);

    return n < sizeof(known) / 2 ? known[n] : reader_u16_le(in);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct reader in = reader_init(data, size);

    CHECK(TA_CreateEntryPoint() == TEE_SUCCESS);
    for (unsigned step = 0; MORE(&in) && step < 64; step++) {
        TEE_Param params[4] = {{{0}}};
        void *buffer[4];
        uint32_t command = reader_u8(&in) % 7;
        uint32_t types = some_types(&in);

        for (unsigned i = 0; i < 4; i++)
            buffer[i] =
                param_fill(&in, TEE_PARAM_TYPE_GET(types, i), &params[i]);
        (void)TA_InvokeCommandEntryPoint(NULL, command, types, params);
        CHECK(store_valid(&kv_store));
        for (unsigned i = 0; i < 4; i++)
            free(buffer[i]);
    }
    TA_DestroyEntryPoint();
    CHECK(kv_store.count == 0);
    return 0;
}
