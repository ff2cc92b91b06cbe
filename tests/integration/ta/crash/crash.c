/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Each command breaks one rule that the TEE has to enforce. A command that is
 * not stopped returns TEE_SUCCESS, which no test expects. ALIVE shows that the
 * TA works; SPIN and SLEEP end only by cancellation, LOOP not even then.
 */
#include <tee_internal_api.h>

#include "crash.h"

/* RET: what would return quietly if it could be executed. */
#define RET_INSTRUCTION 0xd65f03c0u

static volatile uint32_t data_code = RET_INSTRUCTION;
static const uint32_t constant = 1;
static volatile uint32_t sink;

static void execute(volatile void *code)
{
    ((void (*)(void))(uintptr_t)code)();
}

static uint32_t recurse(volatile uint32_t depth)
{
    volatile uint32_t frame[64];

    frame[depth % 64] = depth;
    return depth == 0 ? 0 : recurse(depth - 1) + frame[depth % 64];
}

static void smash(volatile uint32_t length)
{
    volatile uint8_t buffer[16];

    for (uint32_t i = 0; i < length; i++)
        buffer[i] = 0x41;
    sink = buffer[3];
}

static TEE_Result spin(void)
{
    TEE_UnmaskCancellation();
    while (!TEE_GetCancellationFlag())
        sink++;
    return TEE_ERROR_CANCEL;
}

static TEE_Result sleep_long(void)
{
    TEE_UnmaskCancellation();
    return TEE_Wait(60000);
}

static TEE_Result break_memory(uint32_t command, TEE_Param params[4])
{
    volatile uint32_t on_stack = RET_INSTRUCTION;

    switch (command) {
    case READ_NULL:
        sink = *(volatile uint32_t *)(uintptr_t)sink;
        break;
    case WRITE_NULL:
        *(volatile uint32_t *)(uintptr_t)sink = 1;
        break;
    case EXECUTE_DATA:
        execute(&data_code);
        break;
    case EXECUTE_STACK:
        execute(&on_stack);
        break;
    case EXECUTE_SHARED:
        *(volatile uint32_t *)params[0].memref.buffer = RET_INSTRUCTION;
        execute(params[0].memref.buffer);
        break;
    case WRITE_CODE:
        *(volatile uint32_t *)(uintptr_t)&TA_CreateEntryPoint = RET_INSTRUCTION;
        break;
    case WRITE_CONST:
        *(volatile uint32_t *)(uintptr_t)&constant = 2;
        break;
    case READ_KERNEL:
        sink = *(volatile uint32_t *)(uintptr_t)0xffffff8000000000;
        break;
    default:
        return TEE_ERROR_NOT_SUPPORTED;
    }
    return TEE_SUCCESS;
}

TEE_Result TA_CreateEntryPoint(void)
{
    return TEE_SUCCESS;
}

void TA_DestroyEntryPoint(void)
{
}

TEE_Result TA_OpenSessionEntryPoint(uint32_t types, TEE_Param params[4],
                                    void **session)
{
    (void)types;
    (void)params;
    (void)session;
    return TEE_SUCCESS;
}

void TA_CloseSessionEntryPoint(void *session)
{
    (void)session;
}

TEE_Result TA_InvokeCommandEntryPoint(void *session, uint32_t command,
                                      uint32_t types, TEE_Param params[4])
{
    (void)session;
    (void)types;
    switch (command) {
    case ALIVE:
        return TEE_SUCCESS;
    case OVERFLOW_STACK:
        sink = recurse(100000);
        return TEE_SUCCESS;
    case SMASH_STACK:
        smash(64);
        return TEE_SUCCESS;
    case PANIC:
        TEE_Panic(0x1234);
        return TEE_SUCCESS;
    case SPIN:
        return spin();
    case SLEEP:
        return sleep_long();
    case LOOP:
        for (;;)
            sink++;
    case JUMP_WILD:
        ((void (*)(void))(uintptr_t)0x7f12345678)();
        return TEE_SUCCESS;
    default:
        break_cpu(command);
        return break_memory(command, params);
    }
}
