/* SPDX-License-Identifier: BSD-2-Clause */
/* See libteec_world.h. */
#include "tests/unit/ree/libteec_world.h"

#include <string.h>

TEEC_Context context;
TEEC_Session session;
TEEC_Operation op;
struct fake_call seen;
struct tee_ioctl_param seen_params[4];
uint32_t (*behaviour)(struct fake_call *call);
uint8_t ta_copy[4][64];
uint64_t returned_size;
TEEC_Result returned_result;

static uint32_t ta(struct fake_call *call)
{
    seen = *call;
    memcpy(seen_params, call->params, call->count * sizeof(seen_params[0]));
    return behaviour ? behaviour(call) : TEEC_SUCCESS;
}

int world_setup(void **state)
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

int world_teardown(void **state)
{
    (void)state;
    TEEC_FinalizeContext(&context);
    return fake_is_clean() ? 0 : -1;
}

int world_setup_group(void **state)
{
    world_setup(state);
    TEEC_FinalizeContext(&context);
    return 0;
}

void set_temp(int i, void *buffer, size_t size)
{
    op.params[i].tmpref.buffer = buffer;
    op.params[i].tmpref.size = size;
}

TEEC_Result invoke(uint32_t types, uint32_t *origin)
{
    op.paramTypes = types;
    return TEEC_InvokeCommand(&session, 42, &op, origin);
}

bool is_zero(const uint8_t *p, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (p[i])
            return false;
    return true;
}

uint32_t scribble(struct fake_call *call)
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

uint32_t return_size(struct fake_call *call)
{
    memset(call->memory[0], 'x', (size_t)call->params[0].b);
    call->params[0].b = returned_size;
    return returned_result;
}
