/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * System calls about the own process: log, panic, access rights, time,
 * waiting, cancellation.
 */
#include <string.h>
#include <tee_api_defines_extensions.h>
#include <trace.h>

#include "abi/gateway_msg.h"
#include "abi/ta_msg.h"
#include "sdk/engine/access.h"
#include "sdk/engine/call.h"

/* From the linker script; ta_head is the start of the image. */
extern const struct ta_head ta_head;
extern const uint8_t __rodata_end[];
extern uint8_t __data_end[];

void engine_log(const char *text, size_t length)
{
    rt_log(text, length);
}

void engine_panic(uint32_t code)
{
    rt_exit(code);
}

/* The regions that this process may touch now: at most 3 + 4. */
static size_t regions_now(struct access_region *region)
{
    const struct engine_params *p = &engine_current.request.params;
    uintptr_t image = (uintptr_t)&ta_head;
    uintptr_t data = (uintptr_t)__rodata_end;
    size_t n = 0;

    region[n++] = (struct access_region){image, data - image, true, false};
    region[n++] =
        (struct access_region){data, (uintptr_t)__data_end - data, true, true};
    region[n++] =
        (struct access_region){engine_current.stack_top - ta_head.stack_size,
                               ta_head.stack_size, true, true};
    for (unsigned i = 0; i < TEE_NUM_PARAMS; i++) {
        uint32_t type = TEE_PARAM_TYPE_GET(p->types, i);

        /* Copies of leases are heap. */
        if (param_is_memref(type) && !(engine_current.request.leased >> i & 1))
            region[n++] =
                (struct access_region){p->vals[2 * i], p->vals[2 * i + 1],
                                       false, param_is_output(type)};
    }
    return n;
}

TEE_Result engine_check_access_rights(uint32_t flags, const void *buf,
                                      size_t len)
{
    struct access_region region[3 + TEE_NUM_PARAMS];
    size_t n = regions_now(region);

    return access_is_allowed(region, n, flags, (uintptr_t)buf, len)
               ? TEE_SUCCESS
               : TEE_ERROR_ACCESS_DENIED;
}

bool engine_get_cancellation_flag(void)
{
    uint64_t deadline = engine_current.request.deadline;

    if (engine_current.cancel_masked)
        return false;
    return (deadline && rt_ticks() >= deadline) || rt_cancel_read();
}

static bool set_mask(bool masked)
{
    bool was = engine_current.cancel_masked;

    engine_current.cancel_masked = masked;
    return was;
}

bool engine_unmask_cancellation(void)
{
    return set_mask(false);
}

bool engine_mask_cancellation(void)
{
    return set_mask(true);
}

/* Milliseconds of the next part of a wait of `ms`: the deadline may cut it
 * short. */
static uint64_t wait_part(uint64_t ms)
{
    uint64_t deadline = engine_current.request.deadline;
    uint64_t now = rt_ticks();
    uint64_t left;

    if (ms > GW_SLEEP_MOST_MS)
        ms = GW_SLEEP_MOST_MS;
    if (!deadline || engine_current.cancel_masked)
        return ms;
    left = deadline > now ? (deadline - now) / (rt_ticks_hz() / 1000) + 1 : 0;
    return left < ms ? left : ms;
}

TEE_Result engine_wait(uint32_t ms)
{
    TEE_Result result = TEE_SUCCESS;
    uint64_t left = ms;

    do {
        struct rt_event ev = {.w = {GW_SLEEP}};

        if (engine_get_cancellation_flag())
            return TEE_ERROR_CANCEL;
        ev.w[1] = wait_part(left);
        ev.w[2] = !engine_current.cancel_masked;
        if (ms != TEE_TIMEOUT_INFINITE)
            left -= ev.w[1];
        result = service_call(SERVICE_GATEWAY, &ev, NULL, 0);
        if (!result)
            result = (TEE_Result)ev.w[0];
    } while (!result && left);
    return result;
}

static TEE_Result ree_time(TEE_Time *time)
{
    struct rt_event ev = {.w = {GW_REE_TIME}};
    TEE_Result result = service_call(SERVICE_GATEWAY, &ev, NULL, 0);

    if (result || (TEE_Result)ev.w[0])
        return TEE_ERROR_COMMUNICATION;
    time->seconds = (uint32_t)ev.w[1];
    time->millis = (uint32_t)(ev.w[2] / 1000000);
    return TEE_SUCCESS;
}

TEE_Result engine_get_time(enum engine_clock clock, TEE_Time *time)
{
    uint64_t ticks = rt_ticks();
    uint64_t hz = rt_ticks_hz();

    if (clock == ENGINE_TIME_REE)
        return ree_time(time);
    time->seconds = (uint32_t)(ticks / hz);
    time->millis = (uint32_t)(ticks % hz * 1000 / hz);
    return TEE_SUCCESS;
}
