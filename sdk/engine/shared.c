/* SPDX-License-Identifier: BSD-2-Clause */
/* See shared.h. Mutable state: `block`. */
#include "sdk/engine/shared.h"

#include "abi/gateway_msg.h"
#include "sdk/engine/call.h"

static struct shared block;

TEE_Result shared_get(size_t size, const struct shared **shared)
{
    size_t pages = (size + PAGE_SIZE - 1) / PAGE_SIZE;
    struct rt_event ev = {.w = {GW_SHM_ALLOC, pages * PAGE_SIZE}};
    TEE_Result result;

    *shared = &block;
    if (block.handle && size <= block.size)
        return TEE_SUCCESS;
    shared_release();
    result = service_call(SERVICE_GATEWAY, &ev, NULL, 0);
    if (result)
        return result;
    if ((TEE_Result)ev.w[0])
        return (TEE_Result)ev.w[0] == TEE_ERROR_COMMUNICATION
                   ? TEE_ERROR_COMMUNICATION
                   : TEE_ERROR_OUT_OF_MEMORY;
    block = (struct shared){.handle = (uint32_t)ev.w[1],
                            .memory = (uint8_t *)(uintptr_t)ev.w[2],
                            .size = pages * PAGE_SIZE};
    return TEE_SUCCESS;
}

void shared_release(void)
{
    struct rt_event ev = {.w = {GW_SHM_FREE, block.handle}};

    if (!block.handle)
        return;
    block = (struct shared){0};
    /* At the end of the call it is taken back anyway. */
    if (service_call(SERVICE_GATEWAY, &ev, NULL, 0))
        return;
}
